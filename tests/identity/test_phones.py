"""A telephone number is proved, is one person's, and finds them only if they want it; looking for one says nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings as site
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings
from tests import make
from tests.payments.crowd import at_once

from zhiyin.identity import queries, services
from zhiyin.identity.models import Phone, PhoneCode, PhoneSearch, User
from zhiyin.identity.queries import Person
from zhiyin.kit.errors import Refusal

db = pytest.mark.django_db
NUMBER = "+15551234567"


@pytest.fixture
def mei() -> Person:
    return make.person("mei", name="Mei")


@pytest.fixture
def lin() -> Person:
    return make.person("lin", name="Lin")


def confirmed(person: Person, number: str = NUMBER, *, findable: bool = True) -> None:
    code = services.begin_phone(person.id, number, at=make.AT)
    services.confirm_phone(person.id, code, at=make.AT)
    services.set_findable(person.id, findable=findable)


def found(number: str, by: Person) -> str:
    person = services.find_by_phone(number, by=by.id, at=make.AT)
    return person.handle if person else ""


@db
@pytest.mark.parametrize("typed", ["+15551234567", " +1 (555) 123-4567", "001 555 123 4567", "＋１ ５５５ １２３ ４５６７", "+1.555.123.4567"])
def test_whoever_knows_the_number_finds_who_allowed_it(mei: Person, lin: Person, typed: str) -> None:
    confirmed(mei)

    assert found(typed, lin) == "mei"


@db
def test_a_number_is_found_by_nobody_until_its_owner_wants_that(mei: Person, lin: Person) -> None:
    code = services.begin_phone(mei.id, NUMBER, at=make.AT)
    with pytest.raises(services.NoPhone):
        services.set_findable(mei.id, findable=True)
    assert found(NUMBER, lin) == ""
    services.confirm_phone(mei.id, code, at=make.AT)
    assert (found(NUMBER, lin), queries.phone(mei.id).number) == ("", "+1 ··· 67")
    services.set_findable(mei.id, findable=True)
    assert found(NUMBER, lin) == "mei"
    services.set_findable(mei.id, findable=False)
    assert found(NUMBER, lin) == ""


@db
@pytest.mark.parametrize(
    "typed", ["", "555 1234", "15551234567", "+0 555 123 4567", "+1555", "+" + "1" * 16, "@mei", "+1555123456x", "\x00", "+١٥٥٥١٢٣٤٥٦٧٨"]
)
def test_what_is_no_number_is_refused(mei: Person, typed: str) -> None:
    for deed in (lambda: services.begin_phone(mei.id, typed, at=make.AT), lambda: services.find_by_phone(typed, by=mei.id, at=make.AT)):
        with pytest.raises(services.BadPhone):
            deed()


@db
def test_a_wrong_code_confirms_nothing_and_five_are_the_end_of_it(mei: Person) -> None:
    code = services.begin_phone(mei.id, NUMBER, at=make.AT)
    wrong = f"{(int(code) + 1) % 10**6:06}"

    for _ in range(5):
        with pytest.raises(services.WrongPhoneCode):
            services.confirm_phone(mei.id, wrong, at=make.AT)
    with pytest.raises(services.WrongPhoneCode):
        services.confirm_phone(mei.id, code, at=make.AT)

    assert queries.phone(mei.id).number == ""


@db
def test_a_code_is_good_for_ten_minutes_for_its_own_number_and_person_once(mei: Person, lin: Person) -> None:
    first = services.begin_phone(mei.id, NUMBER, at=make.AT)
    other = services.begin_phone(mei.id, "+8613800138000", at=make.AT + timedelta(seconds=1))
    services.begin_phone(lin.id, NUMBER, at=make.AT)

    for person, code, at in ((mei, first, make.AT), (lin, first, make.AT), (mei, other, make.AT + timedelta(minutes=11)), (mei, "", make.AT)):
        with pytest.raises(services.WrongPhoneCode):
            services.confirm_phone(person.id, code, at=at)
    services.confirm_phone(mei.id, f" {other[:3]} {other[3:]}", at=make.AT)
    with pytest.raises(services.WrongPhoneCode):
        services.confirm_phone(mei.id, other, at=make.AT)

    assert queries.phone(mei.id).number == "+8 ··· 00"


@db
def test_a_number_that_changed_hands_is_its_new_owners_alone(mei: Person, lin: Person) -> None:
    confirmed(mei)

    confirmed(lin)

    assert (found(NUMBER, mei), queries.phone(mei.id)) == ("lin", queries.PhoneState())


@db
def test_another_number_starts_unseen_and_the_same_one_stays_as_it_was(mei: Person, lin: Person) -> None:
    confirmed(mei)
    services.confirm_phone(mei.id, services.begin_phone(mei.id, NUMBER, at=make.AT), at=make.AT)
    assert found(NUMBER, lin) == "mei"

    services.confirm_phone(mei.id, services.begin_phone(mei.id, "+4915112345678", at=make.AT), at=make.AT)

    assert (found(NUMBER, lin), found("+4915112345678", lin)) == ("", "")


@db
def test_nobodys_telephone_is_flooded(mei: Person, lin: Person) -> None:
    for each in (mei, lin, mei, lin, mei):
        services.begin_phone(each.id, NUMBER, at=make.AT)
    for person in (lin, make.person()):
        with pytest.raises(services.TooManyPhoneCodes):
            services.begin_phone(person.id, NUMBER, at=make.AT + timedelta(minutes=59))

    assert services.begin_phone(mei.id, NUMBER, at=make.AT + timedelta(hours=1))


@db
def test_twenty_numbers_an_hour_are_looked_for_and_no_more_whether_found_or_not(mei: Person, lin: Person) -> None:
    confirmed(mei)
    for ending in range(20):
        found(f"+1555000{ending:04}", lin)

    for number in (NUMBER, "+15550009999"):
        with pytest.raises(services.TooManySearches):
            found(number, lin)

    assert services.find_by_phone(NUMBER, by=lin.id, at=make.AT + timedelta(hours=1)) is not None
    assert services.forget_phone_searches(make.AT + timedelta(days=3)) == 3  # two hours, one code
    assert (PhoneSearch.objects.exists(), PhoneCode.objects.exists()) == (False, False)


@db
def test_hidden_and_unknown_numbers_are_answered_by_the_same_statements(mei: Person, lin: Person) -> None:
    confirmed(mei, findable=False)
    asked = []

    for number in (NUMBER, "+15557654321"):
        with CaptureQueriesContext(connection) as queries_of_it:
            assert found(number, lin) == ""
        asked.append([each["sql"].replace(number, "") for each in queries_of_it.captured_queries])

    assert asked[0] == asked[1]


@db
def test_who_left_is_not_found(mei: Person, lin: Person) -> None:
    confirmed(mei)
    User.objects.filter(id=mei.id).update(is_active=False)

    assert found(NUMBER, lin) == ""


@db
def test_forgotten_is_forgotten(mei: Person, lin: Person) -> None:
    confirmed(mei)
    for _ in range(2):
        services.forget_phone(mei.id)

    assert (found(NUMBER, lin), Phone.objects.exists()) == ("", False)


@db
def test_where_nobody_takes_short_messages_no_number_is_added(mei: Person, settings: Settings) -> None:
    settings.CONFIG = replace(site.CONFIG, demo=0)

    with pytest.raises(services.NoTextsHere):
        services.begin_phone(mei.id, NUMBER, at=make.AT)
    assert not queries.takes_phones()


@pytest.mark.usefixtures("fresh_database")
def test_a_number_that_many_prove_at_once_is_one_persons() -> None:
    people = [make.person() for _ in range(5)]
    codes = [services.begin_phone(each.id, NUMBER, at=make.AT) for each in people]

    said = at_once(10, lambda number: services.confirm_phone(people[number % 5].id, codes[number % 5], at=make.AT))

    assert [each for each in said if each is not None and not isinstance(each, services.WrongPhoneCode)] == []
    assert Phone.objects.filter(number=NUMBER).count() == 1
    assert Phone.objects.exclude(number="").count() == 1


@pytest.mark.usefixtures("fresh_database")
def test_many_tries_at_once_are_five() -> None:
    mei = make.person()
    code = services.begin_phone(mei.id, NUMBER, at=make.AT)
    wrong = f"{(int(code) + 1) % 10**6:06}"

    said = at_once(12, lambda _: services.confirm_phone(mei.id, wrong, at=make.AT))

    assert all(isinstance(each, Refusal) for each in said)
    assert Phone.objects.get(person_id=mei.id).tries == 5
