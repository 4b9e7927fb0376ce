"""What an operator can set, and what a mistake is answered with."""

from pathlib import Path

import pytest

from zhiyin.site import config


def _read(home: Path, **environment: str) -> config.Config:
    return config.read({"ZHIYIN_HOME": str(home)} | environment)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ZHIYIN_PORT", "http"),
        ("ZHIYIN_PORT", "65536"),
        ("ZHIYIN_DEMO", "many"),
        ("ZHIYIN_TIMEZONE", "Mars/Olympus"),
        ("ZHIYIN_LANGUAGE", "fr"),
        ("ZHIYIN_ASSET", "BTC"),
        ("ZHIYIN_ORIGIN", "wallet.example.org"),
        ("ZHIYIN_ORIGIN", "https://wallet.example.org/"),
        ("ZHIYIN_SECRET", "secret"),
        ("ZHIYIN_MAIL_URL", "mail.example.org"),
        ("ZHIYIN_DB_ROLE", "postgres"),
        ("ZHIYIN_WORKERS", "0"),
        ("ZHIYIN_RATES", "yahoo:quotes"),
        ("ZHIYIN_CALENDARS", "http://calendar.example.org"),
        ("ZHIYIN_CALENDARS", "https://calendar.example.org/?a=1"),
        ("ZHIYIN_CALENDARS", "https://me:hunter2@calendar.example.org"),
        ("ZHIYIN_CALENDARS", "pretend"),
        ("ZHIYIN_CALENDARS", ",".join(f"https://{number}.example.org" for number in range(9))),
        ("ZHIYIN_CALENDARS_NEEDED", "0"),
        ("DATABASE_URL", "nonsense"),
        ("ZHIYIN_PAGES_DATABASE_URL", "nonsense"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(config.BadConfiguration, match=name):
        _read(tmp_path, **{name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "hunter2 nonsense"),
        ("ZHIYIN_MAIL_URL", "http://me:hunter2@x"),
        ("ZHIYIN_SECRET", "hunter2"),
        ("ZHIYIN_CALENDARS", "https://me:hunter2@x"),
    ],
)
def test_a_refusal_never_repeats_a_secret(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(config.BadConfiguration) as refused:
        _read(tmp_path, **{name: value})

    assert "hunter2" not in str(refused.value)


def test_tracebacks_are_refused_where_the_world_can_see_them(tmp_path: Path) -> None:
    with pytest.raises(config.BadConfiguration, match="ZHIYIN_DEBUG"):
        _read(tmp_path, ZHIYIN_DEBUG="1", ZHIYIN_ORIGIN="https://wallet.example.org")


@pytest.mark.parametrize(("text", "people"), [("", 0), ("none", 0), ("0", 0), ("400", 400), ("full", -1)])
def test_the_demo_is_nobody_a_number_or_all(text: str, people: int) -> None:
    assert config.people(text) == people


def test_the_secret_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    first, second = _read(tmp_path / "home").secret, _read(tmp_path / "home").secret

    assert first == second
    assert len(first) >= 32
    assert (tmp_path / "home" / "secret").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["secret"]


def test_the_host_of_the_origin_is_answered_without_saying_so(tmp_path: Path) -> None:
    assert "wallet.example.org" in _read(tmp_path, ZHIYIN_ORIGIN="https://wallet.example.org").hosts


def test_the_data_folder_lies_beside_the_sources_whatever_the_current_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)

    assert config.read({"ZHIYIN_SECRET": "x" * 32}).home == Path(config.__file__).parents[3] / ".zhiyin"


def test_calendars_are_named_once_without_a_slash_at_the_end(tmp_path: Path) -> None:
    named = _read(tmp_path, ZHIYIN_CALENDARS="https://a.example.org/, http://127.0.0.1:9000,https://a.example.org").calendars

    assert named == ("https://a.example.org", "http://127.0.0.1:9000")
    assert _read(tmp_path).calendars == ()
    assert _read(tmp_path, ZHIYIN_CALENDARS="pretend", ZHIYIN_DEMO="12").calendars == ("pretend",)
