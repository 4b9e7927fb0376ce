"""Reading a customer's own code, and waiting for what becomes of it."""

from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from zhiyin.identity.access import current_person, merchant_required
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.kit.money import parse_amount
from zhiyin.kit.refusals import say
from zhiyin.merchant.shop import next_key, page, read_key, shop_at
from zhiyin.payments import queries as payments
from zhiyin.payments import services
from zhiyin.payments.queries import Shop
from zhiyin.wallets.queries import default_asset


@merchant_required
@require_http_methods(["GET", "POST"])
def scan(request: HttpRequest, shop: str) -> HttpResponse:
    """The customer's code is read here, by camera, by a scanner that types, or by hand; a camera's script gets its answers as JSON."""
    here = shop_at(request, shop)
    amount = request.POST.get("amount") or request.GET.get("amount", "")
    by_script = "application/json" in request.headers.get("Accept", "")
    try:
        amount_minor = parse_amount(amount, default_asset())
        if request.method == "GET":
            return _page(here, request, amount_minor)
        taken = _taken(request, here, amount_minor)
    except Refusal as refusal:
        return _refused(request, here, refusal, amount) if not by_script else JsonResponse(_said(refusal))
    there = reverse("merchant:taken", args=[here.merchant.slug, taken.id])
    return JsonResponse({"next": there}) if by_script else redirect(there)


@merchant_required
@require_GET
def taken(request: HttpRequest, shop: str, taken_id: UUID) -> HttpResponse:
    """What became of the code: paid, or the customer is asked; then the page asks again every two seconds."""
    here = shop_at(request, shop)
    found = payments.presented(taken_id, merchant_id=here.merchant.id, at=clock.now())
    if found is None:
        raise Http404
    return page(request, "scanning/taken", here.merchant, {"taken": found})


def _taken(request: HttpRequest, here: Shop, amount_minor: int) -> payments.Presented:
    picture = request.FILES.get("picture")
    code = payments.persons_code_in_picture(picture.read()) if isinstance(picture, UploadedFile) else request.POST.get("code", "")
    who = current_person(request).id
    return services.take_code(key=read_key(request), merchant_id=here.merchant.id, by_id=who, code=code, amount_minor=amount_minor, at=clock.now())


def _page(here: Shop, request: HttpRequest, amount_minor: int, *, refusal: Refusal | None = None, key: UUID | None = None) -> HttpResponse:
    facts = {
        "amount_minor": amount_minor,
        "asset": default_asset(),
        "key": next_key(key, refusal),
    }
    return page(request, "scanning/scan", here.merchant, facts, refusal=refusal)


def _refused(request: HttpRequest, here: Shop, refusal: Refusal, amount: str) -> HttpResponse:
    if refusal.code == "bad_amount":
        return redirect(f"{reverse('merchant:till', args=[here.merchant.slug])}?{urlencode({'amount': amount[:40]})}")
    return _page(here, request, parse_amount(amount, default_asset()), refusal=refusal, key=read_key(request))


def _said(refusal: Refusal) -> dict[str, str]:
    """What a camera's script shows; nothing when a frame shows no code."""
    return {} if refusal.code == "no_code_in_picture" else {"says": say(refusal, get_language() or "en")}
