"""Where the operator's bridge to chat calls us. Its signature is what lets it in; there is neither a token nor a cookie."""

from typing import Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from zhiyin.api.problems import PROBLEMS
from zhiyin.channels import services as channels
from zhiyin.kit import clock

router = Router(tags=["webhooks"])


class ChatIn(Schema):
    """`type` link: `account` said the `text` that is a person's code. `type` text: it wrote `text`. `type` receipt: what became of letter `id`."""

    type: Literal["link", "text", "receipt"]
    account: str = Field(default="", max_length=200)
    text: str = Field(default="", max_length=1_600)
    id: str = Field(default="", max_length=200)
    state: Literal["delivered", "failed", "gone"] = "delivered"


class HeardOut(Schema):
    """`known`: whether it is about somebody, or a letter, that we know. `done`: linked, stop, start, answer, other, nobody or noted."""

    known: bool
    done: str


@router.post("/webhooks/chat", auth=None, response={200: HeardOut, **PROBLEMS}, operation_id="chat", summary="For the bridge to chat only")
def chat(request: HttpRequest, said: ChatIn) -> HeardOut:
    """A code, a text or a receipt, signed with the secret of ZHIYIN_SOCIAL_SECRET. The same `webhook-id` again changes nothing."""
    at = clock.now()
    key = channels.check_bridge(request.headers, request.body, at=at)
    if said.type == "link":
        linked = channels.link_chat(said.account, said.text, at=at)
        return HeardOut(known=linked, done="linked" if linked else "nobody")
    if said.type == "text":
        done = channels.take_chat(said.account, said.text, key=key, at=at)
        return HeardOut(known=done != "nobody", done=done)
    return HeardOut(known=channels.take_bridge_receipt(said.id, said.state, at=at), done="noted")
