"""Keys with which merchants' programs ask for money."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.payments import models
from zhiyin.payments.notes import checked_note
from zhiyin.payments.queries.backoffice.programs import KEY_PREFIX, SCOPES, Program, digest
from zhiyin.payments.queries.merchants import told

NAME_CHARACTERS_MAX = 60
# Enough to see which key is still in use; not a write for every request.
USE_NOTED_EVERY = timedelta(minutes=1)


class BadKeyName(Refusal):
    """A key has no name, or one too long to read in a list."""

    code = "bad_key_name"


class BadScopes(Refusal):
    """A key may do nothing, or something that does not exist."""

    code = "bad_scopes"


def issue_merchant_key(merchant_id: UUID, *, name: str, scopes: Sequence[str], by: UUID, at: datetime) -> str:
    """A program can do for the merchant what `scopes` say, with the key returned, which is shown this once: only its SHA-256 is kept.

    Raises `BadKeyName`, `BadScopes`. Repeats: every call makes another key.
    """
    named = checked_note(name)
    if not 0 < len(named) <= NAME_CHARACTERS_MAX:
        raise BadKeyName(longest=NAME_CHARACTERS_MAX)
    if not scopes or not set(scopes) <= set(SCOPES):
        raise BadScopes
    key = KEY_PREFIX + secrets.token_urlsafe(32)
    kept = [scope for scope in SCOPES if scope in scopes]
    models.MerchantKey.objects.create(id=uuid7(at), merchant_id=merchant_id, name=named, digest=digest(key), scopes=kept, made_by_id=by, made_at=at)
    return key


def end_merchant_key(key_id: UUID, *, merchant_id: UUID, at: datetime) -> None:
    """The merchant's key opens nothing any more, from the next request on. Repeats: nothing; another merchant's key stays."""
    models.MerchantKey.objects.filter(id=key_id, merchant_id=merchant_id, ended_at=None).update(ended_at=at)


def admit(key: str, *, at: datetime) -> Program | None:
    """Whom a key speaks for and what it may do, noted as used; None when it is unknown or ended. One statement, two once a minute.

    Repeats: the same answer.
    """
    if not key.startswith(KEY_PREFIX) or len(key) > 100:
        return None
    row = models.MerchantKey.objects.select_related("merchant").filter(digest=digest(key), ended_at=None).first()
    if row is None:
        return None
    if row.used_at is None or at - row.used_at >= USE_NOTED_EVERY:
        unnoted = Q(used_at=None) | Q(used_at__lte=at - USE_NOTED_EVERY)
        models.MerchantKey.objects.filter(unnoted, id=row.id).update(used_at=at)
    return Program(key_id=row.id, merchant=told(row.merchant), scopes=tuple(row.scopes), by=row.made_by_id)
