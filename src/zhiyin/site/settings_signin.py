"""The settings of signing up and in, of sessions, mails, and the cache that counts tries.

What differs from allauth's defaults, and why: docs/decisions/0003-sign-in.md.
"""

from urllib.parse import unquote, urlsplit

from zhiyin.site import config

_CONFIG = config.read()
_CODE_SECONDS = 600
_HTTPS = _CONFIG.origin.startswith("https://")

AUTHENTICATION_BACKENDS = ["zhiyin.identity.signing_in.sessions.Backend"]
SESSION_ENGINE = "zhiyin.identity.signing_in.sessions"
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
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if _HTTPS else 0
USERSESSIONS_TRACK_ACTIVITY = True

# Over https the names bind the cookies to this host and its whole path: no neighbour's subdomain can set them.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_NAME = "__Host-zhiyin_session" if _HTTPS else "zhiyin_session"
CSRF_COOKIE_NAME = "__Host-zhiyin_csrf" if _HTTPS else "zhiyin_csrf"

# Limits on tries hold across all worker processes and machines: one cache for all, in the table that identity's migrations make.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "identity_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

DEFAULT_FROM_EMAIL = SERVER_EMAIL = f"Zhiyin <{_CONFIG.mail_from}>"
if _CONFIG.mail_url:  # smtp://user:password@host:587 (turns to TLS), smtps://user:password@host:465 (TLS from the start)
    _mail = urlsplit(_CONFIG.mail_url)
    EMAIL_HOST, EMAIL_PORT = _mail.hostname, _mail.port or (465 if _mail.scheme == "smtps" else 587)
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
    EMAIL_USE_SSL, EMAIL_USE_TLS = _mail.scheme == "smtps", _mail.scheme == "smtp" and bool(_mail.username)
    EMAIL_TIMEOUT = 10
else:
    EMAIL_BACKEND, EMAIL_FILE_PATH = "django.core.mail.backends.filebased.EmailBackend", _CONFIG.home / "mail"
