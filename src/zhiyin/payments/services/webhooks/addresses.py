"""The addresses that a merchant wants to be told at."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet

from zhiyin.kit import calling
from zhiyin.kit.calling import Unreachable
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.payments import models
from zhiyin.payments.queries.backoffice.webhooks import KINDS, Endpoint, told_endpoint

ENDPOINTS_MAX = 5
URL_CHARACTERS_MAX = 300
HOME = ("localhost", "127.0.0.1", "::1")


class BadWebhook(Refusal):
    """The address cannot be told; `why`: address | https | private | kinds | many."""

    code = "bad_webhook"


def reach() -> str:
    """How far webhooks may go here. No SQL. Repeats: the same.

    Public addresses only, unless the operator allows a network of their own; a demo at home also reaches this machine, to be played with.
    """
    config = settings.CONFIG
    if config.webhooks_inside:
        return calling.ANYWHERE
    return calling.LOOPBACK if config.is_demo and urlsplit(config.origin).hostname in HOME else calling.PUBLIC


@transaction.atomic
def add_endpoint(merchant_id: UUID, *, url: str, kinds: Sequence[str], at: datetime) -> Endpoint:
    """The address is told of these kinds of things from now on. Looks its host up, so outside of long transactions.

    Raises `BadWebhook`. Repeats: the same address of the same merchant answers what is there, with the kinds given.
    """
    place = url.strip()
    _check(place)
    if not kinds or not set(kinds) <= set(KINDS):
        raise BadWebhook(why="kinds")
    models.Merchant.objects.select_for_update(no_key=True).get(id=merchant_id)
    known = {row.url: row for row in models.Endpoint.objects.filter(merchant_id=merchant_id, ended_at=None)}
    if place not in known and len(known) >= ENDPOINTS_MAX:
        raise BadWebhook(why="many")
    row = known.get(place) or models.Endpoint(id=uuid7(at), merchant_id=merchant_id, url=place, made_at=at)
    row.kinds = [kind for kind in KINDS if kind in kinds]
    row.save()
    return told_endpoint(row)


def end_endpoint(endpoint_id: UUID, *, merchant_id: UUID, at: datetime) -> None:
    """The merchant's address is told nothing any more. Repeats: nothing; another merchant's address stays."""
    _own(endpoint_id, merchant_id).update(ended_at=at)


def enable_endpoint(endpoint_id: UUID, *, merchant_id: UUID) -> None:
    """An address that was given up is told again, also what has been waiting since. Repeats: nothing."""
    _own(endpoint_id, merchant_id).update(disabled_at=None, failing_since=None)


def rotate_secret(endpoint_id: UUID, *, merchant_id: UUID, at: datetime) -> None:
    """A new secret signs for the address; for a day the one before signs too. Repeats: every call makes another."""
    _own(endpoint_id, merchant_id).update(generation=F("generation") + 1, rotated_at=at)


def _own(endpoint_id: UUID, merchant_id: UUID) -> QuerySet[models.Endpoint]:
    return models.Endpoint.objects.filter(id=endpoint_id, merchant_id=merchant_id, ended_at=None)


def _check(url: str) -> None:
    if len(url) > URL_CHARACTERS_MAX:
        raise BadWebhook(why="address")
    try:
        found = calling.parts(url)
        if found.scheme != "https" and not (reach() == calling.ANYWHERE or (reach() == calling.LOOPBACK and found.hostname in HOME)):
            raise BadWebhook(why="https")
        calling.address_of(found.hostname or "", found.port or 443, reach=reach())
    except Unreachable as unreachable:
        if unreachable.why != "unknown_host":  # a name that is not known yet may be tomorrow
            raise BadWebhook(why=unreachable.why) from unreachable
