"""The shop's own code, to stand on the counter."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from zhiyin.identity.access import merchant_required
from zhiyin.kit import clock
from zhiyin.merchant.shop import page, shop_at
from zhiyin.payments import queries as payments
from zhiyin.payments import services


@merchant_required
@require_GET
def counter(request: HttpRequest, shop: str) -> HttpResponse:
    """The code that never changes: whoever scans it says how much. Prints as one sheet."""
    own = shop_at(request, shop).merchant
    shown = services.make_code(own.id, at=clock.now())
    return page(request, "counter", own, shown=shown, picture=payments.code_picture(shown.payload))
