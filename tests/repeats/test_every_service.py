"""Every service that can be sent twice is in the table of repeats; a new one cannot be left out."""

import ast

from tests.house import source
from tests.repeats.deeds import DEEDS
from tests.repeats.test_repeats import STORIES

ELSEWHERE = {
    "zhiyin.wallets.services.moving.move": "a part of somebody's transaction, whose key it has",
    "zhiyin.ledger.services.accounts.set_floor": "one function of the database, which locks the account first: tests/ledger",
    "zhiyin.ledger.services.accounts.set_ceiling": "as set_floor",
    "zhiyin.ledger.services.accounts.freeze": "as set_floor",
    "zhiyin.ledger.services.accounts.unfreeze": "as set_floor",
    "zhiyin.payments.services.proof.terms_of": "changes nothing",
}


def test_every_service_that_takes_a_key_or_commits_as_one_has_a_story_of_its_repeat() -> None:
    told = {service for deed in DEEDS for service in deed.services}
    found = {name for name, node in _doors() if _takes_a_key(node) or _commits_as_one(node)}

    assert STORIES
    assert sorted(found - told - set(ELSEWHERE)) == []
    assert sorted(set(ELSEWHERE) - found) == []


def test_whatever_takes_a_key_commits_as_one_or_hands_it_on() -> None:
    """Only `together` looks again when it is refused: a transaction of one's own would refuse the repeat of what it has just seen done."""
    own = [name for name, node in _doors() if _takes_a_key(node) and any("atomic" in ast.unparse(each) for each in node.decorator_list)]

    assert own == ["zhiyin.payments.services.staff.invite_staff"]  # locks its merchant first, and finds its own invitation then


def _doors() -> list[tuple[str, ast.FunctionDef]]:
    files = [path for path in source.python_files() if source.room(path) in source.MONEY and "services" in path.with_suffix("").parts]
    names = {path: ".".join(path.relative_to(source.SOURCE.parent).with_suffix("").parts) for path in files}
    return [
        (f"{names[path]}.{node.name}", node)
        for path in files
        for node in source.tree(path).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]


def _takes_a_key(node: ast.FunctionDef) -> bool:
    return any(each.arg == "key" for each in node.args.kwonlyargs)


def _commits_as_one(node: ast.FunctionDef) -> bool:
    called = [each.func for each in ast.walk(node) if isinstance(each, ast.Call)]
    return any(ast.unparse(each) in ("wallets.together", "together") for each in called)
