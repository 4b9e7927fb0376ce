"""The source as the house rules see it: files, functions, rooms, imports."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "zhiyin"
FACES = ("web", "merchant", "console", "api")
PURE = ("learning", "events", "kit")
FLOORS = (
    ("site", "cli"),
    FACES,
    ("trust",),
    ("improvements",),
    ("followups",),
    ("personal", "planning"),
    ("channels", "surveys", "support"),
    ("experiments",),
    ("profiles",),
    ("payments",),
    ("rewards",),
    ("funding",),
    ("risk",),
    ("wallets",),
    ("ledger",),
    ("privacy",),
    ("identity",),
    ("outbox",),
    ("learning", "events"),
    ("kit",),
)
UNDERSTANDING = frozenset({"profiles", "experiments", "support", "surveys", "channels", "planning", "personal", "followups", "improvements"})
MONEY = frozenset({"payments", "funding", "wallets", "ledger", "rewards", "risk"})


@dataclass(frozen=True, slots=True)
class Function:
    """A function or method with the file it stands in."""

    path: Path
    node: ast.FunctionDef | ast.AsyncFunctionDef

    @property
    def name(self) -> str:
        return f"{self.path.relative_to(SOURCE)}:{self.node.lineno} {self.node.name}"

    @property
    def lines(self) -> int:
        return (self.node.end_lineno or self.node.lineno) - self.node.lineno + 1


@cache
def python_files() -> tuple[Path, ...]:
    return tuple(sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def functions() -> Iterator[Function]:
    for path in python_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield Function(path, node)


def parameters(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.arg]:
    return [each for each in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs) if each.arg not in ("self", "cls")]


def is_door(found: Function) -> bool:
    """Whether it is a public service or query of a room."""
    parts = found.path.relative_to(SOURCE).parts
    in_door = parts[0] not in (*FACES, *PURE, "site") and any(part.removesuffix(".py") in ("services", "queries") for part in parts)
    return in_door and found.node in tree(found.path).body and not found.node.name.startswith("_")


def room(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def floor(name: str) -> int:
    """0 is the top; larger is deeper."""
    return next(depth for depth, rooms in enumerate(FLOORS) if name in rooms)


def imports(path: Path) -> Iterator[str]:
    """Every zhiyin module (or name in one) that the file imports, dotted."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("zhiyin"):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("zhiyin"))
