"""`zhiyin run` is one family: it serves, it mends itself, and it leaves nothing behind."""

import os
import signal
import time
from pathlib import Path

import pytest

from tests.site.running import free_port, running, until_healthy, until_nothing_is_left, zhiyin
from zhiyin.site import embedded
from zhiyin.site.launch import runs

pytestmark = pytest.mark.crash


def test_ctrl_c_leaves_no_process_behind(deployed: Path) -> None:
    with running(deployed) as deployment:
        assert deployment.get("/readyz") == (200, {"status": "ok"})

    assert deployment.process.returncode == 0
    assert until_nothing_is_left(deployed) == []


def test_killing_the_head_takes_the_whole_family_along_and_the_next_start_serves(deployed: Path) -> None:
    with running(deployed) as deployment:
        deployment.process.kill()
        deployment.process.wait()

        with running(deployed, port=deployment.port) as next_one:
            until_healthy(next_one)  # its first answer may have come from what was about to end

    assert until_nothing_is_left(deployed) == []


def test_pages_and_worker_sign_in_as_a_role_that_cannot_change_the_journal_nor_become_another(deployed: Path) -> None:
    with running(deployed) as now:
        assert now.get("/healthz")[0] == 200
        who = "select string_agg(distinct usename, ',') from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()"
        assert zhiyin(deployed, "psql", "-Atc", who).stdout.strip() == "zhiyin_app"

    asked = "select pg_has_role('zhiyin_app', 'zhiyin', 'set'), has_table_privilege('zhiyin_app', 'ledger.transfer', 'update')"
    assert zhiyin(deployed, "psql", "-Atc", asked).stdout.strip() == "f|f"


def test_a_killed_postgresql_is_started_again(deployed: Path) -> None:
    with running(deployed) as deployment:
        os.kill(int((deployed / "pg" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        time.sleep(1)

        until_healthy(deployment)


def test_a_second_start_on_the_same_port_says_that_the_first_one_runs(deployed: Path) -> None:
    with running(deployed) as deployment:
        second = zhiyin(deployed, "run", settings={"ZHIYIN_PORT": str(deployment.port)})

        assert second.returncode == 1
        assert second.stderr.startswith("zhiyin: Zhiyin already runs here: http://localhost:")
        assert deployment.get("/healthz")[0] == 200


def test_stop_ends_what_runs_and_is_content_when_nothing_does(deployed: Path) -> None:
    with running(deployed) as deployment:
        assert zhiyin(deployed, "stop").stdout.startswith("Stopped.")
        assert deployment.process.wait(timeout=5) == 0

    assert until_nothing_is_left(deployed) == []
    assert zhiyin(deployed, "stop").stdout.startswith("Nothing was running.")


def test_a_short_command_does_not_stop_the_server_of_a_long_one(deployed: Path) -> None:
    with running(deployed) as deployment:
        assert zhiyin(deployed, "verify").returncode == 0
        assert deployment.get("/healthz")[0] == 200


def test_what_ran_is_forgotten_when_it_ended(deployed: Path) -> None:
    port = free_port()
    with running(deployed, port=port):
        assert runs.at_port(deployed, port) == f"http://localhost:{port}"

    assert runs.at_port(deployed, port) is None
    assert not embedded.is_alive(embedded.Server(deployed / "pg", deployed / "pg"))


def test_a_postgresql_whose_socket_was_tidied_away_is_started_again(deployed: Path) -> None:
    with running(deployed) as deployment:
        socket = deployed / "pg" / ".s.PGSQL.5432"
        socket.unlink()
        deadline = time.monotonic() + 60
        while not socket.exists() and time.monotonic() < deadline:
            time.sleep(0.1)

        until_healthy(deployment)
        assert socket.exists()
