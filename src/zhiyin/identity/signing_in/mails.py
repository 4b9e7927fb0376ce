"""The words of every mail about signing in, by the name that allauth gives the mail. Plain text; the person's language."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Mail:
    """A subject and a text; both may speak of {code}, {address}, {old} and {new}."""

    subject: str | Promise
    text: str | Promise


_CODE = _("Your code is {code}\n\nIt works for ten minutes, once, in the window where you asked for it. Nobody from Zhiyin will ever ask you for it.")
_NOT_YOU = _("If that was not you, change your password and sign out everywhere: {address}")

MAILS = {
    "account/email/email_confirmation_signup": Mail(_("{code} is your Zhiyin code"), _CODE),
    "account/email/email_confirmation": Mail(_("{code} confirms your new e-mail"), _CODE),
    "account/email/password_reset_code": Mail(_("{code} is your code for a new password"), _CODE),
    "account/email/account_already_exists": Mail(
        _("You already have a Zhiyin wallet"),
        _("Somebody, perhaps you, tried to sign up with this e-mail. You already have a wallet: sign in, or choose a new password: {address}"),
    ),
    "account/email/unknown_account": Mail(
        _("There is no Zhiyin wallet with this e-mail"),
        _("Somebody, perhaps you, asked for a new password. No wallet has this e-mail. You may have used another one, or can sign up: {address}"),
    ),
    "account/email/password_changed": Mail(_("Your password was changed"), _NOT_YOU),
    "account/email/password_set": Mail(_("A password was set"), _NOT_YOU),
    "account/email/password_reset": Mail(_("Your password was replaced"), _NOT_YOU),
    "account/email/email_changed": Mail(
        _("Your e-mail was changed"), _("Your wallet now uses {new} instead of {old}. If that was not you, answer this mail at once.")
    ),
    "account/email/email_deleted": Mail(_("An e-mail was removed"), _NOT_YOU),
    "mfa/email/webauthn_added": Mail(_("A passkey was added"), _NOT_YOU),
    "mfa/email/webauthn_removed": Mail(_("A passkey was removed"), _NOT_YOU),
    "mfa/email/totp_activated": Mail(_("Codes from an app were switched on"), _NOT_YOU),
    "mfa/email/totp_deactivated": Mail(_("Codes from an app were switched off"), _NOT_YOU),
    "mfa/email/recovery_codes_generated": Mail(_("New recovery codes were made"), _NOT_YOU),
}

# What a page says once, after a step. A message of allauth's that is not here is not shown.
NOTICES = {
    "account/messages/email_confirmation_failed.txt": _("That e-mail belongs to another wallet now. Use another one."),
    "account/messages/email_deleted.txt": _("The e-mail is removed."),
    "account/messages/password_changed.txt": _("Your password is changed. Other browsers are signed out."),
    "account/messages/password_set.txt": _("Your password is set."),
    "mfa/messages/webauthn_added.txt": _("The passkey is added."),
    "mfa/messages/webauthn_removed.txt": _("The passkey is removed."),
    "mfa/messages/totp_activated.txt": _("Codes from your app are on."),
    "mfa/messages/totp_deactivated.txt": _("Codes from your app are off."),
    "mfa/messages/recovery_codes_generated.txt": _("New recovery codes are ready. The old ones no longer work."),
    "usersessions/messages/sessions_logged_out.txt": _("The other browsers are signed out."),
}
