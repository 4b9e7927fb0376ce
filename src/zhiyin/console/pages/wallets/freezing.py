"""A person's wallets are frozen while something is looked into, and released again."""

from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhiyin.console.access import LIMIT_WORK
from zhiyin.console.frame import attempt
from zhiyin.identity.access import current_person, staff_required
from zhiyin.kit import clock
from zhiyin.wallets import services


@staff_required(*LIMIT_WORK)
@require_POST
def freeze(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Nothing enters or leaves from now on, or all does again; the person reads so in their inbox."""
    form, by, frozen = request.POST, current_person(request).id, "freeze" in request.POST
    try:
        key = UUID(form.get("key", ""))
    except ValueError:
        raise BadRequest("no key") from None
    why = form.get("why", "").replace("\x00", "")
    done = _("The wallet is frozen, and the person is told.") if frozen else _("The wallet is released, and the person is told.")
    attempt(request, lambda: services.set_frozen(key=key, person_id=person_id, frozen=frozen, by=by, why=why, at=clock.now()), done)
    return redirect("console:person", person_id)
