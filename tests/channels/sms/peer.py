"""The centre, started and listened to."""

import json
import queue
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from zhiyin.channels.providers.sms.line import Centre

PROGRAM = Path(__file__).with_name("centre.py")
SECONDS = 10.0


class Peer:
    """A centre that runs: where it is, what it says, and what telephones say through it."""

    def __init__(self, program: "subprocess.Popen[str]", port: int) -> None:
        self._program, self.port = program, port
        self._said: queue.Queue[dict[str, Any]] = queue.Queue()
        self._listening = threading.Thread(target=self._listen, daemon=True)
        self._listening.start()

    @property
    def place(self) -> Centre:
        """For who signs in."""
        return Centre(host="127.0.0.1", port=self.port, tls=False, system="zhiyin", password="pass")

    def next(self, about: str) -> dict[str, Any]:
        """The next line that speaks of it."""
        while True:
            said = self._said.get(timeout=SECONDS)
            if about in said:
                return said

    def telephone(self, number: str, text: str) -> None:
        """Somebody writes a text back."""
        assert self._program.stdin
        self._program.stdin.write(json.dumps({"from": number, "text": text}) + "\n")
        self._program.stdin.flush()

    def gone(self) -> None:
        """Ends it."""
        self._program.kill()
        self._listening.join(SECONDS)

    def _listen(self) -> None:
        assert self._program.stdout
        for line in self._program.stdout:
            self._said.put(json.loads(line))


@contextmanager
def running() -> Iterator[Peer]:
    """A centre on a port of its own, gone afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, str(PROGRAM), str(port)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        peer = Peer(program, port)
        try:
            peer.next("ready")
            yield peer
        finally:
            peer.gone()
