"""Who may do what: roles are given and taken."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhiyin.events.people import RoleGiven, RoleTaken
from zhiyin.identity.models import GIVEN_ROLES, STAFF_ROLES, User
from zhiyin.identity.queries import Person, told
from zhiyin.identity.services.sessions import end_sessions
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import uuid7
from zhiyin.outbox import services as outbox


class NobodyThere(Refusal):
    """Nobody who has joined has that handle or id."""

    code = "nobody_there"


class UnknownRole(Refusal):
    """No such role, or one that everybody has for ever."""

    code = "unknown_role"


@transaction.atomic
def give_role(person_id: UUID, role: str, *, at: datetime) -> Person:
    """The person may do what the role may, from the next click on: a role of staff, or merchant. `RoleGiven` is told.

    Raises `UnknownRole`, `NobodyThere`. Repeats: who has the role keeps it, and nothing is told.
    """
    user = _holder(person_id, role)
    if role not in user.roles:
        user.roles = [*user.roles, role]
        user.save(update_fields=["roles"])
        outbox.publish(RoleGiven(id=uuid7(at), at=at, person_id=user.id, role=role))
    return told(user)


@transaction.atomic
def take_role(person_id: UUID, role: str, *, at: datetime) -> Person:
    """The person may no longer do what the role may; one of staff's ends their sessions, too. `RoleTaken` is told. A merchant's shops stay.

    Raises `UnknownRole`, `NobodyThere`. Repeats: who does not have the role stays signed in, and nothing is told.
    """
    user = _holder(person_id, role)
    if role in user.roles:
        user.roles = [each for each in user.roles if each != role]
        user.save(update_fields=["roles"])
        outbox.publish(RoleTaken(id=uuid7(at), at=at, person_id=user.id, role=role))
        if role in STAFF_ROLES:
            end_sessions(user.id)
    return told(user)


def _holder(person_id: UUID, role: str) -> User:
    if role not in GIVEN_ROLES:
        raise UnknownRole(role=role[:20], roles=", ".join(GIVEN_ROLES))
    user = User.objects.select_for_update().filter(id=person_id, joined_at__isnull=False).first()
    if user is None:
        raise NobodyThere(who=person_id)
    return user
