"""The tokens with which a person's own programs call the API."""

import secrets
from datetime import datetime
from uuid import UUID

from zhiyin.identity.models import ApiToken
from zhiyin.identity.queries import TOKEN_PREFIX, digest
from zhiyin.identity.services.names import checked_name
from zhiyin.kit.ids import uuid7


def issue_token(person_id: UUID, name: str, *, at: datetime) -> str:
    """A program can speak for the person with the token returned, which is shown this once: only its SHA-256 is kept.

    Raises `BadName`. Repeats: every call makes another token.
    """
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    ApiToken.objects.create(id=uuid7(at), person_id=person_id, name=checked_name(name), digest=digest(token), made_at=at)
    return token


def end_token(token_id: UUID, *, person_id: UUID, at: datetime) -> None:
    """The person's token opens nothing any more, from the next request on. Repeats: nothing."""
    ApiToken.objects.filter(id=token_id, person_id=person_id, ended_at=None).update(ended_at=at)
