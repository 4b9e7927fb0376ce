"""The surveys there are: what is asked, and what may be answered, in both languages. Each is one tap."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer that can be tapped."""

    value: int
    en: str
    zh: str

    def word(self, language: str) -> str:
        """What the choice is called in that language."""
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """One question with its choices, worst first. `more_*` asks for the optional sentence after the tap."""

    code: str
    en: str
    zh: str
    more_en: str
    more_zh: str
    choices: tuple[Choice, ...]

    @property
    def values(self) -> frozenset[int]:
        """The values that may be answered."""
        return frozenset(choice.value for choice in self.choices)

    def question(self, language: str) -> str:
        """What is asked, in that language."""
        return self.zh if language.startswith("zh") else self.en

    def more(self, language: str) -> str:
        """What the second screen asks, in that language."""
        return self.more_zh if language.startswith("zh") else self.more_en

    def word(self, value: int, language: str) -> str:
        """What that value is called in that language."""
        return next(choice.word(language) for choice in self.choices if choice.value == value)


SURVEYS = {
    survey.code: survey
    for survey in (
        Survey(
            code="stars",
            en="How did it go?",
            zh="这次体验怎么样？",
            more_en="Would you like to say why? A person reads it.",
            more_zh="愿意说说原因吗？会有人认真看。",
            choices=(
                Choice(value=1, en="Very poor", zh="很差"),
                Choice(value=2, en="Poor", zh="较差"),
                Choice(value=3, en="Fair", zh="一般"),
                Choice(value=4, en="Good", zh="满意"),
                Choice(value=5, en="Very good", zh="很满意"),
            ),
        ),
        Survey(
            code="helped",
            en="Did this help?",
            zh="这个答复解决问题了吗？",
            more_en="Is there anything to add?",
            more_zh="还有要补充的吗？",
            choices=(Choice(value=0, en="No", zh="没有"), Choice(value=1, en="Yes", zh="解决了")),
        ),
    )
}
