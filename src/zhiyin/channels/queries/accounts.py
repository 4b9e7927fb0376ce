"""Which people have an account in chat, as the operator's bridge names it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from zhiyin.channels.models import Account

CODE_LIFETIME = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """How a person stands in chat. `code`: what they have to say there now; empty: none, or too old."""

    is_linked: bool = False
    code: str = ""


def chat_link(person_id: UUID, *, at: datetime) -> Link:
    """Whether the person's chat is linked, and the code that would link it. One statement."""
    row = Account.objects.filter(person_id=person_id).first()
    if row is None:
        return Link()
    fresh = row.code_at is not None and at < row.code_at + CODE_LIFETIME
    return Link(is_linked=bool(row.account), code=row.code if fresh else "")


def chat_accounts(person_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """The linked account of each of these people who has one. One statement."""
    rows = Account.objects.filter(person_id__in=set(person_ids), person__is_active=True).exclude(account="")
    return dict(rows.values_list("person_id", "account"))


def owner_of_account(account: str) -> UUID | None:
    """Whose linked account that is; None when nobody's. One statement."""
    return Account.objects.filter(account=account).exclude(account="").values_list("person_id", flat=True).first()
