"""Limits, and who people are for them."""

from datetime import timedelta

from tests import make
from tests.repeats.deeds import REFUSED, Request, repeated

from zhiyin.kit.ids import uuid7
from zhiyin.wallets import services as wallets
from zhiyin.wallets.services import limits as services

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def rule(amount: int | None) -> services.NewRule:
    return services.NewRule(measure="day", deed="payment", asset="USD", amount=amount)


@repeated(services.propose)
def proposing_a_limit() -> Request:
    clerk, key = make.staff(), uuid7()
    return lambda: services.propose(rule(500_00), key=key, by=clerk.id, why="fraud", at=make.AT)


@repeated(services.decide, again=REFUSED)
def agreeing_to_a_limit() -> Request:
    clerk, other, key = make.staff(), make.staff(), uuid7()
    services.propose(rule(500_00), key=uuid7(), by=clerk.id, why="fraud", at=make.AT)
    assert services.propose(rule(None), key=key, by=clerk.id, why="no fraud", at=make.AT + MINUTE)
    return lambda: services.decide(key, by=other.id, agreed=True, at=make.AT + 2 * MINUTE)


@repeated(services.decide_standing, again=REFUSED)
def agreeing_to_a_higher_tier() -> Request:
    mei, clerk, other, key = make.person(), make.staff(), make.staff(), uuid7()
    assert services.set_standing(key=key, person_id=mei.id, tier="plus", minor_until=None, by=clerk.id, why="papers seen", at=make.AT)
    return lambda: services.decide_standing(key, by=other.id, agreed=True, at=make.AT + MINUTE)


@repeated(wallets.set_frozen)
def freezing_somebody() -> Request:
    mei, clerk, key = make.person(), make.staff(), uuid7()
    return lambda: wallets.set_frozen(key=key, person_id=mei.id, frozen=True, by=clerk.id, why="a stolen phone", at=make.AT)


@repeated(services.set_own_limit)
def limiting_oneself() -> Request:
    mei, key = make.person(), uuid7()
    return lambda: services.set_own_limit(key=key, person_id=mei.id, deed="payment", measure="each", asset="USD", amount_minor=5_00, at=make.AT)


@repeated(services.set_standing)
def becoming_a_minor() -> Request:
    mei, clerk, key = make.person(), make.staff(), uuid7()
    until = make.AT.date() + 365 * DAY
    return lambda: services.set_standing(key=key, person_id=mei.id, tier="basic", minor_until=until, by=clerk.id, why="school", at=make.AT)
