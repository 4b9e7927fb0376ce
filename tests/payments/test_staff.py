"""A shop's owner asks people to help; nothing opens before they say yes, nor after either side ends it."""

from uuid import UUID

import pytest
from tests import make

from zhiyin.identity import queries as identity
from zhiyin.identity.queries import Person
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.payments import queries, services
from zhiyin.payments.queries import Merchant

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Merchant:
    return make.merchant("Anna's Market")


@pytest.fixture
def lin() -> Person:
    return make.person(name="Lin")


def ask(shop: Merchant, person: Person, role: str = "cashier", *, by: UUID | None = None, limit: int = 5_00) -> UUID:
    return services.invite_staff(
        key=uuid7(), merchant_id=shop.id, by_id=by or shop.owner_id, handle=f"@{person.handle}", role=role, refund_max_minor=limit, at=make.AT
    )


def roles(person: Person) -> tuple[str, ...]:
    found = identity.person(person.id)
    return tuple(sorted(found.roles)) if found else ()


def test_the_till_opens_when_the_person_says_yes_and_closes_when_the_owner_ends_it(shop: Merchant, lin: Person) -> None:
    ask(shop, lin)
    asked = queries.invitations_of(lin.id)[0]
    assert (queries.role_at(shop.id, lin.id), queries.shops_of(lin.id), roles(lin)) == ("", (), ("person",))

    services.accept_invitation(asked.id, person_id=lin.id, at=make.AT)
    services.accept_invitation(asked.id, person_id=lin.id, at=make.AT)
    assert (queries.role_at(shop.id, lin.id), roles(lin)) == ("cashier", ("merchant", "person"))
    assert [each.merchant.id for each in queries.shops_of(lin.id)] == [shop.id]
    assert queries.invitations_of(lin.id) == ()

    for _ in range(2):
        services.end_staff(asked.id, merchant_id=shop.id, by_id=shop.owner_id, at=make.AT)
    assert (queries.role_at(shop.id, lin.id), queries.shops_of(lin.id), roles(lin)) == ("", (), ("person",))


def test_who_works_at_two_tills_keeps_the_role_when_one_ends(shop: Merchant, lin: Person) -> None:
    for each in (shop, make.merchant()):
        services.accept_invitation(ask(each, lin), person_id=lin.id, at=make.AT)

    services.leave_till(queries.staff_of(shop.id)[0].id, person_id=lin.id, at=make.AT)

    assert roles(lin) == ("merchant", "person")
    assert len(queries.shops_of(lin.id)) == 1


def test_an_owner_of_a_shop_keeps_it_when_they_stop_helping_elsewhere(shop: Merchant) -> None:
    other = make.merchant()
    owner = identity.person(other.owner_id)
    assert owner is not None
    services.accept_invitation(ask(shop, owner), person_id=owner.id, at=make.AT)

    services.leave_till(queries.staff_of(shop.id)[0].id, person_id=owner.id, at=make.AT)

    assert "merchant" in roles(owner)


def test_only_owners_ask_and_end(shop: Merchant, lin: Person) -> None:
    services.accept_invitation(ask(shop, lin), person_id=lin.id, at=make.AT)
    zhou, place = make.person(), queries.staff_of(shop.id)[0].id

    for stranger in (lin.id, zhou.id, make.merchant().owner_id):
        with pytest.raises(services.NotAtThisTill):
            ask(shop, zhou, by=stranger)
        with pytest.raises(services.NotAtThisTill):
            services.end_staff(place, merchant_id=shop.id, by_id=stranger, at=make.AT)


def test_a_second_owner_may_ask_too(shop: Merchant, lin: Person) -> None:
    services.accept_invitation(ask(shop, lin, "owner"), person_id=lin.id, at=make.AT)

    ask(shop, make.person(), by=lin.id)

    assert len(queries.staff_of(shop.id)) == 2


def test_nobody_answers_for_somebody_else_and_no_old_invitation_opens_anything(shop: Merchant, lin: Person) -> None:
    asked = ask(shop, lin)
    with pytest.raises(services.InvitationOver):
        services.accept_invitation(asked, person_id=make.person().id, at=make.AT)
    services.leave_till(asked, person_id=lin.id, at=make.AT)

    with pytest.raises(services.InvitationOver):
        services.accept_invitation(asked, person_id=lin.id, at=make.AT)


def test_nobody_is_asked_twice_nor_into_their_own_shop(shop: Merchant, lin: Person) -> None:
    ask(shop, lin)
    owner = identity.person(shop.owner_id)
    assert owner is not None

    for person in (lin, owner):
        with pytest.raises(services.WorksHereAlready):
            ask(shop, person)


@pytest.mark.parametrize(
    ("handle", "role", "limit", "code"),
    [("nobody_of_that_name", "cashier", 1, "unknown_person"), ("lin", "boss", 1, "unknown_till_role"), ("lin", "cashier", -1, "bad_amount")],
)
def test_what_makes_no_sense_is_refused(shop: Merchant, handle: str, role: str, limit: int, code: str) -> None:
    make.person("lin")

    with pytest.raises(Refusal, match=code):
        services.invite_staff(key=uuid7(), merchant_id=shop.id, by_id=shop.owner_id, handle=handle, role=role, refund_max_minor=limit, at=make.AT)


def test_the_same_key_asks_once(shop: Merchant, lin: Person) -> None:
    key = uuid7()
    answers = {
        services.invite_staff(key=key, merchant_id=shop.id, by_id=shop.owner_id, handle=lin.handle, refund_max_minor=1, at=make.AT) for _ in range(2)
    }

    assert len(answers) == len(queries.staff_of(shop.id)) == 1
