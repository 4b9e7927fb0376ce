"""Whom a request speaks for."""

from typing import Any, cast

from django.http import HttpRequest
from ninja.security import HttpBearer

from zhiyin.identity import queries as identity
from zhiyin.identity.queries import Person


class Token(HttpBearer):
    """`Authorization: Bearer …` with a token that a person made. No cookie opens anything here, so there is nothing to forge across sites."""

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:  # noqa: ARG002  ninja's signature
        """The person of the token, if they have a wallet; None refuses the request."""
        person = identity.person_by_token(token)
        return person if person and "person" in person.roles else None


def caller(request: HttpRequest) -> Person:
    """The person that the token of an admitted request stands for."""
    return cast("Person", cast("Any", request).auth)
