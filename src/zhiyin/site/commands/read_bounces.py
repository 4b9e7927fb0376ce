"""`zhiyin read-bounces`: delivery reports and complaints that came back as mails."""

import argparse
import mailbox
import sys
from pathlib import Path

from zhiyin.channels import services as channels
from zhiyin.channels.providers.mail.returned import BYTES_MAX
from zhiyin.kit import clock
from zhiyin.site.launch import welcome

AGAIN_LATER = 75  # what a mail server takes for: not now, bring it again


def run(arguments: argparse.Namespace) -> int:
    """0: read, whatever it was, so that a mail server does not send a report about a report. 75: it shall bring the mail again."""
    place = arguments.place
    if place == "-":
        return _read(sys.stdin.buffer.read(BYTES_MAX + 1), "the mail")
    if not Path(place).is_dir():
        with Path(place).open("rb") as file:
            return _read(file.read(BYTES_MAX + 1), place)
    box = mailbox.Maildir(place, create=False)
    return max([_from(box, name) for name in sorted(box.keys()) if box.get_message(name).get_subdir() == "new"], default=0)


def _from(box: mailbox.Maildir, name: str) -> int:
    """A mail that was read stands among those that were seen."""
    status = _read(box.get_bytes(name), name)
    if not status:
        mail = box.get_message(name)
        mail.set_subdir("cur")
        mail.add_flag("S")
        box[name] = mail
    return status


def _read(raw: bytes, name: str) -> int:
    says = welcome.console()
    try:
        taken = channels.take_report(raw, at=clock.now())
    except channels.NotAReport as problem:
        says.print(f"{name}: left alone, {problem}.", soft_wrap=True, markup=False)
        return 0
    except channels.LetterUnderWay:
        says.print(f"{name}: its letter is being handed over at this moment; again later.", soft_wrap=True, markup=False)
        return AGAIN_LATER
    says.print(f"{name}: {'noted' if taken else 'nothing follows from it'}.", soft_wrap=True, markup=False)
    return 0
