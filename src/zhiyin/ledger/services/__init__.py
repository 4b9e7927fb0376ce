"""What changes the ledger. Three doors for money: `post` (a batch of one's own), `submit` (one command, batched with those of others), `post_in`."""

from zhiyin.ledger.services.accounts import LimitRefused, NewAccount, freeze, open_accounts, set_ceiling, set_floor, unfreeze
from zhiyin.ledger.services.commands import Command, Op, Outcome, Status
from zhiyin.ledger.services.posting import expire_holds, patiently, post, post_in
from zhiyin.ledger.services.together import Poster, submit

__all__ = [
    "Command",
    "LimitRefused",
    "NewAccount",
    "Op",
    "Outcome",
    "Poster",
    "Status",
    "expire_holds",
    "freeze",
    "open_accounts",
    "patiently",
    "post",
    "post_in",
    "set_ceiling",
    "set_floor",
    "submit",
    "unfreeze",
]
