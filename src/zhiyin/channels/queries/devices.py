"""Which devices show a person's notifications."""

import stat
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from zhiyin.channels import models
from zhiyin.channels.providers.push import vapid


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A browser that shows notifications. `digest`: the SHA-256 of its subscription's address, by which the browser knows itself."""

    id: UUID
    name: str
    digest: str
    added_at: datetime


def devices(person_id: UUID) -> tuple[Device, ...]:
    """The person's devices, the newest first. One statement."""
    rows = models.Device.objects.filter(person_id=person_id).order_by("-added_at", "-id")
    return tuple(Device(id=row.id, name=row.name, digest=row.digest, added_at=row.added_at) for row in rows)


def push_addresses(person_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Those of the people who have a device; their own id is the address, for all their devices are one. One statement."""
    found = models.Device.objects.filter(person_id__in=set(person_ids)).values_list("person_id", flat=True).distinct()
    return {person_id: str(person_id) for person_id in found}


def push_trouble() -> str:
    """What is wrong with the key that browsers subscribe for; empty when nothing is, or when none was made yet. Makes none. No SQL."""
    file = settings.CONFIG.keys / "push.key"
    try:
        if not file.exists():
            return ""
        vapid.public(settings.CONFIG.keys)
        return f"{file} can be read by others" if stat.S_IMODE(file.stat().st_mode) & 0o077 else ""
    except (vapid.BadPushKey, OSError) as bad:
        return str(bad)


def push_key() -> str:
    """The key that a browser subscribes for. No SQL."""
    return vapid.public(settings.CONFIG.keys)
