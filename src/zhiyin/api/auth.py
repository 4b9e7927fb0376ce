"""Whom a request speaks for."""

import hashlib
from typing import Any, cast

from django.http import HttpRequest
from ninja.security import HttpBearer

from zhiyin.api import limits
from zhiyin.identity import queries as identity
from zhiyin.identity.queries import Person
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.payments import services as payments
from zhiyin.payments.queries import Program


class ScopeMissing(Refusal):
    """The key may not do that."""

    code = "scope_missing"
    status = 403


class Token(HttpBearer):
    """`Authorization: Bearer …` with a token that a person made. No cookie opens anything here, so there is nothing to forge across sites."""

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:
        """The person of the token, if they have a wallet; None refuses the request."""
        if limits.COUNTED not in request.META:
            limits.spend(hashlib.sha256(token.encode()).hexdigest())
        person = identity.person_by_token(token)
        return person if person and "person" in person.roles else None


class MerchantKey(HttpBearer):
    """`Authorization: Bearer zm_…` with a key that a merchant made for a program of theirs."""

    def authenticate(self, request: HttpRequest, token: str) -> Program | None:  # noqa: ARG002  ninja's signature
        """Whom the key speaks for and what it may do; None refuses the request."""
        limits.spend(hashlib.sha256(token.encode()).hexdigest())
        return payments.admit(token, at=clock.now())


def program(request: HttpRequest, scope: str) -> Program:
    """The program whose key was admitted. Raises `ScopeMissing` when it may not do that."""
    found = cast("Program", cast("Any", request).auth)
    if scope not in found.scopes:
        raise ScopeMissing(scope=scope)
    return found


def caller(request: HttpRequest) -> Person:
    """The person that the token of an admitted request stands for."""
    return cast("Person", cast("Any", request).auth)
