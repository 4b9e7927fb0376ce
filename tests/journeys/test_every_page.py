"""Every page, in both languages, light, dark and simple: nothing that axe-core objects to, and nothing wider than a phone."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from tests.house.rules import DEEDS, NOWHERE, PATTERNS
from tests.journeys import visits
from tests.journeys.currencies import holder
from tests.journeys.friends import friends
from tests.journeys.hands import Hands, Product, send
from tests.journeys.lived import Lived, live
from tests.journeys.money import saver
from tests.journeys.visits import Visitor

pytestmark = pytest.mark.journey
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "rules": {"target-size": {"enabled": True}}}
ALWAYS = {"resultTypes": ["violations"], "preload": False}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
BROUGHT, THERE = Axe(), Axe("0")  # the second run on a page finds axe-core where the first has put it
PHONE, DESK = ViewportSize(width=390, height=844), ViewportSize(width=1280, height=800)

NOT_VISITED = {
    **dict.fromkeys(DEEDS, "answers only to a form"),
    **NOWHERE,
    "healthz": "one word, for machines",
    "readyz": "one word, for machines",
    "api-v1:openapi-json": "for programs",
    "api-v1:wallet": "for programs",
    "api-v1:limits": "for programs",
    "api-v1:activity": "for programs",
    "api-v1:payment": "for programs",
    "api-v1:transfer_read": "for programs",
    "api-v1:place_order": "for programs",
    "api-v1:orders": "for programs",
    "api-v1:order": "for programs",
    "api-v1:settlements": "for programs",
    "api-v1:deliveries": "for programs",
    "mfa_login_webauthn": "for the script of the sign-in page",
    "web:own_red_packet": "leads to the red packet",
    **dict.fromkeys(
        ("web:survey", "console:survey", "console:survey_question", "console:survey_results", "console:experiment", "console:letter", "web:letter"),
        "a story of its own walks through it",
    ),
    "console:letter_rendered": "a part of the letter",
    "console:letter_preview": "as console:letter_rendered",
    "console:journey_schema": "for editors of files",
    "web:letter_stop": "as web:letter",
    "web:worker": "for browsers",
    "console:survey_export": "is saved, not shown",
    "web:own_survey": "as web:survey",
    "console:survey_parquet": "is saved, not shown",
    "web:survey_ticket": "as web:survey",
    "web:badge": "a part of the bar",
    "web:seal": "a part of the receipt",
    "web:seal_file": "is saved, not shown",
    "web:seal_promise": "is saved, not shown",
    "merchant:receipt_file": "is saved, not shown",
    "web:head_file": "is saved, not shown",
    "web:head_proof_file": "is saved, not shown",
    "web:heads_json": "for programs",
    "web:heads_proof": "for programs",
    "web:statement_pdf": "is saved, not shown",
    "web:statement_csv": "is saved, not shown",
    "web:talk_file": "is saved, not shown",
    "web:room_signals": "for the script of the room",
    "web:receipt_stars": "a part of the receipt",
    "identity_handle": "a part of the sign-up",
    "web:code_asked": "a part of the page with one's own code",
    "mfa_list_webauthn": "leads to the page about security",
    "account_password_reset_completed": "leads to the sign-in",
}
VISITED: dict[Callable[[Hands], list[Visitor]], str] = {
    visits.books: "web:statements web:statement web:movement web:dispute",
    visits.stranger: "account_login account_signup account_signup_by_passkey account_reset_password account_inactive "
    "account_email_verification_sent mfa_signup_webauthn account_confirm_password_reset_code account_complete_password_reset",
    visits.person: "web:home web:arrange web:activity web:receipt web:problem web:story web:spending web:pay web:confirm web:friend "
    "web:my_code web:show_code "
    "web:heads_anchored "
    "web:heads web:how_to_check web:top_up web:inbox web:sentence web:why web:case web:me web:look web:help web:privacy web:profile web:uses "
    "web:account web:talks web:call_ask web:me_channels web:wishes web:talk_offer web:talk web:talk_move web:room web:contacts web:notices",
    saver: "web:limits web:money web:add_bank web:card_top_up web:charge web:withdraw web:withdrawal web:card_visit web:demo_card",
    holder: "web:currencies web:exchange web:quote web:exchanged web:book web:receive web:send_out",
    friends: "web:gift_new web:gift web:together web:ask web:request web:red_packet_new web:red_packet web:draw web:bill_new web:bill "
    "web:money_link_new web:money_link web:claim web:feed web:feed_settings web:tab_new web:tab",
    visits.careful: "mfa_authenticate account_security mfa_index account_email account_change_password account_set_password account_logout "
    "account_reauthenticate mfa_reauthenticate mfa_reauthenticate_webauthn mfa_add_webauthn mfa_edit_webauthn mfa_remove_webauthn "
    "mfa_activate_totp mfa_deactivate_totp mfa_view_recovery_codes mfa_generate_recovery_codes usersessions_list identity_tokens "
    "web:phone web:approve",
    visits.merchant: "merchant:shops merchant:till merchant:code merchant:takings merchant:counter merchant:payment merchant:scan "
    "merchant:taken merchant:export merchant:staff merchant:tap merchant:bank merchant:books merchant:programs "
    "merchant:settlement",
    visits.staff: "console:journey_trials "
    "console:journeys console:journey console:journey_new console:journey_edit console:experiments console:experiment_new "
    "console:measured console:letters console:letter_previews console:surveys console:wishes console:calls console:call console:talks console:talk "
    "console:overview console:people console:person console:payments console:payment console:followups console:policy console:followup "
    "console:cases console:case console:themes console:theme console:improvement console:bank console:settlements "
    "console:limits console:limit_new console:assets",
}


class Way(NamedTuple):
    """How pages are looked at. Not simple: light, and dark, where only colours differ.

    axe-core judges what both languages share, so it meets each page once in plain and once in simple mode. How wide a page is depends on its words:
    English ones in the largest type are the widest.
    """

    language: str
    simple: bool
    judged: bool


WAYS = [Way("en", False, True), Way("zh-hans", True, True), Way("en", True, False)]


@pytest.fixture(scope="module")
def lived(browser: Any, product: Product) -> Lived:
    hands = Hands(browser, product)
    done = live(hands)
    hands.put_away()
    return done


def test_every_address_is_visited_or_has_a_reason() -> None:
    visited = {name for names in VISITED.values() for name in names.split()}

    assert visited & set(NOT_VISITED) == set()
    assert visited | set(NOT_VISITED) == set(PATTERNS)


@pytest.mark.parametrize("who", VISITED, ids=lambda who: who.__name__)
def test_pages_are_open_to_everybody(who: Callable[[Hands], list[Visitor]], hands: Hands, lived: Lived) -> None:
    visitors = who(hands)
    assert {name for visitor in visitors for name in visitor.pages} >= set(VISITED[who].split())
    for visitor in visitors:
        _leave_to_others(visitor, {name for other, names in VISITED.items() if other is not who for name in names.split()})
    if who is visits.staff:
        visitors[0].pages.update({f"an improvement {state}": address for state, address in lived.improvements.items()})

    wrong = [fault for way in WAYS for visitor in visitors if way.judged or not visitor.wide for fault in _faults(visitor, way)]

    assert not wrong, "\n".join(wrong)


def _leave_to_others(visitor: Visitor, theirs: set[str]) -> None:
    """What another visitor looks at is looked at once."""
    for name in visitor.pages.keys() & theirs:
        del visitor.pages[name]


def _faults(visitor: Visitor, way: Way) -> list[str]:
    _look(visitor, way)
    found = []
    for name, address in visitor.pages.items():
        visitor.page.goto(address)
        assert visitor.page.locator("html").get_attribute("lang") == ("en" if way.language == "en" else "zh-Hans")
        found += [f"{name} ({'simple' if way.simple else 'plain'}, {way.language}): {fault}" for fault in _page_faults(visitor, way)]
    return found


def _page_faults(visitor: Visitor, way: Way) -> list[str]:
    page = visitor.page
    found = _axe(page, RULES) if way.judged else []
    if visitor.wide:
        page.set_viewport_size(PHONE)
    if page.evaluate("document.scrollingElement.scrollWidth > innerWidth"):
        found.append(f"is {page.evaluate('document.scrollingElement.scrollWidth')} px wide on a phone")
    if visitor.wide:
        page.set_viewport_size(DESK)
    if way.judged and not way.simple:
        page.evaluate("document.documentElement.dataset.theme = 'dark'")
        found += [f"dark: {fault}" for fault in _axe(page, COLOURS, axe=THERE)]
    return found


def _axe(page: Page, rules: dict[str, Any], *, axe: Axe = BROUGHT) -> list[str]:
    result = axe.run(page, options={**rules, **ALWAYS})
    return [f"{each['id']}: {node['html'][:160]}" for each in result.response["violations"] for node in each["nodes"]]


def _look(visitor: Visitor, way: Way) -> None:
    """The visitor's pages look that way from now on, as the person, or as the browser of somebody who has not signed in, wants it."""
    page, size = visitor.page, "4" if way.simple else "2"
    page.context.request.get("/me/look/" if visitor.signed_in else "/sign-in/closed/")
    send(page, "/language/", language=way.language, next="/healthz")
    if visitor.signed_in:
        send(page, "/me/look/", theme="light", size=size, **({"simple": "1"} if way.simple else {}))
    else:
        page.context.add_cookies([{"name": "look", "value": f"light.{size}.{int(way.simple)}", "domain": "localhost", "path": "/"}])
