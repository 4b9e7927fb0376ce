"""What time makes due."""

from datetime import datetime

from zhiyin.funding import services
from zhiyin.funding.services import chain
from zhiyin.outbox.listening import every


@every(seconds=10)
def ask_card_companies(at: datetime) -> None:
    """A charge whose answer was lost is settled all the same: its company is asked, after a quarter of a minute and then less and less often."""
    services.ask_about_open_charges(at)


@every(seconds=3)
def watch_chains(at: datetime) -> None:
    """What came in over a chain and lies deep enough is in its owner's wallet, and what goes out is a step further."""
    chain.watch(at)


@every(seconds=30)
def deal_with_webhooks(at: datetime) -> None:
    """What card companies called about is dealt with, also when they could not be asked at that moment."""
    services.handle_waiting(at)
