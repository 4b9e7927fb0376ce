"""What people see when there is nothing else to show."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  Django's own signature
    """400: the request made no sense; perhaps so little that nobody has asked yet who sent it (a host that is not ours)."""
    if not hasattr(request, "user"):
        request.user = AnonymousUser()
    return render(request, "errors/400.html", status=400)


def not_open(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  Django's own signature
    """403: it belongs to somebody else."""
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  Django's own signature
    """404: there is no such page."""
    return render(request, "errors/404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  Django's own signature
    """500: our fault. Rendered without the request, which may be what broke."""
    return HttpResponse(render_to_string("errors/500.html"), status=500)


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  Django's own signature
    """403 for a form whose proof of origin is missing or out of date."""
    return render(request, "errors/old_form.html", status=403)
