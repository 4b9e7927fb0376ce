"""What staff type in to try something out; `experiments` judges it."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zhiyin.console.pages.experiments.words import METHODS, METRICS, PREFIX
from zhiyin.experiments import queries as experiments
from zhiyin.experiments.services import Arm, Draft
from zhiyin.followups import queries as followups
from zhiyin.kit.money import ASSETS

HUNDRED = 100


class ExperimentForm(forms.Form):
    """An experiment about when people are reached: some wait longer than the others."""

    name = forms.CharField(label=_("Name of the experiment"), max_length=60)
    hypothesis = forms.CharField(label=_("What you expect, in one sentence"), max_length=300)
    journey = forms.ChoiceField(label=_("Journey"))
    wait_minutes = forms.IntegerField(label=_("How many minutes later"), initial=60, min_value=1, max_value=10_080)
    wait_more = forms.IntegerField(label=_("A third group: how many minutes later (may be empty)"), required=False, min_value=1, max_value=10_080)
    share = forms.IntegerField(label=_("In each new group, of a hundred people"), initial=50, min_value=5, max_value=50)
    metric = forms.ChoiceField(label=_("What is measured"), choices=list(METRICS.items()))
    asset = forms.ChoiceField(label=_("Currency, for what is spent"), required=False)
    window_days = forms.IntegerField(label=_("How many days each person is followed"), initial=30, min_value=1, max_value=90)
    weeks = forms.IntegerField(label=_("How many weeks people are drawn"), initial=4, min_value=1, max_value=26)
    method = forms.ChoiceField(label=_("How it is read"), choices=list(METHODS.items()))
    looks = forms.IntegerField(label=_("How many planned looks"), initial=4, min_value=1, max_value=12)
    least = forms.DecimalField(
        label=_("The smallest difference worth finding (points of a hundred, money, or times)"),
        initial=2,
        min_value=Decimal("0.01"),
        max_value=Decimal(1_000_000),
        decimal_places=2,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        journeys = [(code, followups.journey_name(code, language)) for code in followups.journeys()]
        self.fields["journey"].choices = journeys  # type: ignore[attr-defined]  # a choice field
        self.fields["asset"].choices = [("", "–"), *((code, code) for code in experiments.assets() if code in ASSETS)]  # type: ignore[attr-defined]  # as above

    def least_effect(self) -> float:
        """The difference in the metric's unit."""
        metric, typed = experiments.METRICS[self.cleaned_data["metric"]], float(self.cleaned_data["least"])
        asset = self.cleaned_data["asset"]
        return typed / HUNDRED if metric.is_share else typed * 10 ** ASSETS[asset].scale if metric.is_money and asset else typed

    def arms(self) -> tuple[Arm, ...]:
        """The arms, the control first."""
        typed = self.cleaned_data
        waits = [wait for wait in (typed["wait_minutes"], typed["wait_more"]) if wait]
        share = min(typed["share"], HUNDRED // (len(waits) + 1))
        others = (Arm(code=f"later_{number}", weight=share, wait_minutes=wait) for number, wait in enumerate(waits, start=1))
        return (Arm(code="now", weight=HUNDRED - share * len(waits)), *others)

    def draft(self, people: int) -> Draft:
        """The experiment as typed, with so many people expected."""
        typed = self.cleaned_data
        same = {name: typed[name] for name in ("name", "hypothesis", "metric", "asset", "window_days", "weeks", "method", "looks")}
        return Draft(about=PREFIX + typed["journey"], arms=self.arms(), least=self.least_effect(), people=max(1, people), **same)

    def wish(self) -> experiments.Wish:
        """What it would like to find."""
        typed = self.cleaned_data
        measure = experiments.measure(typed["metric"], window_days=typed["window_days"], asset=typed["asset"])
        weights = tuple(arm.weight for arm in self.arms())
        return experiments.Wish(measure=measure, weights=weights, least=self.least_effect(), method=typed["method"], looks=typed["looks"])

    def clean(self) -> dict[str, Any]:
        """Spending has a currency, and nothing else has."""
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("metric") == "spend" and not typed.get("asset"):
            self.add_error("asset", forms.ValidationError(_("Choose the currency in which spending is measured.")))
        if typed.get("metric") != "spend":
            typed["asset"] = ""
        return typed
