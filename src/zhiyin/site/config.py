"""What an operator can set from the outside: the environment, read once into one typed value."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

# Beside the sources when they are a checkout, else where the command is called.
CHECKOUT = next((folder for folder in Path(__file__).parents if (folder / "pyproject.toml").exists()), Path())


class Trouble(Exception):
    """Something that the operator can mend; the message says what is wrong and what to do, and is all that is shown."""


class BadConfiguration(Trouble):
    """An environment variable that makes no sense; the message names it and says what is expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The environment of one deployment. `demo` is the number of people to load (0: none, -1: all)."""

    home: Path
    port: int
    database_url: str | None
    demo: int
    debug: bool
    secret: str
    hosts: tuple[str, ...]
    origin: str
    language: str
    timezone: str
    asset: str
    mail_url: str | None
    role: str | None
    address: str
    workers: int

    @property
    def is_demo(self) -> bool:
        """Whether made-up people may be loaded, and shortcuts for a newcomer shown."""
        return self.demo != 0


def read(environment: Mapping[str, str] = os.environ) -> Config:
    """The configuration that the environment spells. Raises `BadConfiguration`; makes the secret's file on first use."""
    home = Path(environment.get("ZHIYIN_HOME") or CHECKOUT / ".zhiyin").expanduser().resolve()
    port = _whole("ZHIYIN_PORT", environment.get("ZHIYIN_PORT") or "8000", most=65535, example="8000")
    return Config(
        home=home,
        port=port,
        database_url=environment.get("DATABASE_URL") or None,
        demo=people(environment.get("ZHIYIN_DEMO", "none")),
        debug=environment.get("ZHIYIN_DEBUG", "") == "1",
        secret=environment.get("ZHIYIN_SECRET") or _kept_secret(home),
        hosts=tuple(environment.get("ZHIYIN_HOSTS", "localhost,127.0.0.1,[::1]").split(",")),
        origin=environment.get("ZHIYIN_ORIGIN", f"http://localhost:{port}"),
        language=environment.get("ZHIYIN_LANGUAGE", "en"),
        timezone=environment.get("ZHIYIN_TIMEZONE", "America/New_York"),
        asset=environment.get("ZHIYIN_ASSET", "USD"),
        mail_url=environment.get("ZHIYIN_MAIL_URL") or None,
        role=environment.get("ZHIYIN_DB_ROLE", "zhiyin_app") or None,
        address=environment.get("ZHIYIN_ADDRESS") or "127.0.0.1",
        workers=_whole("ZHIYIN_WORKERS", environment.get("ZHIYIN_WORKERS") or "2", most=64, example="2"),
    )


def _whole(name: str, text: str, *, most: int, example: str) -> int:
    if text.isdecimal() and 0 < int(text) <= most:
        return int(text)
    raise BadConfiguration(f"{name} is {text!r}; a number from 1 to {most} is expected, such as {example}.")


def people(text: str) -> int:
    """How many demo people the text asks for (0: none, -1: all). Raises `BadConfiguration`."""
    if text in ("", "none"):
        return 0
    if text == "full":
        return -1
    if text.isdecimal():
        return int(text)
    raise BadConfiguration(f"ZHIYIN_DEMO is {text!r}; expected: none, a number of people such as 400, or full.")


def _kept_secret(home: Path) -> str:
    file = home / "secret"
    if not file.exists():
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return file.read_text().strip()
        with os.fdopen(handle, "w") as out:
            out.write(secrets.token_urlsafe(48))
    return file.read_text().strip()
