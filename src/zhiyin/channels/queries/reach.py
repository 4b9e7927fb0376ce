"""On which channels people can be reached, and at which address."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.crypto import salted_hmac

from zhiyin.channels.models import INAPP, Suppression
from zhiyin.channels.providers import MAKERS, in_order
from zhiyin.channels.queries.accounts import chat_accounts
from zhiyin.channels.queries.devices import push_addresses
from zhiyin.identity import queries as identity

FOR_GOOD = ("bounce", "stop")  # a complaint stops only what can be refused

# By channel: the confirmed address of each of these people who has one.
ADDRESSES: dict[str, Callable[[Collection[UUID]], Mapping[UUID, str]]] = {
    "push": push_addresses,
    "sms": identity.numbers,
    "email": identity.mail_addresses,
    "social": chat_accounts,
}


def interrupting() -> frozenset[str]:
    """The channels that make themselves heard: quiet hours hold for them. No SQL."""
    return frozenset(channel for channel in MAKERS if any(provider.interrupts for provider in in_order(channel)))


def available() -> frozenset[str]:
    """The channels that lead somewhere on this deployment. No SQL."""
    return frozenset({INAPP, *(channel for channel in MAKERS if in_order(channel))})


def reachable(person_ids: Iterable[UUID]) -> Mapping[UUID, frozenset[str]]:
    """The channels on which each person has a confirmed address that is not suppressed; the inbox always. Two statements a channel."""
    ids = frozenset(person_ids)
    by_channel = {channel: addresses(channel, ids) for channel in sorted(available() - {INAPP})}
    return {person_id: frozenset({INAPP, *(channel for channel, found in by_channel.items() if person_id in found)}) for person_id in ids}


def addresses(channel: str, person_ids: Collection[UUID], *, also_stopped: bool = False) -> Mapping[UUID, str]:
    """The usable address of each of these people on the channel: confirmed, and neither bounced nor stopped. Two statements.

    `also_stopped`: for the one last message that says that no more will come.
    """
    found = ADDRESSES[channel](person_ids) if channel in ADDRESSES else {}
    if not found:
        return {}
    hashes = {person_id: address_hash(channel, address) for person_id, address in found.items()}
    gone = set(
        Suppression.objects.filter(
            channel=channel, address_hash__in=set(hashes.values()), reason__in=FOR_GOOD[:1] if also_stopped else FOR_GOOD, lifted_at=None
        ).values_list("address_hash", flat=True)
    )
    return {person_id: address for person_id, address in found.items() if hashes[person_id] not in gone}


def address_hash(channel: str, address: str) -> str:
    """What an address is kept as: whoever reads the table learns none, and cannot try any without the deployment's secret. No SQL."""
    return salted_hmac(f"zhiyin.channels.{channel}", address.strip().lower(), algorithm="sha256").hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A channel as its person sees it. `address`: theirs, mostly hidden; empty: none confirmed. `stopped`: bounce, complaint, stop or empty."""

    channel: str
    address: str
    stopped: str
    since: datetime | None


def ways(person_id: UUID) -> tuple[Way, ...]:
    """The channels out of the house that this deployment has, and how each stands for the person. Two statements a channel."""
    return tuple(_way(channel, person_id) for channel in sorted(available() - {INAPP}))


def _way(channel: str, person_id: UUID) -> Way:
    address = ADDRESSES[channel]((person_id,)).get(person_id, "") if channel in ADDRESSES else ""
    hashed = address_hash(channel, address) if address else ""
    row = Suppression.objects.filter(channel=channel, address_hash=hashed, lifted_at=None).order_by("-id").first() if hashed else None
    return Way(channel=channel, address=_hidden(address), stopped=row.reason if row else "", since=row.at if row else None)


def _hidden(address: str) -> str:
    name, at, place = address.partition("@")
    return f"{name[:1]}…{at}{place}" if at else f"…{address[-4:]}" if address else ""
