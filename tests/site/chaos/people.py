"""Who lives in a deployment under load: people with money, a token, a session, a card and a bank account; shops with a program and an address."""

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from django.contrib.auth import get_user_model
from django.test import Client

from tests import make
from tests.site.running import environment
from zhiyin.funding import models
from zhiyin.funding import services as funding
from zhiyin.identity import services as identity
from zhiyin.kit.ids import uuid7
from zhiyin.payments import services as paying
from zhiyin.payments.queries.backoffice.webhooks import secret_of
from zhiyin.payments.services import webhooks

IBAN = "DE89370400440532013000"
SCOPES = ("payments:read", "payments:write", "refunds:write")
KINDS = ("payment.completed", "payment.refunded")


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody with a wallet, and what a program and a browser need to speak for them. `card` and `account` are ids of methods."""

    id: str
    handle: str
    token: str
    session: str
    card: str
    account: str


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop: what it is paid by, the key of its program, and the secret that signs what it is told."""

    id: str
    slug: str
    key: str
    secret: str


@dataclass(frozen=True, slots=True)
class Town:
    """Everybody."""

    people: list[Newcomer]
    shops: list[Shop]


def settle(home: Path, *, cards: list[tuple[str, str]], shops: int, balance_minor: int, listens_at: str) -> Town:
    """So many people and shops live in the deployment of that folder. `cards`: what the card company calls each customer, and their card."""
    here = environment(home, ZHIYIN_DEMO="1", ZHIYIN_WEBHOOKS_INSIDE="1", DJANGO_SETTINGS_MODULE="zhiyin.site.settings")
    here["PYTHONPATH"] = os.pathsep.join(filter(None, (str(Path(__file__).parents[3]), here.get("PYTHONPATH"))))
    wanted = json.dumps({"cards": cards, "shops": shops, "balance_minor": balance_minor, "listens_at": listens_at})
    command = [sys.executable, "-c", "import django; django.setup(); from tests.site.chaos.people import main; main()", wanted]
    done = subprocess.run(command, env=here, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    made = json.loads(done.stdout)
    return Town([Newcomer(**each) for each in made["people"]], [Shop(**each) for each in made["shops"]])


def main() -> None:
    """Makes them in the database of the process's settings and prints them."""
    wanted = json.loads(sys.argv[1])
    people = [_newcomer(customer, token, wanted["balance_minor"]) for customer, token in wanted["cards"]]
    shops = [_shop(wanted["listens_at"]) for _ in range(wanted["shops"])]
    sys.stdout.write(json.dumps(asdict(Town(people, shops))))


def _newcomer(customer: str, token: str, balance_minor: int) -> Newcomer:
    who = make.person(balance_minor=balance_minor)
    about = {"kind": models.Method.CARD, "provider": "stripe", "label": "Visa", "last_four": "4242", "expires": "2039-12", "position": 0}
    card = models.Method.objects.create(id=uuid7(), person_id=who.id, token=token, customer=customer, added_at=make.AT, **about)
    account = funding.add_bank_account(key=uuid7(), person_id=who.id, iban=IBAN, holder="Somebody", at=make.AT)
    browser = Client()
    browser.force_login(get_user_model().objects.get(id=who.id))
    return Newcomer(
        id=str(who.id),
        handle=who.handle,
        token=identity.issue_token(who.id, "program", at=make.AT),
        session=browser.cookies["zhiyin_session"].value,
        card=str(card.id),
        account=str(account.id),
    )


def _shop(listens_at: str) -> Shop:
    shop = make.merchant()
    key = paying.issue_merchant_key(shop.id, name="till", scopes=SCOPES, by=shop.owner_id, at=make.AT)
    place = webhooks.add_endpoint(shop.id, url=listens_at, kinds=KINDS, at=make.AT)
    return Shop(id=str(shop.id), slug=shop.slug, key=key, secret=secret_of(place.id, 1))
