"""Where rates come from: a file of the operator's, the European Central Bank, and what neither may say."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st
from tests import make

from zhiyin.wallets import queries, services
from zhiyin.wallets.providers import BadRates
from zhiyin.wallets.providers.ecb import EcbRates, read_xml
from zhiyin.wallets.providers.file import FileRates

NOW = datetime(2026, 11, 20, 18, tzinfo=UTC)
ECB = """<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
  <gesmes:subject>Reference rates</gesmes:subject>
  <Cube>
    <Cube time='2026-11-20'><Cube currency='USD' rate='1.0853'/><Cube currency='JPY' rate='163.12'/><Cube currency='CNY' rate='7.7220'/></Cube>
    <Cube time='2026-11-19'><Cube currency='USD' rate='1.0001'/></Cube>
  </Cube>
</gesmes:Envelope>"""


def written(folder: Path, text: str) -> str:
    file = folder / "rates"
    file.write_text(text)
    return str(file)


def test_the_central_bank_s_newest_day_is_read(tmp_path: Path) -> None:
    rates = {each.asset: each for each in EcbRates(written(tmp_path, ECB)).read(NOW)}

    assert set(rates) == {"USD", "JPY", "CNY"}
    assert (rates["USD"].units, rates["USD"].worth, rates["USD"].base) == (Decimal("1.0853"), Decimal(1), "EUR")
    assert rates["USD"].at == datetime(2026, 11, 20, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no xml",
        "<a/>",
        ECB.replace("1.0853", "NaN"),
        ECB.replace("1.0853", "-1"),
        ECB.replace("1.0853", "1e400"),
        ECB.replace("'USD' rate='1.0853'", "'dollars' rate='1'"),
        ECB.replace("2026-11-20", "tomorrow"),
        ECB.replace("<gesmes:Envelope", '<!DOCTYPE x [<!ENTITY a "aaaa">]><gesmes:Envelope'),
    ],
)
def test_a_broken_document_is_not_used_by_half(text: str) -> None:
    with pytest.raises(BadRates):
        read_xml(text.encode())


@given(st.binary(max_size=300))
def test_noise_is_never_taken_for_rates(data: bytes) -> None:
    with pytest.raises(BadRates):
        read_xml(data)


def test_the_operators_file_says_what_a_point_is_worth(tmp_path: Path) -> None:
    place = written(tmp_path, "# asset,worth,at\nPTS,0.01,2026-11-20T08:00:00Z\nBTC, 64000.5, 2026-11-20T09:00:00+01:00\n")

    points, coin = FileRates(place, base="USD").read(NOW)

    assert (points.asset, points.worth, points.base, points.at) == ("PTS", Decimal("0.01"), "USD", datetime(2026, 11, 20, 8, tzinfo=UTC))
    assert (coin.asset, coin.worth) == ("BTC", Decimal("64000.5"))


@pytest.mark.parametrize(
    "line", ["PTS,0.01", "PTS,zero,2026-11-20T08:00:00Z", "PTS,0,2026-11-20T08:00:00Z", "PTS,0.01,2026-11-20T08:00:00", "PTS,0.01,soon"]
)
def test_a_line_that_is_no_rate_refuses_the_file(tmp_path: Path, line: str) -> None:
    with pytest.raises(BadRates):
        FileRates(written(tmp_path, f"EUR,1.1,2026-11-20T08:00:00Z\n{line}\n"), base="USD").read(NOW)


def test_a_file_that_is_away_is_bad_rates_and_not_a_crash(tmp_path: Path) -> None:
    with pytest.raises(BadRates):
        FileRates(str(tmp_path / "nowhere"), base="USD").read(NOW)
    with pytest.raises(BadRates):
        EcbRates(str(tmp_path)).read(NOW)


@pytest.mark.django_db
def test_points_in_dollars_and_dollars_in_euros_make_points_in_yen(tmp_path: Path) -> None:
    (tmp_path / "own").write_text("PTS,0.01,2026-11-20T08:00:00Z")
    places = (f"ecb:{written(tmp_path, ECB)}", f"file:{tmp_path / 'own'}")
    with override_settings(CONFIG=replace(settings.CONFIG, rates=places)):
        taken = services.take_rates(NOW)

    assert taken == 4
    found = queries.rate("PTS", "JPY", at=NOW)
    assert found.mid == Fraction("0.01") / Fraction("1.0853") * Fraction("163.12")
    assert (found.source, found.at) == ("ecb, file", datetime(2026, 11, 20, 8, tzinfo=UTC))
    with pytest.raises(queries.RateTooOld):
        queries.rate("PTS", "JPY", at=NOW + timedelta(days=2))
    assert queries.rate("EUR", "JPY", at=NOW + timedelta(days=2)).mid == Decimal("163.12")


@pytest.mark.django_db
def test_a_source_that_is_away_leaves_the_rates_as_they_were(tmp_path: Path) -> None:
    with override_settings(CONFIG=replace(settings.CONFIG, rates=(f"ecb:{written(tmp_path, ECB)}", "file:/nowhere/at/all"))):
        assert services.take_rates(NOW) == 3
        assert services.take_rates(NOW) == 0


@pytest.mark.django_db
def test_a_source_that_speaks_of_the_future_is_not_believed(tmp_path: Path) -> None:
    for year, taken in ((2206, 0), (2026, 1)):
        file = written(tmp_path, f"PTS,0.01,{year}-11-20T08:00:00Z\n")
        with override_settings(CONFIG=replace(settings.CONFIG, rates=(f"file:{file}",))):
            assert services.take_rates(NOW) == taken


@pytest.mark.django_db
def test_a_demo_makes_its_rates_up_and_says_so() -> None:
    assert services.take_rates(make.AT) > 5
    assert queries.rate("EUR", "USD", at=make.AT).source == "demo"
    with pytest.raises(queries.NoRate):
        queries.rate("XXX", "USD", at=make.AT)
