"""What an operator can set from the outside: the environment, read once into one typed value."""

import contextlib
import os
import re
import secrets
import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from zhiyin.kit import phone_numbers
from zhiyin.kit.money import FIXED, BadAmount, parse_amount

APP_ROLE = "zhiyin_app"
LANGUAGES = ("en", "zh-hans")
SECRET_SIGNS_MIN = 32
CALENDARS_MAX = 8
DEMO_IBAN = "GB33BUKB20201555555555"  # of the pretend bank of a demo

# Beside the sources when they are a checkout, else where the command is called.
CHECKOUT = next((folder for folder in Path(__file__).parents if (folder / "pyproject.toml").exists()), Path())


class Trouble(Exception):
    """Something that the operator can mend; the message says what is wrong and what to do, and is all that is shown."""


class BadConfiguration(Trouble):
    """An environment variable that makes no sense; the message names it and says what is expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sms:
    """Who carries short messages: a centre over SMPP, a company's gateway over HTTP, or nobody. `sender`: a name, a short code or a number."""

    centre_url: str
    gateway_url: str
    secret: str
    sender: str
    per_minute: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Social:
    """The operator's bridge to chat, or nobody. `name`: where people find it, as they read it."""

    url: str
    secret: str
    name: str
    per_minute: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The environment of one deployment. `demo` is the number of people to load (0: none, -1: all)."""

    home: Path
    port: int
    database_url: str | None
    demo: int
    debug: bool
    secret: str
    keys: Path
    hosts: tuple[str, ...]
    origin: str
    language: str
    timezone: str
    asset: str
    confirm_over_minor: int
    prove_over_minor: int
    prove_new_over_minor: int
    four_eyes_over_minor: int
    mail_url: str | None
    mail_spare_url: str | None
    mail_from: str
    mail_per_minute: int
    mail_receipts: str
    dkim: str
    sandbox: bool
    sms: Sms
    alerts: tuple[str, ...]
    social: Social
    role: str | None
    pages_database_url: str | None
    address: str
    workers: int
    rates: tuple[str, ...]
    api_per_minute: int
    webhooks_inside: bool
    stripe_key: str
    stripe_webhook_secret: str
    stripe_url: str
    bank_holder: str
    bank_iban: str
    bank_bic: str
    bank_wait_hours: int
    calendars: tuple[str, ...]
    calendars_needed: int
    call_number: str
    ice_servers: tuple[str, ...]
    turn_secret: str
    meeting_url: str

    @property
    def is_demo(self) -> bool:
        """Whether this deployment plays: made-up people may be loaded, money added from nowhere, and shortcuts for a newcomer shown."""
        return self.demo != 0


def read(environment: Mapping[str, str] = os.environ) -> Config:
    """The configuration that the environment spells. Raises `BadConfiguration`; makes the secret's file on first use."""
    home = Path(environment.get("ZHIYIN_HOME") or CHECKOUT / ".zhiyin").expanduser().resolve()
    port = _whole("ZHIYIN_PORT", environment.get("ZHIYIN_PORT") or "8000", most=65535, example="8000")
    debug = environment.get("ZHIYIN_DEBUG", "") == "1"
    demo = people(environment.get("ZHIYIN_DEMO", "none"))
    origin = _origin(environment.get("ZHIYIN_ORIGIN") or f"http://localhost:{port}", debug=debug)
    return Config(
        home=home,
        port=port,
        database_url=_database_url(environment.get("DATABASE_URL", "")),
        demo=demo,
        debug=debug,
        secret=_secret(environment.get("ZHIYIN_SECRET", "")) or _kept_secret(home),
        keys=Path(environment.get("ZHIYIN_KEYS") or home / "keys").expanduser().resolve(),
        hosts=tuple((environment.get("ZHIYIN_HOSTS") or f"localhost,127.0.0.1,[::1],{urlsplit(origin).hostname}").split(",")),
        origin=origin,
        language=_one_of("ZHIYIN_LANGUAGE", environment.get("ZHIYIN_LANGUAGE") or "en", LANGUAGES),
        timezone=_one_of("ZHIYIN_TIMEZONE", environment.get("ZHIYIN_TIMEZONE") or "America/New_York", available_timezones(), example="Asia/Shanghai"),
        asset=_one_of("ZHIYIN_ASSET", environment.get("ZHIYIN_ASSET") or "USD", sorted(FIXED)),
        confirm_over_minor=_amount("ZHIYIN_CONFIRM_OVER", environment.get("ZHIYIN_CONFIRM_OVER") or "50", environment.get("ZHIYIN_ASSET") or "USD"),
        prove_over_minor=_amount("ZHIYIN_PROVE_OVER", environment.get("ZHIYIN_PROVE_OVER") or "100", environment.get("ZHIYIN_ASSET") or "USD"),
        prove_new_over_minor=_amount(
            "ZHIYIN_PROVE_NEW_OVER", environment.get("ZHIYIN_PROVE_NEW_OVER") or "50", environment.get("ZHIYIN_ASSET") or "USD"
        ),
        four_eyes_over_minor=_amount(
            "ZHIYIN_FOUR_EYES_OVER", environment.get("ZHIYIN_FOUR_EYES_OVER") or "1000", environment.get("ZHIYIN_ASSET") or "USD"
        ),
        mail_url=_mail("ZHIYIN_MAIL_URL", environment.get("ZHIYIN_MAIL_URL", "")),
        mail_spare_url=_mail("ZHIYIN_MAIL_SPARE_URL", environment.get("ZHIYIN_MAIL_SPARE_URL", "")),
        mail_from=_sender(environment.get("ZHIYIN_MAIL_FROM", "")) or f"no-reply@{urlsplit(origin).hostname}",
        mail_per_minute=_rate(environment.get("ZHIYIN_MAIL_PER_MINUTE", "")),
        mail_receipts=_mail_receipts(environment.get("ZHIYIN_MAIL_RECEIPTS", "")),
        dkim=_dkim(environment.get("ZHIYIN_DKIM", "")),
        sandbox=environment.get("ZHIYIN_SANDBOX", "") == "1",
        sms=_sms(environment),
        social=_social(environment),
        alerts=_alerts(environment.get("ZHIYIN_ALERTS", "")),
        role=_one_of("ZHIYIN_DB_ROLE", environment.get("ZHIYIN_DB_ROLE", APP_ROLE), (APP_ROLE, "")) or None,
        pages_database_url=_database_url(environment.get("ZHIYIN_PAGES_DATABASE_URL", ""), name="ZHIYIN_PAGES_DATABASE_URL"),
        address=environment.get("ZHIYIN_ADDRESS") or "127.0.0.1",
        workers=_whole("ZHIYIN_WORKERS", environment.get("ZHIYIN_WORKERS") or "2", most=64, example="2"),
        rates=_rates(environment.get("ZHIYIN_RATES", "")),
        api_per_minute=_whole("ZHIYIN_API_PER_MINUTE", environment.get("ZHIYIN_API_PER_MINUTE") or "600", most=1_000_000, example="600"),
        webhooks_inside=environment.get("ZHIYIN_WEBHOOKS_INSIDE", "") == "1",
        stripe_key=environment.get("ZHIYIN_STRIPE_KEY", ""),
        stripe_webhook_secret=environment.get("ZHIYIN_STRIPE_WEBHOOK_SECRET", ""),
        stripe_url=environment.get("ZHIYIN_STRIPE_URL", ""),
        bank_holder=environment.get("ZHIYIN_BANK_HOLDER") or "Zhiyin",
        bank_iban=environment.get("ZHIYIN_BANK_IBAN") or (DEMO_IBAN if demo else ""),
        bank_bic=environment.get("ZHIYIN_BANK_BIC", ""),
        ice_servers=_ice_servers(environment.get("ZHIYIN_ICE_SERVERS", ""), has_secret=bool(environment.get("ZHIYIN_TURN_SECRET"))),
        turn_secret=environment.get("ZHIYIN_TURN_SECRET", ""),
        meeting_url=_meeting_url(environment.get("ZHIYIN_MEETING_URL", "")),
        call_number=_call_number(environment.get("ZHIYIN_CALL_NUMBER", "")),
        bank_wait_hours=_wait(environment.get("ZHIYIN_BANK_WAIT_HOURS") or ("0" if demo else "24")),
        calendars=_calendars(environment.get("ZHIYIN_CALENDARS", ""), demo=demo != 0),
        calendars_needed=_whole("ZHIYIN_CALENDARS_NEEDED", environment.get("ZHIYIN_CALENDARS_NEEDED") or "2", most=CALENDARS_MAX, example="2"),
    )


def people(text: str) -> int:
    """How many demo people the text asks for (0: none, -1: all). Raises `BadConfiguration`."""
    if text in ("", "none"):
        return 0
    if text == "full":
        return -1
    if text.isdecimal():
        return int(text)
    raise BadConfiguration(f"ZHIYIN_DEMO is {text!r}; expected: none, a number of people such as 400, or full.")


def _whole(name: str, text: str, *, most: int, example: str) -> int:
    if text.isdecimal() and 0 < int(text) <= most:
        return int(text)
    raise BadConfiguration(f"{name} is {text!r}; a number from 1 to {most} is expected, such as {example}.")


def _wait(text: str) -> int:
    return 0 if text == "0" else _whole("ZHIYIN_BANK_WAIT_HOURS", text, most=720, example="24")


def _call_number(text: str) -> str:
    if text and not phone_numbers.read(text):
        raise BadConfiguration(f"ZHIYIN_CALL_NUMBER is {text!r}; expected: a telephone number with its country's code, such as +1 614 555 0100.")
    return text


def _ice_servers(text: str, *, has_secret: bool) -> tuple[str, ...]:
    servers = tuple(each.strip() for each in text.split(",") if each.strip())
    entered = r"turns?:([^:@\s]+:[^@\s]+@)?[^@\s]+" if has_secret else r"turns?:[^:@\s]+:[^@\s]+@\S+"
    if not all(re.fullmatch(rf"stuns?:[^@\s]+|{entered}", each) for each in servers):
        raise BadConfiguration(
            "ZHIYIN_ICE_SERVERS: expected, with commas between: stun:host:3478,turn:name:password@host:3478; turn:host:3478 with ZHIYIN_TURN_SECRET."
        )  # it may hold a password
    return servers


def _meeting_url(text: str) -> str:
    if text and (urlsplit(text).scheme != "https" or not urlsplit(text).hostname):
        raise BadConfiguration(f"ZHIYIN_MEETING_URL is {text!r}; expected: an address that begins with https://, such as https://meet.example.org.")
    return text


def _rates(text: str) -> tuple[str, ...]:
    places = tuple(place.strip() for place in text.split(",") if place.strip())
    for place in places:
        if not re.fullmatch(r"(ecb|file):.+", place):
            raise BadConfiguration(
                f"ZHIYIN_RATES has {place!r}; expected, with commas between: file:/srv/rates.csv, ecb:/srv/eurofxref-daily.xml or ecb:https://…"
            )
    return places


def _calendars(text: str, *, demo: bool) -> tuple[str, ...]:
    """Addresses with no / at the end; http for this machine only, "pretend" where the deployment plays."""
    found = tuple(dict.fromkeys(address.strip().rstrip("/") for address in text.split(",") if address.strip()))
    for address in found:
        parts = urlsplit(address)
        sound = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1"))
        if not (sound and parts.hostname and not parts.query and not parts.fragment and "@" not in address) and not (demo and address == "pretend"):
            raise BadConfiguration(
                f"ZHIYIN_CALENDARS has {address.rpartition('@')[2]!r}; expected, with commas between: addresses of OpenTimestamps calendars such as "
                "https://alice.btc.calendar.opentimestamps.org (in a demo also: pretend)."
            )
    if len(found) > CALENDARS_MAX:
        raise BadConfiguration(f"ZHIYIN_CALENDARS names {len(found)} calendars; at most {CALENDARS_MAX}.")
    return found


def _amount(name: str, text: str, asset: str) -> int:
    try:
        return parse_amount(text, asset)
    except BadAmount:
        raise BadConfiguration(f"{name} is {text!r}; an amount in {asset} is expected, such as 50.") from None


def _one_of(name: str, text: str, known: Collection[str], *, example: str = "") -> str:
    if text in known:
        return text
    raise BadConfiguration(
        f"{name} is {text!r}; expected: {f'a name such as {example}' if example else ', '.join(each or '(empty)' for each in known)}."
    )


def _origin(text: str, *, debug: bool) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path:
        raise BadConfiguration(
            f"ZHIYIN_ORIGIN is {text!r}; expected: what people see in front of the path, such as https://wallet.example.org (no / at the end)."
        )
    if debug and parts.scheme == "https":
        raise BadConfiguration("ZHIYIN_DEBUG=1 shows the inside of the product to everybody and is refused when ZHIYIN_ORIGIN is https. Unset it.")
    return text


def _mail(name: str, text: str) -> str | None:
    if text and (urlsplit(text).scheme not in ("smtp", "smtps") or not urlsplit(text).hostname):
        raise BadConfiguration(f"{name} is not of the form smtp://user:password@host:587 (or smtps://…:465).")  # it may hold a password
    return text or None


def _sender(text: str) -> str:
    if text and not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", text):
        raise BadConfiguration(f"ZHIYIN_MAIL_FROM is {text!r}; expected: the address that mails come from, such as no-reply@wallet.example.org.")
    return text


def _mail_receipts(text: str) -> str:
    if text and not re.fullmatch(r"(postmark|brevo):[^:\s]+:\S{16,}|mailgun:\S{16,}", text):
        raise BadConfiguration(
            "ZHIYIN_MAIL_RECEIPTS is not of the form postmark:name:password, brevo:name:password or mailgun:signing-key (16 signs at least)."
        )  # it holds a secret
    return text


def _rate(text: str) -> int:
    return 0 if text in ("", "0") else _whole("ZHIYIN_MAIL_PER_MINUTE", text, most=1_000_000, example="300")


def _dkim(text: str) -> str:
    if text and not (re.fullmatch(r"[A-Za-z0-9._-]+:/.+", text) and Path(text.partition(":")[2]).is_file()):
        raise BadConfiguration("ZHIYIN_DKIM is not of the form selector:/path/of/key.pem, with a key's file that can be read there.")
    return text


def _sms(environment: Mapping[str, str]) -> Sms:
    centre, gateway = environment.get("ZHIYIN_SMPP_URL", ""), environment.get("ZHIYIN_SMS_URL", "")
    found, per_minute = urlsplit(centre), environment.get("ZHIYIN_SMS_PER_MINUTE") or "0"
    if centre and (found.scheme not in ("smpp", "smpps") or not found.hostname):
        raise BadConfiguration("ZHIYIN_SMPP_URL is not of the form smpp://user:password@host:2775 (or smpps://…:3550).")  # it may hold a password
    if gateway and (urlsplit(gateway).scheme not in ("http", "https") or not urlsplit(gateway).hostname):
        raise BadConfiguration("ZHIYIN_SMS_URL is not of the form https://gateway.example.org/send.")
    secret, sender = environment.get("ZHIYIN_SMS_SECRET", ""), environment.get("ZHIYIN_SMS_SENDER") or "Zhiyin"
    if gateway and len(secret) < SECRET_SIGNS_MIN:
        raise BadConfiguration(f"ZHIYIN_SMS_URL needs ZHIYIN_SMS_SECRET, which both sides sign with: {SECRET_SIGNS_MIN} signs at least.")
    if not re.fullmatch(r"[+]?[0-9]{3,15}|[A-Za-z0-9 ]{1,11}", sender):
        raise BadConfiguration(f"ZHIYIN_SMS_SENDER is {sender!r}; expected: a number, a short code, or a name of up to 11 letters and figures.")
    most = 0 if per_minute == "0" else _whole("ZHIYIN_SMS_PER_MINUTE", per_minute, most=1_000_000, example="600")
    return Sms(centre_url=centre, gateway_url=gateway, secret=secret, sender=sender, per_minute=most)


def _social(environment: Mapping[str, str]) -> Social:
    url, secret = environment.get("ZHIYIN_SOCIAL_URL", ""), environment.get("ZHIYIN_SOCIAL_SECRET", "")
    if url and (urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname):
        raise BadConfiguration("ZHIYIN_SOCIAL_URL is not of the form https://bridge.example.org/send.")
    if url and len(secret) < SECRET_SIGNS_MIN:
        raise BadConfiguration(f"ZHIYIN_SOCIAL_URL needs ZHIYIN_SOCIAL_SECRET, which both sides sign with: {SECRET_SIGNS_MIN} signs at least.")
    per_minute = environment.get("ZHIYIN_SOCIAL_PER_MINUTE") or "0"
    most = 0 if per_minute == "0" else _whole("ZHIYIN_SOCIAL_PER_MINUTE", per_minute, most=1_000_000, example="600")
    return Social(url=url, secret=secret, name=environment.get("ZHIYIN_SOCIAL_NAME") or "Zhiyin", per_minute=most)


def _alerts(text: str) -> tuple[str, ...]:
    places = tuple(dict.fromkeys(text.split()))
    if not all(re.fullmatch(r"[a-z][a-z0-9+.-]*://\S+", place, re.IGNORECASE) for place in places):
        raise BadConfiguration(
            "ZHIYIN_ALERTS: expected, with spaces between: addresses as apprise writes them, such as mailtos://user:password@example.org."
        )  # they may hold passwords
    return places


def _database_url(text: str, *, name: str = "DATABASE_URL") -> str | None:
    try:
        conninfo_to_dict(text)
    except ProgrammingError:
        raise BadConfiguration(f"{name} is not of the form postgresql://user:password@host:5432/name.") from None  # it may hold a password
    return text or None


def _secret(text: str) -> str:
    if text and len(text) < SECRET_SIGNS_MIN:
        raise BadConfiguration(
            f"ZHIYIN_SECRET is too short: {SECRET_SIGNS_MIN} signs at least (`openssl rand -base64 48`), or unset it and Zhiyin makes one."
        )
    return text


def _kept_secret(home: Path) -> str:
    file = home / "secret"
    if not file.exists():
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile("w", dir=home, prefix="secret.") as new:
            new.write(secrets.token_urlsafe(48))
            new.flush()
            with contextlib.suppress(FileExistsError):  # somebody else was quicker: theirs holds
                os.link(new.name, file)
    return file.read_text().strip()
