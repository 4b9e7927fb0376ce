"""The words of every "no": what happened · what it means for your money · what to do next. Pages and the API both read this table.

A file per subject. A refusal that tells `why` is looked up as "code.why" first, so one code can have a sentence for each reason.
"""

import re

from zhiyin.kit.errors import Refusal
from zhiyin.kit.refusals import (
    books,
    chat,
    confirming,
    currencies,
    funding,
    journeys,
    paying,
    programs,
    signing_in,
    till,
    together,
    voices,
    wallet,
)
from zhiyin.kit.refusals.sentence import Sentence

SENTENCES: dict[str, Sentence] = (
    {
        "refused": Sentence(
            en="This could not be done. No money has moved. Try again, or ask us for help.",
            zh="这一步没有完成，钱没有转出。请再试一次，或联系客服。",
        ),
    }
    | signing_in.SENTENCES
    | wallet.SENTENCES
    | currencies.SENTENCES
    | funding.SENTENCES
    | journeys.SENTENCES
    | paying.SENTENCES
    | programs.SENTENCES
    | voices.SENTENCES
    | confirming.SENTENCES
    | books.SENTENCES
    | chat.SENTENCES
    | till.SENTENCES
    | together.SENTENCES
)


def say(refusal: Refusal, language: str) -> str:
    """The sentence of a refusal in that language ("en", "zh-hans"), filled with its facts. A code without a sentence reads as "refused"."""
    sentence = SENTENCES.get(f"{refusal.code}.{refusal.facts.get('why', '')}") or SENTENCES.get(refusal.code) or SENTENCES["refused"]
    return re.sub(r"\{(\w+)\}", lambda match: _in(language, refusal.facts.get(match[1], "…")), _in(language, sentence))


def _in(language: str, told: object) -> str:
    """The words; a fact may have words of its own in each language."""
    if isinstance(told, Sentence):
        return told.zh if language.lower().startswith("zh") else told.en
    return str(told)
