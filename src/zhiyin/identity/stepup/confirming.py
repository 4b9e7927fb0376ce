"""Asking a person to confirm a deed, hearing the proof, and using it once."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Sum
from django.utils import translation
from django.utils.translation import gettext as _

from zhiyin.events.people import ConfirmationAsked, ConfirmationGiven
from zhiyin.identity.models import Confirmation, User
from zhiyin.identity.stepup import challenge, proofs
from zhiyin.identity.stepup.proofs import ConfirmationFailed
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.outbox import services as outbox

LIFETIME = timedelta(minutes=5)
TRIES_MAX = 5
CODES_AN_HOUR_MAX = 6
# Anybody who is signed in can begin one confirmation after the other: so guesses are counted over all of them.
WRONG_AN_HOUR_MAX = 15
HOUR = timedelta(hours=1)


class ConfirmationOver(Refusal):
    """It has expired, was used, was tried too often, or is somebody else's."""

    code = "confirmation_over"
    status = 409


class ConfirmationDiffers(Refusal):
    """What is about to be done is not what was confirmed."""

    code = "confirmation_differs"
    status = 409


class NoWayToConfirm(Refusal):
    """They have no passkey, no app and no address for a code, or a stronger way than the one they chose."""

    code = "no_way_to_confirm"


class TooManyCodes(Refusal):
    """More codes were asked for than anybody needs."""

    code = "too_many_codes"
    status = 429


class TooManyTries(Refusal):
    """More was tried in vain than happens to who owns the passkey, the app or the address."""

    code = "too_many_tries"
    status = 429


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A confirmation that waits. `way`: passkey | app | code, the strongest they have; `options` is what a browser needs for a passkey."""

    id: UUID
    terms: Mapping[str, str]
    way: str
    has_app: bool
    code_sent: bool
    options: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far a confirmation is. `state`: pending | confirmed | used; nothing is done with it after `expires_at`."""

    id: UUID
    state: str
    terms: Mapping[str, str]
    expires_at: datetime
    can_be_tried: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """How a deed was confirmed. `way`: passkey | app | code."""

    way: str
    at: datetime


def begin(person_id: UUID, *, terms: Mapping[str, str], at: datetime) -> UUID:
    """The person is asked to confirm exactly these terms within five minutes; answers the confirmation's id. Repeats: another confirmation."""
    row = Confirmation(
        id=uuid7(at), person_id=person_id, terms=dict(terms), nonce=secrets.token_bytes(16), made_at=at, expires_at=at + LIFETIME, state="pending"
    )
    row.save(force_insert=True)
    return row.id


def asked(confirmation_id: UUID, *, person_id: UUID, at: datetime) -> Asked:
    """What the page shows that asks for it. Three statements. Raises `ConfirmationOver`. Repeats: the same."""
    row = _waiting(confirmation_id, person_id, at)
    has_app = Authenticator.objects.filter(user_id=person_id, type=Authenticator.Type.TOTP).exists()
    options = proofs.options(row.person, signed(row))
    way = "passkey" if options else "app" if has_app else "code"
    return Asked(id=row.id, terms=row.terms, way=way, has_app=has_app, code_sent=row.code_sent_at is not None, options=options)


def standing(person_id: UUID, *, terms: Mapping[str, str], at: datetime) -> Standing | None:
    """The person's confirmation of just these terms: one that was spent on them, else one that was given, else one that waits; none that is over.

    One statement. Repeats: the same.
    """
    rows = Confirmation.objects.filter(person_id=person_id, terms__key=terms["key"]).order_by("made_at")
    same = [row for row in rows if challenge.canonical(row.terms) == challenge.canonical(terms)]
    good = {row.state: row for row in same if row.state == "used" or (row.expires_at > at and (row.state == "confirmed" or row.tries < TRIES_MAX))}
    row = good.get("used") or good.get("confirmed") or good.get("pending")
    return _standing(row) if row else None


def asked_anew(person_id: UUID, *, terms: Mapping[str, str], at: datetime) -> Standing:
    """A program asks the person to confirm exactly these terms: as `begin`, and `ConfirmationAsked` is told; answers how it stands.

    Repeats: the same confirmation while it is not over, also of those who ask at once, and told once.
    """
    with transaction.atomic():
        _alone(person_id)
        if same := standing(person_id, terms=terms, at=at):
            return same
        row = Confirmation.objects.get(id=begin(person_id, terms=terms, at=at))
        outbox.publish(ConfirmationAsked(id=row.id, at=at, person_id=person_id, amount_minor=int(terms["amount_minor"]), asset=terms["asset"]))
    return _standing(row)


def standing_of(confirmation_id: UUID, *, person_id: UUID) -> Standing | None:
    """How far that confirmation of theirs is; None for anybody else's. One statement. Repeats: the same."""
    row = Confirmation.objects.filter(id=confirmation_id, person_id=person_id).first()
    return _standing(row) if row else None


def by_passkey(confirmation_id: UUID, *, person_id: UUID, response: Mapping[str, Any], at: datetime) -> None:
    """The deed is confirmed by the person's passkey, which signed these very terms; the assertion is kept as evidence.

    Raises `ConfirmationFailed`, `ConfirmationOver`, `TooManyTries`. Repeats: once it is confirmed, nothing more happens.
    """
    row = _tried(confirmation_id, person_id, at)
    if row is not None:
        evidence = proofs.checked(row.person, signed(row), response)
        _confirm(row, way="passkey", evidence=evidence, at=at)


def by_app(confirmation_id: UUID, *, person_id: UUID, code: str, at: datetime) -> None:
    """The deed is confirmed by a code from the person's app, each of which counts once. Raises as `by_passkey`; `NoWayToConfirm`. Repeats: as it."""
    row = _tried(confirmation_id, person_id, at)
    if row is not None:
        app = Authenticator.objects.filter(user_id=person_id, type=Authenticator.Type.TOTP).first()
        if app is None:
            raise NoWayToConfirm
        if not app.wrap().validate_code(code.strip().replace(" ", "")[:12]):
            raise ConfirmationFailed
        _confirm(row, way="app", evidence={"authenticator": app.pk}, at=at)


def by_code(confirmation_id: UUID, *, person_id: UUID, code: str, at: datetime) -> None:
    """The deed is confirmed by the code that was mailed for it. Raises as `by_passkey`; `NoWayToConfirm`. Repeats: as it."""
    row = _tried(confirmation_id, person_id, at)
    if row is not None:
        _check_weakest(row)
        typed = "".join(sign for sign in code if sign.isdigit() and sign.isascii())
        if row.code_sent_at is None or not secrets.compare_digest(_code(row, row.code_sent_at), typed):
            raise ConfirmationFailed
        _confirm(row, way="code", evidence={"sent_at": row.code_sent_at.isoformat()}, at=at)


def send_code(confirmation_id: UUID, *, person_id: UUID, says: str, at: datetime) -> str:
    """A code for these terms is mailed with the sentence `says`, which names amount and payee; answers it, for a demo's page to show.

    Raises `ConfirmationOver`, `NoWayToConfirm`, `TooManyCodes`. Repeats: another code; the one before no longer counts.
    """
    with transaction.atomic():
        _alone(person_id)
        row = _waiting(confirmation_id, person_id, at, lock=True)
        _check_weakest(row)
        sent = Confirmation.objects.filter(person_id=person_id, code_sent_at__gt=at - HOUR).count()
        if sent >= CODES_AN_HOUR_MAX:
            raise TooManyCodes
        row.code_sent_at = at
        row.save(update_fields=["code_sent_at"])
    code = _code(row, at)
    with translation.override(row.person.language):
        text = _("{says}\n\nYour code for it is {code}. It works for five minutes, once, for this only. Nobody from Zhiyin will ask you for it.")
        subject = _("{code} confirms your payment").format(code=code)
        mail = EmailMessage(subject, text.format(says=says, code=code) + f"\n\n知音 Zhiyin\n{settings.CONFIG.origin}\n", to=[row.person.email])
    mail.send()
    return code


def use(confirmation_id: UUID, *, person_id: UUID, terms: Mapping[str, str], for_id: UUID, at: datetime) -> None:
    """The confirmation is spent on the deed of that id, when the caller's transaction commits.

    Raises `ConfirmationDiffers` when the terms are not those that were confirmed, `ConfirmationOver` when it was never confirmed, has expired or is
    spent. Repeats: refused; whoever repeats the deed under its key does not come here.
    """
    row = Confirmation.objects.filter(id=confirmation_id, person_id=person_id).first()
    if row is None:
        raise ConfirmationOver
    if challenge.canonical(row.terms) != challenge.canonical(terms):
        raise ConfirmationDiffers
    mine = Confirmation.objects.filter(id=confirmation_id, state="confirmed", expires_at__gt=at)
    if not mine.update(state="used", used_for=for_id, used_at=at):
        raise ConfirmationOver


def confirmed(for_id: UUID, *, person_id: UUID) -> Confirmed | None:
    """How the person confirmed that deed; None when they were not asked to. One statement. Repeats: the same."""
    row = Confirmation.objects.filter(used_for=for_id, person_id=person_id).first()
    return Confirmed(way=row.way, at=row.confirmed_at) if row and row.confirmed_at else None


def signed(row: Confirmation) -> bytes:
    """The challenge of that confirmation. Repeats: the same."""
    return challenge.challenge(bytes(row.nonce), challenge.intent(row.id, row.person_id, terms=row.terms, expires_at=row.expires_at))


def forget_unconfirmed(at: datetime) -> int:
    """Confirmations that nobody gave are gone a day later; how many. Repeats: nothing."""
    return Confirmation.objects.filter(state="pending", expires_at__lt=at - timedelta(days=1)).delete()[0]


def _standing(row: Confirmation) -> Standing:
    return Standing(id=row.id, state=row.state, terms=row.terms, expires_at=row.expires_at, can_be_tried=row.tries < TRIES_MAX)


def _waiting(confirmation_id: UUID, person_id: UUID, at: datetime, *, lock: bool = False) -> Confirmation:
    rows = Confirmation.objects.select_related("person")
    row = (rows.select_for_update(of=("self",)) if lock else rows).filter(id=confirmation_id, person_id=person_id).first()
    if row is None or row.state != "pending" or at >= row.expires_at or row.tries >= TRIES_MAX:
        raise ConfirmationOver
    return row


def _tried(confirmation_id: UUID, person_id: UUID, at: datetime) -> Confirmation | None:
    """The confirmation, with this try counted, whatever comes of it; None when it is confirmed already."""
    with transaction.atomic():
        _alone(person_id)
        done = Confirmation.objects.filter(id=confirmation_id, person_id=person_id, state__in=("confirmed", "used"))
        if done.exists():
            return None
        row = _waiting(confirmation_id, person_id, at, lock=True)
        wrong = Confirmation.objects.filter(person_id=person_id, state="pending", made_at__gt=at - HOUR).aggregate(tries=Sum("tries"))
        if (wrong["tries"] or 0) >= WRONG_AN_HOUR_MAX:
            raise TooManyTries
        row.tries += 1
        row.save(update_fields=["tries"])
    return row


def _alone(person_id: UUID) -> None:
    """One request at a time for this person, until the transaction ends: what is counted cannot be passed by asking twice at once."""
    User.objects.select_for_update(no_key=True).only("id").get(id=person_id)


def _confirm(row: Confirmation, *, way: str, evidence: Mapping[str, Any], at: datetime) -> None:
    facts = {"state": "confirmed", "way": way, "evidence": evidence, "confirmed_at": at}
    with transaction.atomic():
        if Confirmation.objects.filter(id=row.id, state="pending", expires_at__gt=at).update(**facts):
            outbox.publish(ConfirmationGiven(id=uuid7(at), at=at, confirmation_id=row.id, person_id=row.person_id))


def _check_weakest(row: Confirmation) -> None:
    """A mailed code is only for those who have nothing stronger."""
    stronger = Authenticator.objects.filter(user_id=row.person_id, type__in=(Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP))
    if not row.person.email or stronger.exists():
        raise NoWayToConfirm


def _code(row: Confirmation, sent_at: datetime) -> str:
    return challenge.code(settings.SECRET_KEY.encode(), asked=signed(row), sent_at=sent_at)
