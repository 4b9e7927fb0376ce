"""The command `zhiyin`: every verb explains itself, and trouble is told in a sentence."""

import json
import shlex
import shutil
from pathlib import Path

import pytest

from tests.site.running import zhiyin
from zhiyin import cli

# A fact from a server that was much further on.
TOLD_SQL = """insert into outbox_event (xid, event_id, name, at, payload) values ('9000000', uuidv7(), 'CaseClosed', now(), '{}')"""


@pytest.fixture(scope="module")
def home(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A deployment that the verbs of this file share."""
    return Path(shutil.copytree(prepared, tmp_path_factory.mktemp("cli") / "home"))


@pytest.mark.parametrize("verb", sorted(cli.VERBS))
def test_every_verb_shows_an_example(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main([verb, "--help"])

    assert left.value.code == 0
    assert "Example: " in capsys.readouterr().out


def test_every_verb_has_its_module() -> None:
    modules = {path.stem for path in (Path(cli.__file__).parent / "site" / "commands").glob("[a-z]*")}

    assert modules == {verb.replace("-", "_") for verb in cli.VERBS}


@pytest.mark.parametrize("words", [["dance"], [], ["stop", "--now"], ["rebuild", "everything"]])
def test_a_wrong_call_is_a_usage_error(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(words)

    assert left.value.code == 2
    assert "usage: zhiyin" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"ZHIYIN_PORT": "http"}, "ZHIYIN_PORT is 'http'; a number from 1 to 65535 is expected"),
        ({"ZHIYIN_HOME": "/dev/null/home"}, "set ZHIYIN_HOME to another folder"),
        ({"ZHIYIN_PG_BIN": "/nowhere"}, "there is no PostgreSQL 18 in that folder"),
        ({"DATABASE_URL": "postgresql://localhost:1/wallet"}, "Check that its server runs and that DATABASE_URL is right"),
    ],
)
def test_trouble_is_one_message_and_never_a_traceback(tmp_path: Path, settings: dict[str, str], says: str) -> None:
    done = zhiyin(tmp_path / "home", "verify", settings=settings)

    assert done.returncode == 1
    assert done.stderr.startswith("zhiyin: ")
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_verify_says_that_all_agrees(home: Path) -> None:
    done = zhiyin(home, "verify", "--json")

    assert done.returncode == 0
    assert json.loads(done.stdout)["agrees"] is True


def test_the_doctor_finds_a_fresh_deployment_well_and_an_open_secret_not(home: Path) -> None:
    assert zhiyin(home, "doctor").returncode == 0

    (home / "secret").chmod(0o644)
    sick = zhiyin(home, "doctor", "--json")
    (home / "secret").chmod(0o600)

    assert sick.returncode == 1
    assert [each["about"] for each in json.loads(sick.stdout)["findings"] if not each["ok"]] == ["secret"]


def test_the_doctor_sees_a_journal_that_could_be_changed(home: Path) -> None:
    grant = "grant update on ledger.transfer to zhiyin_app"
    assert zhiyin(home, "psql", "-c", grant).returncode == 0
    sick = json.loads(zhiyin(home, "doctor", "--json").stdout)
    zhiyin(home, "psql", "-c", grant.replace("grant", "revoke").replace(" to ", " from "))

    assert "the pages may change ledger.transfer" in [each["says"] for each in sick["findings"]]


def test_a_backup_is_brought_back_on_another_server_by_the_line_it_prints(deployed: Path, tmp_path: Path) -> None:
    file, other, role = tmp_path / "all of it.dump", tmp_path / "other", "select has_table_privilege('zhiyin_app', 'ledger.transfer', 'select')"
    zhiyin(deployed, "psql", "-c", TOLD_SQL, "-c", "insert into outbox_progress values ('x.y', '9000000', 700)")
    said = zhiyin(deployed, "backup", str(file)).stdout
    line = next(shlex.split(line) for line in said.splitlines() if "zhiyin restore" in line)
    back = zhiyin(other, *line[line.index("zhiyin") + 1 :])

    assert (back.returncode, back.stderr) == (0, "")
    assert str(other / "secret") in back.stdout
    assert zhiyin(other, "psql", "-Atc", role).stdout.strip() == "t"
    assert zhiyin(other, "psql", "-Atc", "select xid, id, event_id from outbox_event").stdout.startswith("1|1|")
    assert zhiyin(other, "psql", "-Atc", "select xid, id from outbox_progress where listener = 'x.y'").stdout.strip() == "1|1"
    assert zhiyin(other, "verify").stdout.endswith("Everything agrees. 全部一致。\n")
    assert file.stat().st_mode & 0o777 == 0o600


def test_where_nothing_ever_ran_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    file, home = tmp_path / "all.dump", tmp_path / "new"
    never_ran = zhiyin(home, "backup", str(file))
    zhiyin(home, "psql", "-c", "select 1")  # brings a server up, and nothing of ours
    empty = zhiyin(home, "backup", str(file))

    assert (never_ran.returncode, empty.returncode) == (1, 1)
    assert never_ran.stderr.startswith("zhiyin: There is nothing to back up. ")
    assert empty.stderr.startswith("zhiyin: There is nothing to back up. The database holds nothing of Zhiyin's.")
    assert not file.exists()


def test_a_backup_is_not_brought_back_over_what_is_there(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "all.dump"
    zhiyin(home, "backup", str(file))
    done = zhiyin(home, "restore", str(file))

    assert done.returncode == 1
    assert done.stderr.startswith("zhiyin: The database is not empty; ")
    assert "Set ZHIYIN_HOME to a new folder" in done.stderr
    assert zhiyin(home, "verify").returncode == 0


def test_a_torn_backup_leaves_nothing_and_the_whole_one_can_still_come(home: Path, tmp_path: Path) -> None:
    file, torn, other = tmp_path / "all.dump", tmp_path / "torn.dump", tmp_path / "other"
    zhiyin(home, "backup", str(file))
    torn.write_bytes(file.read_bytes()[: file.stat().st_size // 2])

    assert "nothing of it was kept" in zhiyin(other, "restore", str(torn)).stderr
    assert "There is no file" in zhiyin(other, "restore", str(tmp_path / "nowhere.dump")).stderr
    assert zhiyin(other, "restore", str(file)).returncode == 0


def test_psql_hands_words_and_exit_status_through(home: Path) -> None:
    assert zhiyin(home, "psql", "-Atc", "select current_user").stdout.strip() == "zhiyin"
    assert zhiyin(home, "psql", "-c", "select nonsense").returncode == 1


def test_replay_of_an_unknown_listener_names_those_that_there_are(home: Path) -> None:
    done = zhiyin(home, "replay", "nobody.listens")

    assert done.returncode == 1
    assert "profiles." in done.stderr


def test_a_rebuild_of_nothing_is_the_same_nothing(home: Path) -> None:
    assert "the same state as before" in zhiyin(home, "rebuild", "profiles").stdout
