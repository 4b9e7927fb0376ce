"""A person adds cards and bank accounts, puts them in order, and removes them."""

from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction

from zhiyin.funding import models
from zhiyin.funding.iban import parse_iban
from zhiyin.funding.providers import known
from zhiyin.funding.providers.demo import DemoCards
from zhiyin.funding.providers.protocol import ProviderAway
from zhiyin.funding.queries.methods import CardVisit, Method, pays_out, takes_cards, told
from zhiyin.funding.sealing import sealed
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import derived
from zhiyin.wallets import services as wallets
from zhiyin.wallets.services import KeyReused

log = structlog.get_logger()
METHODS_MAX = 10
HOLDER_SIGNS_MAX = 70


class NoSuchMethod(Refusal):
    """The person has no such card or bank account."""

    code = "no_such_method"
    status = 404


class NotTakenHere(Refusal):
    """The deployment takes no cards, or pays out to no bank."""

    code = "not_taken_here"
    status = 404


class TooManyMethods(Refusal):
    """The person has as many cards and bank accounts as can be kept."""

    code = "too_many_methods"


class BadHolder(Refusal):
    """A bank account needs the name of its holder."""

    code = "bad_holder"


class CardCompanyAway(Refusal):
    """The company that takes cards does not answer."""

    code = "card_company_away"
    status = 503


def visit_card_company(*, key: UUID, person_id: UUID, back_url: str, at: datetime) -> CardVisit:
    """The person can give a card to the company that takes them, on its own page; when they did, the card is theirs to use.

    Raises `NotTakenHere`, `TooManyMethods`, `CardCompanyAway`, `KeyReused`.
    Repeats: the same visit; once a card was given, it is done and nothing more happens.
    """
    setup = wallets.together(lambda: models.CardSetup.objects.filter(id=key).first() or _begin(key, person_id, at=at))
    if setup.person_id != person_id:
        raise KeyReused
    company = known.named(setup.provider)
    if setup.method_id:
        return CardVisit(id=key, company=setup.provider, url="", is_done=True)
    try:
        visit = company.visit(key, back_url=back_url, person_id=person_id)
        models.CardSetup.objects.filter(id=key).update(ref=visit.ref)
        is_done = _take(key, visit.ref, at=at)
    except ProviderAway as away:
        raise CardCompanyAway from away
    return CardVisit(id=key, company=setup.provider, url=visit.url, is_done=is_done)


def finish_visit(setup_id: UUID, *, at: datetime) -> bool:
    """The card that was given on that visit is the person's to use; whether one was given. For a person who never came back from there.

    Raises `ProviderAway`. Repeats: nothing more happens.
    """
    setup = models.CardSetup.objects.filter(id=setup_id).first()
    return bool(setup and (setup.method_id or (setup.ref and _take(setup_id, setup.ref, at=at))))


def choose_demo_card(ref: str, *, chosen: str) -> None:
    """Somebody picked a pretend card (`works`, `declined`, `late`) on the demo's page. Raises `NotTakenHere`. Repeats: the first choice stays."""
    company = known.current()
    if not isinstance(company, DemoCards):
        raise NotTakenHere
    company.choose(ref[:64], chosen)


def add_bank_account(*, key: UUID, person_id: UUID, iban: str, holder: str, at: datetime) -> Method:
    """The person's money can be paid out to that account, once it has rested for `ZHIYIN_BANK_WAIT_HOURS`.

    Raises `NotTakenHere`, `BadIban`, `BadHolder`, `TooManyMethods`, `KeyReused`. Repeats: the same account, nothing new.
    """
    if not pays_out():
        raise NotTakenHere
    number, name = parse_iban(iban), " ".join(holder.split())
    if not name or len(name) > HOLDER_SIGNS_MAX or not name.isprintable():
        raise BadHolder
    row = models.Method(
        id=key, person_id=person_id, kind=models.Method.BANK, provider="bank", token=sealed(number), label=name, last_four=number[-4:]
    )
    return wallets.together(lambda: _bank_account(row, at=at))


@transaction.atomic
def put_first(person_id: UUID, method_id: UUID) -> None:
    """That method comes before the person's others. Raises `NoSuchMethod`. Repeats: nothing more happens."""
    rows = list(models.Method.objects.select_for_update().filter(person_id=person_id, removed_at=None).order_by("position", "id"))
    if method_id not in {row.id for row in rows}:
        raise NoSuchMethod
    rows.sort(key=lambda row: row.id != method_id)
    for place, row in enumerate(rows):
        row.position = place
    models.Method.objects.bulk_update(rows, ["position"])


def remove(person_id: UUID, method_id: UUID, *, at: datetime) -> None:
    """The method is used no more; old receipts still name it. Its company is told. Raises `NoSuchMethod`. Repeats: nothing more happens."""
    row = models.Method.objects.filter(id=method_id, person_id=person_id).first()
    if row is None:
        raise NoSuchMethod
    models.Method.objects.filter(id=method_id, removed_at=None).update(removed_at=at)
    if row.kind == models.Method.CARD:
        try:
            known.named(row.provider).forget(row.token)
        except ProviderAway:  # it is not asked again with this token, whether or not it heard
            log.warning("card not forgotten by its company", method=str(method_id))


def allow_automatic(person_id: UUID, *, allowed: bool, at: datetime) -> None:
    """A payment of theirs may take what is missing from their first card, or not. Repeats: nothing more happens."""
    models.FundingChoice.objects.update_or_create(person_id=person_id, defaults={"automatic": allowed, "at": at})


def _bank_account(wanted: models.Method, *, at: datetime) -> Method:
    first = models.Method.objects.filter(id=wanted.id).first()
    if first is None:
        return _added(wanted, at=at)
    if any(getattr(first, name) != getattr(wanted, name) for name in ("person_id", "label", "last_four")):
        raise KeyReused
    return told(first)


def offer_card_first(person_id: UUID, *, wanted: bool, at: datetime) -> None:
    """Their first card is offered before the balance when they pay a shop, or not. Repeats: nothing more happens."""
    models.FundingChoice.objects.update_or_create(person_id=person_id, defaults={"card_first": wanted, "at": at})


def _begin(key: UUID, person_id: UUID, *, at: datetime) -> models.CardSetup:
    company = known.current()
    if company is None or not takes_cards():
        raise NotTakenHere
    if models.Method.objects.filter(person_id=person_id, removed_at=None).count() >= METHODS_MAX:
        raise TooManyMethods(most=METHODS_MAX)
    return models.CardSetup.objects.get_or_create(id=key, defaults={"person_id": person_id, "provider": company.name, "at": at})[0]


def _take(setup_id: UUID, ref: str, *, at: datetime) -> bool:
    setup = models.CardSetup.objects.get(id=setup_id)
    card = known.named(setup.provider).given(ref)
    if card is None:
        return False
    with transaction.atomic():
        setup = models.CardSetup.objects.select_for_update().get(id=setup_id)
        if setup.method_id is None:
            row = models.Method(
                id=derived("card of visit", setup_id),
                person_id=setup.person_id,
                kind=models.Method.CARD,
                provider=setup.provider,
                token=card.token,
                customer=card.customer,
                label=card.label[:70],
                last_four=card.last_four,
                expires=card.expires,
            )
            setup.method_id = _added(row, at=at).id
            setup.save()
    return True


def _added(row: models.Method, *, at: datetime) -> Method:
    others = models.Method.objects.select_for_update().filter(person_id=row.person_id, removed_at=None)
    count = len(others)
    if count >= METHODS_MAX:
        raise TooManyMethods(most=METHODS_MAX)
    row.position, row.added_at = count, at
    row.save(force_insert=True)
    return told(row)
