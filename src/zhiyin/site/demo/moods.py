"""How the demo's made-up people behave, drawn from a seed and the thing itself, so that every load is the same.

Invented, and shown as such: three of four people see what reaches them, the median within four hours; of those two of five answer a question about a
payment, and three of five whether a reply helped. Shops differ by up to half a star. Until the improvement is shipped, one payment in five at the
demo's own shop goes wrong at the code; one in twenty-five anywhere waits in a long queue. One in three of those who see a questionnaire begins it and
one in sixteen leaves at each question; of those who were dissatisfied one in five wants to be called; three of five who are invited to a talk choose
a time, and four of five of them come.
"""

import random
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

SEED = "zhiyin demo 1"
SEES, ANSWERS, SAYS_IF_HELPED, HELPED = 0.75, 0.4, 0.6, 0.8
HOURS_UNTIL_SEEN = 4 / 0.693  # an exponential draw with this mean has its median at four hours
SPREAD = 0.8
MEAN_STARS, SHOPS_DIFFER = 4.3, 0.5
WRITES_WHEN_LOW, WRITES_WHEN_HIGH = 0.6, 0.08
CODE_FAILS, QUEUE_IS_LONG = 1 / 5, 1 / 25
CODE, QUEUE, PRICE = "code", "queue", "price"
LOW = 2
TAKES_PART, STOPS = 0.35, 0.06
ASKS_FOR_A_CALL, ACCEPTS_A_TALK, COMES = 0.2, 0.6, 0.8

COMPLAINTS = {
    (CODE, "en"): (
        "The code did not scan, twice.",
        "Had to turn my screen brightness all the way up before the till read it.",
        "The code took three tries.",
    ),
    (CODE, "zh"): ("付款码扫了两次都没反应。", "屏幕调到最亮才扫上，后面排了好几个人。", "扫码失败，重试三次才成功。"),
    (QUEUE, "en"): ("One till open for the whole shop.", "Waited ten minutes to pay for milk."),
    (QUEUE, "zh"): ("整个店只开一个收银台。", "买瓶牛奶排了十分钟队。"),
    (PRICE, "en"): ("The shelf said one price and the receipt another.", "My coupon was not taken off."),
    (PRICE, "zh"): ("货架价和小票上的价格不一样。", "优惠券没有抵扣。"),
}
PRAISE = {"en": ("Quick and friendly.", "Paid in two seconds, thank you."), "zh": ("又快又方便。", "两秒就付好了，谢谢。")}
REPLIES = {
    (CODE, "en"): "I am sorry the code kept you waiting. A larger code that lights up your screen by itself is on its way to your phone.",
    (CODE, "zh"): "抱歉让您在收银台等了这么久。我们正在把付款码放大，并在出示时自动调亮屏幕。",
    (QUEUE, "en"): "Thank you for telling us. The shop opens a second till between four and seven from this week on.",
    (QUEUE, "zh"): "谢谢您告诉我们。从本周起，门店下午四点到七点会加开一个收银台。",
    (
        PRICE,
        "en",
    ): "You are right, the shelf was labelled wrongly. It is corrected; show this message at the till for the difference.",
    (PRICE, "zh"): "您说得对，是货架标签贴错了，门店已经更正。凭这条消息可以到收银台退回差价。",
}

WISHES = {
    "en": ("Let me pay for the bus with it.", "Show what I paid without opening three pages.", "One wallet for the two of us would be nice."),
    "zh": ("希望能刷公交。", "账单能再简单一点就好了。", "想和家人共用一个钱包。"),
}
NOTES = (
    "Talked about the shop's till. Will try once more.",
    "店里的问题已说明，用户表示理解。",
    "Would pay by phone more often if the code were larger.",
)
SECOND_REPLY = {
    "en": "I have asked the shop again and called them myself. Please write to me here if it happens once more.",
    "zh": "我又联系了门店，并亲自打了电话确认。如果再遇到，请直接在这里告诉我。",
}


def sees(person_id: UUID, about_id: UUID) -> timedelta | None:
    """How long after it was sent the person sees it; None when they never do."""
    draw = _draw("sees", person_id, about_id)
    return timedelta(hours=min(draw.expovariate(1 / HOURS_UNTIL_SEEN), 60)) if draw.random() < SEES else None


def trouble(payment_id: UUID, *, own_shop: bool, mended: bool) -> str:
    """What went wrong with the payment: code | queue | price, or nothing."""
    draw = _draw("trouble", payment_id)
    if own_shop and not mended and draw.random() < CODE_FAILS:
        return CODE
    if draw.random() < QUEUE_IS_LONG:
        return QUEUE
    return ""


def stars(payment_id: UUID, merchant_id: UUID, went_wrong: str) -> int | None:
    """How many stars the person gives; None when they do not answer. Who was troubled answers more often, as people do."""
    draw = _draw("stars", payment_id)
    if draw.random() > ANSWERS * (1.5 if went_wrong else 1):
        return None
    if went_wrong:
        return draw.choice((1, 1, 2, 2, 3))
    shop = _draw("shop", merchant_id).uniform(-SHOPS_DIFFER, SHOPS_DIFFER)
    return max(1, min(5, round(draw.gauss(MEAN_STARS + shop, SPREAD))))


def words(payment_id: UUID, given: int, went_wrong: str, language: str) -> str:
    """The sentence that goes with the stars, in the person's language; mostly none."""
    draw, spoken = _draw("words", payment_id), "zh" if language.startswith("zh") else "en"
    if draw.random() > (WRITES_WHEN_LOW if given <= LOW else WRITES_WHEN_HIGH):
        return ""
    return draw.choice(COMPLAINTS[went_wrong or PRICE, spoken] if given <= LOW else PRAISE[spoken])


def reply(went_wrong: str, language: str, *, again: bool) -> str:
    """What staff write back, in the person's language. `again`: the first reply did not help."""
    spoken = "zh" if language.startswith("zh") else "en"
    return SECOND_REPLY[spoken] if again else REPLIES[went_wrong or PRICE, spoken]


def helped(case_id: UUID) -> bool | None:
    """Whether our reply helped; None when they do not say."""
    draw = _draw("helped", case_id)
    return draw.random() < HELPED if draw.random() < SAYS_IF_HELPED else None


def staff_hours(case_id: UUID) -> float:
    """After how many hours staff get to the case, if they are at work then."""
    return _draw("staff", case_id).lognormvariate(0.7, 0.6)


def takes_part(invitation_id: UUID) -> bool:
    """Whether somebody who sees a questionnaire begins it."""
    return _draw("takes part", invitation_id).random() < TAKES_PART


def stops_at(invitation_id: UUID, question: str) -> bool:
    """Whether they leave it at that question."""
    return _draw("stops", invitation_id, question).random() < STOPS


def grade(person_id: UUID, question: str, *, mean: float, spread: float, lowest: int = 0, highest: int) -> int:  # noqa: PLR0913  a scale and where people are on it
    """The step of a scale that the person chooses."""
    return max(lowest, min(highest, round(_draw(question, person_id).gauss(mean, spread))))


def one_of(person_id: UUID, choices: Sequence[str]) -> str:
    """What the person chooses."""
    return _draw("choice", person_id).choice(choices)


def wish(person_id: UUID, language: str) -> str:
    """What the person would have otherwise, in a sentence."""
    return _draw("wish", person_id).choice(WISHES["zh" if language.startswith("zh") else "en"])


def wants_a_call(payment_id: UUID) -> bool:
    """Whether somebody who was dissatisfied asks to be called."""
    return _draw("call", payment_id).random() < ASKS_FOR_A_CALL


def picks_up(call_id: UUID, tries: int) -> str:
    """What comes of telephoning: reached | no_answer | wrong_number."""
    return _draw("picks up", call_id, tries).choices(("reached", "no_answer", "wrong_number"), (6, 3, 1))[0]


def note(about_id: UUID) -> str:
    """What staff write down of a call or a talk."""
    return _draw("note", about_id).choice(NOTES)


def accepts_a_talk(offer_id: UUID) -> bool:
    """Whether somebody who is invited to a talk chooses a time."""
    return _draw("talk", offer_id).random() < ACCEPTS_A_TALK


def comes(talk_id: UUID) -> bool:
    """Whether they are there at the time."""
    return _draw("comes", talk_id).random() < COMES


def _draw(*of: object) -> random.Random:
    return random.Random("\x1f".join(str(part) for part in (SEED, *of)))  # noqa: S311  made-up behaviour, no secret
