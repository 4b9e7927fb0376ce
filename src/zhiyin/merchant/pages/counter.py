"""What stands on the counter: the shop's own code, and a tag to tap."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from zhiyin.identity.access import merchant_required
from zhiyin.kit import clock
from zhiyin.merchant.shop import page, shop_at
from zhiyin.payments import queries as payments
from zhiyin.payments import services


@merchant_required
@require_GET
def tap(request: HttpRequest, shop: str) -> HttpResponse:
    """The tag for the counter: to be written here or, from its file, elsewhere; and the same link as a code."""
    own = shop_at(request, shop).merchant
    if request.GET.get("as") == "ndef":
        kept = {"Content-Disposition": f'attachment; filename="{own.slug}.ndef"'}
        return HttpResponse(payments.tag(own.short_code), content_type="application/octet-stream", headers=kept)
    link = payments.shop_link(own.short_code)
    return page(request, "tap", own, {"link": link, "picture": payments.code_picture(link)})


@merchant_required
@require_GET
def counter(request: HttpRequest, shop: str) -> HttpResponse:
    """The code that never changes: whoever scans it says how much. Prints as one sheet."""
    own = shop_at(request, shop).merchant
    shown = services.make_code(own.id, at=clock.now())
    return page(request, "counter", own, {"shown": shown, "picture": payments.code_picture(shown.payload)})
