"""What a letter says as a short message: its line, which figures answer it, and how to end these. Never an address to tap: whoever finds one in a
short message that speaks of money does well not to trust it.
"""

from zhiyin.channels.providers.base import Letter

STOPPABLE = "stop"  # the header of a letter that its reader may end by a word
WORDS = {
    "en": {"answer": "Reply {least} to {most}.", "stop": "Reply STOP to end."},
    "zh": {"answer": "回复{least}到{most}即可。", "stop": "退订回T"},
}


def text(letter: Letter) -> str:
    """The whole text. A letter that can be answered (links with values) says which figures are answers, in place of its second part."""
    words = WORDS["zh" if letter.language.lower().startswith("zh") else "en"]
    values = [link.value for link in letter.links if link.value is not None]
    second = words["answer"].format(least=min(values), most=max(values)) if values else letter.body
    return "\n".join(filter(None, (letter.title, second, words["stop"] if STOPPABLE in letter.headers else "")))
