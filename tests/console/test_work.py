"""What staff do in the console reaches the person: answers, themes, improvements, policy."""

import pytest
from django.urls import reverse
from tests import make
from tests.console import stage
from tests.console.stage import address
from tests.followups import story

from zhiyin.channels import queries as channels
from zhiyin.console.forms import ShipForm
from zhiyin.events.reach import ImprovementShipped
from zhiyin.events.voice import CaseAnswered
from zhiyin.followups import queries as followups
from zhiyin.followups.queries import Cap
from zhiyin.improvements import queries as improvements
from zhiyin.kit import clock
from zhiyin.support import queries as support

pytestmark = pytest.mark.django_db
NOTES = {"note_en": "Codes are read at once.", "note_zh": "一扫就成。"}


def test_an_answer_is_kept_and_told() -> None:
    world, agent = stage.world(), stage.browser("support")

    page = agent.post(address("case_reply", world), {"text": "We called the shop."}, follow=True)

    story_of = support.case(world.case_id)
    assert story_of
    assert story_of.state == "answered"
    assert story_of.messages[-1].text == "We called the shop."
    assert [event.case_id for event in make.published(CaseAnswered)] == [world.case_id]
    assert "on its way" in page.content.decode()


def test_an_empty_answer_stays_on_the_page() -> None:
    world = stage.world()

    page = stage.browser("support").post(address("case_reply", world), {"text": "  "})

    assert page.status_code == 200
    assert make.published(CaseAnswered) == []


def test_a_case_is_taken_closed_and_opened_again() -> None:
    world, agent = stage.world(), stage.browser("support")

    agent.post(address("case_take", world))
    mine = agent.get(reverse("console:cases"), {"show": "mine"})
    agent.post(address("case_close", world))
    closed = support.case(world.case_id)
    agent.post(address("case_reopen", world))
    opened = support.case(world.case_id)

    assert str(world.case_id) in mine.content.decode()
    assert closed
    assert closed.state == "closed"
    assert opened
    assert opened.state == "open"


def test_a_closed_case_takes_no_answer_and_says_why() -> None:
    world, agent = stage.world(), stage.browser("support")
    agent.post(address("case_close", world))

    page = agent.post(address("case_reply", world), {"text": "Too late."}, follow=True)

    assert 'class="notice refused"' in page.content.decode()


def test_a_case_is_filed_and_taken_out_of_a_theme() -> None:
    world, agent = stage.world(), stage.browser("support")

    agent.post(address("case_unfile", world))
    assert improvements.themes_of(world.case_id) == ()
    agent.post(address("case_file", world), {"theme": str(world.theme_id)})

    assert [theme.id for theme in improvements.themes_of(world.case_id)] == [world.theme_id]


def test_a_theme_and_its_improvement_are_made_in_both_languages() -> None:
    chen = stage.browser("product")

    chen.post(reverse("console:theme_create"), {"name_en": "Refunds are slow", "name_zh": "退款太慢"})
    [theme] = [line for line in improvements.themes() if line.name_en == "Refunds are slow"]
    chen.post(reverse("console:improvement_open", args=[theme.id]), {"title_en": "Same day", "title_zh": "当天到账"})

    assert [(each.title_zh, each.state) for each in improvements.improvements()] == [("当天到账", "open")]


def test_shipping_tells_exactly_those_whose_cases_carry_the_theme() -> None:
    world, chen = stage.world(), stage.browser("product")
    assert "1 person will be told" in chen.get(address("improvement", world)).content.decode()

    chen.post(address("improvement_ship", world), NOTES)
    story.worker(clock.now())

    assert [event.people for event in make.published(ImprovementShipped)] == [(world.person_id,)]
    assert channels.inbox(world.person_id, limit=1)[0].template == "you_said_we_did"
    assert stage.WORDS in chen.get(address("improvement", world)).content.decode()


def test_many_people_are_told_only_after_their_number_was_typed() -> None:
    assert ShipForm({**NOTES}, touched=20).is_valid()
    assert not ShipForm({**NOTES}, touched=21).is_valid()
    assert not ShipForm({**NOTES, "people": "12"}, touched=21).is_valid()
    assert ShipForm({**NOTES, "people": "21"}, touched=21).is_valid()


def test_an_improvement_is_declined_with_a_reason_and_nobody_is_told() -> None:
    world, chen = stage.world(), stage.browser("product")

    chen.post(address("improvement_decline", world), NOTES)

    declined = improvements.improvement(world.improvement_id)
    assert declined
    assert declined.state == "declined"
    assert make.published(ImprovementShipped) == []


def test_marketing_changes_the_policy_and_the_former_one_stays_on_record() -> None:
    sofia, now = stage.browser("marketing"), followups.policy()
    typed = {f"cap_{place}": cap.most for place, cap in enumerate(now.caps)}

    page = sofia.post(
        reverse("console:policy_change"), {**typed, "cap_2": 1, "quiet_from": "21:00", "quiet_until": "08:30", "percent": 10}, follow=True
    )

    held = followups.policy()
    assert (held.caps[2].most, f"{held.quiet_from:%H:%M}") == (1, "21:00")
    assert [entry.by for entry in followups.policy_history()] == [page.wsgi_request.user.pk]


def test_marketing_adds_a_cap_of_any_scope_and_lifts_another() -> None:
    sofia, now = stage.browser("marketing"), followups.policy()
    typed = {f"cap_{place}": cap.most for place, cap in enumerate(now.caps)} | {"cap_0": "", "percent": 5}
    new = {"new_class": "", "new_rings": "", "new_purpose": "offers", "new_channel": "sms", "new_most": 2, "new_days": 14}
    hours = {"quiet_from": "22:00", "quiet_until": "08:00"}

    half = sofia.post(reverse("console:policy_change"), {**typed, **hours, "new_most": 2}).content.decode()
    sofia.post(reverse("console:policy_change"), {**typed, **hours, **new})

    assert "A new cap needs its number and its days." in half
    assert followups.policy().caps == (*now.caps[1:], Cap(purpose="offers", channel="sms", most=2, hours=14 * 24))
    assert "Questions and offers for “Offers from shops” by SMS, in 14 days" in sofia.get(reverse("console:policy")).content.decode()
