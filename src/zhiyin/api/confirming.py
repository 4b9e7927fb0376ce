"""Payments of programs above the operator's limits: the person confirms them on their phone, and the same request then does them."""

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urljoin
from uuid import UUID

from django.conf import settings

from zhiyin.api.problems import Problem
from zhiyin.identity.stepup import confirming
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.payments.services import ConfirmationNeeded

Done = TypeVar("Done")


class ToConfirm(Problem):
    """The person has to confirm this very payment: at `confirm_url`, on any phone where they are signed in, until `expires_at`.

    Nothing has moved. When they have, the same request with the same key does it; each confirmation counts once.
    """

    confirmation_id: UUID
    confirm_url: str
    expires_at: str


class ProgramsConfirmationNeeded(Refusal):
    """A program's payment waits for the person's confirmation."""

    code = "confirmation_needed"
    status = 403

    def __init__(self, terms: dict[str, str], asked: confirming.Standing) -> None:
        super().__init__(why="program", amount=terms["amount"], name=terms["payee_name"])
        address = urljoin(f"{settings.CONFIG.origin}/", f"pay/approve/{asked.id}/")
        self.more = {"confirmation_id": str(asked.id), "confirm_url": address, "expires_at": asked.expires_at.isoformat()}


def confirmed(person_id: UUID, deed: Callable[[UUID | None], Done]) -> Done:
    """What the deed did, with the confirmation that the person has given for just this. Raises `ProgramsConfirmationNeeded` until they have.

    Of the same requests at the same moment one spends the confirmation; the others find what it did.
    """
    try:
        return deed(None)
    except ConfirmationNeeded as needed:
        at = clock.now()
        asked = confirming.standing(person_id, terms=needed.terms, at=at) or confirming.asked_anew(person_id, terms=needed.terms, at=at)
        if asked.state == "pending":
            raise ProgramsConfirmationNeeded(needed.terms, asked) from needed
    if asked.state == "used":
        return deed(None)
    try:
        return deed(asked.id)
    except confirming.ConfirmationOver:
        return confirmed(person_id, deed)
