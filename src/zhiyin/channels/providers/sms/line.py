"""A line to a short message centre. A thread of its own hears what the centre says; whoever sends waits for the answer to their own word.

What comes in is acknowledged only after `heard` has kept it: when that fails, the centre is asked to hand it over again later.
"""

import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from zhiyin.channels.providers.sms import pdus
from zhiyin.channels.providers.sms.pdus import Delivery, Pdu

CONNECT_SECONDS, ANSWER_SECONDS, SILENCE_SECONDS = 5.0, 10.0, 30.0
WINDOW = 10
log = structlog.get_logger("zhiyin.sms")


class LineDown(Exception):
    """There is no line, or it broke. `left`: whether the centre may have what was being sent."""

    def __init__(self, why: str, *, left: bool = False) -> None:
        super().__init__(why)
        self.left = left


@dataclass(frozen=True, slots=True, kw_only=True)
class Centre:
    """Where the centre is, and as whom we sign in."""

    host: str
    port: int
    tls: bool
    system: str
    password: str


class Line:
    """One session. `heard` None: only sends (a transmitter), so the centre keeps what comes in for another session."""

    def __init__(self, centre: Centre, *, heard: Callable[[Delivery], None] | None) -> None:
        """Connects and signs in. Raises `LineDown`."""
        self._heard, self._sequence, self._closed = heard, 0, ""
        self._waiting: dict[int, _Turn] = {}
        self._guard, self._window = threading.Lock(), threading.BoundedSemaphore(WINDOW)
        self._wire = _connected(centre)
        threading.Thread(target=self._listen, name="smpp", daemon=True).start()
        kind = pdus.BIND_TRANSMITTER if heard is None else pdus.BIND_TRANSCEIVER
        answer = self.ask(kind, pdus.bind(centre.system, centre.password))
        if answer.status != pdus.OK:
            self.close()
            raise LineDown(f"the centre refuses the sign-in with 0x{answer.status:02X}")

    @property
    def is_up(self) -> bool:
        """Whether it can be used."""
        return not self._closed

    def ask(self, command: int, body: bytes = b"") -> Pdu:
        """What the centre answers. Raises `LineDown`, with `left` when the words were sent and nothing came back."""
        with self._window:
            turn = self._say(command, body)
            if not turn.done.wait(ANSWER_SECONDS):
                self._end("no answer in time")
            if turn.answer is None:
                raise LineDown(self._closed, left=True)
            return turn.answer

    def close(self) -> None:
        """Signs out and ends it."""
        if self.is_up:
            with contextlib.suppress(LineDown):
                self._say(pdus.UNBIND, b"")
        self._end("closed")

    def _say(self, command: int, body: bytes) -> "_Turn":
        with self._guard:
            if self._closed:
                raise LineDown(self._closed)
            self._sequence = self._sequence % 0x7FFFFFFE + 1
            turn = self._waiting[self._sequence] = _Turn(threading.Event())
            try:
                self._wire.sendall(Pdu(command, pdus.OK, self._sequence, body).wire)
            except OSError as broken:
                self._waiting.pop(self._sequence)
                raise LineDown("broken while sending", left=True) from broken
        return turn

    def _listen(self) -> None:
        silent = 0
        try:
            while not self._closed:
                try:
                    word = self._next()
                except TimeoutError:
                    silent += 1
                    if silent > 1:
                        break
                    self._say(pdus.ENQUIRE, b"")
                    continue
                silent = 0
                self._take(word)
            self._end("silent")
        except (OSError, LineDown, pdus.BadPdu, struct.error) as broken:
            self._end(str(broken) or "broken")

    def _take(self, word: Pdu) -> None:
        if word.command & pdus.ANSWER:
            with self._guard:
                turn = self._waiting.pop(word.sequence, None)
            if turn:
                turn.answer = word
                turn.done.set()
            return
        status, body = pdus.OK, b""
        if word.command == pdus.DELIVER:
            status, body = self._keep(word), b"\0"
        elif word.command not in (pdus.ENQUIRE, pdus.UNBIND):
            status = pdus.BAD_COMMAND
        command = pdus.NACK if status == pdus.BAD_COMMAND else word.command | pdus.ANSWER
        with self._guard:
            self._wire.sendall(Pdu(command, status, word.sequence, body).wire)
        if word.command == pdus.UNBIND:
            self._end("the centre signed us out")

    def _keep(self, word: Pdu) -> int:
        try:
            found = pdus.delivery(word.body)
            if self._heard:
                self._heard(found)
        except pdus.BadPdu:
            log.warning("sms_unreadable")
            return pdus.SYSTEM_ERROR
        except Exception:
            log.exception("sms_not_kept")  # whatever it is, the centre still has it
            return pdus.TRY_LATER
        return pdus.OK

    def _next(self) -> Pdu:
        length, command, status, sequence = pdus.header(self._bytes(pdus.HEADER.size, begun=False))
        return Pdu(command, status, sequence, self._bytes(length, begun=True))

    def _bytes(self, count: int, *, begun: bool) -> bytes:
        found = b""
        while len(found) < count:
            try:
                more = self._wire.recv(count - len(found))
            except TimeoutError as stalled:
                if found or begun:
                    raise ConnectionResetError("the centre stopped in the middle of a word") from stalled
                raise
            if not more:
                raise ConnectionResetError("the centre hung up")
            found += more
        return found

    def _end(self, why: str) -> None:
        with self._guard:
            self._closed = self._closed or why
            turns, self._waiting = list(self._waiting.values()), {}
        for turn in turns:
            turn.done.set()
        with contextlib.suppress(OSError):
            self._wire.shutdown(socket.SHUT_RDWR)
        self._wire.close()


@dataclass(slots=True)
class _Turn:
    """Somebody waits for the answer to their word."""

    done: threading.Event
    answer: Pdu | None = None


def _connected(centre: Centre) -> socket.socket:
    try:
        wire = socket.create_connection((centre.host, centre.port), CONNECT_SECONDS)
        if centre.tls:
            wire = ssl.create_default_context().wrap_socket(wire, server_hostname=centre.host)
    except OSError as gone:
        raise LineDown(f"no connection: {gone}") from gone
    wire.settimeout(SILENCE_SECONDS)
    return wire
