"""Where card companies call us. Their signature is what lets them in; there is neither a token nor a cookie."""

from django.http import HttpRequest
from ninja import Router, Schema

from zhiyin.api.problems import PROBLEMS
from zhiyin.funding import services as funding
from zhiyin.kit import clock

router = Router(tags=["webhooks"])


class HeardOut(Schema):
    """`new`: whether this was the first time that it was told."""

    new: bool


@router.post("/webhooks/stripe", auth=None, response={200: HeardOut, **PROBLEMS}, operation_id="stripe_webhook", summary="For Stripe only")
def stripe_webhook(request: HttpRequest) -> HeardOut:
    """An event of Stripe's, signed with the secret of ZHIYIN_STRIPE_WEBHOOK_SECRET. The same event again changes nothing."""
    signature = request.headers.get("Stripe-Signature", "")
    return HeardOut(new=funding.receive_webhook("stripe", request.body, signature=signature, at=clock.now()))
