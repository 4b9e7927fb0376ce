"""What may be wrong with a document: where it stands, what is wrong, and what to write instead."""

from dataclasses import dataclass

from yaml.error import Mark
from yaml.nodes import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One mistake. `line` and `column` count from 1; `path` names the field ("steps.0.template"), empty for the whole document."""

    line: int
    column: int
    path: str
    en: str
    zh: str

    def say(self, language: str) -> str:
        """What is wrong and what to write instead, in that language."""
        return self.zh if language.lower().startswith("zh") else self.en


class BadDocument(Exception):
    """The document cannot be used; `problems` says why, in the order of the lines."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.line, problem.column)))
        super().__init__("; ".join(f"line {problem.line}, column {problem.column}: {problem.en}" for problem in self.problems))


@dataclass(slots=True)
class Found:
    """What was found wrong so far."""

    problems: list[Problem]

    def wrong(self, node: Node, path: str, en: str, zh: str) -> None:
        """Notes a mistake at that place of the document."""
        self.problems.append(at(node.start_mark, path, en, zh))


def at(mark: Mark | None, path: str, en: str, zh: str) -> Problem:
    """A mistake at that mark."""
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Problem(line=line, column=column, path=path, en=en, zh=zh)
