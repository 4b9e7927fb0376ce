"""The interface where the site mounts it, without the other faces."""

from django.urls import include, path

urlpatterns = [path("api/", include("zhiyin.api.urls"))]
