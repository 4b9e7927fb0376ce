"""What people do with the product: open a page, sign in, join, choose a language. The deeds a story is not about go by plain requests."""

import re
import subprocess
import sys
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils import translation
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright, expect

CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
ZHIYIN = Path(sys.executable).parent / "zhiyin"
WAIT_MS = 15_000
RELOAD_MS = 250
TOO_MANY, BUSY_SECONDS = 429, 60
PASSWORD = "seven-lanterns-by-the-river"
PURPOSES = ("feedback", "improvements", "personalisation")
_numbers = count(1)
expect.set_options(timeout=WAIT_MS)  # a machine that runs other tests beside needs patience


@dataclass(frozen=True, slots=True)
class Product:
    """A running deployment with demo people in it. `kept`: the browsers that are signed in already, by handle."""

    url: str
    home: Path
    environment: dict[str, str]
    sign_ins: dict[str, str]
    kept: dict[str, Any] = field(default_factory=dict)

    def tell(self, *words: str) -> None:
        """What an operator types: `zhiyin …`."""
        subprocess.run([ZHIYIN, *words], env=self.environment, check=True, capture_output=True, timeout=60)


@dataclass(frozen=True, slots=True)
class Words:
    """The product's own words in one language, as its catalogues have them."""

    language: str

    def __call__(self, text: str, /, context: str = "", **facts: object) -> str:
        """What that English text is in the language, with its blanks filled."""
        with translation.override(self.language):
            found = translation.pgettext(context, text) if context else translation.gettext(text)
        return found % facts if facts else found


class Hands:
    """Opens pages of one browser and one product, and remembers what went wrong on them."""

    def __init__(self, browser: Browser, product: Product) -> None:
        self.browser, self.product = browser, product
        self.complaints: list[str] = []
        self._contexts: list[BrowserContext] = []

    def phone(self, *, language: str = "en-US", width: int = 390, height: int = 844, browser: Browser | None = None, **options: Any) -> Page:
        """A page with nothing remembered, as wide as a phone."""
        context = (browser or self.browser).new_context(
            viewport={"width": width, "height": height}, locale=language, base_url=self.product.url, **options
        )
        context.set_default_timeout(WAIT_MS)
        self._contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda message: self.complaints.append(message.text) if "Content Security Policy" in message.text else None)
        return page

    def desk(self, handle: str, **options: Any) -> Page:
        """A page as wide as a desk's screen, where that member of the demo's staff is signed in."""
        return self.signed_in(handle, width=1280, height=800, **options)

    def signed_in(self, handle: str, **options: Any) -> Page:
        """A page where that demo person is signed in by password; the sign-in is kept for the next page of theirs."""
        kept = self.product.kept
        page = self.phone(**({"storage_state": kept[handle]} if handle in kept else {}), **options)
        if handle not in kept:
            sign_in(page, handle, self.product.sign_ins[handle])
            kept[handle] = page.context.storage_state()
        return page

    def newcomer(self, *, money: str = "", allows: tuple[str, ...] = PURPOSES, **options: Any) -> tuple[Page, str]:
        """A page where somebody who has just joined by password is signed in, and their handle; `money`: a first top-up, "100.00"."""
        page, handle = self.phone(**options), f"new_{next(_numbers)}"
        join(page, handle, allows=allows)
        if money:
            top_up(page, money)
        return page, handle

    def put_away(self) -> None:
        """All its pages are closed."""
        for context in self._contexts:
            context.close()


def chromium(driver: Playwright, *arguments: str) -> Browser:
    """Debian's Chromium, started with those arguments too."""
    return driver.chromium.launch(executable_path="/usr/bin/chromium", args=[*CHROMIUM_ARGUMENTS, *arguments])


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and from which path in the end."""

    text: str
    path: str


def send(page: Page, path: str, **form: str) -> Answer:
    """What the product answers to that form, sent from this browser without showing it."""
    token = next((str(cookie["value"]) for cookie in page.context.cookies() if cookie["name"] == "zhiyin_csrf"), "")
    answer = page.context.request.post(path, form={**form, "csrfmiddlewaretoken": token})
    for _ in range(BUSY_SECONDS):
        if answer.status != TOO_MANY:
            break
        page.wait_for_timeout(1_000)  # many join from one address here, and the product minds that
        answer = page.context.request.post(path, form={**form, "csrfmiddlewaretoken": token})
    assert answer.ok, f"{path} answered {answer.status}"
    return Answer(answer.text(), urlsplit(answer.url).path)


def sign_in(page: Page, handle: str, password: str) -> None:
    """Signs in by password, and waits for the page that follows: a second step, too."""
    page.goto("/sign-in/")
    page.locator("[name=login]").fill(handle)
    page.locator("[name=password]").fill(password)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(lambda url: urlsplit(url).path != "/sign-in/")


def join(page: Page, handle: str, *, allows: tuple[str, ...] = PURPOSES) -> None:
    """Somebody of that handle has joined by password and is signed in in this browser."""
    page.context.request.get("/sign-up/")
    asked = {f"allow_{purpose}": "on" for purpose in allows}
    code_page = send(page, "/sign-up/", name="Mei Lin", username=handle, email=f"{handle}@example.org", password1=PASSWORD, **asked)
    send(page, "/sign-up/code/", code=shown_code(code_page.text))


def shown_code(text: str) -> str:
    """The code that a page or a mail shows."""
    found = re.search(r"[A-Z0-9]{3,4}-[A-Z0-9]{3,4}", text)
    assert found, "the page shows no code"
    return found[0]


def top_up(page: Page, amount: str) -> None:
    """That much more is in the wallet."""
    form = page.context.request.get("/top-up/").text()
    send(page, "/top-up/", key=hidden(form, "key"), amount=amount)


def hidden(html: str, name: str) -> str:
    """The value of a hidden field of the page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, f"no field {name}"
    return found[1]


def speak(page: Page, language: str) -> Words:
    """The signed-in person's pages speak that language from now on; its words."""
    page.context.request.get("/me/look/")
    send(page, "/language/", language=language, next="/healthz")
    return Words(language)


def until_there(page: Page, wanted: Locator, *, every_ms: int = RELOAD_MS) -> Locator:
    """What somebody waits for who reloads the page until it stands there, sixty times at most. The worker needs a moment."""
    for _ in range(WAIT_MS // RELOAD_MS):
        if wanted.count():
            break
        page.wait_for_timeout(every_ms)
        page.reload()
    return wanted


def ask_everybody(hands: Hands) -> None:
    """Marketing lets the policy hold nobody out and lets many questions through: a story must not depend on a draw, nor on the one before it."""
    sofia = hands.desk("sofia")
    sofia.goto("/console/follow-ups/policy/")
    sofia.locator("[name=percent]").fill("0")
    for cap in sofia.locator("[name^=cap_]").all():
        cap.fill("1000")
    with sofia.expect_navigation():
        sofia.locator("form[action$='/change/'] button").click()
    hands.put_away()
