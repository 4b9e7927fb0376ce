"""Letting chosen friends see what one does with friends: off by default, amounts hidden by default."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhiyin.identity import queries as identity
from zhiyin.kit.errors import Refusal
from zhiyin.payments.models import Sharing, Viewer
from zhiyin.payments.services.pay import UnknownPerson

VIEWERS_MAX = 50


class TooManyViewers(Refusal):
    """More friends than a feed is for."""

    code = "too_many_viewers"


@transaction.atomic
def share_with(person_id: UUID, handles: Sequence[str], *, shown: bool, amounts: bool, at: datetime) -> None:
    """From now on these friends, and nobody else, see whom the person sends money to, with the note; amounts only if said so. Not `shown`: nobody.

    What was before stays unseen, also by friends who are chosen later. Raises `UnknownPerson`, `TooManyViewers`. Repeats: nothing changes.
    """
    viewers = _people(person_id, handles)
    row = Sharing.objects.select_for_update().filter(person_id=person_id).first() or Sharing(person_id=person_id, since=at)
    if shown and not row.shown:
        row.since = at
    row.shown, row.amounts = shown, amounts
    row.save()
    Viewer.objects.filter(person_id=person_id).exclude(viewer_id__in=viewers).delete()
    Viewer.objects.bulk_create([Viewer(person_id=person_id, viewer_id=viewer, at=at) for viewer in viewers], ignore_conflicts=True)


def _people(person_id: UUID, handles: Sequence[str]) -> list[UUID]:
    if len(handles) > VIEWERS_MAX:
        raise TooManyViewers(most=VIEWERS_MAX)
    found = []
    for handle in handles:
        person = identity.by_handle(handle[:60])
        if person is None or person.id == person_id:
            raise UnknownPerson(handle=handle.strip().lstrip("@")[:30])
        found.append(person.id)
    return sorted(set(found))
