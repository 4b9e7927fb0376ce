"""Every "no" has its words, in both languages, in three parts."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from zhiyin.kit.errors import Refusal
from zhiyin.kit.money import BadAmount
from zhiyin.kit.refusals import SENTENCES, say

SOURCE = Path(__file__).resolve().parents[2] / "src" / "zhiyin"
FACTS = re.compile(r"\{(\w+)\}")


@cache
def trees() -> tuple[ast.Module, ...]:
    return tuple(ast.parse(file.read_text()) for file in SOURCE.rglob("*.py"))


def classes() -> list[ast.ClassDef]:
    return [node for tree in trees() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]


def refusals() -> dict[str, str]:
    """The code of each refusal class of the product, by the class's name; a class that refines another is found too."""
    found, kinds, before = {}, {"Refusal"}, 0
    while len(kinds) > before:
        before = len(kinds)
        kinds |= {node.name for node in classes() if any(getattr(base, "id", "") in kinds for base in node.bases)}
    for node in classes():
        for line in node.body:
            if node.name in kinds - {"Refusal"} and isinstance(line, ast.Assign) and getattr(line.targets[0], "id", "") == "code":
                found[node.name] = ast.literal_eval(line.value)
    return found


@cache
def raised_with() -> dict[str, list[set[str]]]:
    """The facts that each refusal class is raised with, wherever it is."""
    calls: dict[str, list[set[str]]] = {}  # a refusal takes facts by name only; other classes of the same name do not matter
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.args and all(word.arg for word in node.keywords):
                calls.setdefault(node.func.id, []).append({word.arg for word in node.keywords if word.arg})
    return calls


@pytest.mark.parametrize(("name", "code"), sorted(refusals().items()))
def test_a_refusal_has_a_sentence(name: str, code: str) -> None:
    assert code in SENTENCES, f"{name}: add {code} to kit/refusals/__init__.py"


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_a_sentence_says_what_happened_what_it_means_and_what_to_do(code: str) -> None:
    sentence = SENTENCES[code]

    assert len(re.findall(r"[.?](?=\s|$|”)", sentence.en)) >= 3
    assert len(re.findall(r"[，。；]", sentence.zh)) >= 2
    assert sentence.zh.endswith("。")
    assert not re.search(r"[,;:()?!]", FACTS.sub("", sentence.zh)), "Chinese has its own punctuation"
    assert re.search(r"[一-鿿]", sentence.zh)
    assert set(FACTS.findall(sentence.en)) == set(FACTS.findall(sentence.zh))


@pytest.mark.parametrize(("name", "code"), sorted(refusals().items()))
def test_a_refusal_is_raised_with_the_facts_its_sentence_names(name: str, code: str) -> None:
    wanted = set(FACTS.findall(SENTENCES[code].en)) if code in SENTENCES else set()

    for facts in raised_with().get(name, []):
        assert wanted <= facts, f"{name} is raised without {wanted - facts}"


def test_a_sentence_is_filled_with_facts_in_the_persons_language() -> None:
    refusal = BadAmount(text="12x", why="not_a_number")

    assert say(refusal, "en") == "“12x” is not an amount. No money has moved. Enter a number such as 25.00."
    assert say(refusal, "zh-hans") == "“12x”不是金额，钱没有转出。请输入数字，例如 25.00。"


def test_facts_are_not_read_as_sentences() -> None:
    assert "{why}" in say(BadAmount(text="{why}", why="not_a_number"), "en")


def test_a_refusal_without_words_is_still_said_kindly() -> None:
    assert say(Refusal(), "en").startswith("This could not be done.")
