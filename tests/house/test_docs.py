"""What the documents promise exists, and what exists is documented."""

import re

import pytest

from tests.house import source

GUIDES = ("operators.md", "operators.zh-CN.md")


@pytest.mark.parametrize("guide", GUIDES)
def test_every_setting_stands_in_the_operators_guide(guide: str) -> None:
    text = (source.ROOT / "docs" / guide).read_text()
    code = "".join(path.read_text() for path in (source.SOURCE / "site").rglob("*.py"))
    read = set(re.findall(r"[\"'](ZHIYIN_[A-Z_]+|DATABASE_URL)[\"']", code))

    assert sorted(name for name in read if f"`{name}`" not in text) == []


@pytest.mark.parametrize("guide", GUIDES)
def test_every_verb_of_the_command_line_stands_in_the_operators_guide(guide: str) -> None:
    text = (source.ROOT / "docs" / guide).read_text()
    verbs = {path.stem.replace("_", "-") for path in (source.SOURCE / "site" / "commands").glob("*.py") if not path.stem.startswith("_")}

    assert verbs
    assert sorted(verb for verb in verbs if f"`{verb}`" not in text and f"zhiyin {verb}" not in text) == []


@pytest.mark.parametrize("guide", GUIDES)
def test_every_make_target_stands_in_the_operators_guide(guide: str) -> None:
    text = (source.ROOT / "docs" / guide).read_text()
    targets = re.findall(r"^\.PHONY: (.+)$", (source.ROOT / "Makefile").read_text(), re.MULTILINE)

    assert sorted(target for line in targets for target in line.split() if f"make {target}" not in text and target not in ("help", "lock")) == []


def test_every_link_in_the_documents_leads_somewhere() -> None:
    pages = [*source.ROOT.glob("*.md"), *(source.ROOT / "docs").rglob("*.md")]
    links = [(page, target) for page in pages for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text())]

    assert [f"{page.name} → {target}" for page, target in links if "://" not in target and not (page.parent / target).exists()] == []


def test_every_file_that_the_documents_name_exists() -> None:
    pages = [*source.ROOT.glob("*.md"), *(source.ROOT / "docs").rglob("*.md")]
    named = [(page, name) for page in pages for name in re.findall(r"`((?:[\w.-]+/)+[\w.-]+\.(?:py|sql|css|html|js|toml|txt))`", page.read_text())]

    assert named
    assert [f"{page.name} → {name}" for page, name in named if not _exists(name)] == []


def _exists(name: str) -> bool:
    """Whether the file is there, named from the root, from `src/zhiyin` or within a room."""
    return any(place.exists() for place in (source.ROOT / name, source.SOURCE / name)) or any(source.SOURCE.glob(f"*/{name}"))


def test_decisions_are_headed_by_their_number() -> None:
    decisions = sorted((source.ROOT / "docs" / "decisions").glob("*.md"))

    assert [page.name for page in decisions if not page.read_text().startswith(f"# {page.name[:4]} · ")] == []
