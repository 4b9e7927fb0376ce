"""A courier that is killed again and again: nothing is lost, and a provider that knows the keys lets nothing arrive twice.

A mail server knows no keys: what arrives twice there carries the same mark, and was in doubt.
"""

import os
import signal
import time
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection
from tests.channels.post import AT, Says, mail_server, reader, written

from zhiyin.channels import services
from zhiyin.channels.models import Message
from zhiyin.channels.providers import MAKERS, Kind, Letter, Outcome
from zhiyin.channels.providers.mail import marks
from zhiyin.channels.providers.mail.smtp import Smtp
from zhiyin.channels.services.courier import LEASE

pytestmark = [pytest.mark.usefixtures("fresh_database"), pytest.mark.crash]
LETTERS, KILLS = 60, 20
MAIL_KILLS = int(os.environ.get("KILLS", "6"))  # `make chaos` kills more often


class Remembers(Says):
    """Knows the keys it took, also after its caller died: a file for each."""

    def __init__(self, folder: Path) -> None:
        super().__init__(repeatable=True)
        self.folder = folder

    def deliver(self, letter: Letter) -> Outcome:
        """Takes the letter, slowly."""
        (self.folder / letter.key.hex).touch()
        time.sleep(0.005)
        return Outcome(kind=Kind.ACCEPTED, reference=letter.key.hex)


def test_a_courier_killed_twenty_times_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MAKERS, "email", lambda: (Remembers(tmp_path),))
    mei = reader()
    keys = {written(mei).key.hex for _ in range(LETTERS)}

    for kill in range(KILLS):
        _killed(after_seconds=0.03 + 0.005 * kill, at=kill)
    at = AT + LEASE * KILLS
    give_up = time.monotonic() + 20  # the killed one's connection may hold its last rows a moment longer
    while Message.objects.exclude(state="sent").exists() and time.monotonic() < give_up:
        services.carry("email", at=at)

    rows = list(Message.objects.values_list("state", "doubted"))
    assert set(rows) == {("sent", False)}
    assert {file.name for file in tmp_path.iterdir()} == keys


@pytest.mark.scenario(4)
def test_a_courier_killed_while_it_speaks_with_a_mail_server_loses_nothing_and_only_what_was_in_doubt_comes_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with mail_server() as (box, url):
        monkeypatch.setitem(MAKERS, "email", lambda: (Smtp(code="smtp_a", url=url, sender="no-reply@wallet.example", seconds=5),))
        mei = reader()
        keys = {written(mei, at=AT).key for _ in range(max(LETTERS // 2, 2 * MAIL_KILLS))}

        for kill in range(MAIL_KILLS):
            _killed(after_seconds=0.04 + 0.013 * (kill % 10), at=kill)
        at = AT + LEASE * MAIL_KILLS
        give_up = time.monotonic() + 30
        while Message.objects.exclude(state="sent").exists() and time.monotonic() < give_up:
            services.carry("email", at=at)
        came = Counter(str(mail["Message-ID"]).strip() for mail in box.mails)

    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
    assert set(came) == {marks.message_id(key) for key in keys}
    doubted = {marks.message_id(key) for key in Message.objects.filter(doubted=True).values_list("key", flat=True)}
    twice = {mark for mark, times in came.items() if times > 1}
    assert twice <= doubted
    assert sum(came.values()) - len(came) <= MAIL_KILLS  # one is in hand when its courier dies


def _killed(*, after_seconds: float, at: int) -> None:
    """A courier of its own process, killed in the midst of its work."""
    connection.close()
    child = os.fork()
    if not child:
        try:
            while services.carry("email", limit=3, at=AT + LEASE * at):
                pass
        finally:
            os._exit(0)
    time.sleep(after_seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
