"""The few pages that allauth does not have, or has otherwise."""

from typing import Any
from uuid import UUID

from allauth.account import views as account
from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import AddWebAuthnView
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import TemplateView

from zhiyin.identity import queries, services
from zhiyin.identity.access import current_person, person_required, sign_in_required
from zhiyin.identity.signing_in.forms import SignUpForm
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal


@method_decorator(sign_in_required, name="dispatch")
class SecurityPage(TemplateView):
    """What protects the sign-in, and every step to protect it better."""

    template_name = "mfa/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Passkeys, app and recovery codes; whether there is a password; how many browsers and tokens."""
        person = current_person(self.request)
        found = list(Authenticator.objects.filter(user_id=person.id).order_by("created_at"))
        codes = next((each.wrap() for each in found if each.type == Authenticator.Type.RECOVERY_CODES), None)
        return super().get_context_data(
            **kwargs,
            tab="me",
            passkeys=[each for each in found if each.type == Authenticator.Type.WEBAUTHN],
            app=next((each for each in found if each.type == Authenticator.Type.TOTP), None),
            codes_left=len(codes.get_unused_codes()) if codes else None,
            state=queries.security_state(person.id),
            tokens=len(queries.tokens(person.id)),
        )


class AddPasskeyPage(AddWebAuthnView):
    """Adding a passkey that works alone: it is always kept on the device and always asks for finger, face or PIN."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the browser needs to make the passkey."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "tab": "me", "js_data": {"creation_options": auth.begin_registration(self.request.user, passwordless=True)}}


class EmailCodePage(account.ConfirmEmailVerificationCodeView):
    """Typing the code that was mailed. In the demo, where mails are files, it shows the code of the sign-up begun in this very browser."""

    template_name = "account/code.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form and, in the demo, the code."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        own = settings.CONFIG.is_demo and self._process.user is not None and not self._process.state.get("account_already_exists")
        return {**context, "demo_code": self._process.code if own else ""}


class SignOutPage(account.LogoutView):
    """Signing out; pages that the browser kept are dropped with it."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Signs out."""
        response: HttpResponse = super().post(*args, **kwargs)
        response["Clear-Site-Data"] = '"cache"'
        return response


class SessionsPage(ListUserSessionsView):
    """The browsers that are signed in."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The sessions with a name each, this one first."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        shown = [(session, browser_name(session.user_agent), session.is_current()) for session in reversed(context["sessions"])]
        return {**context, "tab": "me", "browsers": sorted(shown, key=lambda each: not each[2])}


@require_POST
@sign_in_required
def end_sessions(request: HttpRequest) -> HttpResponseBase:
    """Signs one browser out, or without a number all of them, this one too."""
    person = current_person(request)
    number = request.POST.get("session", "")
    if number.isdecimal() and UserSession.objects.exclude(session_key=request.session.session_key or "").filter(id=int(number[:18])).exists():
        services.end_session(int(number[:18]), person_id=person.id)
        return redirect("usersessions_list")
    services.end_sessions(person.id)
    logout(request)
    return redirect("account_login")


@require_safe
def handle_field(request: HttpRequest) -> HttpResponse:
    """The handle's field with what is to be said of it: what is wrong, that it is free, or, while it is empty, what the name will make of it."""
    name, typed = request.GET.get("name", "")[:60], request.GET.get("username", "")[:40].strip()
    form = SignUpForm(data={"username": typed}, by_passkey=True)
    errors = form.errors.get("username", []) if typed else []
    suggested = queries.free_handle(name) if name.strip() and not typed else ""
    facts = {"field": form["username"], "errors": errors, "checked": bool(typed) and not errors, "suggested": suggested}
    return render(request, "account/handle_field.html", facts)


@never_cache
@person_required
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth is not typed
def tokens_page(request: HttpRequest) -> HttpResponseBase:
    """The keys with which programs speak for the person. Making one shows it this once."""
    person, made = current_person(request), ""
    if request.method == "POST":
        try:
            made = services.issue_token(person.id, request.POST.get("name", ""), at=clock.now())
        except Refusal:
            messages.error(request, _("Give the key a name, in at most 60 characters."))
    return render(request, "mfa/tokens.html", {"tab": "me", "tokens": queries.tokens(person.id), "made": made})


@require_POST
@person_required
def end_token(request: HttpRequest, token_id: UUID) -> HttpResponseBase:
    """Ends one of the person's keys."""
    services.end_token(token_id, person_id=current_person(request).id, at=clock.now())
    return redirect("identity_tokens")


def browser_name(user_agent: str) -> str:
    """A browser as a person knows it: "Firefox · Windows"."""
    browsers = (
        ("Edg", "Edge"),
        ("MicroMessenger", "微信 WeChat"),
        ("OPR", "Opera"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    )
    systems = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "Mac"), ("Linux", "Linux"))
    named = [next((name for mark, name in kinds if mark in user_agent), "") for kinds in (browsers, systems)]
    return " · ".join(filter(None, named)) or _("Another program")
