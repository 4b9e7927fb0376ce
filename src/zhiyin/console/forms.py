"""What staff type in. The rooms judge the words; forms see to it that there are some."""

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from zhiyin.followups import queries as followups
from zhiyin.followups.queries import Cap, Policy
from zhiyin.privacy.purposes import PURPOSES

CONFIRM_ABOVE = 20
CHANNELS = ("inapp", "email", "sms", "push", "social", "call")


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
    """Caps by their number (an empty one is lifted), one more cap of any scope, quiet hours, and how many of a hundred are held out."""

    quiet_from = forms.TimeField(label=_("Quiet from"), widget=forms.TimeInput(attrs={"type": "time"}))
    quiet_until = forms.TimeField(label=_("Quiet until"), widget=forms.TimeInput(attrs={"type": "time"}))
    percent = forms.IntegerField(label=_("Held out, of a hundred people"), min_value=0, max_value=50)
    new_class = forms.ChoiceField(
        label=_("One more cap, for"),
        required=False,
        choices=[("", _("questions and offers")), ("survey", _("questions")), ("marketing", _("offers"))],
    )
    new_rings = forms.ChoiceField(
        label=_("counting what"), required=False, choices=[("", _("rings or lies in the inbox")), ("yes", _("rings")), ("no", _("lies in the inbox"))]
    )
    new_most = forms.IntegerField(label=_("at most"), required=False, min_value=0, max_value=1_000)
    new_days = forms.IntegerField(label=_("in so many days"), required=False, min_value=1, max_value=366)

    def __init__(self, *args: Any, now: Policy, percent: int, **kwargs: Any) -> None:
        kwargs["initial"] = {"quiet_from": f"{now.quiet_from:%H:%M}", "quiet_until": f"{now.quiet_until:%H:%M}", "percent": percent}
        super().__init__(*args, **kwargs)
        self.now, language = now, get_language() or "en"
        refusable = [(code, purpose.title(language)) for code, purpose in PURPOSES.items() if not purpose.needed]
        self.fields["new_purpose"] = forms.ChoiceField(label=_("of the purpose"), required=False, choices=[("", gettext("any")), *refusable])
        channels = [("", gettext("any")), *((code, followups.channel_name(code, language)) for code in CHANNELS)]
        self.fields["new_channel"] = forms.ChoiceField(label=_("by the channel"), required=False, choices=channels)
        for place, cap in enumerate(now.caps):
            self.fields[f"cap_{place}"] = forms.IntegerField(label=cap_words(cap), initial=cap.most, min_value=0, max_value=1_000, required=False)
        order = ("quiet_from", "quiet_until", "percent", "new_class", "new_rings", "new_purpose", "new_channel", "new_most", "new_days")
        self.order_fields([*(f"cap_{place}" for place in range(len(now.caps))), *order])

    def clean(self) -> dict[str, Any]:
        """A new cap has its number and its days, or neither."""
        typed: dict[str, Any] = super().clean() or {}
        if (typed.get("new_most") is None) != (typed.get("new_days") is None):
            self.add_error("new_days", _("A new cap needs its number and its days."))
        return typed

    def caps(self) -> tuple[Cap, ...]:
        """The caps as typed: those with a number, and the new one."""
        typed = self.cleaned_data
        kept = [replace(cap, most=typed[f"cap_{place}"]) for place, cap in enumerate(self.now.caps) if typed[f"cap_{place}"] is not None]
        if typed["new_most"] is not None:
            kept.append(
                Cap(
                    message_class=typed["new_class"],
                    interrupting={"yes": True, "no": False}.get(typed["new_rings"]),
                    purpose=typed["new_purpose"],
                    channel=typed["new_channel"],
                    most=typed["new_most"],
                    hours=typed["new_days"] * 24,
                )
            )
        return tuple(kept)


def cap_words(cap: Cap) -> str:
    """What a cap limits: "Questions in the inbox, in 24 hours"."""
    return followups.cap_name(cap, get_language() or "en")
