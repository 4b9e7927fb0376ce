"""Where the company that carries mails calls us. Its secret is what lets it in; there is neither a token nor a cookie."""

from django.http import HttpRequest
from ninja import Router

from zhiyin.api.problems import PROBLEMS
from zhiyin.api.short_messages import TakenOut
from zhiyin.channels import services as channels
from zhiyin.kit import clock

router = Router(tags=["webhooks"])


@router.post(
    "/webhooks/mail",
    auth=None,
    response={200: TakenOut, **PROBLEMS},
    operation_id="mail_receipt",
    summary="For the company that carries mails only",
)
def mail_receipt(request: HttpRequest) -> TakenOut:
    """What became of mails, in the company's own form, with the secret of ZHIYIN_MAIL_RECEIPTS. The same call again changes nothing."""
    return TakenOut(known=channels.take_mail_call(request, at=clock.now()))
