"""What a refusal says, in each language."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a person reads in each language; `{fact}` is filled from the refusal's facts."""

    en: str
    zh: str
