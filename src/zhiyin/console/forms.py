"""What staff type in. The rooms judge the words; forms see to it that there are some."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhiyin.followups.queries import Cap, Policy

CONFIRM_ABOVE = 20


class ReplyForm(forms.Form):
    """An answer to a person."""

    text = forms.CharField(label=_("What you write to them"), widget=forms.Textarea(attrs={"rows": 5}), max_length=2_000)


class FileForm(forms.Form):
    """The theme that a case is filed under."""

    theme = forms.UUIDField()


class ThemeForm(forms.Form):
    """What several cases are about, named in both languages."""

    name_en = forms.CharField(label=_("Name in English"), max_length=80)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=80)


class ImprovementForm(forms.Form):
    """What will be done about a theme, in both languages."""

    title_en = forms.CharField(label=_("What will be done, in English"), max_length=80)
    title_zh = forms.CharField(label=_("What will be done, in Chinese"), max_length=80)


class ShipForm(forms.Form):
    """What is different now, in both languages; with many people to tell, their number typed."""

    note_en = forms.CharField(label=_("What is different now, in English"), widget=forms.Textarea(attrs={"rows": 3}), max_length=600)
    note_zh = forms.CharField(label=_("What is different now, in Chinese"), widget=forms.Textarea(attrs={"rows": 3}), max_length=600)
    people = forms.IntegerField(label=_("How many people will be told? Type the number"), required=False, min_value=0)

    def __init__(self, *args: Any, touched: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.touched = touched
        if touched <= CONFIRM_ABOVE:
            del self.fields["people"]

    def clean_people(self) -> int | None:
        """The number must be the one shown: whoever types it has read it."""
        typed: int | None = self.cleaned_data["people"]
        if typed != self.touched:
            raise forms.ValidationError(_("It will be %(count)s people. Type that number to go on."), params={"count": self.touched})
        return typed


class DeclineForm(forms.Form):
    """Why it will not be done, in both languages."""

    note_en = forms.CharField(label=_("Why not, in English"), widget=forms.Textarea(attrs={"rows": 2}), max_length=600)
    note_zh = forms.CharField(label=_("Why not, in Chinese"), widget=forms.Textarea(attrs={"rows": 2}), max_length=600)


class PolicyForm(forms.Form):
    """Caps by their number, quiet hours, and how many of a hundred are held out."""

    quiet_from = forms.TimeField(label=_("Quiet from"), widget=forms.TimeInput(attrs={"type": "time"}))
    quiet_until = forms.TimeField(label=_("Quiet until"), widget=forms.TimeInput(attrs={"type": "time"}))
    percent = forms.IntegerField(label=_("Held out, of a hundred people"), min_value=0, max_value=50)

    def __init__(self, *args: Any, now: Policy, percent: int, **kwargs: Any) -> None:
        kwargs["initial"] = {"quiet_from": f"{now.quiet_from:%H:%M}", "quiet_until": f"{now.quiet_until:%H:%M}", "percent": percent}
        super().__init__(*args, **kwargs)
        self.now = now
        for place, cap in enumerate(now.caps):
            self.fields[f"cap_{place}"] = forms.IntegerField(label=cap_words(cap), initial=cap.most, min_value=0, max_value=1_000)

    def caps(self) -> tuple[Cap, ...]:
        """The caps as typed."""
        return tuple(replace(cap, most=self.cleaned_data[f"cap_{place}"]) for place, cap in enumerate(self.now.caps))


def cap_words(cap: Cap) -> str:
    """What a cap limits: "Questions in the inbox, in 24 hours"."""
    what = gettext("Questions that ring") if cap.interrupting else gettext("Questions in the inbox")
    if cap.message_class != "survey":
        what = gettext("Offers that ring") if cap.interrupting else gettext("Offers in the inbox")
    days, rest = divmod(cap.hours, 24)
    span = gettext("%(count)s hours") % {"count": cap.hours} if rest or days == 1 else gettext("%(count)s days") % {"count": days}
    return gettext("%(what)s, in %(span)s") % {"what": what, "span": span}
