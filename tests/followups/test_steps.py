"""The database itself holds what a follow-up may become, writes each step down, and keeps what was decided."""

import pytest
from django.db import IntegrityError, connection, transaction
from tests.followups import story
from tests.followups.story import AT, MINUTE, SECOND

from zhiyin.followups import queries, services

pytestmark = pytest.mark.django_db
STEPS_SQL = """
select t.was || ' → ' || t.becomes from followups_log l join followups_transition t on t.id = l.transition_id where l.follow_up_id = %s order by l.at
"""


def _steps(follow_up_id: int) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(STEPS_SQL, [follow_up_id])
        return [row[0] for row in cursor.fetchall()]


def test_each_step_is_on_record_with_the_follow_up() -> None:
    story.nobody_held_out()
    mei = story.willing()
    story.planned(mei)
    services.run_due(AT + SECOND)
    services.stop(mei, "payment_stars", at=AT + MINUTE)

    assert _steps(queries.follow_ups_of(mei)[0].id) == ["planned → sent", "sent → stopped"]


@pytest.mark.parametrize("state", ["answered", "stopped"])
def test_nobody_answers_or_stops_what_never_reached_them(state: str) -> None:
    story.planned(story.willing())

    with pytest.raises(IntegrityError, match="that is planned cannot become"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update followups_followup set state = %s, sent_at = due_at, message_id = occasion", [state])


@pytest.mark.parametrize("state", ["cancelled", "held_out", "expired", "suppressed", "failed"])
def test_what_has_ended_does_not_begin_again(state: str) -> None:
    story.planned(story.willing())

    with connection.cursor() as cursor:
        cursor.execute("update followups_followup set state = %s", [state])
        with pytest.raises(IntegrityError, match=f"that is {state} cannot become"), transaction.atomic():
            cursor.execute("update followups_followup set state = 'sent', sent_at = due_at, message_id = occasion")


@pytest.mark.parametrize("table", ["followups_decision", "followups_policy", "followups_budget", "followups_log"])
@pytest.mark.parametrize("statement", ["delete from {}", "update {} set at = now()", "truncate {} cascade"])
def test_not_even_the_owner_rewrites_what_was(table: str, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("reset role")
    try:
        with pytest.raises(IntegrityError, match="never changed or removed"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement.format(table))
    finally:
        with connection.cursor() as cursor:
            cursor.execute("set role zhiyin_app")
