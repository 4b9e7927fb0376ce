"""Where the company that carries short messages calls us. Its signature is what lets it in; there is neither a token nor a cookie."""

from typing import Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from zhiyin.api.problems import PROBLEMS
from zhiyin.channels import services as channels
from zhiyin.kit import clock

router = Router(tags=["webhooks"])


class ShortMessageIn(Schema):
    """`type` text: somebody (`number`, E.164) wrote `text`. `type` receipt: what became of the message that the gateway calls `id`."""

    type: Literal["text", "receipt"]
    number: str = Field(default="", max_length=20)
    text: str = Field(default="", max_length=1_600)
    id: str = Field(default="", max_length=200)
    state: Literal["", "delivered", "failed"] = ""


class TakenOut(Schema):
    """`known`: whether it is about somebody, or a message, that we know."""

    known: bool


@router.post(
    "/webhooks/short-messages",
    auth=None,
    response={200: TakenOut, **PROBLEMS},
    operation_id="short_message",
    summary="For the gateway of short messages only",
)
def short_message(request: HttpRequest, said: ShortMessageIn) -> TakenOut:
    """A text or a receipt, signed with the secret of ZHIYIN_SMS_SECRET. The same `webhook-id` again changes nothing."""
    at = clock.now()
    key = channels.check_call(request.headers, request.body, at=at)
    if said.type == "text":
        return TakenOut(known=channels.take_text(said.number, said.text, key=key, at=at) != "nobody")
    return TakenOut(known=channels.take_gateway_receipt(said.id, said.state, at=at))
