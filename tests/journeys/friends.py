"""What friends do with money together, by the product's own forms, so that each of their pages has something to show."""

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page

from tests.journeys.hands import Hands, hidden, send
from tests.journeys.visits import STILL, Visitor


def friends(hands: Hands) -> list[Visitor]:
    """Two who ask and are asked, one of whom sent red packets: one that is open, and one that the other emptied."""
    (mei, mine), (lin, theirs) = (hands.newcomer(money="90", **STILL) for _ in range(2))
    asked, waiting = ask(mei, of=theirs, amount="7.50"), ask(lin, of=mine, amount="3")
    send(lin, asked, deed="pay")
    empty, full = red_packet(mei, amount="1", count="1"), red_packet(mei, amount="8.88", count="3")
    send(lin, empty)
    send(lin, full)
    link = money_link(mei, amount="4.20")
    present = gift(mei, to=theirs, people=asked_too(hands), put="12")
    mei.context.request.get("/together/feed/settings/")
    send(mei, "/together/feed/settings/", shown="1", amounts="1", friends=f"@{theirs}")
    form = mei.context.request.get("/pay/friend/", params={"to": theirs, "amount": "1"}).text()
    send(mei, "/pay/friend/", key=hidden(form, "key"), to=theirs, amount="1", note="for the bus 车票")
    pages = {
        "web:money_link_new": "/together/links/new/",
        "web:gift_new": "/together/gifts/new/",
        "web:gift": present,
        "a part before it is put in": f"{present}?amount=5&shown=1",
        "a link before it is made": "/together/links/new/?amount=4.20&note=票",
        "web:money_link": link,
        "web:claim": claim(mei, link),
        "web:tab_new": "/together/tabs/new/",
        "web:tab": tab(mei, people=f"@{theirs}"),
        "web:feed": "/together/feed/",
        "web:feed_settings": "/together/feed/settings/",
        "web:together": "/together/",
        "web:ask": "/together/ask/",
        "web:request": waiting,
        "a request that was paid": asked,
        "web:bill_new": "/together/bills/new/",
        "shares of a bill": f"/together/bills/new/?people={theirs}&total=10&way=shares",
        "a bill before anybody is asked": f"/together/bills/new/?people={theirs}&total=10&way=equal",
        "web:bill": bill(mei, people=theirs, total="10"),
        "web:red_packet_new": "/together/red-packets/new/",
        "a red packet before it is sent": "/together/red-packets/new/?amount=8.88&count=3&greeting=好运",
        "web:red_packet": full,
        "web:draw": f"/red-packets/draw/?seed={'5e' * 32}&total=20&count=9",
    }
    closed = red_packet(mei, amount="2", count="2")
    stranger = Visitor(hands.phone(**STILL), {"money for a stranger": claim(mei, link), "a draw for anybody": pages["web:draw"]}, signed_in=False)
    return [
        stranger,
        Visitor(mei, pages),
        Visitor(
            lin,
            {
                "what a friend lets them see": "/together/feed/",
                "a red packet to open": closed,
                "a red packet that ended": empty,
                "a request by them": waiting,
            },
        ),
    ]


def ask(page: Page, *, of: str, amount: str) -> str:
    """They have asked that person; the address of the request."""
    form = page.context.request.get("/together/ask/").text()
    return send(page, "/together/ask/", key=hidden(form, "key"), of=of, amount=amount, note="tea 奶茶").path


def red_packet(page: Page, *, amount: str, count: str) -> str:
    """They have sent a red packet; its address."""
    draft = {"amount": amount, "count": count, "way": "lucky", "greeting": "Good luck 好运", "guests": ""}
    form = page.context.request.get("/together/red-packets/new/", params={**draft}).text()
    return send(page, "/together/red-packets/new/", key=hidden(form, "key"), **draft).path


def bill(page: Page, **draft: str) -> str:
    """They have split a bill equally; its address."""
    form = page.context.request.get("/together/bills/new/", params={**draft}).text()
    return send(page, "/together/bills/new/", key=hidden(form, "key"), **draft).path


def money_link(page: Page, **draft: str) -> str:
    """They have left money behind a link; the address of their own page about it."""
    form = page.context.request.get("/together/links/new/", params={**draft}).text()
    return send(page, "/together/links/new/", key=hidden(form, "key"), note="", **draft).path


def claim(page: Page, link: str) -> str:
    """What they hand on: the path of the link itself."""
    found = re.search(r"/claim/[^\"/]+/", page.context.request.get(link).text())
    assert found
    return found[0]


def asked_too(hands: Hands) -> str:
    """Somebody who is asked to give, too."""
    return hands.newcomer()[1]


def gift(page: Page, *, put: str, **draft: str) -> str:
    """They have opened a gift for the day after tomorrow and put something in; its address."""
    form = page.context.request.get("/together/gifts/new/").text()
    day = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    there = send(
        page,
        "/together/gifts/new/",
        key=hidden(form, "key"),
        occasion="Birthday 生日",
        day=day,
        words="Many happy returns 万事如意",
        goal="50",
        **draft,
    )
    form = page.context.request.get(there.path, params={"amount": put}).text()
    send(page, there.path, key=hidden(form, "key"), amount=put, deed="put")
    return there.path


def tab(page: Page, *, people: str) -> str:
    """They have opened a tab with those people and noted something; its address."""
    form = page.context.request.get("/together/tabs/new/").text()
    there = send(page, "/together/tabs/new/", key=hidden(form, "key"), name="A weekend 周末出游", people=people).path
    form = page.context.request.get(there).text()
    send(page, there, key=hidden(form, "key"), amount="30", note="bread 面包", deed="add")
    return there
