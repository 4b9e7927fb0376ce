"""Django's settings, from `config.read()`."""

from pathlib import Path
from typing import Any

import psycopg

from zhiyin.site import config, embedded
from zhiyin.site.edge import logs
from zhiyin.site.settings_signin import *  # noqa: F403  the part of the settings that is about signing in, sessions and mails

CONFIG = config.read()
PACKAGE = Path(__file__).resolve().parent.parent
VERSION_FILE = PACKAGE / "__init__.py"

SECRET_KEY = CONFIG.secret
DEBUG = CONFIG.debug
ALLOWED_HOSTS = list(CONFIG.hosts)
CSRF_TRUSTED_ORIGINS = [CONFIG.origin]
ROOT_URLCONF = "zhiyin.site.urls"
WSGI_APPLICATION = "zhiyin.site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SITE_ID = None

ROOMS = [
    "outbox", "identity", "privacy", "ledger", "wallets", "funding", "payments",
    "profiles", "experiments", "support", "surveys", "channels", "planning", "personal", "followups", "improvements",
    "web", "merchant", "console", "api",
]  # fmt: skip
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    *(f"zhiyin.{room}" for room in ROOMS),
]
MIDDLEWARE = [
    "zhiyin.site.edge.middleware.RequestLine",
    "zhiyin.site.edge.middleware.Headers",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "zhiyin.site.edge.static.Static",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "zhiyin.identity.signing_in.middleware.SessionsMiddleware",
    "zhiyin.web.middleware.OwnWords",
    "zhiyin.site.edge.sizes.Sizes",
    "zhiyin.site.edge.card_numbers.NoCardNumbers",
    "django_htmx.middleware.HtmxMiddleware",
]


def _database(url: str, *, role: str | None = None) -> dict[str, Any]:
    """Django's form of a libpq address; `role` is assumed after connecting."""
    from_url = psycopg.conninfo.conninfo_to_dict(url)
    return {
        "ENGINE": "zhiyin.site.postgres",
        "NAME": from_url.get("dbname", "zhiyin"),
        "USER": from_url.get("user", ""),
        "PASSWORD": from_url.get("password", ""),
        "HOST": from_url.get("host", ""),
        "PORT": from_url.get("port", ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        # Nobody waits long for a lock, and nobody who fell asleep in a transaction keeps one.
        "OPTIONS": {"options": "-c lock_timeout=5s -c idle_in_transaction_session_timeout=30s"} | ({"assume_role": role} if role else {}),
    }


def _pages_database() -> dict[str, Any]:
    """The pages sign in as a role that cannot change the journal. Where only the owner's address is known they assume it after connecting."""
    if CONFIG.role and CONFIG.pages_database_url:
        return _database(CONFIG.pages_database_url)
    if CONFIG.role and not CONFIG.database_url:
        return _database(EMBEDDED.format(user=CONFIG.role))
    return _database(CONFIG.database_url or EMBEDDED.format(user=embedded.OWNER), role=CONFIG.role)


EMBEDDED = f"postgresql://{{user}}@/zhiyin?host={embedded.socket_folder(CONFIG.home)}"  # the socket is there when the server has started
OWNER_DATABASE = _database(CONFIG.database_url or EMBEDDED.format(user=embedded.OWNER))
DATABASES = {"default": _pages_database()}

TEMPLATES = [
    {
        "BACKEND": "zhiyin.site.foreknown.Pages",
        "DIRS": [PACKAGE / face / "templates" for face in ("web", "merchant", "console")],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "zhiyin.site.jinja.environment", "context_processors": ["zhiyin.site.jinja.context"]},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request", "django.contrib.auth.context_processors.auth"]},
    },
]

AUTH_USER_MODEL = "identity.User"
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"

LANGUAGE_CODE = CONFIG.language
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [PACKAGE / room / "locale" for room in ("web", "identity", "merchant", "console")]  # our words before allauth's and Django's
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "web" / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
IS_HTTPS = CONFIG.origin.startswith("https://")
LANGUAGE_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_AGE = 30 * 86_400
LANGUAGE_COOKIE_AGE = 365 * 86_400
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 365 * 86_400 if IS_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None  # https ends at the proxy in front, which must set this
CSRF_FAILURE_VIEW = "zhiyin.web.pages.errors.form_too_old"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000

LOGGING_CONFIG = None
logs.configure(logs.destination(CONFIG.home))
