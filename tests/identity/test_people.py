"""The doors of identity: joining, finding, tokens."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhiyin.identity import queries, services
from zhiyin.identity.models import ApiToken, User
from zhiyin.kit.errors import Refusal

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 12, 14, 5, tzinfo=UTC)


def mei(**changes: object) -> queries.Person:
    return services.join(**({"handle": "mei", "name": "Mei", "at": AT} | changes))  # type: ignore[arg-type]


def test_who_joins_is_found_by_handle_in_any_spelling() -> None:
    person = mei(language="zh-hans", timezone="Asia/Shanghai", roles=("person", "merchant"))

    assert [queries.by_handle(spelling) for spelling in ("@mei", "MEI", " mei ", "＠ｍｅｉ")] == [person] * 4
    assert set(person.roles) == {"person", "merchant"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"handle": "MEI"}, "handle_taken"),
        ({"handle": "no"}, "bad_handle"),
        ({"handle": "_mei"}, "bad_handle"),
        ({"handle": "梅"}, "bad_handle"),
        ({"handle": "a" * 31}, "bad_handle"),
        ({"handle": "lin", "name": " \u200b "}, "bad_name"),
        ({"handle": "lin", "name": "x" * 61}, "bad_name"),
        ({"handle": "lin", "email": "MEI@example.org"}, "email_taken"),
        ({"handle": "lin", "language": "fr"}, "unknown_language"),
        ({"handle": "lin", "timezone": "Mars/Olympus"}, "unknown_timezone"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(changes: dict[str, str], code: str) -> None:
    mei(email="mei@example.org")

    with pytest.raises(Refusal) as refused:
        mei(**changes)

    assert refused.value.code == code
    assert User.objects.count() == 1


def test_many_join_in_few_statements_and_all_or_none() -> None:
    people = [services.NewPerson(handle=f"p_{number}", name="P", email=f"p{number}@example.org", password="one for all") for number in range(300)]

    with CaptureQueriesContext(
        connection,
    ) as statements:
        joined = services.join_many(people, at=AT)
    with pytest.raises(services.HandleTaken):
        services.join_many([services.NewPerson(handle="fresh", name="F"), people[0]], at=AT)

    assert len(joined) == 300
    assert len(statements) <= 8
    assert queries.by_handle("fresh") is None


def test_a_search_finds_by_the_beginning_of_a_handle_or_any_part_of_a_name() -> None:
    mei()
    mei(handle="mei_lin", name="林梅 100%_")
    mei(handle="wang", name="Mei Wang")

    assert [found.handle for found in queries.search_people("@mei", limit=10)] == ["mei", "mei_lin", "wang"]
    assert [found.handle for found in queries.search_people("林", limit=10)] == ["mei_lin"]
    assert queries.search_people("%", limit=10)[0].handle == "mei_lin"
    assert queries.search_people("  ", limit=10) == ()


def test_people_are_asked_for_together_in_one_statement() -> None:
    known = mei()

    with CaptureQueriesContext(connection) as statements:
        found = queries.people([known.id, known.id, uuid4()])

    assert found == {known.id: known}
    assert len(statements) == 1


def test_a_person_changes_language_zone_and_name() -> None:
    person = mei()

    services.set_language(person.id, "zh-hans")
    services.set_timezone(person.id, "Asia/Shanghai")
    services.rename(person.id, "  梅\n ")

    changed = queries.person(person.id)
    assert changed is not None
    assert (changed.language, changed.timezone, changed.name) == ("zh-hans", "Asia/Shanghai", "梅")


def test_a_token_speaks_for_its_person_until_it_ends() -> None:
    person = mei()
    token = services.issue_token(person.id, "till", at=AT)
    assert queries.person_by_token(token) == person

    services.end_token(queries.tokens(person.id)[0].id, person_id=person.id, at=AT)

    assert queries.person_by_token(token) is None


def test_a_token_of_somebody_who_may_no_longer_sign_in_speaks_for_nobody() -> None:
    token = services.issue_token(mei().id, "till", at=AT)
    User.objects.update(is_active=False)

    assert queries.person_by_token(token) is None


def test_of_a_token_only_its_trace_is_kept() -> None:
    token = services.issue_token(mei().id, "till", at=AT)

    kept = ApiToken.objects.values_list("name", "digest").get()

    assert len(bytes(kept[1])) == 32
    assert token.encode() not in bytes(kept[1])
    assert queries.person_by_token("zy_" + bytes(kept[1]).hex()) is None


@pytest.mark.parametrize("token", ["", "zy_", "zy_" + "x" * 5000, "Bearer x", "zy_\x00"])
def test_what_is_no_token_speaks_for_nobody(token: str) -> None:
    assert queries.person_by_token(token) is None


def test_nobody_ends_another_person_s_token() -> None:
    owner, other = mei(), mei(handle="wang")
    token = services.issue_token(owner.id, "till", at=AT)

    services.end_token(queries.tokens(owner.id)[0].id, person_id=other.id, at=AT)

    assert queries.person_by_token(token) == owner


def test_somebody_whose_sign_in_is_closed_keeps_a_name_but_is_not_found_for_payments() -> None:
    person = mei()
    User.objects.filter(id=person.id).update(is_active=False)

    assert queries.person(person.id) == person
    assert queries.by_handle("mei") is None
    assert queries.search_people("mei", limit=5) == ()


def test_the_security_state_counts_what_protects() -> None:
    person = mei(password="seven lanterns")

    assert queries.security_state(person.id) == queries.SecurityState(passkeys=0, password=True, sessions=0)
    assert not queries.security_state(mei(handle="lin").id).password
