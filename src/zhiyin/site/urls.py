"""Every address of the product, by face."""

from django.urls import URLPattern, URLResolver, include, path

from zhiyin.site.edge import health

# Those with a beginning of their own come first: what a program asks for is not looked for among the pages.
urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", include("zhiyin.api.urls")),
    path("till/", include("zhiyin.merchant.urls")),
    path("console/", include("zhiyin.console.urls")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include("zhiyin.web.urls")),
    path("", include("zhiyin.identity.urls")),
]

handler400 = "zhiyin.site.edge.failures.bad_request"
handler403 = "zhiyin.site.edge.failures.not_open"
handler404 = "zhiyin.site.edge.failures.not_found"
handler500 = "zhiyin.site.edge.failures.broken"
