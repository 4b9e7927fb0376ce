"""A journey's document, read and checked. Every mistake is told with its line and column, and what to write instead."""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from zhiyin.followups.decide import MARKETING, SERVICE, SURVEY, TRANSACTIONAL
from zhiyin.followups.journeys.facts import FACTS
from zhiyin.followups.journeys.problems import BadDocument, Found, at
from zhiyin.followups.journeys.steps import EACH, END, ONCE, OUTCOMES, OWN_WORDS, PLACES, Document, Schedule, Segment, Start, Step
from zhiyin.followups.journeys.values import Values, plain

CLASSES = (TRANSACTIONAL, SERVICE, SURVEY, MARKETING)
TESTS = ("is", "is_not", "one_of", "at_least", "at_most")
LETTERS_MAX, STEPS_MAX = 20_000, 12
WORDS_MAX = 300
MONTH, WEEK, DAY = "month", "week", "day"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same, ten times as fast, where libyaml is there
MANNERS = timedelta(hours=20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a document may name: templates, surveys, purposes and channels."""

    has_template: Callable[[str], bool]
    has_survey: Callable[[str], bool]
    purposes: tuple[str, ...]
    channels: tuple[str, ...]


def read(text: str, known: Known) -> Document:
    """The journey that the document describes. Raises `BadDocument`."""
    found = Found([])
    node = _composed(text)
    document = _document(Values(node, "", found), known)
    if found.problems:
        raise BadDocument(found.problems)
    return document


def _composed(text: str) -> Node:
    if len(text) > LETTERS_MAX:
        raise BadDocument([at(None, "", f"The document is too long: {LETTERS_MAX} letters at most.", f"内容太长，最多 {LETTERS_MAX} 个字符。")])
    try:
        node = yaml.compose(text, Loader=LOADER)
        aliased = any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=LOADER))
    except yaml.MarkedYAMLError as error:
        said = error.problem or ""
        mark = error.problem_mark
        raise BadDocument(
            [
                at(
                    mark,
                    "",
                    f"This cannot be read ({said}). Check the spaces at the line's beginning, colons and quotes.",
                    "这里无法读取，请检查行首空格、冒号和引号。",
                )
            ]
        ) from error
    except yaml.YAMLError as error:
        raise BadDocument([at(None, "", "There is a character that no document may hold. Take it out.", "含有不允许的字符，请删除。")]) from error
    if node is None or aliased:
        raise BadDocument([at(None, "", "Write the journey here, without & and *.", "请在这里写旅程，不要使用 & 和 *。")])
    return node


def _document(values: Values, known: Known) -> Document:
    code, name = values.name("journey"), values.pair("name")
    start = _start(values)
    again, days = _again(values)
    cancel_on = _cancelled_by(values)
    document = Document(
        code=code,
        name=name,
        start=start,
        cancel_on=cancel_on,
        again=again,
        again_days=days,
        purpose=values.one_of("purpose", known.purposes, default="service"),
        message_class=values.one_of("class", CLASSES, default=SERVICE),
        value=values.number("value", lowest=0, highest=1),
        steps=_steps(values, known, ends_somewhen=start.event in FACTS and FACTS[start.event].ends_somewhen),
    )
    values.done()
    return document


def _start(values: Values) -> Start:
    inner = values.inner("start")
    if inner is None:
        values.wrong(
            "start",
            "“start” is missing: what begins the journey? For example “start: {event: PaymentCompleted}”.",
            "缺少“start”：什么情况下开始？例如“start: {event: PaymentCompleted}”。",
        )
        return Start()
    ways = [way for way in ("event", "schedule", "enters", "leaves") if inner.has(way)]
    if len(ways) != 1:
        inner.found.wrong(
            inner.node,
            inner.path,
            "A journey begins in one way: write event, schedule, enters or leaves.",
            "旅程只能有一种开始方式：event、schedule、enters 或 leaves。",
        )
    event = inner.one_of("event", FACTS, default="")
    start = Start(
        event=event,
        where=_where(inner, event),
        schedule=_schedule(inner),
        enters=_segment(inner, "enters"),
        leaves=_segment(inner, "leaves"),
        only=_segment(inner, "only") or Segment(),
    )
    inner.done()
    return start


def _where(values: Values, event: str) -> Mapping[str, Mapping[str, Any]]:
    inner = values.inner("where")
    if inner is None:
        return {}
    fields = [field.name for field in dataclasses.fields(FACTS[event].event)] if event in FACTS else []
    conditions = {}
    for name, (key, node) in inner.entries.items():
        if fields and name not in fields:
            inner.found.wrong(
                key,
                inner.at(name),
                f"{event} has no “{name}”. It has: {', '.join(fields)}.",
                f"{event} 没有“{name}”，可用的有：{'、'.join(fields)}。",
            )
        conditions[name] = _condition(node, inner.at(name), inner.found)
    return conditions


def _condition(node: Node, path: str, found: Found) -> Mapping[str, Any]:
    if isinstance(node, ScalarNode):
        return {"is": plain(node)}
    if isinstance(node, SequenceNode) and all(isinstance(each, ScalarNode) for each in node.value):
        return {"one_of": [plain(each) for each in node.value]}
    said = {str(key.value): value for key, value in node.value} if isinstance(node, MappingNode) else {}
    if not said or not set(said) <= set(TESTS) or not all(isinstance(value, ScalarNode) for value in said.values()):
        found.wrong(
            node,
            path,
            f"This is no condition. Write a value, a list of values, or {', '.join(TESTS)}.",
            f"这不是条件，请写一个值、一个列表，或 {'、'.join(TESTS)}。",
        )
        return {}
    tests = {test: plain(value) for test, value in said.items()}
    if any(test in ("at_least", "at_most") and not isinstance(value, int) for test, value in tests.items()):
        found.wrong(node, path, "Only whole numbers can be compared. Write for example “at_least: 5”.", "只能比较整数，例如“at_least: 5”。")
        return {}
    return tests


def _schedule(values: Values) -> Schedule | None:
    inner = values.inner("schedule")
    if inner is None:
        return None
    every = inner.one_of("every", (DAY, WEEK, MONTH))
    clock = inner.clock("at")
    highest = {MONTH: 28, WEEK: 7}.get(every, 0)
    day = int(inner.number("day", lowest=1, highest=highest, default=0 if every == DAY else None)) if highest or inner.has("day") else 0
    if clock is None:
        inner.wrong("at", '“at” is missing: at what time of day? For example at: "10:00".', '缺少“at”：几点？例如 at: "10:00"。')
    inner.done()
    return Schedule(every=every, day=day, at=clock) if clock else None


def _segment(values: Values, name: str) -> Segment | None:
    inner = values.inner(name)
    if inner is None:
        return None
    numbers = {field: int(inner.number(field, lowest=0, highest=1_000_000)) for field in _SEGMENT if inner.has(field)}
    language = inner.one_of("language", ("en", "zh-hans"), default="")
    inner.done()
    segment = Segment(**numbers, language=language)
    if segment.is_everybody and name != "only":
        inner.found.wrong(inner.node, inner.path, f"Say who is meant: {', '.join(_SEGMENT)}.", f"请写明是哪些人：{'、'.join(_SEGMENT)}。")
    return segment


_SEGMENT = tuple(field.name for field in dataclasses.fields(Segment) if field.name != "language")


def _again(values: Values) -> tuple[str, int]:
    if isinstance(values.node_of("again"), MappingNode) and values.has("again"):
        inner = values.inner("again")
        assert inner is not None  # noqa: S101  it is there
        length = inner.duration("after")
        inner.done()
        if length.days < 1:
            inner.wrong("after", "Write a day at least.", "至少写一天。")
        return "after", length.days
    return values.one_of("again", (EACH, ONCE), default=EACH), 0


def _cancelled_by(values: Values) -> tuple[str, ...]:
    named = []
    for node in values.items("cancel_on"):
        name = str(node.value)
        if name not in FACTS:
            values.found.wrong(
                node,
                values.at("cancel_on"),
                f"No fact is called “{name}”. Write one of: {', '.join(FACTS)}.",
                f"没有“{name}”这种事件，可用的有：{'、'.join(FACTS)}。",
            )
        named.append(name)
    return tuple(named)


def _steps(values: Values, known: Known, *, ends_somewhen: bool) -> tuple[Step, ...]:
    entry = values.entries.pop("steps", None)
    node = entry[1] if entry else None
    if not isinstance(node, SequenceNode) or not 1 <= len(node.value) <= STEPS_MAX:
        where = node or values.node
        values.found.wrong(
            where,
            "steps",
            f"Write 1 to {STEPS_MAX} steps, each beginning with “- step: name”.",
            f"请写 1 到 {STEPS_MAX} 个步骤，每步以“- step: 名称”开头。",
        )
        return ()
    readers = [Values(each, f"steps.{place}", values.found) for place, each in enumerate(node.value)]
    names = [str(reader.node_of("step").value) if reader.has("step") else "" for reader in readers]
    return tuple(_step(reader, known, names=(names[:place], names[place + 1 :]), ends_somewhen=ends_somewhen) for place, reader in enumerate(readers))


def _step(values: Values, known: Known, *, names: tuple[list[str], list[str]], ends_somewhen: bool) -> Step:
    earlier, later = names
    code = values.name("step")
    if code in earlier or code == END:
        values.wrong("step", f"“{code}” is taken. Give this step another name.", f"“{code}”已被使用，请换一个名称。")
    wait_for = values.one_of("wait_for", FACTS, default="")
    words = _words(values)
    template = values.text("message", default="" if wait_for or words else None)
    if template and not known.has_template(template):
        values.wrong("message", f"There is no message “{template}” in both languages.", f"没有中英文齐全的消息“{template}”。")
    if wait_for and template:
        values.wrong("message", "A step waits or sends. Move the message to a step of its own.", "一个步骤要么等待要么发送，请把消息放到单独的步骤。")
    _at_end(values, ends_somewhen=ends_somewhen)
    step = Step(
        code=code,
        wait=values.duration("wait", default=timedelta(0)),
        until_local=values.clock("until_local"),
        deadline=values.duration("deadline"),
        template=OWN_WORDS if words else template,
        words=words,
        survey=_survey(values, known),
        channels=_channels(values, known),
        falls_back=values.flag("falls_back", default=True),
        hop_wait=values.duration("hop_wait", default=timedelta(0)),
        remind_after=values.duration("remind_after", default=timedelta(0)) or None,
        wait_for=wait_for,
        where=_where(values, wait_for),
        before_end=values.duration("before_end", default=timedelta(0)),
        leads_to=values.one_of("leads_to", PLACES, default=""),
        answer_within=values.duration("answer_within", default=timedelta(0)),
        following=_following(values, later),
    )
    _agree(values, step)
    values.done()
    return step


def _at_end(values: Values, *, ends_somewhen: bool) -> None:
    """Only what ends by itself has a time before its end."""
    if values.has("before_end") and not ends_somewhen:
        values.wrong(
            "before_end",
            f"What begins this journey has no end of its own. Take the line out, or begin with: {', '.join(_ENDING)}.",
            f"这个旅程的起因没有到期时间，请删除这一行，或改用：{'、'.join(_ENDING)}。",
        )


_ENDING = tuple(name for name, fact in FACTS.items() if fact.ends_somewhen)


def _survey(values: Values, known: Known) -> str:
    said = values.text("survey", default="")
    if said and not known.has_survey(said):
        values.wrong("survey", f"There is no survey “{said}”. Write for example “stars”.", f"没有问卷“{said}”，可以写“stars”。")
    return said


def _words(values: Values) -> Mapping[str, str]:
    """A message of the journey's own: a title and a text in each language."""
    inner = values.inner("words")
    if inner is None:
        return {}
    said: dict[str, str] = {}
    for language in ("en", "zh"):
        spoken = inner.inner(language)
        if spoken is None:
            inner.found.wrong(
                inner.node,
                inner.at(language),
                f"The words in “{language}” are missing. Everybody reads their own language.",
                f"缺少“{language}”的文字，每位用户都看自己的语言。",
            )
            continue
        said |= {f"title_{language}": spoken.text("title"), f"text_{language}": spoken.text("text")}
        spoken.done()
    inner.done()
    for name, letters in said.items():
        if len(letters) > WORDS_MAX:
            inner.found.wrong(inner.node, inner.path, f"{name} is too long: {WORDS_MAX} letters at most.", f"{name} 太长，最多 {WORDS_MAX} 个字符。")
    return said


def _agree(values: Values, step: Step) -> None:
    """The times of a step must fit each other, and so must its question."""
    if step.wait >= step.deadline and not step.wait_for:
        values.wrong("deadline", "The deadline must lie after the wait. Make it longer.", "期限必须晚于等待时间，请写长一些。")
    if step.remind_after is not None and step.remind_after < MANNERS:
        values.wrong("remind_after", "A reminder comes 20 hours later at the earliest.", "提醒至少要间隔 20 小时。")
    asked = {"low", "high", "answered"} & set(step.following)
    if asked and not step.survey:
        values.wrong(
            "then",
            f"Nobody can answer: this step has no survey. Add “survey: stars”, or take out {', '.join(sorted(asked))}.",
            "这一步没有提问，请加上“survey: stars”，或删除关于回答的分支。",
        )
    if step.where and not step.wait_for:
        values.wrong("where", "Only a step with wait_for has conditions. Take them out.", "只有带 wait_for 的步骤才有条件，请删除。")
    if "happened" in step.following and not step.wait_for:
        values.wrong("then", "Only a step with wait_for can say “happened”.", "只有带 wait_for 的步骤才能写“happened”。")


def _channels(values: Values, known: Known) -> tuple[str, ...]:
    named = []
    for node in values.items("channels"):
        if str(node.value) not in known.channels:
            values.found.wrong(
                node,
                values.at("channels"),
                f"No channel is called “{node.value}”. Write one of: {', '.join(known.channels)}.",
                f"没有渠道“{node.value}”，可用的有：{'、'.join(known.channels)}。",
            )
        named.append(str(node.value))
    return tuple(named) or ("inapp",)


def _following(values: Values, later: list[str]) -> Mapping[str, str]:
    inner = values.inner("then")
    if inner is None:
        return {}
    following = {}
    for name, (key, node) in inner.entries.items():
        target = str(node.value)
        if name not in OUTCOMES:
            inner.found.wrong(
                key,
                inner.at(name),
                f"“{name}” is no outcome. Write one of: {', '.join(OUTCOMES)}.",
                f"没有“{name}”这种结果，可用的有：{'、'.join(OUTCOMES)}。",
            )
        elif target != END and target not in later:
            names = ", ".join([*later, END])
            inner.found.wrong(
                node, inner.at(name), f"No later step is called “{target}”. Write one of: {names}.", f"后面没有步骤“{target}”，可用的有：{names}。"
            )
        following[name] = target
    return following
