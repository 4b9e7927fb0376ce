"""The product as a newcomer starts it, and hands to use it with."""

import json
import os
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.journeys.hands import ZHIYIN, Hands, Product, ask_everybody, chromium
from tests.site.running import free_port

READY_SECONDS_MAX = 240  # a machine may be busy; a quiet one needs twenty


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Product]:
    """`zhiyin run` with twelve demo households on a port of its own, where everybody may be asked; stopped as Ctrl-C would."""
    home, port = tmp_path_factory.mktemp("product"), free_port()
    environment = {**os.environ, "ZHIYIN_HOME": str(home), "ZHIYIN_PORT": str(port), "ZHIYIN_DEMO": "12"}
    for unset in ("DJANGO_SETTINGS_MODULE", "ZHIYIN_ORIGIN", "ZHIYIN_PROVE_OVER", "ZHIYIN_PROVE_NEW_OVER"):
        environment.pop(unset, None)
    with (home / "run.log").open("w") as log:
        running = subprocess.Popen([ZHIYIN, "run"], env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        try:
            _wait_until_ready(f"http://localhost:{port}", running, home)
            listed = json.loads((home / "demo.json").read_text())
            started = Product(f"http://localhost:{port}", home, environment, {each["login"]: each["password"] for each in listed})
            ask_everybody(Hands(browser, started))
            yield started
        finally:
            running.terminate()
            running.wait(timeout=60)


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
    opened = chromium(playwright_driver)
    yield opened
    opened.close()


@pytest.fixture
def hands(browser: Browser, product: Product) -> Iterator[Hands]:
    """Opens pages for people. Whatever script error or broken policy a page has had fails the test."""
    opened = Hands(browser, product)
    yield opened
    opened.put_away()
    assert opened.complaints == []


@pytest.fixture
def phone(hands: Hands) -> Callable[..., Page]:
    """Opens a phone-sized page (390×844) for nobody in particular: `phone(language="zh-CN")`."""
    return hands.phone
