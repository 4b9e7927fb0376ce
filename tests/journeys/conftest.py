"""The product as a newcomer starts it, and a phone to hold it in."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

READY_SECONDS_MAX = 120
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


@dataclass(frozen=True, slots=True)
class Product:
    """A running deployment with demo people in it."""

    url: str
    home: Path
    sign_ins: dict[str, str]

    def password(self, handle: str) -> str:
        return self.sign_ins[handle]


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """`zhiyin run` with twelve demo households on a port of its own, stopped as Ctrl-C would."""
    home, port = tmp_path_factory.mktemp("product"), _free_port()
    environment = {**os.environ, "ZHIYIN_HOME": str(home), "ZHIYIN_PORT": str(port), "ZHIYIN_DEMO": "12"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    environment.pop("ZHIYIN_ORIGIN", None)
    with (home / "run.log").open("w") as log:
        running = subprocess.Popen([Path(sys.executable).parent / "zhiyin", "run"], env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        try:
            _wait_until_ready(f"http://localhost:{port}", running, home)
            listed = json.loads((home / "demo.json").read_text())
            yield Product(f"http://localhost:{port}", home, {each["login"]: each["password"] for each in listed})
        finally:
            running.terminate()
            running.wait(timeout=60)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(url: str, running: subprocess.Popen[bytes], home: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS_MAX
    while time.monotonic() < deadline and running.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    pytest.fail(f"the product did not become ready:\n{(home / 'run.log').read_text()[-3000:]}")


@pytest.fixture(scope="session")
def playwright_driver() -> Iterator[Playwright]:
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright_driver: Playwright) -> Iterator[Browser]:
    """Debian's Chromium without a camera."""
    opened = playwright_driver.chromium.launch(executable_path="/usr/bin/chromium", args=list(CHROMIUM_ARGUMENTS))
    yield opened
    opened.close()


type_of_phone = Callable[..., Page]


@pytest.fixture
def phone(browser: Browser, product: Product) -> Iterator[type_of_phone]:
    """Opens a phone-sized page of its own (390×844): `phone(language="zh-CN")`. Script errors and broken policies fail the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_one(*, language: str = "en-US", width: int = 390, height: int = 844, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, locale=language, base_url=product.url, **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if "Content Security Policy" in message.text else None)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []
