"""A life with the wallet, so that every page has something to show. All of it by the product's own forms, without looking at them."""

import re
import time
from dataclasses import dataclass
from urllib.parse import urlencode

from playwright.sync_api import Page

from tests.journeys.hands import WAIT_MS, Hands, hidden, send, top_up

SHOP = "annas-market"
COMPLAINT = "The queue was long and the code did not read. 排队太久，二维码也扫不出来。"


@dataclass(frozen=True, slots=True)
class Lived:
    """What has come of it, by address."""

    case: str
    theme: str
    improvements: dict[str, str]


def live(hands: Hands) -> Lived:
    """Mei pays and sends, complains, is answered and told of a change; one question still waits for her."""
    mei, wang, chen = hands.signed_in("mei"), hands.desk("wang"), hands.desk("chen")
    _spend(mei)
    ask_for_a_call(mei)
    meet(hands.desk("admin"), mei)
    case = _complain(mei).replace("/cases/", "/console/cases/")
    theme, improvements = _shape(chen, case)
    wang.context.request.get("/console/")
    send(wang, f"{case}take/")
    send(wang, f"{case}reply/", text="We have called the shop. 我们已经联系了商家。")
    return Lived(case=case, theme=theme, improvements=improvements)


def pay(page: Page, amount: str) -> str:
    """The person has paid Anna's market; the address of the receipt."""
    form = page.context.request.get(f"/pay/confirm/?code={SHOP}&amount={amount}").text()
    return send(page, "/pay/confirm/", key=hidden(form, "key"), code=SHOP, amount=amount).path


def ask_for_a_call(page: Page) -> None:
    """The person waits to be called, as soon as it is not quiet where they are."""
    form = page.context.request.get("/talks/call/").text()
    send(page, "/talks/call/", key=hidden(form, "key"), number="+16145550100", topic="My card 我的卡")


def meet(agent: Page, mei: Page) -> None:
    """The agent has time on every day and invites Mei twice; she has chosen a time for one talk."""
    listed = agent.context.request.get("/console/people/?q=mei").text()
    found = re.search(r'(/console/people/[0-9a-f-]{36}/)"[^@]*@mei<', listed)  # and nobody whose name begins so
    assert found
    for weekday in range(7):
        send(agent, "/console/talks/hours/", weekday=str(weekday), starts="00:00", ends="23:00")  # whenever it is now, the agent has the next time
    for topic in ("The counter 柜台", "Red packets 红包"):
        send(agent, f"{found[1]}invite/", topic=topic)
    offer = re.search(r"/talks/offers/[0-9a-f-]{36}/", mei.context.request.get("/talks/").text())
    assert offer
    form = mei.context.request.get(offer[0]).text()
    send(mei, offer[0], key=hidden(form, "key"), starts_at=hidden(form, "starts_at"))


def _spend(mei: Page) -> None:
    top_up(mei, "80")
    send(mei, "/arrange/", hide="help")
    to_lin = {"to": "lin", "amount": "3.50", "note": "tea 奶茶"}
    proposal = mei.context.request.get(f"/pay/friend/?{urlencode(to_lin)}").text()
    send(mei, "/pay/friend/", key=hidden(proposal, "key"), **to_lin)
    for amount in ("6.40", "12.30"):
        pay(mei, amount)


def _complain(mei: Page) -> str:
    _wait_for(mei, "/inbox/", r"6\.40")
    _wait_for(mei, "/inbox/", r"12\.30")
    answer = _wait_for(mei, "/inbox/", r"/inbox/answers/[0-9a-f-]+/")  # of two
    send(mei, answer, value="1")
    send(mei, f"{answer}sentence/", text=COMPLAINT)
    return _wait_for(mei, "/me/help/", r"/cases/[0-9a-f-]+/")


def _shape(chen: Page, case: str) -> tuple[str, dict[str, str]]:
    chen.context.request.get("/console/themes/")
    made = send(chen, "/console/themes/new/", name_en="Codes that do not read", name_zh="二维码扫不出来")
    theme = _first(made.text, r"/console/themes/[0-9a-f-]+/")
    send(chen, f"{case}file/", theme=theme.split("/")[-2])
    improvements: dict[str, str] = {}
    for state in ("open", "in_progress", "shipped", "declined"):
        shown = send(chen, f"{theme}improve/", title_en=f"Larger codes, {state}", title_zh=f"放大付款码 {state}").text
        improvements[state] = next(each for each in re.findall(r"/console/improvements/[0-9a-f-]+/", shown) if each not in improvements.values())
    for state in ("in_progress", "shipped", "declined"):
        send(chen, f"{improvements[state]}start/")
    notes = {"note_en": "Codes are twice as large.", "note_zh": "付款码放大了一倍。"}
    send(chen, f"{improvements['shipped']}ship/", **notes)
    send(chen, f"{improvements['declined']}decline/", **notes)
    return theme, improvements


def _wait_for(page: Page, path: str, pattern: str) -> str:
    """What on that page fits, as soon as it is there: the worker needs a moment."""
    end = time.monotonic() + WAIT_MS / 1000
    while time.monotonic() < end:
        found = re.search(pattern, page.context.request.get(path).text())
        if found:
            return found[0]
        time.sleep(0.1)
    raise AssertionError(f"{path} never showed {pattern}")


def _first(html: str, pattern: str) -> str:
    found = re.search(pattern, html)
    assert found, pattern
    return found[0]
