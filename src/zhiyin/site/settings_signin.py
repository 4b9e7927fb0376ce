"""The settings of signing up and in. What differs from allauth's defaults, and why: docs/decisions/0003-sign-in.md."""

from zhiyin.site import config

_CODE_SECONDS = 600

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["zhiyin.identity.signing_in.passwords.Argon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "handle", "email")},
    },
    {"NAME": "zhiyin.identity.signing_in.passwords.NotARun"},
]

ACCOUNT_ADAPTER = "zhiyin.site.joining.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "handle"
ACCOUNT_USERNAME_VALIDATORS = None
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username", "email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = _CODE_SECONDS
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = _CODE_SECONDS
ACCOUNT_LOGIN_TIMEOUT = _CODE_SECONDS
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/sign-in/"
ACCOUNT_FORMS = {
    "login": "zhiyin.identity.signing_in.forms.SignInForm",
    "signup": "zhiyin.site.joining.JoinForm",
    "add_email": "zhiyin.identity.signing_in.forms.AddEmailForm",
    "change_password": "zhiyin.identity.signing_in.forms.ChangePasswordForm",
    "set_password": "zhiyin.identity.signing_in.forms.SetPasswordForm",
    "reset_password": "zhiyin.identity.signing_in.forms.ResetPasswordForm",
    "reset_password_from_key": "zhiyin.identity.signing_in.forms.NewPasswordForm",
    "reauthenticate": "zhiyin.identity.signing_in.forms.ConfirmForm",
    "confirm_email_verification_code": "zhiyin.identity.signing_in.forms.EmailCodeForm",
    "confirm_password_reset_code": "zhiyin.identity.signing_in.forms.PasswordCodeForm",
}

MFA_ADAPTER = "zhiyin.identity.signing_in.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "authenticate": "zhiyin.identity.signing_in.forms.SecondStepForm",
    "authenticate_webauthn": "zhiyin.identity.signing_in.passkeys.SecondStepForm",
    "reauthenticate": "zhiyin.identity.signing_in.forms.ConfirmCodeForm",
    "reauthenticate_webauthn": "zhiyin.identity.signing_in.passkeys.ConfirmForm",
    "login_webauthn": "zhiyin.identity.signing_in.passkeys.SignInForm",
    "signup_webauthn": "zhiyin.identity.signing_in.forms.NewPasskeyForm",
    "add_webauthn": "zhiyin.identity.signing_in.forms.NewPasskeyForm",
    "edit_webauthn": "zhiyin.identity.signing_in.forms.RenamePasskeyForm",
    "activate_totp": "zhiyin.identity.signing_in.forms.AppForm",
}
# Over https a proxy stands in front (SECURE_PROXY_SSL_HEADER): whom it names in X-Forwarded-For is who is counted.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if config.read().origin.startswith("https://") else 0
USERSESSIONS_TRACK_ACTIVITY = True

# Limits on tries hold across all worker processes and machines: one cache for all, in the table that identity's migrations make.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "identity_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}
