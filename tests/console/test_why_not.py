"""Who got nothing: support is two clicks from the reason, in the words that the person reads."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.console import stage
from tests.followups import story

from zhiyin.followups import queries, services
from zhiyin.kit import clock

pytestmark = pytest.mark.django_db


@pytest.mark.scenario(15)
def test_support_is_two_clicks_from_the_reason_and_the_person_reads_the_same() -> None:
    story.nobody_held_out()
    mei, at = story.willing(), clock.now()
    services.set_budget(mei, services.Wishes(most=0), at=at)
    story.planned(mei, at=at)
    services.run_due(at)
    [line] = queries.contacts_of(mei, since=at - timedelta(days=1), language="en")
    wang, reason = stage.browser("support"), reverse("console:followup", args=[mei, line.follow_up_id])

    first = wang.get(reverse("console:person", args=[mei])).content.decode()
    second = wang.get(reason).content.decode()

    assert reason in first
    assert line.sentences[0].split(", because ")[1] in second
