"""Stripe, through its own library. Cards are typed on Stripe Checkout; what we get is a token, a brand and four digits."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

import stripe
from django.conf import settings

from zhiyin.funding.providers.protocol import Answer, BadSignature, Called, CardToken, ProviderAway, Visit, Wanted

Found = TypeVar("Found")
SECONDS = 10
SIGNED_SECONDS_MAX = 300
CHARGE, SETUP = "zhiyin_charge", "zhiyin_setup"
# Stripe's clock and ours may differ by that much.
CLOCKS = timedelta(minutes=5)
FAILED = {"requires_payment_method", "canceled"}


class StripeCards:
    """Speaks with Stripe as the account of ZHIYIN_STRIPE_KEY. The library's own retries are off: ours use the same idempotency key, later."""

    name = "stripe"

    def visit(self, setup_id: UUID, *, back_url: str, person_id: UUID) -> Visit:
        """A session of Stripe Checkout that only keeps a card; each has a customer of its own at Stripe, who is nobody but an id."""
        client, marks = _client(), {SETUP: str(setup_id)}
        customer = _asked(
            lambda: client.v1.customers.create(
                {"metadata": marks | {"zhiyin_person": str(person_id)}}, {"idempotency_key": f"customer of {setup_id}"}
            )
        )
        wanted: Any = {
            "mode": "setup",
            "currency": settings.CONFIG.asset.lower(),
            "customer": customer.id,
            "success_url": back_url,
            "cancel_url": back_url,
            "payment_method_types": ["card"],
            "metadata": marks,
        }
        session = _asked(lambda: client.v1.checkout.sessions.create(wanted, {"idempotency_key": f"visit {setup_id}"}))
        return Visit(ref=session.id, url=session.url or "")

    def given(self, ref: str) -> CardToken | None:
        """The card of a session that was completed."""
        session: Any = _asked(lambda: _client().v1.checkout.sessions.retrieve(ref, {"expand": ["setup_intent.payment_method"]}))
        if session.status != "complete":
            return None
        kept = session.setup_intent.payment_method
        card = kept.card
        return CardToken(
            token=kept.id,
            customer=session.customer,
            label=str(card.brand).title(),
            last_four=card.last4,
            expires=f"{card.exp_year:04}-{card.exp_month:02}",
        )

    def charge(self, wanted: Wanted) -> Answer:
        """A PaymentIntent, confirmed at once; the charge's id is its idempotency key."""
        order: Any = {
            "amount": wanted.amount_minor,
            "currency": wanted.asset.lower(),
            "customer": wanted.customer,
            "payment_method": wanted.token,
            "confirm": True,
            "off_session": True,
            "metadata": {CHARGE: str(wanted.charge_id)},
        }
        try:
            return _told(_asked(lambda: _client().v1.payment_intents.create(order, {"idempotency_key": str(wanted.charge_id)})))
        except (stripe.CardError, stripe.InvalidRequestError) as no:
            return _refused(no, wanted)

    def look(self, wanted: Wanted) -> Answer | None:
        """The PaymentIntent as it is now, found by our id when we never heard Stripe's."""
        client = _client()
        if wanted.ref:
            return _told(_asked(lambda: client.v1.payment_intents.retrieve(wanted.ref)))
        since: Any = {"customer": wanted.customer, "created": {"gte": int((wanted.at - CLOCKS).timestamp())}, "limit": 100}
        found = _asked(lambda: list(client.v1.payment_intents.list(since).auto_paging_iter()))
        own = [each for each in found if _mark(each) == str(wanted.charge_id)]
        return _told(own[0]) if own else None

    def forget(self, token: str) -> None:
        """The card is detached from its customer."""
        try:
            _asked(lambda: _client().v1.payment_methods.detach(token))
        except stripe.InvalidRequestError:  # it was forgotten before
            return

    def called(self, body: bytes, signature: str) -> Called:
        """A webhook that is signed with our secret and not older than five minutes."""
        try:
            text = body.decode()
            stripe.WebhookSignature.verify_header(text, signature, settings.CONFIG.stripe_webhook_secret, SIGNED_SECONDS_MAX)
            event = json.loads(text)
            about = event["data"]["object"]
            marks = about.get("metadata") or {}
            external_id, kind = str(event["id"]), str(event["type"])
            charge_id, setup_id = _id(marks.get(CHARGE)), _id(marks.get(SETUP))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError, stripe.SignatureVerificationError) as bad:
            raise BadSignature from bad
        if not f"{external_id}{kind}".isprintable():
            raise BadSignature
        return Called(external_id=external_id, kind=kind, charge_id=charge_id, setup_id=setup_id)


def _client() -> stripe.StripeClient:
    config = settings.CONFIG
    http = stripe.RequestsClient(timeout=SECONDS)
    where: Any = {"api": config.stripe_url} if config.stripe_url else {}
    return stripe.StripeClient(config.stripe_key, http_client=http, base_addresses=where, max_network_retries=0)


def _asked(ask: Callable[[], Found]) -> Found:
    """The answer; a clear "no" is passed on, everything else counts as no answer."""
    try:
        return ask()
    except (stripe.CardError, stripe.InvalidRequestError):
        raise
    except stripe.StripeError as away:
        raise ProviderAway(type(away).__name__) from away


def _refused(no: stripe.CardError | stripe.InvalidRequestError, wanted: Wanted) -> Answer:
    reason = getattr(getattr(no, "error", None), "decline_code", None) or no.code or "refused"
    return Answer(state="failed", ref="", amount_minor=wanted.amount_minor, asset=wanted.asset, reason=str(reason))


def _told(intent: Any) -> Answer:
    if intent.status == "requires_action":  # nobody is there to answer the bank, and it must not be paid behind our back later
        intent = _asked(lambda: _client().v1.payment_intents.cancel(intent.id))
        return _answer(intent, "failed", "authentication_required")
    if intent.status == "succeeded":
        return _answer(intent, "paid")
    error = intent.last_payment_error
    return _answer(intent, "failed", str(getattr(error, "code", "") or "refused")) if intent.status in FAILED else _answer(intent, "waiting")


def _answer(intent: Any, state: str, reason: str = "") -> Answer:
    taken = getattr(intent, "amount_received", None) or intent.amount
    return Answer(state=state, ref=intent.id, amount_minor=taken, asset=intent.currency.upper(), reason=reason)


def _mark(intent: Any) -> str:
    return str(getattr(intent.metadata, CHARGE, ""))


def _id(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None
