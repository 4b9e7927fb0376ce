"""The card company is away for an hour: payments go on, it is asked one charge at a time, the log says it in a few lines, nothing is taken twice."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from tests import make
from tests.funding.company import Company, card_of

from zhiyin.funding import queries, services
from zhiyin.funding.models import ProviderEvent
from zhiyin.funding.providers import known
from zhiyin.funding.providers.protocol import Answer, Wanted
from zhiyin.funding.services import outages
from zhiyin.funding.services.webhooks import handle_waiting
from zhiyin.kit.ids import uuid7
from zhiyin.wallets.queries import wallet

pytestmark = pytest.mark.django_db
CHARGES = 12


@dataclass
class Counting(Company):
    """Counts how often it was asked about a charge."""

    looks: int = 0

    def look(self, wanted: Wanted) -> Answer | None:
        """As the company."""
        self.looks += 1
        return super().look(wanted)


@pytest.fixture
def company(monkeypatch: pytest.MonkeyPatch) -> Counting:
    company = Counting()
    monkeypatch.setattr(known, "named", lambda _: company)
    monkeypatch.setattr(outages, "_away", {})
    return company


def rounds(begin: datetime, *, hours: int) -> Iterator[datetime]:
    """The worker's, every half minute."""
    return (begin + timedelta(seconds=seconds) for seconds in range(0, hours * 3_600, 30))


def test_charges_wait_out_an_hour_and_are_taken_once(company: Counting, caplog: pytest.LogCaptureFixture) -> None:
    people, company.loses = [make.person() for _ in range(CHARGES)], ["answer"] * CHARGES
    for person in people:
        services.charge(key=uuid7(), person_id=person.id, method_id=card_of(person.id), amount_minor=10_00, at=make.AT)
    company.away = True
    for at in rounds(make.AT, hours=1):
        services.ask_about_open_charges(at)
    asked_in_vain, shop, rich = company.looks, make.merchant(), make.person(balance_minor=5_00)
    make.payment(rich.id, shop.id, 1_00, at=make.AT + timedelta(minutes=30))
    said = [each for each in caplog.records if "card_company_away" in each.getMessage()]

    company.away = False
    for at in rounds(make.AT + timedelta(hours=1), hours=2):
        services.ask_about_open_charges(at)

    assert asked_in_vain <= 120  # one charge a round, not each
    assert 1 <= len(said) <= 7  # when it went, then every ten minutes
    assert [each for each in caplog.records if "card_company_back" in each.getMessage()]
    assert {wallet(person.id).balance_minor for person in people} == {10_00}
    assert (company.takes, wallet(shop.id).balance_minor, queries.differences()) == (CHARGES, 1_00, ())


def test_calls_that_came_while_it_was_away_are_dealt_with_when_it_is_back(company: Counting) -> None:
    person, key, company.loses = make.person(), uuid7(), ["answer"]
    services.charge(key=key, person_id=person.id, method_id=card_of(person.id), amount_minor=10_00, at=make.AT)
    events = [ProviderEvent.objects.create(source="stripe", external_id=f"evt_{n}", kind="charge", charge_id=key, at=make.AT) for n in range(5)]
    company.away = True
    for at in rounds(make.AT, hours=2):
        handle_waiting(at)
    assert company.looks <= 240

    company.away = False
    handle_waiting(make.AT + timedelta(hours=3))

    assert ProviderEvent.objects.filter(handled_at=None).count() == 0
    assert len(events) == 5
    assert wallet(person.id).balance_minor == 10_00
