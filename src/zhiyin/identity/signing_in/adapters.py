"""Where we differ from allauth in what happens; docs/decisions/0003-sign-in.md says why."""

from typing import Any, ClassVar
from urllib.parse import urlsplit

import segno
import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMessage
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiyin.identity import queries, services
from zhiyin.identity.models import LANGUAGES, User
from zhiyin.identity.signing_in import devices, vault
from zhiyin.identity.signing_in.mails import MAILS, NOTICES
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal

log = structlog.get_logger()
WANTED = "zhiyin.joining.handle"
RESERVED_HANDLES = frozenset({"admin", "zhiyin", "support", "help", "staff", "system", "root", "security", "service", "official"})
NOT_TOGETHER = gettext_lazy("That name and password do not fit together. Check both, or sign in with a passkey.")
TOO_MANY = gettext_lazy("Too many tries. Wait five minutes, or sign in with a passkey, which is never blocked.")


class AccountAdapter(DefaultAccountAdapter):
    """Signing up joins in two steps, mails speak the person's language, a stranger cannot lock an owner out."""

    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": gettext_lazy("This sign-in is closed. Ask us for help."),
        "email_password_mismatch": NOT_TOGETHER,
        "username_password_mismatch": NOT_TOGETHER,
        "email_taken": gettext_lazy("That e-mail belongs to another wallet. Use another one."),
        "enter_current_password": gettext_lazy("That is not your present password."),
        "incorrect_code": gettext_lazy("That code does not fit, or has been used. Check it, or ask for a new one."),
        "incorrect_password": gettext_lazy("That is not your password."),
        "rate_limited": gettext_lazy("That was quick. Wait a moment, then try again."),
        "same_as_current": gettext_lazy("That is the one you have now."),
        "too_many_login_attempts": TOO_MANY,
        "username_blacklisted": gettext_lazy("That handle is ours. Choose another one."),
        "username_taken": gettext_lazy("Somebody has that handle. Choose another one."),
        "bad_handle": gettext_lazy("A handle has 3 to 30 of the signs a–z, 0–9 and _, and begins with a letter or figure."),
    }

    def clean_username(self, username: str, shallow: bool = False) -> str:  # noqa: FBT001, FBT002  allauth's signature
        """The handle as it will be kept. Raises a form's error when it cannot be had."""
        try:
            handle = services.checked_handle(username)
        except Refusal as refusal:
            raise self.validation_error("bad_handle") from refusal
        if handle in RESERVED_HANDLES:
            raise self.validation_error("username_blacklisted")
        if not shallow and not queries.is_free(handle):
            raise self.validation_error("username_taken")
        return handle

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:  # noqa: ARG002, FBT001, FBT002  allauth's signature
        """Begins a sign-up. The handle waits in the session: held in the table it would tell whether the e-mail was new."""
        told = form.cleaned_data
        request.session[WANTED] = told.get("username") or ""
        user.email = told["email"]
        user.set_password(told.get("password1"))
        language = translation.get_language() or "en"
        return services.begin_joining(user, name=told["name"], language=language if language in LANGUAGES else "en", at=clock.now())

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """The first sign-in ends the sign-up; every sign-in makes the browser known."""
        if user.joined_at is None:
            self._finish(request, user)
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if not any(devices.known_as(request, login) for login in (user.handle, user.email) if login):
            services.note_new_browser(user.id, at=clock.now())
        devices.remember(request, response, logins=(user.handle, user.email))
        return response

    def has_joined(self, request: HttpRequest, user: User) -> None:
        """What the rooms above have to do in the same commit; the site fills it in."""

    def _finish(self, request: HttpRequest, user: User) -> None:
        wanted = request.session.pop(WANTED, "")
        with transaction.atomic():
            services.finish_joining(user.id, handle=wanted or user.name, at=clock.now())
            self.has_joined(request, user)
        user.refresh_from_db()

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        login = str(credentials.get("email") or credentials.get("username") or "").lower()
        return f"{login}:{devices.known_as(request, login)}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Sends the mail of that name in the language of whom it reaches: the person's, else the page's."""
        found = EmailAddress.objects.filter(email__iexact=email).select_related("user").order_by("-verified").first()
        with translation.override(found.user.language if found else translation.get_language()):
            mail = MAILS[template_prefix]
            facts = {
                "code": context.get("code", ""),
                "old": context.get("from_email", ""),
                "new": context.get("to_email", ""),
                "address": self._address(mail.text),
            }
            text = f"{str(mail.text).format(**facts)}\n\n知音 Zhiyin\n{settings.CONFIG.origin}\n"
            EmailMessage(str(mail.subject).format(**facts), text, settings.DEFAULT_FROM_EMAIL, [email]).send()

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Tells the person what has changed. The change stands even when the mail server does not answer."""
        try:
            super().send_notification_mail(*args, **kwargs)
        except OSError as trouble:  # smtplib's errors are of this kind
            log.warning("notification_not_sent", mail=args[0], why=type(trouble).__name__)

    def _address(self, text: object) -> str:
        name = "mfa_index" if text == MAILS["account/email/password_changed"].text else "account_login"
        return f"{settings.CONFIG.origin}{reverse(name)}"

    def add_message(  # noqa: PLR0913, PLR0917  allauth's signature
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,  # noqa: ARG002  our notices have no blanks
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Says it once on the next page, if it is worth saying."""
        said = message or NOTICES.get(message_template or "")
        if said:
            messages.add_message(request, level, str(said), extra_tags=extra_tags)

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """The ways to confirm, in our words; the passkey first."""
        words = {
            "reauthenticate": _("Use your password"),
            "mfa_reauthenticate": _("Use a code from your app"),
            "mfa_reauthenticate:webauthn": _("Use your passkey"),
        }
        ways = [{**way, "description": words[way["id"]]} for way in super().get_reauthentication_methods(user)]
        return sorted(ways, key=lambda way: way["id"] != "mfa_reauthenticate:webauthn")


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets are kept under a key; passkeys belong to the address that the operator has set."""

    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("That did not work. Try once more, or use another way."),
        "unverified_email": gettext_lazy("Confirm your e-mail first."),
        "passkey_copied": gettext_lazy("This passkey looks like a copy and was refused. Use another way, then remove it under Security."),
    }

    def encrypt(self, text: str) -> str:
        """The text as the database keeps it."""
        return vault.sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        """What `encrypt` was given."""
        return vault.opened(encrypted_text)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Whom a passkey is for: the operator's address, whatever name this request came by. Moving it loses every passkey."""
        return {"id": urlsplit(settings.CONFIG.origin).hostname or "localhost", "name": "知音 Zhiyin"}

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002  allauth's signature
        """The name a new passkey gets when its owner gives none."""
        return _("Passkey {number}").format(number=Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1)

    def build_totp_svg(self, url: str) -> str:
        """The address as a QR code, drawn without styles, which the content policy forbids."""
        return segno.make(url, error="m").svg_inline(scale=5, border=4, light="#fff", omitsize=False)

    def get_totp_issuer(self) -> str:
        """The name in the person's app."""
        return "Zhiyin"
