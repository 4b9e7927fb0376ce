"""Where letters go that must not leave: a demo's, and those of a deployment that is being tried out. Staff read there what would have left."""

from dataclasses import dataclass

from zhiyin.channels.providers.base import Kind, Letter, Outcome

CODE = "sandbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandbox:
    """Takes every letter of a channel and sends none."""

    channel: str
    code: str = CODE
    interrupts: bool = True
    repeatable: bool = True
    sends_again: bool = True
    per_minute: int = 0

    def deliver(self, letter: Letter) -> Outcome:
        """Nothing leaves; the message itself is kept and can be read."""
        return Outcome(kind=Kind.ACCEPTED, reference=f"sandbox:{letter.key}")
