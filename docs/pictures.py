"""Takes the README's pictures from a running demo: `make run`, then `.venv/bin/python docs/pictures.py` (needs what `make test` sets up)."""

import argparse
import json
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

HERE = Path(__file__).parent / "pictures"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}


def main() -> None:
    """Signs in as several people of the demo and keeps one picture each."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--url", default="http://localhost:8000")
    options.add_argument("--home", type=Path, default=Path(".zhiyin"), help="the data folder with demo.json")
    chosen = options.parse_args()
    sign_ins = {each["login"]: each["password"] for each in json.loads((chosen.home / "demo.json").read_text())}
    HERE.mkdir(exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        for handle, language, name in (("grace", "en", "home-en"), ("mei", "zh", "home-zh"), ("zhou", "zh", "simple-zh")):
            page = _signed_in(_context(browser, chosen.url, language, PHONE), handle, sign_ins[handle])
            page.goto("/")
            page.screenshot(path=HERE / f"{name}.png")
        _inbox(browser, chosen.url, sign_ins)
        _console(browser, chosen.url, sign_ins)
        browser.close()


def _inbox(browser: Browser, url: str, sign_ins: dict[str, str]) -> None:
    page = _signed_in(_context(browser, url, "zh", PHONE), "mei", sign_ins["mei"])
    page.goto("/pay/confirm/?code=annas-market&amount=12.50")
    page.locator("main form button.primary, main form button[type=submit]").first.click()
    page.wait_for_url("**/activity/*/")
    page.wait_for_timeout(2_000)
    page.goto("/inbox/")
    page.screenshot(path=HERE / "inbox-zh.png")
    page.locator("main form button").first.click()
    page.locator("textarea").fill("排队太久了，扫码扫了三次。")
    page.locator("form:has(textarea) button").first.click()
    page.wait_for_timeout(2_000)


def _console(browser: Browser, url: str, sign_ins: dict[str, str]) -> None:
    page = _signed_in(_context(browser, url, "en", DESK), "ines", sign_ins["ines"])
    page.goto("/console/people/?q=mei")
    page.locator("main table a, main .rows a").first.click()
    page.wait_for_load_state()
    page.screenshot(path=HERE / "console-person.png")


def _context(browser: Browser, url: str, language: str, size: dict[str, int]) -> BrowserContext:
    return browser.new_context(
        base_url=url, viewport={"width": size["width"], "height": size["height"]}, locale={"zh": "zh-CN", "en": "en-US"}[language]
    )


def _signed_in(context: BrowserContext, handle: str, password: str) -> Page:
    page = context.new_page()
    page.goto("/sign-in/")
    page.fill("input[name=login]", handle)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_load_state()
    return page


if __name__ == "__main__":
    main()
