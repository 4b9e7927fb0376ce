"""My contacts: what reached the person and what did not, each with its reason; what is left of the caps; and the person's own wishes."""

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms as fields
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhiyin.channels import queries as channels
from zhiyin.followups import queries, services
from zhiyin.identity.access import current_person, person_required
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.privacy import queries as allowed
from zhiyin.privacy import services as consents
from zhiyin.privacy.purposes import PURPOSES
from zhiyin.web import forms

LOOKING_BACK = timedelta(days=90)
LINES = 20
REFUSABLE = tuple(code for code, purpose in PURPOSES.items() if not purpose.needed)
DAY, HOUR = {"type": "date"}, {"type": "time"}


class WishesForm(fields.Form):
    """What somebody wishes: numbers in thirty days (empty: as everybody), a pause, quiet hours."""

    most = fields.IntegerField(label=gettext_lazy("Questions and offers in 30 days, at most"), required=False, min_value=0, max_value=99)
    paused_until = fields.DateField(label=gettext_lazy("None at all before"), required=False, widget=fields.DateInput(attrs=DAY, format="%Y-%m-%d"))
    quiet_from = fields.TimeField(label=gettext_lazy("Quiet from"), required=False, widget=fields.TimeInput(attrs=HOUR, format="%H:%M"))
    quiet_until = fields.TimeField(label=gettext_lazy("Quiet until"), required=False, widget=fields.TimeInput(attrs=HOUR, format="%H:%M"))

    def __init__(self, data: Mapping[str, Any] | None, *, now: queries.BudgetSettings, zone: str, reach: frozenset[str]) -> None:
        starts, ends = now.quiet or (None, None)
        paused = now.paused_until.astimezone(ZoneInfo(zone)).date() if now.paused_until else None
        super().__init__(data, initial={"most": now.most, "paused_until": paused, "quiet_from": starts, "quiet_until": ends})
        language, self.zone = get_language() or "en", zone
        for code in REFUSABLE:
            self.fields[f"purpose_{code}"] = _number(PURPOSES[code].title(language), now.purposes.get(code))
        for code in sorted(reach):
            self.fields[f"channel_{code}"] = _number(queries.channel_name(code, language), now.channels.get(code))

    def clean(self) -> dict[str, Any]:
        """Quiet hours have both ends or none."""
        typed: dict[str, Any] = super().clean() or {}
        if (typed.get("quiet_from") is None) != (typed.get("quiet_until") is None):
            self.add_error("quiet_until", _("Say when they begin and when they end."))
        return typed

    def wishes(self) -> services.Wishes:
        """What was typed, as it is kept."""
        typed = self.cleaned_data
        day, starts, ends = typed["paused_until"], typed["quiet_from"], typed["quiet_until"]
        return services.Wishes(
            most=typed["most"],
            purposes=dict(self._numbers("purpose_")),
            channels=dict(self._numbers("channel_")),
            paused_until=datetime.combine(day, time(0), ZoneInfo(self.zone)) if day else None,
            quiet=(starts, ends) if starts is not None and ends is not None else None,
        )

    def several(self, prefix: str) -> list[fields.BoundField]:
        """The fields of one kind."""
        return [self[name] for name in self.fields if name.startswith(prefix)]

    def _numbers(self, prefix: str) -> Iterator[tuple[str, int]]:
        for name, value in self.cleaned_data.items():
            if name.startswith(prefix) and value is not None:
                yield name.removeprefix(prefix), value


@person_required
@require_http_methods(["GET", "POST"])
def contacts(request: HttpRequest) -> HttpResponse:
    """Every contact and every one that did not come, of the last ninety days (GET); the person's own wishes, or a purpose that they had stopped and
    allow again (POST, which hold at once).
    """
    who = current_person(request)
    if request.POST.get("again") in REFUSABLE:
        consents.grant(who.id, request.POST["again"], source="contacts page", at=clock.now())
        messages.success(request, _("Allowed again, from now on."))
        return redirect("web:contacts")
    form = WishesForm(
        request.POST if request.method == "POST" else None,
        now=queries.settings_of(who.id),
        zone=who.timezone,
        reach=channels.available(),
    )
    if request.method == "GET" or not form.is_valid():
        return _page(request, form)
    try:
        services.set_budget(who.id, form.wishes(), at=clock.now())
    except Refusal as refusal:
        return _page(request, form, refusal=refusal)
    messages.success(request, _("It holds from now on."))
    return redirect("web:contacts")


def _page(request: HttpRequest, form: WishesForm, *, refusal: Refusal | None = None) -> HttpResponse:
    who, at, language = current_person(request), clock.now(), get_language() or "en"
    before = request.GET.get("before", "")
    lines = queries.contacts_of(
        who.id, since=at - LOOKING_BACK, language=language, limit=LINES + 1, before=int(before[:18]) if before.isdecimal() else None
    )
    rooms = queries.rooms_of(who.id, at=at, language=language)
    facts = {
        "form": form,
        "lines": lines[:LINES],
        "older": lines[LINES - 1].follow_up_id if len(lines) > LINES else None,
        "rooms": [room for room in rooms if room.own or room.used] or rooms[:2],
        "set_at": queries.settings_of(who.id).at,
        "zone": who.timezone,
        "stopped": [each for each in allowed.consents(who.id) if each.since and not each.allowed],
        "notes": messages.get_messages(request),
    }
    return forms.page(request, "web/contacts/contacts.html", facts, refusal=refusal)


def _number(label: str, value: int | None) -> fields.IntegerField:
    return fields.IntegerField(label=label, initial=value, required=False, min_value=0, max_value=99)
