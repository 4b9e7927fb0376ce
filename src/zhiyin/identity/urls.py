"""The addresses of signing up and in, and of what protects it. The names are those that allauth looks up."""

from allauth.account import views as account
from allauth.account.internal.decorators import login_not_required
from allauth.mfa.base import views as second
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.generic import RedirectView

from zhiyin.identity.signing_in import views

FORM = "account/form.html"
OWN_FORM = "mfa/form.html"

entrance = [
    path("sign-in/", account.login, name="account_login"),
    path("sign-in/passkey/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/second-step/", second.authenticate, name="mfa_authenticate"),
    path("sign-in/closed/", account.account_inactive, name="account_inactive"),
    path(
        "sign-in/password/",
        account.PasswordResetView.as_view(
            template_name=FORM,
            extra_context={
                "title": _("A new password"),
                "lead": _("We mail you a code. If you have a passkey, signing in with it is quicker."),
                "submit": _("Send the code"),
            },
        ),
        name="account_reset_password",
    ),
    path(
        "sign-in/password/code/",
        account.ConfirmPasswordResetCodeView.as_view(template_name="account/code.html"),
        name="account_confirm_password_reset_code",
    ),
    path(
        "sign-in/password/new/",
        account.CompletePasswordResetView.as_view(
            template_name=FORM, extra_context={"title": _("A new password"), "lead": "", "submit": _("Use this password")}
        ),
        name="account_complete_password_reset",
    ),
    path("sign-in/password/done/", RedirectView.as_view(pattern_name="account_login"), name="account_password_reset_completed"),
    path("sign-up/", account.signup, name="account_signup"),
    path("sign-up/passkey/", account.SignupByPasskeyView.as_view(template_name="account/signup.html"), name="account_signup_by_passkey"),
    path("sign-up/passkey/create/", webauthn.signup_webauthn, name="mfa_signup_webauthn"),
    path("sign-up/code/", login_not_required(views.EmailCodePage.as_view()), name="account_email_verification_sent"),
    path("sign-up/handle/", views.handle_field, name="identity_handle"),
    path("sign-out/", views.SignOutPage.as_view(), name="account_logout"),
]
confirming = [
    path(
        "me/security/confirm/",
        account.ReauthenticateView.as_view(template_name="account/confirm.html"),
        name="account_reauthenticate",
    ),
    path("me/security/confirm/code/", second.ReauthenticateView.as_view(template_name="account/confirm.html"), name="mfa_reauthenticate"),
    path(
        "me/security/confirm/passkey/",
        webauthn.ReauthenticateWebAuthnView.as_view(template_name="account/confirm.html"),
        name="mfa_reauthenticate_webauthn",
    ),
]
security = [
    path("me/security/", views.SecurityPage.as_view(), name="account_security"),
    path("me/security/", views.SecurityPage.as_view(), name="mfa_index"),
    path("me/security/email/", account.email, name="account_email"),
    path(
        "me/security/password/",
        account.PasswordChangeView.as_view(
            template_name=OWN_FORM,
            extra_context={"title": _("Change your password"), "lead": _("Your other browsers are signed out by it."), "submit": _("Change it")},
        ),
        name="account_change_password",
    ),
    path(
        "me/security/password/first/",
        account.PasswordSetView.as_view(
            template_name=OWN_FORM,
            extra_context={"title": _("Set a password"), "lead": _("It works beside your passkey, never without it."), "submit": _("Set it")},
        ),
        name="account_set_password",
    ),
    path("me/security/passkeys/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
    path("me/security/passkeys/add/", views.AddPasskeyPage.as_view(), name="mfa_add_webauthn"),
    path(
        "me/security/passkeys/<int:pk>/",
        webauthn.EditWebAuthnView.as_view(template_name=OWN_FORM, extra_context={"title": _("Rename the passkey"), "lead": "", "submit": _("Save")}),
        name="mfa_edit_webauthn",
    ),
    path(
        "me/security/passkeys/<int:pk>/remove/",
        webauthn.RemoveWebAuthnView.as_view(
            template_name=OWN_FORM,
            extra_context={
                "title": _("Remove the passkey"),
                "lead": _("It no longer signs you in. Delete it on the device, too."),
                "submit": _("Remove it"),
                "danger": True,
            },
        ),
        name="mfa_remove_webauthn",
    ),
    path("me/security/app/", totp.activate_totp, name="mfa_activate_totp"),
    path(
        "me/security/app/off/",
        totp.DeactivateTOTPView.as_view(
            template_name=OWN_FORM,
            extra_context={
                "title": _("Switch off codes from your app"),
                "lead": _("Your password alone then signs you in, unless you have a passkey."),
                "submit": _("Switch off"),
                "danger": True,
            },
        ),
        name="mfa_deactivate_totp",
    ),
    path("me/security/codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "me/security/codes/new/",
        recovery.GenerateRecoveryCodesView.as_view(
            template_name=OWN_FORM,
            extra_context={
                "title": _("New recovery codes"),
                "lead": _("Each of ten codes signs you in once when your passkey or app is lost. Codes you have now stop working."),
                "submit": _("Make ten codes"),
            },
        ),
        name="mfa_generate_recovery_codes",
    ),
    path("me/security/sessions/", views.SessionsPage.as_view(), name="usersessions_list"),
    path("me/security/sessions/end/", views.end_sessions, name="identity_end_sessions"),
    path("me/security/tokens/", views.tokens_page, name="identity_tokens"),
    path("me/security/tokens/<uuid:token_id>/end/", views.end_token, name="identity_end_token"),
]
urlpatterns = entrance + confirming + security
