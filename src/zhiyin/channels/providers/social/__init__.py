"""Chat: a program of the operator's stands between us and WeChat, WhatsApp, Telegram or whatever they use, and keeps to those companies' rules."""

from dataclasses import dataclass

from django.conf import settings

from zhiyin.channels.providers import signed
from zhiyin.channels.providers.base import Letter, Outcome, Provider
from zhiyin.channels.providers.sandbox import Sandbox

TEMPLATE = "template"  # the header with the name of a letter's template, which such companies approve one by one


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge:
    """The operator's program. It takes the same `webhook-id` once."""

    url: str
    secret: str
    per_minute: int = 0

    code = "bridge"
    channel = "social"
    interrupts = True
    repeatable = True
    sends_again = True

    def deliver(self, letter: Letter) -> Outcome:
        """Hands the letter over: whom for, its template, its words, and what can be tapped."""
        said = {
            "to": letter.address,
            "template": letter.headers.get(TEMPLATE, ""),
            "language": letter.language,
            "title": letter.title,
            "body": letter.body,
            "links": [{"label": link.label, "url": link.url, "value": link.value} for link in letter.links],
        }
        return signed.hand_over(self.url, said, letter, secret=self.secret)


def providers() -> tuple[Provider, ...]:
    """The operator's bridge; nobody where none is set. Where nothing may leave, nothing does."""
    own = settings.CONFIG.social
    if not own.url:
        return ()
    return (Sandbox(channel="social"),) if settings.CONFIG.sandbox else (Bridge(url=own.url, secret=own.secret, per_minute=own.per_minute),)
