"""Marketing writes, publishes and stops journeys in the console; others only look."""

import pytest
from django.urls import reverse
from tests.console import stage
from tests.console.journeys.typed import Typed

from zhiyin.followups.journeys import kept, shipping
from zhiyin.followups.models import JourneyVersion

pytestmark = pytest.mark.django_db
EDIT = reverse("console:journey_new")


def filled(**other: str) -> dict[str, str]:
    """The form of a new journey."""
    step = {"step": "ask", "deadline": "24 hours", "survey": "stars", "channels": "inapp"}
    words = {"en.title": "How was it?", "en.text": "One tap.", "zh.title": "怎么样？", "zh.text": "点一下就好。"}
    form = {"journey": "thanks", "name.en": "Thanks", "name.zh": "谢谢", "start.event": "TopUpCompleted", "again": "once", "value": "0.4"}
    form |= {"purpose": "feedback", "class": "survey", "steps": "1", "keep": "1"}
    form |= {f"steps.0.{name}": value for name, value in step.items()} | {f"steps.0.words.{name}": value for name, value in words.items()}
    return form | other


def test_a_journey_is_drafted_published_paused_and_stopped() -> None:
    marketing = stage.browser("marketing")
    here, act = reverse("console:journey", args=["thanks"]), reverse("console:journey_act", args=["thanks"])

    drafted = marketing.post(EDIT, filled(), follow=True)
    assert drafted.redirect_chain == [(here, 302)]
    page = drafted.content.decode()
    assert "How was it?" in page
    assert "怎么样？" in page
    assert "A draft waits to be published" in page
    assert "thanks" not in kept.currents()

    marketing.post(act, {"what": "publish", "number": "1"})
    kept.forget()
    assert kept.state("thanks") == "published"
    for deed, state in (("pause", "paused"), ("resume", "resumed"), ("stop", "stopped")):
        said = marketing.post(act, {"what": deed}, follow=True)
        kept.forget()
        assert said.status_code == 200
        assert kept.state("thanks") == state
    assert kept.document("thanks", 1).again == "once"


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("steps.0.deadline", "soon", "“30 minutes”"),
        ("value", "lots", "from 0 to 1"),
        ("steps.0.survey", "moons", "There is no survey"),
        ("name.zh", "", "needs a value"),
        ("steps.0.until_local", "25:99", "“09:30”"),
        ("steps.0.before_end", "3 days", "has no end of its own"),
        ("steps.0.leads_to", "moon", "top_up, pay"),
        ("start.only.payments_at_least", "many", "from 0 to 1e+06"),
    ],
)
def test_a_mistake_stands_at_its_field_and_nothing_is_kept(field: str, typed: str, said: str) -> None:
    page = stage.browser("marketing").post(EDIT, filled(**{field: typed})).content.decode()

    assert said in page
    assert f'id="{field}-wrong"' in page
    assert not JourneyVersion.objects.filter(code="thanks").exists()


def test_a_step_is_added_and_taken_out_without_keeping_anything() -> None:
    marketing = stage.browser("marketing")

    form = filled(add="1")
    del form["keep"]
    assert 'name="steps.1.step"' in marketing.post(EDIT, form).content.decode()
    assert not JourneyVersion.objects.filter(code="thanks").exists()


@pytest.mark.parametrize("code", sorted(shipping.documents()))
def test_every_form_keeps_what_it_does_not_change(code: str) -> None:
    marketing = stage.browser("marketing")
    shown = marketing.get(reverse("console:journey_edit", args=[code]))
    form = Typed(shown.content.decode()).values

    marketing.post(reverse("console:journey_edit", args=[code]), form | {"keep": "1"})

    draft = JourneyVersion.objects.get(code=code, published_at=None)
    assert kept.fits(draft.text) == kept.document(code, 1)


CALENDAR = {"start.way": "schedule", "start.schedule.every": "week", "start.schedule.day": "1", "start.schedule.at": "09:00"}
GROUP = {"start.way": "enters", "start.leaves.payments_at_least": "3", "start.leaves.silent_days_at_least": "60"}


@pytest.mark.parametrize(
    ("typed", "start"),
    [
        (CALENDAR | {"start.only.language": "en"}, "schedule: {every: week, day: 1, at: '09:00'}, only: {language: en}"),
        (GROUP, "enters: {payments_at_least: 3, silent_days_at_least: 60}"),
    ],
)
def test_calendars_and_groups_are_typed_into_fields(typed: dict[str, str], start: str) -> None:
    stage.browser("marketing").post(EDIT, filled(**typed))

    said = JourneyVersion.objects.get(code="thanks").text
    plain = shipping.documents()["payment_stars"].replace("start:\n  event: PaymentCompleted\n  where: {imported: no}", f"start: {{{start}}}")
    assert kept.fits(said).start == kept.fits(plain).start


def test_conditions_are_rows_of_field_comparison_and_value() -> None:
    marketing, where = stage.browser("marketing"), dict[str, str]()
    for row, (field, test, value) in enumerate([("amount_minor", "at_least", "500"), ("asset", "one_of", "USD, EUR"), ("imported", "is", "no")]):
        where |= {f"start.where.{row}.field": field, f"start.where.{row}.test": test, f"start.where.{row}.value": value}

    marketing.post(EDIT, filled(**{"start.event": "PaymentCompleted"}, **where))

    found = kept.fits(JourneyVersion.objects.get(code="thanks").text).start.where
    assert found == {"amount_minor": {"at_least": 500}, "asset": {"one_of": ["USD", "EUR"]}, "imported": {"is": False}}
    shown = Typed(marketing.get(reverse("console:journey_edit", args=["thanks"])).content.decode()).values
    assert (shown["start.where.1.field"], shown["start.where.1.test"], shown["start.where.1.value"]) == (["asset"], ["one_of"], ["USD, EUR"])


def test_a_mistake_in_a_condition_stands_at_its_row() -> None:
    where = {
        "start.event": "PaymentCompleted",
        "start.where.0.field": "amount_minor",
        "start.where.0.test": "at_least",
        "start.where.0.value": "lots",
    }
    page = stage.browser("marketing").post(EDIT, filled(**where)).content.decode()

    assert 'id="start.where.amount_minor-wrong"' in page
    assert "Only whole numbers can be compared" in page


def test_editors_get_the_schema_of_a_journey() -> None:
    assert stage.browser("product").get(reverse("console:journey_schema")).json()["title"] == "A journey of Zhiyin"


def test_who_does_not_write_journeys_only_looks() -> None:
    product, marketing = stage.browser("product"), stage.browser("marketing")

    assert product.get(reverse("console:journeys")).status_code == 200
    assert 'name="what"' not in product.get(reverse("console:journey", args=["payment_stars"])).content.decode()
    assert 'name="what"' in marketing.get(reverse("console:journey", args=["payment_stars"])).content.decode()
    assert product.post(reverse("console:journey_act", args=["payment_stars"]), {"what": "stop"}).status_code in (302, 403, 404)
    assert kept.state("payment_stars") == "published"


def test_a_name_that_is_taken_is_not_written_over() -> None:
    page = stage.browser("marketing").post(EDIT, filled(journey="payment_stars")).content.decode()

    assert "There is a journey of this name already" in page
    assert JourneyVersion.objects.filter(code="payment_stars").count() == 1
