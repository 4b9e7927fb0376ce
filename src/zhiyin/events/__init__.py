"""Facts, in the past tense: what rooms tell each other. Ids, minor units and aware datetimes; never personal data.

Fields are only ever added (with a default), never renamed or removed: events are kept and replayed.
"""

from zhiyin.events import currencies, limits, money, offers, people, reach, together, voice
from zhiyin.events.base import Event, decode, encode, named

__all__ = ["Event", "currencies", "decode", "encode", "limits", "money", "named", "offers", "people", "reach", "together", "voice"]
