"""Codes to telephones that are not anybody's yet: by the same companies as every short message, at once, because somebody waits at the page."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from zhiyin.channels.models import Suppression
from zhiyin.channels.providers import BOUNCE, Kind, Letter, in_order
from zhiyin.channels.providers import sandbox as sandboxes
from zhiyin.channels.queries.reach import address_hash
from zhiyin.channels.services import pacing
from zhiyin.identity import services as identity
from zhiyin.identity.services import NotTaken

SMS = "sms"


class Companies:
    """Who takes short messages here, in the operator's order. Where nothing may leave, a code is a file beside the mails that were not sent."""

    leaves = True

    def send(self, number: str, text: str, *, key: UUID, language: str, at: datetime) -> None:
        """The first that has room for it takes it. When nobody knows whether it left, it may arrive: that is no failure. Raises `NotTaken`."""
        letter = Letter(key=key, address=number, language=language, title=text, body="", at=at)
        for provider in in_order(SMS):
            if not pacing.take(provider.code, per_minute=provider.per_minute, at=at):
                continue
            outcome = provider.deliver(letter)
            if provider.code == sandboxes.CODE:
                _keep(number, text, key)
            if outcome.kind in (Kind.ACCEPTED, Kind.UNKNOWN):
                return
            if outcome.kind == Kind.REFUSED:
                raise NotTaken(wrong=outcome.reason == BOUNCE)
            if outcome.retry_after is not None:
                pacing.rest(provider.code, until=at + outcome.retry_after, reason=outcome.reason)
        raise NotTaken(wrong=False)

    def confirmed(self, number: str, person_id: UUID, *, at: datetime) -> None:
        """The number works after all, and what somebody said who had it before holds no more. Who themselves said stop has to say start."""
        rows = Suppression.objects.filter(channel=SMS, address_hash=address_hash(SMS, number), lifted_at=None)
        rows.filter(Q(reason="bounce") | ~Q(person_id=person_id)).update(lifted_at=at)


def companies() -> Companies | None:
    """Who takes codes here; None where no company is set and nobody asked for a sandbox. Repeats: the same."""
    config = settings.CONFIG
    return Companies() if config.sandbox or config.sms.centre_url or config.sms.gateway_url else None


def _keep(number: str, text: str, key: UUID) -> None:
    folder = settings.CONFIG.home / "texts"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / f"{key}.txt").write_text(f"{number}\n{text}\n")


identity.send_texts_through(companies)
