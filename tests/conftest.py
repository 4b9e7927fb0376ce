"""Databases for tests: each test in a transaction as the app's role; a database of its own where commits matter."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import hypothesis
import pytest
from django.db import connections
from django.test.utils import setup_databases

from tests import settings
from zhiyin.followups.journeys import forget as forget_journeys
from zhiyin.kit.ids import uuid7
from zhiyin.site import database, embedded
from zhiyin.site.config import APP_ROLE
from zhiyin.wallets.queries.limits.rules import forget

# A slow machine proves nothing; the same change meets the same examples everywhere. `--hypothesis-profile=nightly` draws fresh ones.
hypothesis.settings.register_profile("suite", deadline=None, derandomize=True)
hypothesis.settings.register_profile("nightly", deadline=None, max_examples=2_000)
hypothesis.settings.load_profile("suite")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys come last: Playwright leaves its event loop marked as running in the tests' thread, where Django would keep other connections."""
    items.sort(key=lambda item: item.get_closest_marker("journey") is not None)


def pytest_unconfigure() -> None:
    """The last one out switches the database server off; its data is thrown-away data."""
    embedded.stop(settings.HOME, mode="immediate")


def _become(role: str | None) -> None:
    connection = connections["default"]
    connection.close()
    connection.settings_dict["OPTIONS"] = {"assume_role": role} if role else {}


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any, django_test_environment: None, django_db_modify_db_settings: None) -> None:
    """A migrated database per test process; tests meet it as the app's role, without the owner's rights."""
    with django_db_blocker.unblock():
        with connections["default"]._nodb_cursor() as cursor:
            cursor.execute(database.ROLE_SQL)
        setup_databases(verbosity=0, interactive=False, serialized_aliases=[])  # takes the place of the run's before
        database.settle_rights()
        _become(APP_ROLE)


@pytest.fixture(autouse=True)
def _limits_of_this_test() -> None:
    """Every process keeps the rules of limits and the journeys for two seconds; those of the test before are gone."""
    forget()
    forget_journeys()


@pytest.fixture
def fresh_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A committed database of its own (a copy of the migrated one), for threads, crashes and what only a commit shows. Yields its name."""
    with django_db_blocker.unblock(), _copy() as name:
        yield name


@pytest.fixture(scope="module")
def shared_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """As `fresh_database`, one for all tests of a file: for many stories that do not stand in each other's way."""
    with django_db_blocker.unblock(), _copy() as name:
        yield name


@contextmanager
def _copy() -> Iterator[str]:
    connection = connections["default"]
    template = connection.settings_dict["NAME"]
    name = f"fresh_{uuid7().hex}"
    connection.close()
    _owner_sql(f'create database "{name}" template "{template}"')
    connection.settings_dict["NAME"] = name
    yield name
    connections.close_all()
    connection.settings_dict["NAME"] = template
    _owner_sql(f'drop database "{name}" with (force)')


def _owner_sql(statement: str) -> None:
    with connections["default"]._nodb_cursor() as cursor:
        cursor.execute("reset role")
        cursor.execute(statement)
