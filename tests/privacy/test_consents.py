"""What people allow: the newest answer holds, at once, for ever on record."""

import hashlib
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.identity.pages import joined

from zhiyin.identity import queries as identity
from zhiyin.identity import services as identities
from zhiyin.privacy import queries, services
from zhiyin.privacy.models import Consent, DataUse
from zhiyin.privacy.purposes import ASKED_AT_SIGN_UP, PURPOSES

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 12, 14, 5, tzinfo=UTC)
AGREED = {
    "service": (1, "7239b77a04a1"),
    "feedback": (1, "bc6aa60a992f"),
    "improvements": (1, "4b44a615431d"),
    "personalisation": (1, "01f61ccdd849"),
    "offers": (1, "8aee9391d50b"),
}


@pytest.fixture
def mei() -> UUID:
    return identities.join(handle="mei", name="Mei", at=AT).id


def told() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("select name from outbox_event where name like 'Consent%%' order by 1")
        return [row[0] for row in cursor.fetchall()]


def allowed(person_id: UUID, channel: str = "inapp") -> bool:
    return queries.allows(person_id, "feedback", channel=channel).allowed


def test_nobody_has_allowed_what_they_were_never_asked(mei: UUID) -> None:
    assert queries.allows(mei, "feedback", channel="inapp") == queries.Permission(allowed=False, since=None, wording=None)


def test_a_consent_holds_from_when_it_was_given_with_the_words_that_were_read(mei: UUID) -> None:
    services.grant(mei, "feedback", source="settings", at=AT)

    assert queries.allows(mei, "feedback", channel="inapp") == queries.Permission(allowed=True, since=AT, wording=PURPOSES["feedback"].wording)
    assert told() == ["ConsentGiven"]


def test_a_withdrawal_holds_at_once_and_on_every_channel(mei: UUID) -> None:
    services.grant(mei, "feedback", source="settings", at=AT)
    services.grant(mei, "feedback", channel="email", source="settings", at=AT)

    services.withdraw(mei, "feedback", source="card", at=AT)

    assert not allowed(mei)
    assert not allowed(mei, "email")
    assert told() == ["ConsentGiven", "ConsentGiven", "ConsentWithdrawn", "ConsentWithdrawn"]


def test_the_newest_answer_holds_even_when_clocks_disagree(mei: UUID) -> None:
    services.grant(mei, "feedback", source="settings", at=AT)

    services.withdraw(mei, "feedback", source="card", at=AT - timedelta(minutes=5))

    assert not allowed(mei)


def test_what_was_said_of_one_channel_wins_there(mei: UUID) -> None:
    services.withdraw(mei, "feedback", channel="email", source="settings", at=AT)
    services.grant(mei, "feedback", source="settings", at=AT)

    assert allowed(mei)
    assert not allowed(mei, "email")


def test_saying_the_same_again_writes_and_tells_nothing(mei: UUID) -> None:
    for _ in range(2):
        services.grant(mei, "feedback", source="settings", at=AT)
    for _ in range(2):
        services.withdraw(mei, "feedback", source="settings", at=AT)

    assert Consent.objects.count() == 2
    assert told() == ["ConsentGiven", "ConsentWithdrawn"]


def test_what_the_wallet_needs_is_always_allowed_and_cannot_be_taken_back(mei: UUID) -> None:
    with pytest.raises(services.PurposeNeeded):
        services.withdraw(mei, "service", source="settings", at=AT)
    with pytest.raises(services.UnknownPurpose):
        services.grant(mei, "selling", source="settings", at=AT)

    assert queries.allows(mei, "service", channel="inapp").allowed


def test_the_page_shows_every_purpose_in_both_languages_with_one_statement(mei: UUID) -> None:
    services.grant(mei, "feedback", source="settings", at=AT)

    with CaptureQueriesContext(connection) as statements:
        english = queries.consents(mei, language="en")
    chinese = queries.consents(mei, language="zh-hans")

    assert len(statements) == 1
    assert [each.purpose for each in english] == list(PURPOSES)
    assert {each.purpose for each in english if each.allowed} == {"service", "feedback"}
    assert all(a.title != b.title and a.text != b.text for a, b in zip(english, chinese, strict=True))


def test_made_up_people_allow_what_sign_up_asks_but_never_against_their_word(mei: UUID) -> None:
    wang = identities.join(handle="wang", name="Wang", at=AT).id
    services.withdraw(mei, "feedback", source="settings", at=AT)

    for _ in range(2):
        services.grant_defaults([mei, wang], at=AT, source="demo")

    assert not allowed(mei)
    assert allowed(wang)
    assert Consent.objects.filter(person_id=wang).count() == len(ASKED_AT_SIGN_UP)
    assert not queries.allows(wang, "offers", channel="inapp").allowed


@pytest.mark.parametrize("statement", ["update privacy_consent set allowed = true", "delete from privacy_consent", "delete from privacy_datause"])
def test_the_app_can_neither_change_nor_remove_what_was_said(mei: UUID, statement: str) -> None:
    services.withdraw(mei, "feedback", source="settings", at=AT)

    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_person_sees_who_used_their_data_the_newest_first(mei: UUID) -> None:
    agent = identities.join(handle="agent", name="Wang Agent", roles=("support",), at=AT).id
    services.note_use(person_id=mei, by=agent, purpose="service", what="payments", at=AT)
    services.note_use(person_id=mei, by=None, purpose="personalisation", what="profile", at=AT + timedelta(hours=1))

    with CaptureQueriesContext(connection) as statements:
        uses = queries.uses_of(mei, 10)

    assert [(use.by_name, use.role, use.what) for use in uses] == [("", "", "profile"), ("Wang Agent", "support", "payments")]
    assert len(statements) == 2
    assert queries.uses_of(uuid4(), 10) == ()


def test_a_use_for_no_purpose_of_ours_is_refused(mei: UUID) -> None:
    with pytest.raises(services.UnknownPurpose):
        services.note_use(person_id=mei, by=None, purpose="curiosity", what="payments", at=AT)

    assert not DataUse.objects.exists()


@pytest.mark.parametrize("code", PURPOSES)
def test_words_that_people_agreed_to_change_only_with_their_version(code: str) -> None:
    purpose = PURPOSES[code]
    words = f"{purpose.title_en}|{purpose.text_en}|{purpose.title_zh}|{purpose.text_zh}"

    assert (purpose.wording, hashlib.sha256(words.encode()).hexdigest()[:12]) == AGREED[code]


def test_a_newcomer_allows_exactly_what_they_ticked(client: Client) -> None:
    joined(client, allow_feedback="on")

    person = identity.by_handle("mei")
    assert person is not None
    assert {each.purpose for each in queries.consents(person.id) if each.allowed} == {"service", "feedback"}
    assert Consent.objects.get().source == "sign-up"


def test_sign_up_ticks_nothing_for_anybody(client: Client) -> None:
    page = client.get("/sign-up/").content.decode()

    assert page.count('type="checkbox"') == len(ASKED_AT_SIGN_UP)
    assert "checked" not in page
