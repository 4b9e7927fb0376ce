"""What each cap counts, in words, said to the person and to staff alike."""

from zhiyin.followups.decide import Cap
from zhiyin.followups.queries import words
from zhiyin.privacy.purposes import PURPOSES

CAPPED = {"survey": ("Questions", "提问"), "marketing": ("Offers", "优惠信息"), "": ("Questions and offers", "提问和优惠信息")}
LOUDLY = {True: (" that ring", "（会响铃）"), False: (" in the inbox", "（消息列表）"), None: ("", "")}
ON = (" by {channel}", "（{channel}）")
FOR = (" for “{purpose}”", "（{purpose}）")
WITHIN = ("{what}, in {span}", "{span}内的{what}")


def cap_name(cap: Cap, language: str) -> str:
    """What a cap limits: "Questions in the inbox, in 24 hours". No SQL."""
    what = words.pick(CAPPED.get(cap.message_class, CAPPED[""]), language) + words.pick(LOUDLY[cap.interrupting], language)
    if cap.purpose:
        what += words.pick(FOR, language).format(purpose=PURPOSES[cap.purpose].title(language) if cap.purpose in PURPOSES else cap.purpose)
    if cap.channel:
        what += words.pick(ON, language).format(channel=words.channel_name(cap.channel, language))
    return words.pick(WITHIN, language).format(what=what, span=words.span(cap.hours, language).strip())
