"""Short messages through a centre, over SMPP."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta

from zhiyin.channels.providers.base import BOUNCE, Kind, Letter, Outcome
from zhiyin.channels.providers.sms import letters, pdus, receipts, writing
from zhiyin.channels.providers.sms.line import Centre, Line, LineDown
from zhiyin.channels.providers.sms.receipts import Receipt

INVALID_NUMBER = frozenset({0x0B})
THROTTLES = frozenset({0x58, 0x14})
THROTTLED, TROUBLED = timedelta(seconds=10), timedelta(seconds=30)  # meanwhile another provider is asked
AGAIN_SECONDS = 5.0
Hearing = Callable[[str, str], None]
Telling = Callable[[str, Receipt], None]


class Smpp:
    """The centre's session of this process. Until `listen` is called it only sends, and the centre keeps what comes in for who listens."""

    code, channel, interrupts, repeatable, sends_again = "smpp", "sms", True, False, False

    def __init__(self, centre: Centre, *, sender: str, per_minute: int = 0) -> None:
        self._centre, self._sender, self.per_minute = centre, sender, per_minute
        self._line: Line | None = None
        self._heard: Hearing | None = None
        self._told: Telling | None = None
        self._guard, self._not_before = threading.Lock(), 0.0

    def deliver(self, letter: Letter) -> Outcome:
        """Hands the letter over, in as many messages as it needs; `reference` is the centre's name for the last, which has the receipt.

        Where a line broke after a message had gone out nobody knows: `UNKNOWN`, and the receipt tells.
        """
        pieces = writing.parts(letters.text(letter), reference=letter.key.int % 256)
        begun = False
        try:
            for number, piece in enumerate(pieces, start=1):
                body = pdus.submit(self._sender, letter.address, part=piece, receipt=number == len(pieces))
                answer = self._up().ask(pdus.SUBMIT, body)
                if answer.status != pdus.OK:
                    return _refused(answer.status, begun=begun)
                begun = True
        except LineDown as down:
            if down.left or begun:
                return Outcome(kind=Kind.UNKNOWN, reason="line_broke")
            return Outcome(kind=Kind.LATER, reason="no_line", retry_after=TROUBLED)
        return Outcome(kind=Kind.ACCEPTED, reference=pdus.first_text(answer.body))

    def listen(self, *, heard: Hearing, told: Telling) -> bool:
        """From now on texts go to `heard` (number, words) and receipts to `told` (number, receipt); whether the line is up."""
        with self._guard:
            if self._heard is None and self._line:
                self._line.close()
            self._heard, self._told = heard, told
        try:
            return self._up().is_up
        except LineDown:
            return False

    def close(self) -> None:
        """Signs out."""
        with self._guard:
            if self._line:
                self._line.close()
            self._line, self._not_before = None, 0.0

    def _up(self) -> Line:
        """The session, begun when there is none; not more often than every five seconds. Raises `LineDown`."""
        with self._guard:
            if self._line and self._line.is_up:
                return self._line
            if time.monotonic() < self._not_before:
                raise LineDown("no line to the centre")
            self._not_before = time.monotonic() + AGAIN_SECONDS
            self._line = Line(self._centre, heard=self._hear if self._heard else None)
            self._not_before = 0.0
            return self._line

    def _hear(self, delivery: pdus.Delivery) -> None:
        words = writing.read(delivery.raw, coding=delivery.coding, numbered=bool(delivery.kind & pdus.NUMBERED))
        number = f"+{delivery.sender.removeprefix('+')}"
        if not delivery.kind & receipts.RECEIPT:
            if self._heard:
                self._heard(number, words)
        elif self._told and (receipt := receipts.read(words, delivery.parameters)):
            self._told(number, receipt)


def _refused(status: int, *, begun: bool) -> Outcome:
    if begun:
        return Outcome(kind=Kind.UNKNOWN, reason="in_part")
    if status in INVALID_NUMBER:
        return Outcome(kind=Kind.REFUSED, reason=BOUNCE)
    return Outcome(kind=Kind.LATER, reason=f"0x{status:02X}", retry_after=THROTTLED if status in THROTTLES else TROUBLED)
