"""`zhiyin shop`: somebody opens a shop that can be paid."""

import argparse
import re
import unicodedata
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from zhiyin.identity import services as identity
from zhiyin.identity.queries import Person
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import derived
from zhiyin.kit.refusals import say
from zhiyin.payments import services as payments
from zhiyin.payments.queries import Merchant
from zhiyin.payments.services import BadMerchant, NewMerchant
from zhiyin.site.commands.role import NotDone, named
from zhiyin.site.launch import welcome
from zhiyin.site.settings import CONFIG

# ISO 18245, for shops that sell mostly this; a grocer's for all others.
TRADES = {
    "alcohol": "5921", "baby": "5641", "bakery": "5462", "care": "5912", "dairy": "5451", "fuel": "5541", "household": "5200",
    "leisure": "5947", "meals": "5812", "meat": "5422", "other": "5999", "pets": "5995", "snacks": "5441", "tobacco": "5993",
}  # fmt: skip
GROCER = "5411"


def run(arguments: argparse.Namespace) -> int:
    """Opens the shop, makes its owner a merchant, and says what to type to pay there. A second call with the same name finds the shop as it is."""
    try:
        shop = _opened(arguments, at=clock.now())
    except Refusal as refusal:
        raise NotDone(say(refusal, "en")) from refusal
    says = welcome.console()
    says.print(f"{shop.name_en} {shop.name_zh}".strip() + f": {shop.short_code} or {shop.slug}", soft_wrap=True, markup=False)
    says.print(f"Its till: {CONFIG.origin}{reverse('merchant:shops')}", soft_wrap=True, markup=False)
    return 0


@transaction.atomic
def _opened(arguments: argparse.Namespace, *, at: datetime) -> Merchant:
    owner = named(arguments.handle)
    identity.give_role(owner.id, "merchant", at=at)
    first, second = _addresses(arguments.name, owner)
    try:
        return _shop(arguments, owner, first, at=at)
    except BadMerchant as taken:
        if taken.facts["field"] != "slug":
            raise
    return _shop(arguments, owner, second, at=at)


def _shop(arguments: argparse.Namespace, owner: Person, slug: str, *, at: datetime) -> Merchant:
    new = NewMerchant(
        id=derived("shop", owner.id, arguments.name),
        owner_id=owner.id,
        slug=slug,
        name_en=arguments.name,
        name_zh=arguments.name_zh,
        category=arguments.category,
        mcc=TRADES.get(arguments.category, GROCER),
        city=arguments.city or CONFIG.timezone.rpartition("/")[2].replace("_", " "),
        country=arguments.country.upper(),
    )
    return payments.open_merchant(new, at=at)


def _addresses(name: str, owner: Person) -> tuple[str, str]:
    """What can be typed for a shop: its name, and with its owner's handle when another shop is called so."""
    plain = unicodedata.normalize("NFKD", name.replace("'", "").replace("’", "")).encode("ascii", "ignore").decode().lower()
    handle = owner.handle.replace("_", "-").strip("-")
    short = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "shop"
    longer = f"{short[: 39 - len(handle)].strip('-')}-{handle}"
    return (short if len(short) > 2 else longer), longer
