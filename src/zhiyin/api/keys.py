"""The key that makes a change happen once, however often it is asked for."""

from uuid import UUID

from zhiyin.kit.errors import Refusal


class BadKey(Refusal):
    """The request has no key of its own, or two that differ."""

    code = "bad_key"
    status = 400


def read_key(header: str, body: UUID | None = None) -> UUID:
    """The key of the request, from its header or its body. Raises `BadKey`."""
    try:
        from_header = UUID(header) if header else None
    except ValueError as bad:
        raise BadKey from bad
    key = from_header or body
    if key is None or (body and body != key):
        raise BadKey
    return key
