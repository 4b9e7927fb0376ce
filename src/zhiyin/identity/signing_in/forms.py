"""Allauth's forms in our words, without sample text inside the fields."""

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.base import forms as second
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from zhiyin.identity import services
from zhiyin.identity.queries import plain_handle
from zhiyin.kit.errors import Refusal

PASSWORD_HINT = _("At least 12 characters. A few words that only you would put together are best; no special signs needed.")
LABELS = {
    "login": _("Handle or e-mail"),
    "password": _("Password"),
    "username": _("Handle"),
    "email": _("E-mail"),
    "oldpassword": _("Present password"),
    "password1": _("New password"),
    "password2": _("New password, once more"),
    "code": _("Code"),
    "name": _("Name of this passkey"),
}
ATTRIBUTES: dict[str, dict[str, str]] = {
    "login": {"autocomplete": "username webauthn", "autocapitalize": "none", "spellcheck": "false"},
    "username": {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    "code": {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"},
    "name": {"maxlength": "60"},
}


class Plain:
    """A form whose labels are ours and whose fields stand empty."""

    fields: dict[str, forms.Field]
    hints: ClassVar[dict[str, Any]] = {"password1": PASSWORD_HINT}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs |= ATTRIBUTES.get(name, {})


class SignInForm(Plain, account.LoginForm):
    """A handle, with or without "@" and in any case, or an e-mail; and the password."""

    def clean_login(self) -> str:
        """The login as it is kept."""
        typed = str(self.cleaned_data["login"]).strip()
        return typed.lower() if "@" in typed.removeprefix("@") else plain_handle(typed)


class SignUpForm(Plain, account.SignupForm):
    """Name, handle, e-mail, and a password unless a passkey follows."""

    hints: ClassVar[dict[str, Any]] = {
        "username": _("Friends pay you by it. Leave it empty and we make one from your name."),
        "email": _("We send a code to it. It is never shown to anybody."),
        "password1": PASSWORD_HINT,
    }
    name = forms.CharField(max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    field_order = ("name", "username", "email", "password1")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Your name")
        if "password1" in self.fields:
            self.fields["password1"].label = _("Password")

    def clean_name(self) -> str:
        """The name as it will be kept."""
        try:
            return services.checked_name(self.cleaned_data["name"])
        except Refusal as refusal:
            raise forms.ValidationError(_("Write the name as people know you, in at most 60 characters.")) from refusal

    def validate_unique_email(self, value: str) -> str:
        """Never an error: an address that is in use gets a mail that says so, and the page looks the same.

        Only a proven address is in use; a sign-up that somebody else left unfinished does not stand in its owner's way.
        """
        self.account_already_exists = EmailAddress.objects.filter(email=value, verified=True).exists()
        return value

    def try_save(self, request: HttpRequest) -> tuple[Any, Any]:
        """Begins the sign-up, or only pretends to: then it takes as long, because the password is hashed all the same."""
        if self.account_already_exists and self.cleaned_data.get("password1"):
            make_password(self.cleaned_data["password1"])
        saved: tuple[Any, Any] = super().try_save(request)
        return saved


class AddEmailForm(Plain, account.AddEmailForm):
    """Another e-mail, for somebody who has joined."""


class ChangePasswordForm(Plain, account.ChangePasswordForm):
    """The present password and a new one."""


class SetPasswordForm(Plain, account.SetPasswordForm):
    """A first password beside the passkey."""


class ResetPasswordForm(Plain, account.ResetPasswordForm):
    """The e-mail that gets a code."""


class NewPasswordForm(Plain, account.ResetPasswordKeyForm):
    """A new password after the code."""


class ConfirmForm(Plain, account.ReauthenticateForm):
    """The password once more."""


class EmailCodeForm(Plain, account.ConfirmEmailVerificationCodeForm):
    """The code that was mailed to prove an address."""

    def clean_code(self) -> str:
        """The code. Somebody else's unfinished sign-up with the address does not stand in the way of who can read its mail."""
        code: str = account.BaseConfirmCodeForm.clean_code(self)
        if EmailAddress.objects.filter(email__iexact=self.email, verified=True).exclude(user=self.user).exists():
            raise get_adapter().validation_error("email_taken")
        return code


class PasswordCodeForm(Plain, account.ConfirmPasswordResetCodeForm):
    """The code that was mailed for a new password."""


class SecondStepForm(Plain, second.AuthenticateForm):
    """A code from the app, or a recovery code, after the password."""


class ConfirmCodeForm(Plain, second.ReauthenticateForm):
    """A code from the app once more."""


class AppForm(Plain, totp.ActivateTOTPForm):
    """The first code of a new app."""


class NewPasskeyForm(Plain, webauthn.SignupWebAuthnForm):
    """A passkey and its name. It always works alone, so there is nothing to choose."""


class RenamePasskeyForm(Plain, webauthn.EditWebAuthnForm):
    """Another name for a passkey."""
