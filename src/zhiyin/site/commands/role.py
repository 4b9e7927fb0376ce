"""`zhiyin role`: somebody joins the staff, or leaves it."""

import argparse

from zhiyin.identity import queries, services
from zhiyin.identity.queries import Person
from zhiyin.identity.services import NobodyThere
from zhiyin.kit import clock
from zhiyin.kit.errors import Refusal
from zhiyin.kit.refusals import say
from zhiyin.site.config import Trouble
from zhiyin.site.launch import welcome


class NotDone(Trouble):
    """The wallet refused; the message is what it says about that."""


def run(arguments: argparse.Namespace) -> int:
    """Gives the role, or takes it, and says which ones the person has then. A second call changes nothing."""
    change = services.take_role if arguments.take else services.give_role
    try:
        person = change(named(arguments.handle).id, arguments.role, at=clock.now())
    except Refusal as refusal:
        raise NotDone(say(refusal, "en")) from refusal
    welcome.console().print(f"@{person.handle}: {', '.join(person.roles) or 'no role'}", soft_wrap=True, markup=False)
    return 0


def named(handle: str) -> Person:
    """Whoever has joined under that handle. Raises `NobodyThere`."""
    found = queries.anybody(handle)
    if found is None:
        raise NobodyThere(who=handle[:40])
    return found
