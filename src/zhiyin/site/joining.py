"""Where signing up meets the rooms above identity: what a newcomer allows, and which page each role sees first."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from zhiyin.identity.access import current_person
from zhiyin.identity.signing_in.adapters import AccountAdapter
from zhiyin.identity.signing_in.forms import SignUpForm
from zhiyin.kit import clock
from zhiyin.privacy import services as privacy
from zhiyin.privacy.purposes import ASKED_AT_SIGN_UP, PURPOSES

ALLOWED = "zhiyin.joining.allowed"


class JoinForm(SignUpForm):
    """The sign-up with its plain questions on data. None is ticked for anybody, and none has to be."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        for code in ASKED_AT_SIGN_UP:
            purpose = PURPOSES[code]
            self.fields[f"allow_{code}"] = forms.BooleanField(required=False, label=purpose.title(language), help_text=purpose.text(language))

    @property
    def questions(self) -> list[forms.BoundField]:
        """The boxes to tick."""
        return [self[f"allow_{code}"] for code in ASKED_AT_SIGN_UP]

    def signup(self, request: HttpRequest, user: Any) -> None:  # noqa: ARG002  allauth hands it over
        """Keeps the answers in the browser's session until the sign-up is finished: nobody consents for an address that is not theirs."""
        request.session[ALLOWED] = [code for code in ASKED_AT_SIGN_UP if self.cleaned_data[f"allow_{code}"]]


class Adapter(AccountAdapter):
    """What the whole product adds to signing up and in."""

    def has_joined(self, request: HttpRequest, user: Any) -> None:
        """Grants what was ticked, in the commit that lets the person join."""
        for code in request.session.pop(ALLOWED, []):
            privacy.grant(user.id, code, source="sign-up", at=clock.now())

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """A person's wallet, a merchant's till, or the console."""
        person = current_person(request)
        if "person" in person.roles:
            return reverse("web:home")
        return reverse("console:overview" if person.is_staff else "merchant:shops")
