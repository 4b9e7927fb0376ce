"""The loop, door by door: pay, be asked, answer, be heard, be answered, say whether it helped; and what many said gets mended."""

from datetime import datetime
from uuid import UUID

import pytest
from tests import make
from tests.followups import story
from tests.followups.story import AT, HOUR, MINUTE, SECOND

from zhiyin.channels import queries as channels
from zhiyin.channels.queries import Message
from zhiyin.improvements import queries as improvement_queries
from zhiyin.improvements import services as improvements
from zhiyin.support import queries as support_queries
from zhiyin.support import services as support
from zhiyin.surveys import services as surveys

pytestmark = pytest.mark.django_db


def _newest(person_id: UUID) -> Message:
    return channels.inbox(person_id, limit=1)[0]


def _tap(person_id: UUID, value: int, at: datetime) -> UUID:
    invitation = UUID(_newest(person_id).params["invitation_id"])
    surveys.answer(invitation, person_id=person_id, value=value, at=at)
    story.worker(at)
    return invitation


@pytest.mark.scenario(11)
def test_from_a_payment_to_a_solved_case() -> None:
    story.nobody_held_out()
    mei, wang, shop = story.willing(), make.staff().id, make.merchant("Anna's Bakery", name_zh="安娜面包房")

    payment = make.payment(mei, shop.id, 25_00, at=AT)
    story.worker(AT + SECOND)
    card = _newest(mei)
    assert channels.text(card, "en").title == "How did it go at Anna's Bakery?"
    assert channels.text(card, "zh-hans").title == "在安娜面包房的这次体验怎么样？"
    assert "$25.00" in channels.text(card, "en").body

    invitation = _tap(mei, 1, AT + MINUTE)
    [case] = support_queries.cases_of(mei)
    assert (case.state, case.about_id, case.subject_code, case.department) == ("open", payment.id, "low_stars", "payments")

    surveys.comment(invitation, person_id=mei, text="排队太久", at=AT + 2 * MINUTE)
    story.worker(AT + 2 * MINUTE)
    assert len(support_queries.cases_of(mei)) == 1

    support.reply(case.id, agent_id=wang, text="对不起,我们已经联系商家。", at=AT + HOUR)
    story.worker(AT + HOUR)
    assert (_newest(mei).template, _newest(mei).params["case_number"]) == ("case_answered", case.number)

    _tap(mei, 0, AT + 2 * HOUR)
    assert support_queries.cases_of(mei)[0].state == "open"

    _tap(mei, 1, AT + 3 * HOUR)
    closed = support_queries.case(case.id)
    assert closed is not None
    assert (closed.state, closed.solved) == ("closed", True)
    assert [message.code or message.kind for message in closed.messages] == ["stars_given", "sentence_added", "staff", "not_helped", "helped"]


@pytest.mark.scenario(12)
def test_exactly_the_people_whose_cases_carry_the_theme_are_told_once() -> None:
    story.nobody_held_out()
    shop, chen = make.merchant().id, make.staff("product").id
    complaining, content = [story.willing() for _ in range(3)], story.willing()
    for person in (*complaining, content):
        make.payment(person, shop, at=AT)
    story.worker(AT + SECOND)
    for person in complaining:
        _tap(person, 2, AT + MINUTE)
    theme = improvements.create_theme(name_en="Slow tills", name_zh="收银太慢", by=chen, at=AT + HOUR)
    for person in complaining[:2]:
        improvements.file_case(theme, support_queries.cases_of(person)[0].id, by=chen, at=AT + HOUR)

    mended = improvements.open_improvement(theme, title_en="A second till", title_zh="增设收银台", owner_id=chen, at=AT + HOUR)
    improvements.start(mended, at=AT + HOUR)
    for _ in range(2):
        told = improvements.ship(mended, note_en="There are two tills now.", note_zh="现在有两个收银台了。", by=chen, at=AT + 2 * HOUR)
        story.worker(AT + 2 * HOUR)

    assert told == 2
    cards = {person: [card.template for card in channels.inbox(person)].count("you_said_we_did") for person in (*complaining, content)}
    assert cards == dict(zip((*complaining, content), (1, 1, 0, 0), strict=True))
    assert _newest(complaining[0]).params["improvement_id"] == str(mended)
    assert [each.note("zh-hans") for each in improvement_queries.for_person(complaining[0])] == ["现在有两个收银台了。"]
    assert improvement_queries.for_person(content) == ()
