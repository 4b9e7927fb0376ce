"""Notifications on a person's devices: switching them on here, off anywhere, and trying them."""

from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from zhiyin.channels import queries as channels
from zhiyin.channels import services as ways
from zhiyin.identity.access import current_person, person_required
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.web import forms

BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"), ("Linux", "Linux"))


@person_required
@require_http_methods(["GET", "POST"])
def notices(request: HttpRequest) -> HttpResponse:
    """The devices that show a notification when something waits, and the switch for this one."""
    if request.method == "GET":
        return _page(request)
    try:
        _change(request)
    except Refusal as refusal:
        return _page(request, refusal=refusal)
    return redirect("web:notices")


@require_GET
def worker(_request: HttpRequest) -> HttpResponse:
    """The script that shows notifications. It stands at the top, for a browser lets it serve no more than the folder it came from."""
    found = finders.find("worker/notices.js")
    headers = {"Cache-Control": "no-cache"}
    return HttpResponse(Path(str(found)).read_bytes(), content_type="text/javascript; charset=utf-8", headers=headers)


def _change(request: HttpRequest) -> None:
    who, at, form = current_person(request), clock.now(), request.POST
    match form.get("deed"):
        case "off":
            device_id = forms.read_id(form.get("device", ""))
            if device_id:
                ways.forget_device(device_id, person_id=who.id)
        case "try":
            ways.send(key=forms.read_key(request), person_id=who.id, channel="push", template="push_tried", params={}, at=at)
        case _:
            keys = {name: form.get(name, "") for name in ("endpoint", "p256dh", "auth")}
            ways.add_device(who.id, **keys, name=_name(request.headers.get("User-Agent", "")), at=at)


def _page(request: HttpRequest, *, refusal: Refusal | None = None) -> HttpResponse:
    facts = {
        "devices": channels.devices(current_person(request).id),
        "push_key": channels.push_key(),
        "key": uuid7(),
        "language": get_language(),
    }
    return forms.page(request, "web/reach/notices.html", facts, refusal=refusal)


def _name(agent: str) -> str:
    """What a person calls that browser; only used to tell devices apart."""
    browser = next((name for sign, name in BROWSERS if sign in agent), "")
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    return " · ".join(filter(None, (browser, system))) or _("A browser")
