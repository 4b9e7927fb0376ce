"""What kinds of questions, comparisons, figures, states and problems are called."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS = {
    "stars": _("Stars, 1 to 5"),
    "thumbs": _("Thumbs: no or yes"),
    "nps": _("NPS: would you recommend us, 0 to 10"),
    "csat": _("CSAT: how satisfied, 1 to 5"),
    "ces": _("CES: how easy, 1 to 7"),
    "single": _("One of several"),
    "multiple": _("As many as fit"),
    "ranking": _("Put in order"),
    "text": _("Words of their own"),
}
COMPARISONS = {
    "is": pgettext_lazy("comparison", "is"),
    "is_not": _("is not"),
    "at_least": _("is at least"),
    "at_most": _("is at most"),
    "has": _("has among it"),
}
FACTS = {
    "payments": _("Payments so far"),
    "transfers": _("Transfers so far"),
    "days_since_first": _("Days since the first payment"),
    "days_since_last": _("Days since the last payment"),
}
STATES = {
    "draft": pgettext_lazy("survey", "being written"),
    "open": pgettext_lazy("survey", "takes answers"),
    "paused": pgettext_lazy("survey", "paused"),
    "closed": pgettext_lazy("survey", "closed"),
}
WISH_STATES = {
    "waiting": pgettext_lazy("wish", "to be read"),
    "shown": pgettext_lazy("wish", "shown"),
    "taken_up": pgettext_lazy("wish", "taken up"),
    "done": pgettext_lazy("wish", "done"),
    "declined": pgettext_lazy("wish", "declined"),
}
PROBLEMS = {
    "missing": _("The words are missing in one of the languages."),
    "too_long": _("The words are longer than 300 characters."),
    "none": _("There is no question yet."),
    "too_many": _("There are too many: 30 questions, 12 choices at most."),
    "out_of_range": _("A number is outside what is possible."),
    "no_battery": _("A precision needs questions that are graded."),
    "mixed_scales": _("Graded questions must all have the same scale."),
    "unknown_fact": _("Nobody keeps this figure."),
    "bad_comparison": _("The condition compares with something that cannot be answered there."),
    "not_anonymous": _("An anonymous questionnaire must know nothing of the person."),
    "bad_code": _("A code is a small letter, then letters, digits and _."),
    "unknown_kind": _("There is no such kind of question."),
    "too_few": _("There must be two choices at least."),
    "not_for_this_kind": _("This does not go with this kind of question."),
    "twice": _("Two have the same code."),
    "not_before": _("It speaks of a question that does not stand before it."),
    "open_brace": _("A brace stands alone. Write {code} or {code|otherwise}."),
    "no_topic": _("Not asking again needs a topic."),
}
