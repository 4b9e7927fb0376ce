"""Where a person may be reached, for what: each channel with its address, and a switch for each purpose on it."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from zhiyin.channels import queries as channels
from zhiyin.channels import services as letters
from zhiyin.channels.queries import Way
from zhiyin.identity.access import current_person, person_required
from zhiyin.kit import clock
from zhiyin.privacy import queries as allowed
from zhiyin.privacy import services as consents
from zhiyin.privacy.purposes import PURPOSES

OPTIONAL = tuple(purpose for purpose in PURPOSES.values() if not purpose.needed)


@person_required
@require_http_methods(["GET", "POST"])
def ways(request: HttpRequest) -> HttpResponse:
    """Every way out of the house and what may travel on it; a switch works at once."""
    who = current_person(request).id
    found = channels.ways(who)
    if request.method == "POST":
        if deed := request.POST.get("deed"):
            return _chat(who, deed)
        purpose, channel = request.POST.get("purpose", ""), request.POST.get("channel", "")
        if purpose in {each.code for each in OPTIONAL} and channel in {way.channel for way in found}:
            change = consents.grant if request.POST.get("allow") == "1" else consents.withdraw
            change(who, purpose, channel=channel, source="channels page", at=clock.now())
        return redirect("web:me_channels")
    language = get_language() or "en"
    shown = [
        {
            "way": way,
            "name": _name(way.channel),
            "trouble": _trouble(way),
            "switches": [
                {"code": each.code, "title": each.title(language), "on": allowed.allows(who, each.code, channel=way.channel).allowed}
                for each in OPTIONAL
            ],
        }
        for way in found
    ]
    facts = {"shown": shown, "chat": channels.chat_link(who, at=clock.now()), "chat_name": settings.CONFIG.social.name}
    return render(request, "web/letters/ways.html", facts)


def _chat(who: UUID, deed: str) -> HttpResponse:
    """The person's chat is about to be linked, or is let go."""
    if deed == "link" and "social" in channels.available():
        letters.begin_chat(who, at=clock.now())
    if deed == "forget":
        letters.forget_chat(who)
    return redirect("web:me_channels")


def _name(channel: str) -> str:
    names = {
        "email": gettext("Mail"),
        "sms": gettext("Short message"),
        "push": gettext("Notification"),
        "social": gettext("Chat"),
        "call": gettext("Call"),
    }
    return names.get(channel, channel)


def _trouble(way: Way) -> str:
    """Why nothing is sent there, in words; empty when it works."""
    if not way.address and way.channel == "social":
        return gettext("No chat is linked, so nothing is sent there.")
    if not way.address and way.channel == "push":
        return gettext("No device shows notifications, so nothing is sent there.")
    if not way.address and way.channel == "sms":
        return gettext("You have confirmed no telephone number, so nothing is sent there.")
    if not way.address:
        return gettext("You have confirmed no address here, so nothing is sent.")
    return {
        "bounce": gettext("The last letter came back, so nothing is sent there. Give another address, or write to us when this one works again."),
        "complaint": gettext("You reported a letter as unwanted: only what your wallet owes you is sent there."),
        "stop": gettext("You said stop: nothing is sent there."),
    }.get(way.stopped, "")
