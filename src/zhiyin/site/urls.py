"""Every address of the product, by face."""

from django.urls import URLPattern, URLResolver, path

from zhiyin.site import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
