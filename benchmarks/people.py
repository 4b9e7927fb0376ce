"""Made-up people for the figures that need some: with money, consent, tokens and a merchant to pay, through the product's own doors."""

from uuid import UUID

from zhiyin.experiments import queries as experiments
from zhiyin.funding import services as funding
from zhiyin.identity import services as identity
from zhiyin.kit import clock
from zhiyin.kit.ids import uuid7
from zhiyin.payments import services as payments
from zhiyin.privacy import services as privacy
from zhiyin.wallets import services as wallets

PLENTY = 500_000


def crowd(count: int) -> list[UUID]:
    """So many people with 5,000.00 each who allow questions and are not held out from them."""
    at, made = clock.now(), list[UUID]()
    while len(made) < count:
        person = identity.join(handle=f"b{uuid7().hex[-12:]}", name="Benchmark", at=at).id
        if not experiments.assignment("followups", person).held_out:
            made.append(person)
            wallets.open_wallet(person, at=at)
    funding.top_up_many([funding.PastTopUp(key=uuid7(at), person_id=person, amount_minor=PLENTY, at=at) for person in made])
    privacy.grant_defaults(made, at=at, source="demo")
    return made


def shop() -> UUID:
    """A merchant that can be paid."""
    at = clock.now()
    owner = identity.join(handle=f"o{uuid7().hex[-12:]}", name="Owner", roles=("person", "merchant"), at=at).id
    wallets.open_wallet(owner, at=at)
    merchant = payments.NewMerchant(
        id=uuid7(at),
        owner_id=owner,
        slug=f"bench-{uuid7().hex[-12:]}",
        name_en="Bench Bakery",
        name_zh="",
        category="bakery",
        mcc="5462",
        city="Columbus",
    )
    return payments.open_merchant(merchant, at=at).id
