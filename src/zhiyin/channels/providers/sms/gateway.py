"""Short messages through a company's gateway: one signed call a message, and signed calls back (Standard Webhooks)."""

from dataclasses import dataclass

from zhiyin.channels.providers import signed
from zhiyin.channels.providers.base import Letter, Outcome
from zhiyin.channels.providers.sms import letters


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """The company's address, and the secret that both sides sign with. It takes the same `webhook-id` once."""

    url: str
    secret: str
    sender: str
    per_minute: int = 0

    code = "gateway"
    channel = "sms"
    interrupts = True
    repeatable = True
    sends_again = True

    def deliver(self, letter: Letter) -> Outcome:
        """Hands the letter over."""
        return signed.hand_over(self.url, {"to": letter.address, "from": self.sender, "text": letters.text(letter)}, letter, secret=self.secret)
