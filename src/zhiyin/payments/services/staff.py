"""A merchant's owner asks people to help at the till; they say yes or no; either side ends it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhiyin.identity import queries as identity
from zhiyin.identity import services as roles
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import derived
from zhiyin.kit.money import AMOUNT_MINOR_MAX, BadAmount
from zhiyin.payments.models import Merchant, Staff
from zhiyin.payments.queries.staff import CASHIER, OWNER, role_at
from zhiyin.payments.services.pay import UnknownPerson

ROLES = (OWNER, CASHIER)


class NotAtThisTill(Refusal):
    """Only somebody with another role at this till, or with any, may do that."""

    code = "not_at_this_till"
    status = 403


class WorksHereAlready(Refusal):
    """The person owns the shop, works there, or was asked already."""

    code = "works_here_already"


class InvitationOver(Refusal):
    """The invitation was taken back, answered, or is somebody else's."""

    code = "invitation_over"


class UnknownTillRole(Refusal):
    """A till knows owners and cashiers."""

    code = "unknown_till_role"


@transaction.atomic
def invite_staff(  # noqa: PLR0913  an invitation has this many terms, all by name
    *, key: UUID, merchant_id: UUID, by_id: UUID, handle: str, role: str = CASHIER, refund_max_minor: int = 0, at: datetime
) -> UUID:
    """The person of that handle is asked to work at the till; the invitation's id. Nothing opens for them before they accept.

    `role`: owner | cashier. `refund_max_minor`: how much a cashier may give back in a day, in minor units. Raises `NotAtThisTill` (only an owner
    asks), `UnknownPerson`, `UnknownTillRole`, `BadAmount`, `WorksHereAlready`. Repeats: the same key answers the same invitation.
    """
    check_owner(merchant_id, by_id)
    if role not in ROLES:
        raise UnknownTillRole(role=role[:20])
    _check_limit(refund_max_minor)
    person = identity.by_handle(handle[:60])
    if person is None:
        raise UnknownPerson(handle=handle.strip().lstrip("@")[:30])
    Merchant.objects.select_for_update(of=("self",)).get(id=merchant_id)  # two who ask at once ask one after the other
    place = derived("till staff", merchant_id, person.id, key)
    if Staff.objects.filter(id=place).exists():
        return place
    if role_at(merchant_id, person.id) or Staff.objects.filter(merchant_id=merchant_id, person_id=person.id, ended_at=None).exists():
        raise WorksHereAlready(name=person.name)
    Staff.objects.create(
        id=place, merchant_id=merchant_id, person_id=person.id, role=role, refund_max_minor=refund_max_minor, invited_by_id=by_id, invited_at=at
    )
    return place


@transaction.atomic
def accept_invitation(invitation_id: UUID, *, person_id: UUID, at: datetime) -> UUID:
    """The till opens for the person; the merchant's id. Raises `InvitationOver`. Repeats: who works there already still does."""
    place = Staff.objects.select_for_update().filter(id=invitation_id, person_id=person_id, ended_at=None).first()
    if place is None:
        raise InvitationOver
    if place.accepted_at is None:
        place.accepted_at = at
        place.save(update_fields=["accepted_at"])
        roles.give_role(person_id, "merchant", at=at)
    return place.merchant_id


def limit_refunds(place_id: UUID, *, merchant_id: UUID, by_id: UUID, refund_max_minor: int) -> None:
    """From now on that cashier gives back at most so much in a day, in minor units; what was given back today counts.

    Raises `NotAtThisTill` (only an owner says so), `BadAmount`, `InvitationOver` (no cashier has that place). Repeats: the same.
    """
    check_owner(merchant_id, by_id)
    _check_limit(refund_max_minor)
    there = Staff.objects.filter(id=place_id, merchant_id=merchant_id, role=CASHIER, ended_at=None)
    if not there.update(refund_max_minor=refund_max_minor):
        raise InvitationOver


def leave_till(place_id: UUID, *, person_id: UUID, at: datetime) -> None:
    """The person no longer works there, or has declined. Raises `InvitationOver` when it is not theirs. Repeats: nothing."""
    place = Staff.objects.filter(id=place_id, person_id=person_id).first()
    if place is None:
        raise InvitationOver
    _end(place, at=at)


def end_staff(place_id: UUID, *, merchant_id: UUID, by_id: UUID, at: datetime) -> None:
    """That place at the till is closed, from the next click on. Raises `NotAtThisTill` (only an owner does), `InvitationOver`. Repeats: nothing."""
    check_owner(merchant_id, by_id)
    place = Staff.objects.filter(id=place_id, merchant_id=merchant_id).first()
    if place is None:
        raise InvitationOver
    _end(place, at=at)


def check_owner(merchant_id: UUID, person_id: UUID) -> None:
    """Raises `NotAtThisTill` unless the person is an owner of that shop. Changes nothing. Repeats: the same answer."""
    if role_at(merchant_id, person_id) != OWNER:
        raise NotAtThisTill


def check_works_here(merchant_id: UUID, person_id: UUID) -> str:
    """The person's role at that till. Raises `NotAtThisTill` when they have none. Changes nothing. Repeats: the same answer."""
    role = role_at(merchant_id, person_id)
    if not role:
        raise NotAtThisTill
    return role


def _check_limit(refund_max_minor: int) -> None:
    if not 0 <= refund_max_minor <= AMOUNT_MINOR_MAX:
        raise BadAmount(text=str(refund_max_minor)[:40], why="too_large" if refund_max_minor > 0 else "not_positive")


@transaction.atomic
def _end(place: Staff, *, at: datetime) -> None:
    if not Staff.objects.filter(id=place.id, ended_at=None).update(ended_at=at):
        return
    open_ones = Staff.objects.filter(person_id=place.person_id, accepted_at__isnull=False, ended_at=None)
    if place.accepted_at and not open_ones.exists() and not Merchant.objects.filter(owner_id=place.person_id).exists():
        roles.take_role(place.person_id, "merchant", at=at)
