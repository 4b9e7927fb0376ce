"""What staff type in to propose a limit; `wallets` judges it."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zhiyin.identity import queries as identity
from zhiyin.kit.categories import SHOPS, shop_label
from zhiyin.kit.money import BadAmount, parse_amount
from zhiyin.wallets import queries as wallets
from zhiyin.wallets.queries import limits as queries
from zhiyin.wallets.queries.limits import CATEGORIES, COUNTS, PERSON, TIER
from zhiyin.wallets.services.limits import NewRule

SCOPES = (
    ("everybody", _("Everybody")), ("tier.basic", _("Tier: basic")), ("tier.standard", _("Tier: standard")), ("tier.plus", _("Tier: plus")),
    ("minors", _("Who is not of age")), ("person", _("One person")),
)  # fmt: skip
DEEDS = (
    ("payment", _("Payments to shops")), ("transfer", _("Transfers to people")), ("withdrawal", _("Withdrawals to a bank")),
    ("payout", _("Virtual currency sent out")), ("exchange", _("Exchanges")), ("out", _("Everything that leaves a wallet")),
)  # fmt: skip
MEASURES = (
    ("each", _("Amount of one")), ("day", _("Amount in a day")), ("month", _("Amount in a month")), ("hourly", _("How often in an hour")),
    ("daily", _("How often in a day")), ("blocked", _("Kinds of shops that are blocked")), ("allowed", _("Only these kinds of shops")),
)  # fmt: skip
MINUTE = "%Y-%m-%dT%H:%M"


class LimitForm(forms.Form):
    """A limit to be proposed. An empty amount: no limit any more."""

    scope = forms.ChoiceField(label=_("For whom"), choices=SCOPES)
    handle = forms.CharField(label=_("Handle, for one person"), required=False, max_length=60)
    deed = forms.ChoiceField(label=_("Of what"), choices=DEEDS)
    measure = forms.ChoiceField(label=_("Which limit"), choices=MEASURES)
    amount = forms.CharField(label=_("At most (amount, or how often; empty: no limit)"), required=False, max_length=40)
    asset = forms.ChoiceField(label=_("Currency"))
    categories = forms.MultipleChoiceField(label=_("Kinds of shops"), required=False, widget=forms.CheckboxSelectMultiple)
    since = forms.CharField(
        label=_("Counts from (empty: as soon as it is agreed)"),
        required=False,
        max_length=20,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    why = forms.CharField(label=_("Why"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        self.fields["asset"].choices = [(each.asset.code, each.asset.name(language)) for each in wallets.assets()]  # type: ignore[attr-defined]  # a choice field
        self.fields["categories"].choices = [(code, shop_label(code, language)) for code in SHOPS]  # type: ignore[attr-defined]  # as above

    def clean_since(self) -> datetime | None:
        """A moment in the deployment's own zone."""
        typed: str = self.cleaned_data["since"]
        try:
            return datetime.strptime(typed, MINUTE).replace(tzinfo=ZoneInfo(queries.zone())) if typed else None
        except ValueError:
            raise forms.ValidationError(_("Not a day and time.")) from None

    def clean(self) -> dict[str, Any]:
        """The parts that depend on each other."""
        typed: dict[str, Any] = self.cleaned_data
        if typed.get("scope") == PERSON:
            person = identity.anybody(typed.get("handle", ""))
            if person is None:
                self.add_error("handle", _("Nobody has this handle."))
            typed["person_id"] = person.id if person else None
        if typed.get("measure") in CATEGORIES:
            typed["most"] = None
        elif "asset" in typed:
            self._read_amount(typed)
        return typed

    def rule(self) -> NewRule:
        """What was typed, as the wallets' room knows it."""
        typed = self.cleaned_data
        scope, _point, tier = typed["scope"].partition(".")
        is_list = typed["measure"] in CATEGORIES
        return NewRule(
            measure=typed["measure"], deed="payment" if is_list else typed["deed"], asset="" if is_list else typed["asset"], scope=scope,
            tier=tier if scope == TIER else "", person_id=typed.get("person_id"), amount=typed.get("most"),
            categories=tuple(sorted(typed["categories"])) if is_list else (),
        )  # fmt: skip

    def _read_amount(self, typed: dict[str, Any]) -> None:
        text = typed.get("amount", "").strip()
        try:
            if typed.get("measure") in COUNTS:
                typed["most"] = int(text) if text else None
            else:
                typed["most"] = 0 if text == "0" else parse_amount(text, typed["asset"]) if text else None
        except (BadAmount, ValueError):
            self.add_error("amount", _("Not a number that can be a limit."))
