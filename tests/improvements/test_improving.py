"""Staff group cases under themes, mend what they say, and exactly their people hear of it."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from tests import make

from zhiyin.events.reach import ImprovementShipped
from zhiyin.identity import services as identity
from zhiyin.improvements import queries, services
from zhiyin.kit.ids import uuid7
from zhiyin.support import services as support

pytestmark = pytest.mark.django_db
AT, HOUR = make.AT, timedelta(hours=1)


def _case(person_id: UUID) -> UUID:
    return support.open_case(cause=uuid7(), person_id=person_id, about_kind="payment", about_id=uuid7(), subject_code="asked", at=AT)


def _theme(by: UUID, name: str = "Slow tills", name_zh: str = "收银太慢") -> UUID:
    return services.create_theme(name_en=name, name_zh=name_zh, by=by, at=AT)


def _started(theme: UUID, owner: UUID) -> UUID:
    improvement = services.open_improvement(theme, title_en="A second till", title_zh="增设收银台", owner_id=owner, at=AT)
    services.start(improvement, at=AT)
    return improvement


def _ship(improvement: UUID, by: UUID, note_zh: str = "现在有两个收银台。") -> int:
    return services.ship(improvement, note_en="There are two tills now.", note_zh=note_zh, by=by, at=AT + HOUR)


def test_a_theme_has_a_name_in_both_languages_and_only_once() -> None:
    chen = make.staff("product").id
    _theme(chen)

    with pytest.raises(services.ThemeTaken):
        _theme(chen)
    with pytest.raises(services.BadWords):
        _theme(chen, name="Queues", name_zh=" ")

    assert [(theme.name("en"), theme.name("zh-hans"), theme.cases) for theme in queries.themes()] == [("Slow tills", "收银太慢", 0)]


def test_a_case_is_filed_once_and_can_be_taken_out() -> None:
    chen, case = make.staff("product").id, _case(make.person().id)
    theme = _theme(chen)

    for _ in range(2):
        services.file_case(theme, case, by=chen, at=AT)

    story = queries.theme(theme)
    assert story is not None
    assert ([line.id for line in story.cases], story.people, [each.id for each in queries.themes_of(case)]) == ([case], 1, [theme])
    assert (services.unfile_case(theme, case), services.unfile_case(theme, case), queries.themes_of(case)) == (True, False, ())


def test_what_does_not_exist_cannot_be_filed() -> None:
    chen = make.staff("product").id

    with pytest.raises(services.NothingThere):
        services.file_case(uuid7(), _case(chen), by=chen, at=AT)
    with pytest.raises(services.NothingThere):
        services.file_case(_theme(chen), uuid7(), by=chen, at=AT)


def test_shipping_needs_a_note_in_both_languages() -> None:
    chen = make.staff("product").id
    improvement = _started(_theme(chen), chen)

    with pytest.raises(services.BadWords):
        _ship(improvement, chen, note_zh="  ")

    found = queries.improvement(improvement)
    assert found is not None
    assert (found.state, found.note("en")) == ("in_progress", "")


def test_shipping_names_each_person_once_however_many_cases_they_had() -> None:
    chen, mei, lin = make.staff("product").id, make.person().id, make.person().id
    theme = _theme(chen)
    for person in (mei, mei, lin):
        services.file_case(theme, _case(person), by=chen, at=AT)

    told = _ship(_started(theme, chen), chen)

    [fact] = make.published(ImprovementShipped)
    assert (told, fact.people, fact.theme_id) == (2, tuple(sorted((mei, lin))), theme)


def test_shipping_twice_tells_once() -> None:
    chen, mei = make.staff("product").id, make.person().id
    theme = _theme(chen)
    services.file_case(theme, _case(mei), by=chen, at=AT)
    improvement = _started(theme, chen)

    first = _ship(improvement, chen)
    services.file_case(theme, _case(make.person().id), by=chen, at=AT + HOUR)

    assert (first, _ship(improvement, chen), len(make.published(ImprovementShipped))) == (1, 1, 1)
    assert [each.id for each in queries.for_person(mei)] == [improvement]


def test_many_people_are_told_in_facts_of_five_hundred() -> None:
    chen = make.staff("product").id
    theme = _theme(chen)
    crowd = identity.join_many([identity.NewPerson(handle=f"crowd_{n}", name=f"Crowd {n}") for n in range(501)], at=AT)
    for person in crowd:
        services.file_case(theme, _case(person.id), by=chen, at=AT)

    told = _ship(_started(theme, chen), chen)

    facts = make.published(ImprovementShipped)
    assert (told, [len(fact.people) for fact in facts]) == (501, [500, 1])
    assert {person for fact in facts for person in fact.people} == {person.id for person in crowd}


def test_an_improvement_goes_its_steps_and_no_other_way() -> None:
    chen = make.staff("product").id
    theme = _theme(chen)
    fresh = services.open_improvement(theme, title_en="A second till", title_zh="增设收银台", owner_id=chen, at=AT)

    with pytest.raises(services.WrongStep):
        _ship(fresh, chen)
    services.decline(fresh, note_en="No room for it.", note_zh="场地不够。", by=chen, at=AT)
    with pytest.raises(services.WrongStep):
        services.start(fresh, at=AT)
    with pytest.raises(services.WrongStep):
        _ship(fresh, chen)

    assert [each.state for each in queries.improvements(state="declined")] == ["declined"]
    assert make.published(ImprovementShipped) == []


def test_the_database_itself_refuses_an_end_without_words() -> None:
    chen = make.staff("product").id
    _started(_theme(chen), chen)

    with pytest.raises(IntegrityError, match="both_languages"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update improvements_improvement set state = 'shipped', ended_at = now(), ended_by_id = owner_id, note_en = 'Done'")
