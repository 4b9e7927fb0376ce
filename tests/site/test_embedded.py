"""The embedded PostgreSQL: one server for however many ask, and nothing acknowledged is ever lost."""

import multiprocessing
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from zhiyin.site import embedded

pytestmark = pytest.mark.crash


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "home"
    embedded.stop(tmp_path / "home", mode="immediate")


def _started(home: Path) -> str:
    return embedded.start(home).url


def test_three_starts_at_once_on_an_empty_folder_give_one_server(home: Path) -> None:
    with multiprocessing.get_context("fork").Pool(3) as three:
        urls = set(three.map(_started, [home] * 3))

    assert len(urls) == 1
    with psycopg.connect(urls.pop()) as connection:
        assert connection.execute("select current_setting('fsync'), current_setting('data_checksums')").fetchone() == ("on", "on")


def test_rows_that_were_acknowledged_survive_a_kill_of_the_server(home: Path) -> None:
    server = embedded.start(home)
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("create table kept (n int)")
        for number in range(100):
            connection.execute("insert into kept values (%s)", [number])
        os.kill(_postmaster(server), signal.SIGKILL)

    with psycopg.connect(embedded.start(home).url) as connection:
        assert connection.execute("select count(*) from kept").fetchone() == (100,)


def test_the_last_user_stops_the_server_and_no_one_before(home: Path) -> None:
    with embedded.using(home) as server:
        with embedded.using(home):
            pass
        assert embedded.is_alive(server)
    assert not embedded.is_alive(server)


def test_a_killed_user_does_not_keep_the_server(home: Path) -> None:
    with embedded.using(home) as server:
        user = os.fork()
        if user == 0:
            with embedded.using(home):
                os.kill(os.getpid(), signal.SIGKILL)
        os.waitpid(user, 0)
        assert embedded.is_alive(server)
    assert not embedded.is_alive(server)


def test_only_the_owner_can_open_the_folder_and_no_port_is_open(home: Path) -> None:
    server = embedded.start(home)

    assert home.stat().st_mode & 0o777 == 0o700
    with psycopg.connect(server.url) as connection:
        assert connection.execute("select current_setting('listen_addresses')").fetchone() == ("",)


def test_a_long_path_gets_a_short_socket(tmp_path: Path) -> None:
    home = tmp_path / ("long" * 30)
    with embedded.using(home) as server:
        assert not server.socket.is_relative_to(home)
        assert server.socket.stat().st_mode & 0o777 == 0o700


def test_a_stale_server_that_nobody_uses_is_stopped(home: Path) -> None:
    server = embedded.start(home)

    assert embedded.stop_unless_used(home)
    assert not embedded.is_alive(server)
    assert not embedded.stop_unless_used(home)


def _postmaster(server: embedded.Server) -> int:
    return int((server.data / "postmaster.pid").read_text().split()[0])
