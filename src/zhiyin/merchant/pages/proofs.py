"""The shop's own receipt of a movement of its wallet: sealed, or promised until it is."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from zhiyin.identity.access import merchant_required
from zhiyin.ledger.seals import queries as seals
from zhiyin.merchant.shop import own_shop


@merchant_required
@require_GET
def file(request: HttpRequest, shop: str, paid_id: UUID) -> HttpResponse:
    """The receipt's file of a movement to keep, with the shop's own side open in it; the signed promise of it while the seal is not there."""
    own = own_shop(request, shop)
    made, name = seals.receipt(paid_id, owner_id=own.id), "receipt"
    if made is None:
        made, name = seals.promise(paid_id, owner_id=own.id), "promise"
    if made is None:
        raise Http404
    answer = JsonResponse(made, json_dumps_params={"indent": 1, "ensure_ascii": False})
    answer.headers["Content-Disposition"] = f'attachment; filename="zhiyin-{name}-{paid_id}.json"'
    return answer
