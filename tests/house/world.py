"""One of everything an address can name, and somebody of every role to ask for it."""

from dataclasses import dataclass
from datetime import time, timedelta
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connection
from django.test import Client

from tests import make
from tests.console import stage
from tests.funding import bank, company
from tests.surveys import shop as surveys
from tests.wallets.currencies import offer, open_market
from zhiyin.channels import links
from zhiyin.channels import queries as channels
from zhiyin.channels import services as reach
from zhiyin.followups.queries import interviews
from zhiyin.followups.services import calls as calling
from zhiyin.followups.services import interviews as meeting
from zhiyin.funding import queries as funds
from zhiyin.funding import services as funding
from zhiyin.identity import services as identity
from zhiyin.identity.models import ROLES, User
from zhiyin.identity.queries import Person
from zhiyin.identity.stepup import confirming
from zhiyin.kit import clock
from zhiyin.kit.ids import uuid7
from zhiyin.ledger.anchors import calendars
from zhiyin.ledger.anchors import services as anchors
from zhiyin.payments import services as payments
from zhiyin.payments.services import together
from zhiyin.payments.services.proof import terms_of
from zhiyin.site.launch import demostate
from zhiyin.surveys.queries import questionnaires
from zhiyin.surveys.services import building, wishing
from zhiyin.wallets import services as wallets

ANONYMOUS = "anonymous"
EVERYBODY = (ANONYMOUS, *ROLES)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """`names`: what stands in an address for each name in its pattern. Whatever belongs to a person or merchant belongs to the one in `people`."""

    names: dict[str, object]
    people: dict[str, UUID]
    tokens: dict[str, str]

    def client(self, role: str) -> Client:
        """The browser, or for the interface the program, of whoever has that role."""
        return Client() if role == ANONYMOUS else _signed_in(self.people[role], self.tokens[role])


def world() -> World:
    """Somebody who paid, sent, complained and was heard; a shop with its code; staff of every role; for each a program's key and a second step."""
    demostate.write(demostate.DemoState(state="loaded", people=-1))
    told = stage.world()
    people = {role: make.person(roles=(role,)).id for role in ROLES} | {"person": told.person_id}
    shop = make.merchant(owner_id=people["merchant"])
    code = payments.make_code(shop.id, amount_minor=5_00, at=make.AT)
    message = next(each for each in channels.inbox(told.person_id, limit=9) if each.template == "payment_stars")
    claim_id = together.leave_money(key=uuid7(make.AT), sender_id=told.person_id, amount_minor=1_00, at=make.AT)
    names = {
        "person_id": told.person_id,
        "rule_id": uuid7(),
        "payment_id": told.payment_id,
        "kind": "transfer",
        "period": "2026-10",
        "entry_id": (sent := _sent(told.person_id, make.person())),
        "transfer_id": sent,
        "item_id": "item-1",
        "invitation_id": UUID(message.params["invitation_id"]),
        "message_id": message.id,
        "case_id": told.case_id,
        "follow_up_id": told.follow_up_id,
        **_talks(told.person_id, people["support"]),
        "call_id": calling.ask(key=uuid7(make.AT), person_id=told.person_id, topic="", number="+16145550100", chosen_at=None, at=make.AT),
        "theme_id": told.theme_id,
        "improvement_id": told.improvement_id,
        "experiment_id": told.experiment_id,
        **_questionnaire(told.person_id),
        "shop": shop.slug,
        "code_id": code.id,
        "code": "payment_stars",
        "paid_id": make.payment(told.person_id, shop.id).id,
        "taken_id": (asked := make.presented(told.person_id, shop, 60_00).id),
        "presented_id": asked,
        "place_id": _place(shop.id, shop.owner_id, told.person_id),
        "token_id": uuid7(),
        **_letter(told.person_id),
        **_money_on_its_way(told.person_id),
        "order_id": uuid7(),
        "report_id": uuid7(),
        "settlement_id": _settled(shop.id),
        "delivery_id": uuid7(),
        "what": uuid7(),
        "merchant_id": shop.id,
        "claim_id": claim_id,
        "tab_id": together.open_tab(key=uuid7(make.AT), owner_id=told.person_id, name="Flat", handles=[make.person().handle], at=make.AT),
        "secret": together.link_token(claim_id, sender_id=told.person_id),
        "confirmation_id": _asked(told.person_id, shop.id),
        "bill_id": _bill(told.person_id, told.payment_id),
        "gift_id": _gift(told.person_id),
        **_red_packet(told.person_id),
        "request_id": together.ask(key=uuid7(make.AT), asker_id=told.person_id, of_handle=make.person().handle, amount_minor=1_00, at=make.AT),
        "asset": "BTC",
        **_exchanged(told.person_id),
        "pk": 1,
        "size": _anchored(),
    }
    for person_id in people.values():
        _app_and_codes(person_id)
    tokens = {role: identity.issue_token(person, "a program", at=make.AT) for role, person in people.items()}
    return World(names=names, people=people, tokens=tokens)


def _questionnaire(person_id: UUID) -> dict[str, object]:
    """A questionnaire that is open to everybody and that the person was invited to, with a link for one answer."""
    survey = surveys.published(surveys.STARS)
    found, door = questionnaires.by_id(survey), surveys.invited(survey, person_id)
    assert found
    [secret] = building.make_tickets(survey, 1, at=make.AT)
    wish = wishing.make("Dark mode", key=uuid7(), person_id=person_id, at=make.AT)
    return {
        "wish_id": wish,
        "asked_id": door.invitation_id,
        "survey_token": found.token,
        "survey_secret": secret,
        "survey_id": survey,
        "question": "stars_given",
    }


def _talks(person_id: UUID, agent_id: UUID) -> dict[str, object]:
    """A talk that is booked, and an offer that waits."""
    for weekday in range(7):
        meeting.add_hours(agent_id, weekday=weekday, starts=time(0), ends=time(23))
    used, waits = (meeting.invite(person_id, key=uuid7(), at=clock.now()) for _ in range(2))
    starts_at = interviews.slots(clock.now())[0].starts_at
    return {"offer_id": waits, "talk_id": meeting.book(used, person_id, key=uuid7(), starts_at=starts_at, at=clock.now())}


def _letter(person_id: UUID) -> dict[str, object]:
    """A letter that may be refused, and what stands in its links."""
    terms = reach.Terms(purpose="improvements")
    sent = reach.send(key=uuid7(make.AT), person_id=person_id, channel="email", template="you_said_we_did", params={}, terms=terms, at=make.AT)
    return {"letter_template": "payment_stars", "spoken": "en", "letter_id": sent, "letter_token": links.to(sent).split("/")[4]}


def _anchored() -> int:
    """A head over one line, promised by a calendar."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select ledger.seal(0, array[%s]::uuid[], array[false], array[]::smallint[], array[]::bigint[], array[]::bytea[],
            %s, 'here', 'root', 'key', 'salt', 'signature')""",
            [uuid7(), make.AT],
        )
    anchors.begin(at=make.AT, calendars=[calendars.PRETEND])
    (errand,) = anchors.claim(at=make.AT, calendars=[calendars.PRETEND], limit=1)
    anchors.note(errand, anchors.ask(errand, calendars.at(calendars.PRETEND)), at=make.AT)
    return errand.size


def _settled(shop_id: UUID) -> UUID:
    """What the shop took is on its way to its bank."""
    payments.set_plan(shop_id, weekday=None, minimum_minor=0, holder="Anna", iban="DE89370400440532013000", at=make.AT)
    made = payments.settle(shop_id, until=clock.now(), at=clock.now())
    assert made
    return made.id


def _money_on_its_way(person_id: UUID) -> dict[str, object]:
    """A visit to the card company, a card, something it was asked for and did not pay, and a withdrawal."""
    setup, card = uuid7(make.AT), company.card_of(person_id, "declined")
    funding.visit_card_company(key=setup, person_id=person_id, back_url="http://here/", at=make.AT)
    charge = funding.charge(key=uuid7(make.AT), person_id=person_id, method_id=card, amount_minor=1_00, at=make.AT)
    account = funding.add_bank_account(key=uuid7(make.AT), person_id=person_id, iban="DE89370400440532013000", holder="Mei Chen", at=make.AT)
    topped_up(person_id)
    asked = funding.withdraw(key=uuid7(make.AT), person_id=person_id, method_id=account.id, amount_minor=1_00, at=make.AT)
    funding.read_statement(bank.statement(bank.Booked(amount_minor=1_00, ref="B1")), at=make.AT)
    return {"line_id": funds.unmatched_lines()[0].id, "setup_id": setup, "method_id": card, "charge_id": charge.id, "withdrawal_id": asked.id}


def client_of(person: Person) -> Client:
    """The browser and the program of that person."""
    return _signed_in(person.id, identity.issue_token(person.id, "a program", at=make.AT))


def _signed_in(person_id: UUID, token: str) -> Client:
    client = Client(headers={"Authorization": f"Bearer {token}"})
    client.force_login(User.objects.get(id=person_id))
    return client


def _place(shop_id: UUID, owner_id: UUID, person_id: UUID) -> UUID:
    handle = User.objects.get(id=person_id).handle
    return payments.invite_staff(key=uuid7(make.AT), merchant_id=shop_id, by_id=owner_id, handle=handle, at=make.AT)


def _sent(sender: UUID, recipient: Person) -> UUID:
    return payments.transfer(key=uuid7(make.AT), sender_id=sender, to_handle=recipient.handle, amount_minor=1_00, at=make.AT).id


def topped_up(person_id: UUID) -> UUID:
    """A top-up of that person's."""
    return funding.top_up(key=uuid7(make.AT), person_id=person_id, amount_minor=5_00, at=make.AT).id


def passkey(person_id: UUID) -> int:
    """A passkey of that person's, good for looking at."""
    return int(Authenticator.objects.create(user_id=person_id, type=Authenticator.Type.WEBAUTHN, data={"name": "Phone", "credential": {}}).pk)


def _app_and_codes(person_id: UUID) -> None:
    user = User.objects.get(id=person_id)
    RecoveryCodes.activate(user)
    TOTP.activate(user, generate_totp_secret())


def _exchanged(person_id: UUID) -> dict[str, object]:
    open_market()
    first, second = offer(person_id, sell_minor=1_00), offer(person_id, sell_minor=1_00)
    done = wallets.exchange(key=uuid7(make.AT), person_id=person_id, quote_id=first.id, at=make.AT)
    return {"quote_id": second.id, "exchange_id": done.id}


def _red_packet(sender_id: UUID) -> dict[str, object]:
    new = together.NewRedPacket(key=uuid7(make.AT), sender_id=sender_id, total_minor=2_00, count=2, way="lucky")
    return {"packet_id": new.key, "token": together.send_red_packet(new, at=make.AT)}


def _asked(person_id: UUID, shop_id: UUID) -> UUID:
    """A payment that a program would make, once the person has confirmed it."""
    terms = terms_of(kind="payment", key=uuid7(make.AT), payee=(shop_id, "Shop"), amount_minor=900_00, asset="USD")
    return confirming.begin(person_id, terms=terms, at=clock.now())


def _gift(opener_id: UUID) -> UUID:
    new = together.NewGift(
        key=uuid7(make.AT),
        opener_id=opener_id,
        receiver=make.person().handle,
        guests=[make.person().handle],
        occasion="Birthday",
        day=make.AT.date() + timedelta(days=60),
    )
    return together.open_gift(new, at=make.AT)


def _bill(owner_id: UUID, payment_id: UUID) -> UUID:
    sharers = [together.Sharer(handle=""), together.Sharer(handle=make.person().handle)]
    new = together.NewBill(key=uuid7(make.AT), owner_id=owner_id, way="equal", sharers=sharers, payment_id=payment_id)
    return together.split_bill(new, at=make.AT)
