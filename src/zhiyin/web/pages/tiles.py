"""The person's own order of shortcuts, and what they think of suggestions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST

from zhiyin.identity.access import current_person, person_required
from zhiyin.kit import clock
from zhiyin.personal import queries as personal
from zhiyin.personal import services as arranging


@person_required
@require_http_methods(["GET", "POST"])
def arrange(request: HttpRequest) -> HttpResponse:
    """x"""
    return redirect("web:home")


@person_required
@require_POST
def dismiss(request: HttpRequest, item_id: str) -> HttpResponse:
    """x"""
    return redirect("web:home")
