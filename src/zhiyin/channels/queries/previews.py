"""Each letter as it would look in a mail, filled with made-up facts, for staff who want to read it before anybody gets it."""

from typing import Any
from uuid import UUID

from zhiyin.channels import composing, models
from zhiyin.channels.providers import Letter
from zhiyin.channels.queries.words import LANGUAGES, TEMPLATES

_WHEN, _NOBODY = "2026-11-22T09:30:00+00:00", UUID(int=0)
_SUM = {"amount_minor": 4_50, "asset": "USD"}
_SHOP = {"merchant_en": "Anna's Bakery", "merchant_zh": "安娜面包房"}
_STARS = [{"value": value, "en": f"{value} star{'s' if value > 1 else ''}", "zh": f"{value} 星"} for value in range(1, 6)]
# What the words of a template speak of; a template that is not here speaks of nothing.
SAMPLES: dict[str, dict[str, Any]] = {
    "better_now": {"choices": _STARS},
    "call_missed": {"wrong_number": False},
    "case_answered": {"case_number": 1024},
    "case_solved": {"choices": [{"value": 1, "en": "Yes, it is solved", "zh": "解决了"}, {"value": 0, "en": "No, not yet", "zh": "还没有"}]},
    "confirmation_asked": _SUM,
    "coupon_due": _SUM | _SHOP | {"ends_at": _WHEN, "zone": "UTC"},
    "first_transfer": _SUM | {"other": "Wei Zhang", "choices": _STARS},
    "gift_asked": {"other": "Wei Zhang"},
    "gift_given": {"other": "Wei Zhang"},
    "money_requested": _SUM | {"other": "Wei Zhang"},
    "own_words": {"title_en": "Words of your own", "text_en": "What you write.", "title_zh": "您写的标题", "text_zh": "您写的内容。"},
    "payment_help": _SHOP,
    "payment_stars": _SUM | _SHOP | {"paid_at": _WHEN, "zone": "UTC", "choices": _STARS},
    "red_packet": {"other": "Wei Zhang"},
    "request_reminded": _SUM | {"other": "Wei Zhang"},
    "request_settled": _SUM | {"other": "Wei Zhang", "state": "paid"},
    "sms_which": {"figure": 5, "open": [{"letter": "A", "at": _WHEN, "zone": "UTC"}, {"letter": "B", "at": _WHEN, "zone": "UTC"}]},
    "talk": {"news": "offered"},
    "talk_time": {"news": "booked", "starts_at": _WHEN, "zone": "UTC"},
    "top_up_abandoned": _SUM,
    "was_this_you": {"happened_at": _WHEN, "zone": "UTC"},
    "webhook_disabled": _SHOP,
}
NOT_BY_MAIL = frozenset({"low_stars_call", "push_tried", "sms_started", "sms_stopped", "sms_which"})  # of other channels, or staff's


def mail_templates() -> tuple[str, ...]:
    """The templates that can be sent by mail, by their names. No SQL."""
    return tuple(sorted({file.stem for file in (TEMPLATES / LANGUAGES[0]).glob("*.txt")} - NOT_BY_MAIL))


def preview(template: str, language: str) -> Letter | None:
    """The mail of a template in that language, with links that lead nowhere; None when there is no such mail. No SQL."""
    if template not in mail_templates() or language not in LANGUAGES:
        return None
    row = models.Message(
        id=_NOBODY, key=_NOBODY, person_id=_NOBODY, channel="email", template=template, params=SAMPLES.get(template, {}), purpose="feedback"
    )
    return composing.compose(row, address="", language=language, to=lambda _message, _path: "#")
