"""Words for the codes that rooms use: roles, states, reasons, what was looked at."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ROLES: dict[str, str | Promise] = {
    "person": pgettext_lazy("role", "Person"),
    "merchant": pgettext_lazy("role", "Merchant"),
    "support": pgettext_lazy("role", "Support"),
    "marketing": pgettext_lazy("role", "Marketing"),
    "product": pgettext_lazy("role", "Product"),
    "risk": pgettext_lazy("role", "Risk"),
    "auditor": pgettext_lazy("role", "Auditor"),
    "admin": pgettext_lazy("role", "Administrator"),
}
OTHERS: dict[str, str | Promise] = {
    # Tiers for limits
    "tier_basic": pgettext_lazy("tier", "Basic"),
    "tier_standard": pgettext_lazy("tier", "Standard"),
    "tier_plus": pgettext_lazy("tier", "Plus"),
    # Languages
    "en": _("English"),
    "zh-hans": _("Chinese"),
    # Cases and improvements
    "open": pgettext_lazy("state", "open"),
    "answered": pgettext_lazy("state", "answered"),
    "closed": pgettext_lazy("state", "closed"),
    "in_progress": pgettext_lazy("state", "in progress"),
    "shipped": pgettext_lazy("state", "shipped"),
    "declined": pgettext_lazy("state", "declined"),
    # Follow-ups
    "planned": pgettext_lazy("state", "planned"),
    "sent": pgettext_lazy("state", "sent"),
    "stopped": pgettext_lazy("state", "stopped by the person"),
    "cancelled": pgettext_lazy("state", "called off"),
    "suppressed": pgettext_lazy("state", "not sent"),
    "held_out": pgettext_lazy("state", "left alone"),
    "expired": pgettext_lazy("state", "too late"),
    # Why somebody was not contacted
    "no_consent": _("not allowed by the person"),
    "open_case": _("has an open case"),
    "holdout": _("in the comparison group"),
    "cap": _("asked often enough"),
    "quiet": _("quiet hours"),
    "no_slot.cap": _("asked often enough, then too late"),
    "no_slot.quiet": _("quiet hours, then too late"),
    "paused": _("paused by the person"),
    "no_slot.paused": _("paused by the person, then too late"),
    "lost_to": _("something better went before"),
    "not_eligible": _("concerns them no longer"),
    "deadline": _("past its deadline"),
    "no_channel": _("no way to reach them"),
    "channels_failed": _("every channel failed"),
    "render": _("its words could not be made"),
    "CaseClosed": _("the case was closed before"),
    "person_gone": _("the account is closed"),
    "failed": _("something broke on our side"),
    # Calls
    "call_asked": _("they asked for it"),
    "call_case": _("about a case"),
    "call_follow_up": _("a follow-up by telephone"),
    "call_waiting": pgettext_lazy("call", "waiting"),
    "call_claimed": pgettext_lazy("call", "in somebody's hands"),
    "call_reached": pgettext_lazy("call", "reached"),
    "call_no_answer": pgettext_lazy("call", "nobody answered"),
    "call_refused": pgettext_lazy("call", "did not want to talk"),
    "call_do_not_call": pgettext_lazy("call", "wants no calls"),
    "call_wrong_number": pgettext_lazy("call", "wrong number"),
    "call_given_up": pgettext_lazy("call", "given up"),
    "call_cancelled": pgettext_lazy("call", "called off"),
    # Talks
    "talk_booked": pgettext_lazy("talk", "booked"),
    "talk_held": pgettext_lazy("talk", "took place"),
    "talk_no_show": pgettext_lazy("talk", "missed"),
    "talk_cancelled": pgettext_lazy("talk", "called off"),
    # How a payment was made
    "qr": _("code for one payment"),
    "balance": _("from the wallet"),
    # What was looked at
    "profile": _("everything about them"),
    "payment": _("a payment"),
    "payments": _("payments"),
    "limits": _("their limits"),
    "case": _("a case"),
    "followup": _("a follow-up"),
    "call": _("a call"),
    "talk": _("a talk"),
    # Lines of the account book without a name of their own
    "top_up": _("Top-up"),
}
WORDS = ROLES | OTHERS
# Which colour a verdict has.
VERDICT_KINDS = {"sent": "good", "deferred": "gold", "suppressed": "alert", "expired": "alert", "failed": "alert"}


def word(code: str) -> str | Promise:
    """The word for a code in the language of the page; a code nobody has a word for reads as itself."""
    return WORDS.get(code, code.replace("_", " "))
