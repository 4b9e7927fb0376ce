"""A journey is a document that people can read; what is wrong with it is told where it stands, with what to write instead."""

import pytest
from django.db import IntegrityError, connection, transaction

from zhiyin.followups.journeys import currents, document, fits, shipping
from zhiyin.followups.journeys.problems import BadDocument, Problem
from zhiyin.followups.models import JourneyVersion

pytestmark = pytest.mark.django_db
GOOD = """
journey: asking
name: {en: Asking, zh: 提问}
start:
  event: PaymentCompleted
  where: {amount_minor: {at_least: 100}, imported: no}
again: {after: 30 days}
cancel_on: [PaymentRefunded]
purpose: feedback
class: survey
value: 0.4
steps:
  - step: ask
    wait: 30 minutes
    until_local: 10:00
    deadline: 3 days
    message: payment_stars
    survey: stars
    channels: [inapp, email]
    answer_within: 2 days
    then: {low: sorry, silent: end}
  - step: sorry
    deadline: 7 days
    words:
      en: {title: We are sorry, text: A person reads what you wrote.}
      zh: {title: 非常抱歉, text: 您写的话会有人认真看。}
"""


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(BadDocument) as bad:
        fits(text)
    return bad.value.problems


def test_a_document_says_when_to_whom_and_what() -> None:
    whole = fits(GOOD)

    ask, sorry = whole.steps
    assert (whole.code, whole.again, whole.again_days, whole.cancel_on) == ("asking", "after", 30, ("PaymentRefunded",))
    assert whole.start.where == {"amount_minor": {"at_least": 100}, "imported": {"is": False}}
    assert (ask.wait.total_seconds(), ask.until_local.isoformat() if ask.until_local else "", ask.channels) == (1800, "10:00:00", ("inapp", "email"))
    assert (ask.following, sorry.words["title_zh"]) == ({"low": "sorry", "silent": "end"}, "非常抱歉")


@pytest.mark.parametrize(
    ("was", "becomes", "line", "column", "path", "said"),
    [
        ("PaymentCompleted", "PaymentComplete", 5, 10, "start.event", "Write one of: PaymentCompleted"),
        ("amount_minor", "amont", 6, 11, "start.where.amont", "It has: id, at, payer_id, merchant_id, amount_minor"),
        ("30 minutes", "half an hour", 14, 11, "steps.0.wait", "“30 minutes”, “24 hours” or “7 days”"),
        ("10:00", "25:00", 15, 18, "steps.0.until_local", "“09:30”"),
        ("survey: stars", "survey: moons", 18, 13, "steps.0.survey", "“stars”"),
        ("[inapp, email]", "[inapp, pigeon]", 19, 23, "steps.0.channels", "inapp, email, sms"),
        ("low: sorry", "low: later", 21, 17, "steps.0.then.low", "Write one of: sorry, end"),
        ("low: sorry", "bad: sorry", 21, 12, "steps.0.then.bad", "low, high, answered"),
        ("value: 0.4", "value: 4", 11, 8, "value", "from 0 to 1"),
        ("purpose: feedback", "purpose: fun", 9, 10, "purpose", "service, feedback"),
        ("message: payment_stars", "message: nothing", 17, 14, "steps.0.message", "in both languages"),
        ("value: 0.4", "value: 0.4\ncolour: red", 12, 1, "colour", "Take the line out"),
        ("deadline: 3 days", "deadline: 1 minute", 16, 15, "steps.0.deadline", "Make it longer"),
        ("step: sorry", "step: ask", 22, 11, "steps.1.step", "another name"),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_what_to_write_instead(was: str, becomes: str, line: int, column: int, path: str, said: str) -> None:
    wrong = {(problem.line, problem.column, problem.path): problem for problem in problems(GOOD.replace(was, becomes, 1))}

    assert said in wrong[line, column, path].en
    assert any("\u4e00" <= letter <= "\u9fff" for letter in wrong[line, column, path].zh)


@pytest.mark.parametrize("text", ["", "a: [", "- 1", "a: *b", "a: &b 1\nc: *b", "\x00", "journey: " + "x" * 30_000, "just words", "{}"])
def test_no_text_breaks_the_reader(text: str) -> None:
    assert problems(text)[0].line >= 1


def test_a_document_makes_no_objects() -> None:
    assert problems("!!python/object/apply:os.system ['true']")
    assert fits(GOOD.replace("zh: 提问", "zh: !!python/name:os.system 提问")).name[1] == "提问"


def test_the_product_comes_with_its_journeys_published() -> None:
    assert set(currents()) >= set(shipping.documents())
    for code, text in shipping.documents().items():
        assert fits(text).code == code


def test_a_published_version_never_changes() -> None:
    stars = JourneyVersion.objects.filter(code="payment_stars")

    for change in (lambda: stars.update(text="other"), stars.delete, lambda: stars.update(published_at=None)):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()

    assert document("payment_stars", 1).steps[0].survey == "stars"


def test_loading_again_changes_nothing_and_never_replaces_what_the_operator_wrote() -> None:
    shipping.load()
    assert JourneyVersion.objects.filter(code="payment_stars").count() == 1

    changed = shipping.documents()["payment_stars"].replace("24 hours", "12 hours")
    with connection.cursor() as cursor:
        cursor.execute(shipping.LOAD_SQL, {"code": "payment_stars", "text": changed})
    assert list(JourneyVersion.objects.filter(code="payment_stars").order_by("number").values_list("number", flat=True)) == [1, 2]
