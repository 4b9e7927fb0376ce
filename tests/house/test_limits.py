"""Small things only: functions, files, folders, parameters, views, templates."""

import ast
from collections import Counter
from pathlib import Path

from tests.house import source

FUNCTION_LINES_MAX = 60
FILE_LINES_MAX = 500
FOLDER_FILES_MAX = 14
PARAMETERS_MAX = 8
VIEW_LINES_MAX = 25
TEMPLATE_LINES_MAX = 200


def test_no_function_is_too_long() -> None:
    assert [f"{found.name} ({found.lines})" for found in source.functions() if found.lines > FUNCTION_LINES_MAX] == []


def test_no_file_is_too_long() -> None:
    lengths = {path: len(path.read_text().splitlines()) for path in source.python_files()}

    assert [f"{path.relative_to(source.SOURCE)} ({lines})" for path, lines in lengths.items() if lines > FILE_LINES_MAX] == []


def test_no_folder_is_crowded() -> None:
    files = Counter(path.parent for path in source.SOURCE.rglob("*") if path.is_file() and _counts(path))

    assert [f"{folder.relative_to(source.SOURCE)} ({count})" for folder, count in files.items() if count > FOLDER_FILES_MAX] == []


def _counts(path: Path) -> bool:
    return path.suffix in {".py", ".html", ".css", ".js", ".sql"} and path.name != "__init__.py" and "migrations" not in path.parts


def test_no_function_takes_too_many_parameters() -> None:
    assert [found.name for found in source.functions() if len(source.parameters(found.node)) > PARAMETERS_MAX] == []


def test_services_take_at_most_two_parameters_by_position() -> None:
    doors = [found for found in source.functions() if source.is_door(found)]

    assert [found.name for found in doors if len(found.node.args.args) > 2] == []


def test_every_public_service_and_query_says_what_it_does() -> None:
    doors = [found for found in source.functions() if source.is_door(found)]

    assert [found.name for found in doors if not ast.get_docstring(found.node)] == []


def test_every_function_is_annotated() -> None:
    bare = [found.name for found in source.functions() if found.node.returns is None and found.node.name != "__init__"]
    unsaid = [found.name for found in source.functions() for each in source.parameters(found.node) if each.annotation is None]

    assert bare + unsaid == []


def test_views_are_short() -> None:
    views = [found for found in source.functions() if "pages" in found.path.parts and _takes_request(found.node)]

    assert views
    assert [f"{found.name} ({_body_lines(found.node)})" for found in views if _body_lines(found.node) > VIEW_LINES_MAX] == []


def _takes_request(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return bool(node.args.args) and node.args.args[0].arg == "request"


def _body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return (node.end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_templates_are_short() -> None:
    templates = source.SOURCE.rglob("templates/**/*.html")

    assert [f"{path.relative_to(source.SOURCE)}" for path in templates if len(path.read_text().splitlines()) > TEMPLATE_LINES_MAX] == []


def test_imports_stand_at_the_top_of_the_file() -> None:
    hidden = [found.name for found in source.functions() if found.node.name != "ready" and _imports(found.node)]

    assert hidden == []


def _imports(node: ast.AST) -> bool:
    return any(isinstance(inner, ast.Import | ast.ImportFrom) for inner in ast.walk(node))


READS_THE_TIME = ("clock.now(", "datetime.now(", "timezone.now(", "time.time(")


def test_time_is_read_at_the_edge_only() -> None:
    edges = (*source.FACES, "site", "cli", "kit", "outbox")
    contexts = [path for path in source.python_files() if source.room(path) not in edges and "signing_in" not in path.parts]

    readers = [str(path.relative_to(source.SOURCE)) for path in contexts if any(word in path.read_text() for word in READS_THE_TIME)]

    assert readers == []
