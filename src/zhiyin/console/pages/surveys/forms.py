"""What staff type in for a question; `surveys` judges it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhiyin.console.pages.surveys.words import COMPARISONS, FACTS, KINDS
from zhiyin.surveys.queries.questionnaires import Condition, Document, Option, Question, Words

NONE = ("", "–")


class TitleForm(forms.Form):
    """A new questionnaire."""

    code = forms.CharField(label=_("Code (a small letter, then letters, digits and _)"), max_length=20)
    title_en = forms.CharField(label=_("Title, in English"), max_length=300)
    title_zh = forms.CharField(label=_("Title, in Chinese"), max_length=300)
    anonymous = forms.BooleanField(label=_("Anonymous, for good: nobody can ever tell who answered what"), required=False)

    def title(self) -> Words:
        """The title in both languages."""
        return Words(en=self.cleaned_data["title_en"], zh=self.cleaned_data["title_zh"])


class WholeForm(forms.Form):
    """What holds for the whole questionnaire."""

    title_en = forms.CharField(label=_("Title, in English"), max_length=300)
    title_zh = forms.CharField(label=_("Title, in Chinese"), max_length=300)
    questions_max = forms.IntegerField(label=_("Ask at most so many questions"), min_value=1, max_value=30)
    precision = forms.FloatField(label=_("Stop the graded ones at this standard error, in steps (0: ask all)"), min_value=0, max_value=5)
    fact = forms.ChoiceField(label=_("Only for those whose"), required=False, choices=[NONE, *FACTS.items()])
    least = forms.IntegerField(label=_("is at least"), required=False, min_value=0)

    def document(self) -> Document:
        """What was typed; without its questions."""
        typed = self.cleaned_data
        wanted = Condition(fact=typed["fact"], comparison="at_least", value=typed["least"] or 1) if typed["fact"] else None
        return Document(
            title=Words(en=typed["title_en"], zh=typed["title_zh"]),
            questions=(),
            for_whom=(wanted,) if wanted else (),
            questions_max=typed["questions_max"],
            precision=typed["precision"],
        )


class QuestionForm(forms.Form):
    """One question."""

    code = forms.CharField(label=pgettext_lazy("survey", "Code"), max_length=30)
    kind = forms.ChoiceField(label=_("Kind"), choices=list(KINDS.items()))
    en = forms.CharField(label=_("Question, in English"), max_length=300)
    zh = forms.CharField(label=_("Question, in Chinese"), max_length=300)
    options = forms.CharField(
        label=_("Choices, one a line: code | English | Chinese"), required=False, max_length=8_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    required = forms.BooleanField(label=_("Needs an answer"), required=False)
    subject = forms.ChoiceField(label=_("Asked only if"), required=False)
    comparison = forms.ChoiceField(label=_("compares how"), required=False, choices=list(COMPARISONS.items()))
    value = forms.CharField(label=_("with (a number, or the code of a choice)"), required=False, max_length=30)
    graded = forms.BooleanField(label=_("Graded: part of the battery that stops when it is precise enough"), required=False)
    topic = forms.CharField(label=_("Topic"), required=False, max_length=30)
    fresh_days = forms.IntegerField(label=_("Not asked again on this topic for so many days"), required=False, min_value=0, max_value=3650)
    known_from = forms.ChoiceField(label=_("Not asked of whom we know"), required=False, choices=[NONE, *FACTS.items()])

    def __init__(self, *args: Any, earlier: tuple[Question, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = [(f"question:{each.code}", f"{each.code}: {each.words.en}") for each in earlier]
        figures = [(f"fact:{code}", name) for code, name in FACTS.items()]
        self.fields["subject"].choices = [NONE, *asked, *figures]  # type: ignore[attr-defined]  # a choice field

    def question(self, before: Question | None) -> Question:
        """What was typed. Further conditions of the question as it was stay."""
        typed, rest = self.cleaned_data, before.show_if[1:] if before else ()
        return Question(
            code=typed["code"],
            kind=typed["kind"],
            words=Words(en=typed["en"], zh=typed["zh"]),
            required=typed["required"],
            options=tuple(map(_option, filter(str.strip, typed["options"].splitlines()))),
            show_if=(*self._condition(), *rest),
            graded=typed["graded"],
            topic=typed["topic"],
            fresh_days=typed["fresh_days"] or 0,
            known_from=typed["known_from"],
        )

    def _condition(self) -> tuple[Condition, ...]:
        of, _colon, name = self.cleaned_data["subject"].partition(":")
        text = self.cleaned_data["value"].strip()
        value: int | str = int(text) if text.isascii() and text.isdigit() else text
        return (Condition(**{of: name}, comparison=self.cleaned_data["comparison"] or "is", value=value),) if name else ()


def whole_of(draft: Document) -> dict[str, Any]:
    """What the form of the whole says now."""
    wanted = draft.for_whom[0] if draft.for_whom else None
    return {
        "title_en": draft.title.en,
        "title_zh": draft.title.zh,
        "questions_max": draft.questions_max,
        "precision": draft.precision,
        "fact": wanted.fact if wanted else "",
        "least": wanted.value if wanted else None,
    }


def fields_of(question: Question) -> dict[str, Any]:
    """What the form of a question says now."""
    first = question.show_if[0] if question.show_if else None
    return {
        "code": question.code,
        "kind": question.kind,
        "en": question.words.en,
        "zh": question.words.zh,
        "options": "\n".join(f"{each.code} | {each.words.en} | {each.words.zh}" for each in question.options),
        "required": question.required,
        "subject": (f"fact:{first.fact}" if first.fact else f"question:{first.question}") if first else "",
        "comparison": first.comparison if first else "",
        "value": first.value if first else "",
        "graded": question.graded,
        "topic": question.topic,
        "fresh_days": question.fresh_days,
        "known_from": question.known_from,
    }


def _option(line: str) -> Option:
    code, en, zh = [*(part.strip() for part in line.split("|")), "", ""][:3]
    return Option(code=code, words=Words(en=en, zh=zh))
