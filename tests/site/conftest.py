"""A prepared data folder is made once; tests that start things get copies of it."""

import shutil
from pathlib import Path

import pytest

from tests.site.running import zhiyin


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stopped deployment without people in it. Not to be started itself."""
    home = tmp_path_factory.mktemp("prepared") / "home"
    done = zhiyin(home, "verify")
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture
def deployed(prepared: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    return Path(shutil.copytree(prepared, tmp_path / "home"))
