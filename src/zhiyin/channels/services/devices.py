"""The devices that show a person's notifications."""

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from zhiyin.channels.models import Device
from zhiyin.channels.providers.push import sealing, webpush
from zhiyin.kit import calling
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7

DEVICES_MAX = 5
ENDPOINT_CHARACTERS_MAX = 1_000


class BadDevice(Refusal):
    """What the browser gave is no subscription that can be called."""

    code = "bad_device"


@transaction.atomic
def add_device(person_id: UUID, *, endpoint: str, p256dh: str, auth: str, name: str, at: datetime) -> UUID:  # noqa: PLR0913  a subscription's parts
    """The browser shows the person's notifications from now on, and nobody else's; answers the device's id.

    Five devices at most: the oldest makes room. Looks the push service's host up. Raises `BadDevice`.
    Repeats: the same browser is one device, with its newest keys.
    """
    _check(endpoint, p256dh=p256dh, auth=auth)
    _queue(person_id)
    digest = hashlib.sha256(endpoint.encode()).hexdigest()
    Device.objects.filter(digest=digest).exclude(person_id=person_id).delete()
    fields = {"person_id": person_id, "endpoint": endpoint, "p256dh": p256dh.rstrip("="), "auth": auth.rstrip("="), "name": name[:60]}
    device, _ = Device.objects.update_or_create(digest=digest, defaults=fields, create_defaults={**fields, "id": uuid7(at), "added_at": at})
    kept = Device.objects.filter(person_id=person_id).order_by("-added_at", "-id").values_list("id", flat=True)[:DEVICES_MAX]
    Device.objects.filter(person_id=person_id).exclude(id__in=[*kept, device.id]).delete()
    return device.id


def forget_device(device_id: UUID, *, person_id: UUID) -> None:
    """The device shows nothing more. Repeats: nothing; somebody else's device stays."""
    Device.objects.filter(id=device_id, person_id=person_id).delete()


def _check(endpoint: str, *, p256dh: str, auth: str) -> None:
    reach = webpush.reach()
    try:
        found = calling.parts(endpoint)
        if len(endpoint) > ENDPOINT_CHARACTERS_MAX or (found.scheme != "https" and reach == calling.PUBLIC):
            raise BadDevice
        calling.address_of(found.hostname or "", found.port or 443, reach=reach)
        sealing.reader(p256dh.rstrip("="), auth.rstrip("="))
    except (calling.Unreachable, sealing.BadSubscription) as bad:
        if not (isinstance(bad, calling.Unreachable) and bad.why == "unknown_host"):  # a name that is not known now may be in a moment
            raise BadDevice from bad


def _queue(person_id: UUID) -> None:
    """Two browsers of one person take turns, so that five stay five."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 3))", [f"devices {person_id}"])
