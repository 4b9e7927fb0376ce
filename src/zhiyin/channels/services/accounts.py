"""A person's chat: linked by a code that they say there, let go by themselves, and what the operator's bridge tells of it."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from zhiyin.channels.models import Account, Suppression
from zhiyin.channels.providers.signed import is_signed
from zhiyin.channels.queries.accounts import CODE_LIFETIME, owner_of_account
from zhiyin.channels.queries.reach import address_hash
from zhiyin.channels.services.hearing import act_upon
from zhiyin.channels.services.receipts import note
from zhiyin.kit.errors import Refusal
from zhiyin.kit.ids import derived

SOCIAL, BRIDGE = "social", "bridge"
SIGNS, CODE_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ", 8
STATES = {"delivered": "delivered", "failed": "refused", "gone": "bounced"}


class NoChatHere(Refusal):
    """The operator has no bridge to chat."""

    code = "no_chat_here"
    status = 404


class NotTheBridge(Refusal):
    """No bridge is set here, or the call is not signed with its secret, or too old."""

    code = "not_the_bridge"
    status = 401


def begin_chat(person_id: UUID, *, at: datetime) -> str:
    """The code that links the person's chat when they say it there within ten minutes. What is linked stays meanwhile.

    Raises `NoChatHere`. Repeats: another code; the one before no longer counts.
    """
    if not settings.CONFIG.social.url:
        raise NoChatHere
    code = "".join(secrets.choice(SIGNS) for _ in range(CODE_SIGNS))
    Account.objects.update_or_create(person_id=person_id, defaults={"code": code, "code_at": at})
    return code


def forget_chat(person_id: UUID) -> None:
    """Nothing is known of the person's chat. Repeats: nothing changes."""
    Account.objects.filter(person_id=person_id).delete()


def check_bridge(headers: Mapping[str, str], body: bytes, *, at: datetime) -> UUID:
    """The call is the bridge's; answers the key of what it says. Raises `NotTheBridge`. Repeats: the same call has the same key."""
    own, said = settings.CONFIG.social, {name.lower(): value for name, value in headers.items()}
    if not own.url or not is_signed(said, body, secret=own.secret, at=at):
        raise NotTheBridge
    return derived("chat", said["webhook-id"])


@transaction.atomic
def link_chat(account: str, code: str, *, at: datetime) -> bool:
    """The account is that of the person who was given the code, and of nobody else; False when the code is nobody's, used or too old.

    What somebody who had the account before said stop to may be sent to its new owner. Repeats: False, the account stays theirs.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 11))", [f"chat {account}"])
    row = Account.objects.select_for_update().filter(code=code.strip().upper()[:CODE_SIGNS], code_at__gt=at - CODE_LIFETIME).exclude(code="").first()
    if row is None or not account:
        return False
    Account.objects.filter(account=account).exclude(person_id=row.person_id).delete()
    row.account, row.linked_at, row.code, row.code_at = account, at, "", None
    row.save()
    said = Suppression.objects.filter(channel=SOCIAL, address_hash=address_hash(SOCIAL, account), lifted_at=None)
    said.exclude(person_id=row.person_id, reason="stop").update(lifted_at=at)
    return True


def take_chat(account: str, words: str, *, key: UUID, at: datetime) -> str:
    """What somebody wrote in chat was acted upon, as in a short message; answers what it was: stop | start | answer | other | nobody.

    Their words are kept nowhere. Repeats: the same key changes nothing more.
    """
    person_id = owner_of_account(account)
    return act_upon(person_id, words, address=account, channel=SOCIAL, key=key, at=at) if person_id else "nobody"


def take_bridge_receipt(reference: str, state: str, *, at: datetime) -> bool:
    """What the bridge says became of the letter it calls `reference` (delivered, failed, or gone: there is no such account any more) is on record;
    False when it is none of ours. Repeats: nothing changes.
    """
    return note(provider=BRIDGE, reference=reference, kind=STATES[state], reason=state, at=at)
