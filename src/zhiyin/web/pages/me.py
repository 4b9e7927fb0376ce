"""A person's own page: how things look, and what protects them."""

import zoneinfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from zhiyin.identity import queries as identity
from zhiyin.identity import services as people
from zhiyin.identity.access import current_person, person_required, sign_in_required
from zhiyin.identity.queries import PhoneState, SecurityState
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.payments import queries as payments
from zhiyin.personal import queries as personal
from zhiyin.personal import services as looks
from zhiyin.personal.queries import Look
from zhiyin.privacy import queries as privacy
from zhiyin.web import chrome, forms


@person_required
@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """Look, language, security, privacy, help."""
    who = current_person(request)
    given = [each for each in privacy.consents(who.id) if each.allowed and not each.needed]
    facts = {
        "who": who,
        "invitations": payments.invitations_of(who.id),
        "look_sentence": _look_sentence(personal.look(who.id)),
        "takes_phones": identity.takes_phones(),
        "phone_sentence": _phone_sentence(identity.phone(who.id)),
        "security_sentence": _security_sentence(identity.security_state(who.id)),
        "allowed_sentence": ngettext("%(num)s purpose allowed", "%(num)s purposes allowed", len(given)) % {"num": len(given)},
    }
    return render(request, "web/me/me.html", facts)


@sign_in_required
@require_http_methods(["GET", "POST"])
def look(request: HttpRequest) -> HttpResponse:
    """Theme, text size and simple mode, kept for the person and, for pages before sign-in, for this browser."""
    if request.method == "GET":
        return render(request, "web/me/look.html")
    chosen = chrome.chosen_look(request.POST)
    looks.set_look(current_person(request).id, theme=chosen.theme, size=chosen.size, simple=chosen.simple)
    response = redirect("web:me" if "person" in current_person(request).roles else "web:look")
    chrome.remember(response, chosen, secure=request.is_secure())
    return response


@person_required
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """What the person is called, and their time zone; the handle is theirs for ever."""
    who, refusal = current_person(request), None
    if request.method == "POST":
        try:
            _change_account(request)
        except Refusal as no:
            refusal = no
        else:
            return redirect("web:me")
    facts = {
        "who": who,
        "name": request.POST.get("name", who.name),
        "zones": sorted({each for each in zoneinfo.available_timezones() if "/" in each and not each.startswith("Etc/")} | {who.timezone}),
        "own_zone": settings.CONFIG.timezone,
        "now_at": clock.now(),
    }
    return forms.page(request, "web/me/account.html", facts, refusal=refusal)


@person_required
@require_http_methods(["GET", "POST"])
def phone(request: HttpRequest) -> HttpResponse:
    """The person's telephone number: adding and confirming it, who may find them by it, and forgetting it."""
    if not identity.takes_phones():
        raise Http404
    if request.method == "GET":
        return _phone(request)
    try:
        code = _change_phone(request)
    except Refusal as refusal:
        return _phone(request, refusal=refusal)
    return _phone(request, code=code) if code else redirect("web:phone")


def _change_account(request: HttpRequest) -> None:
    who, form = current_person(request).id, request.POST
    if form.get("deed") == "timezone":
        people.set_timezone(who, form.get("timezone", ""))
    else:
        people.rename(who, form.get("name", ""))


def _change_phone(request: HttpRequest) -> str:
    """What the form asks for is so; answers a code that did not leave, which the page shows."""
    who, at, form = current_person(request).id, clock.now(), request.POST
    match form.get("deed"):
        case "add":
            return people.begin_phone(who, form.get("number", ""), at=at)
        case "confirm":
            people.confirm_phone(who, form.get("code", ""), at=at)
        case "forget":
            people.forget_phone(who)
        case _:
            people.set_findable(who, findable=form.get("findable") == "1")
    return ""


def _phone(request: HttpRequest, *, refusal: Refusal | None = None, code: str = "") -> HttpResponse:
    facts = {
        "phone": identity.phone(current_person(request).id),
        "typed": request.POST.get("number", ""),
        "demo_code": code,
    }
    return forms.page(request, "web/me/phone.html", facts, refusal=refusal)


def _look_sentence(look: Look) -> str:
    themes = {"auto": _("Colours as the phone"), "light": _("Light"), "dark": _("Dark"), "contrast": _("High contrast")}
    parts = [themes[look.theme], _("text size %(size)s of 4") % {"size": look.size}, *([_("Simple mode")] if look.simple else [])]
    return " · ".join(parts)


def _phone_sentence(state: PhoneState) -> str:
    if not state.number:
        return _("None yet. Friends can find you by it if you want.")
    found = _("others can find you by it") if state.findable else _("nobody finds you by it")
    return f"{state.number} · {found}"


def _security_sentence(state: SecurityState) -> str:
    if state.passkeys:
        sentence = ngettext("Protected by %(num)s passkey", "Protected by %(num)s passkeys", state.passkeys)
        return sentence % {"num": state.passkeys}
    return _("Protected by a password only. A passkey is safer.") if state.password else _("Protected by codes sent by e-mail")
