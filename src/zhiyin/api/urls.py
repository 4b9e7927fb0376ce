"""The addresses of the interface, to be mounted under `/api/`. Its description is at `v1/openapi.json`."""

from django.urls import URLPattern, URLResolver, path
from ninja import NinjaAPI

from zhiyin.api import chat, mails, payments, problems, short_messages, wallet, webhooks
from zhiyin.api.auth import MerchantKey, Token
from zhiyin.api.merchant import deliveries, orders, refunds, settlements, told

# The pages that ninja could show for trying things out load their scripts from elsewhere; our policy forbids that.
v1 = NinjaAPI(
    title="Zhiyin",
    version="1",
    description="A digital wallet. Amounts are decimal strings of major units; every change needs a key of its own (a UUID).",
    auth=Token(),
    docs_url=None,
    urls_namespace="api-v1",
    openapi_extra={"webhooks": told.book()},
)
v1.add_router("", wallet.router)
v1.add_router("", payments.router)
for subject in (orders, refunds, settlements, deliveries):
    v1.add_router("/merchant", subject.router, auth=MerchantKey())
v1.add_router("", webhooks.router)
v1.add_router("", short_messages.router)
v1.add_router("", chat.router)
v1.add_router("", mails.router)
problems.handle(v1)

urlpatterns: list[URLPattern | URLResolver] = [path("v1/", v1.urls)]
