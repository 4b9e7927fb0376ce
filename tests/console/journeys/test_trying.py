"""Marketing tries a journey out before anybody gets it, and reads what it would come to."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests import make
from tests.console import stage
from tests.followups import story

from zhiyin.events.money import PaymentCompleted
from zhiyin.followups import services
from zhiyin.followups.services.trials import asking
from zhiyin.kit import clock
from zhiyin.kit.ids import uuid7
from zhiyin.outbox import services as outbox

pytestmark = pytest.mark.django_db
HERE, BEGIN = (reverse(f"console:journey_{name}", args=["payment_stars"]) for name in ("trials", "try"))


def test_a_trial_is_asked_for_waited_for_and_read() -> None:
    story.nobody_held_out()
    mei, at = story.willing(), clock.now() - timedelta(days=2)
    outbox.publish(PaymentCompleted(id=uuid7(at), at=at, payer_id=mei, merchant_id=uuid7(at), amount_minor=900, asset="USD"))
    sofia = stage.browser("marketing")
    assert "It was never tried out" in sofia.get(HERE).content.decode()

    waiting = sofia.post(BEGIN, {"on": "back-30"}, follow=True).content.decode()
    assert "This page shows the result by itself" in waiting
    assert "every 2s" in waiting
    services.run_trial(clock.now())

    page = sofia.get(HERE).content.decode()
    assert "1 contact with 1 person" in page
    assert "What would be decided, and why" in page
    assert "every 2s" not in page


def test_an_earlier_trial_can_still_be_read() -> None:
    stage.world()
    sofia, by = stage.browser("marketing"), make.staff("marketing").id
    first = services.ask_trial("payment_stars", days=90, ahead=False, by=by, at=clock.now())
    services.run_trial(clock.now())
    sofia.post(BEGIN, {"on": "ahead-7"})
    services.run_trial(clock.now())

    assert f"?trial={first}" in sofia.get(HERE).content.decode()
    assert "What happened in the last 90 days" in sofia.get(HERE, {"trial": str(first)}).content.decode()
    assert sofia.get(HERE, {"trial": "nothing"}).status_code == 404


def test_what_went_wrong_is_said_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("what nobody thought of")

    monkeypatch.setattr(asking, "dry_run", broken)
    sofia = stage.browser("marketing")
    sofia.post(BEGIN, {"on": "ahead-7"})
    services.run_trial(clock.now())

    assert "It would reach nobody" not in sofia.get(HERE).content.decode()
    assert "Something went wrong on our side (RuntimeError). Try it again" in sofia.get(HERE).content.decode()
    assert sofia.post(BEGIN, {"on": "yesterday"}).status_code == 400
