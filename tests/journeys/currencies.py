"""Somebody with other currencies: dollars that became euros, and simulated bitcoin on its way."""

from tests.journeys.hands import Hands, hidden, send
from tests.journeys.visits import STILL, Visitor


def holder(hands: Hands) -> list[Visitor]:
    """A newcomer who exchanged, and who has a rate before them."""
    page, _handle = hands.newcomer(money="50", **STILL)
    page.context.request.get("/wallet/exchange/")
    taken = send(page, "/wallet/exchange/", sells="USD", buys="EUR", amount="11").path
    done = send(page, taken, key=hidden(page.context.request.get(taken).text(), "key")).path
    offered = send(page, "/wallet/exchange/", sells="USD", buys="BTC", amount="20").path
    send(page, "/wallet/BTC/receive/pretend/")
    pages = {
        "web:currencies": "/wallet/",
        "web:exchange": "/wallet/exchange/?sells=USD&buys=EUR",
        "web:quote": offered,
        "web:exchanged": done,
        "web:book": "/wallet/EUR/",
        "an empty book": "/wallet/MAPLE/",
        "web:receive": "/wallet/BTC/receive/",
        "web:send_out": "/wallet/BTC/send/",
        "coins before they leave": "/wallet/BTC/send/?address=bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080&amount=0.0001",
    }
    return [Visitor(page, pages)]
