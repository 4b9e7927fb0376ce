"""What leaves a wallet obeys its limits. Asked by whatever takes money out, inside the deed's transaction and before its money moves."""

from datetime import datetime

from django.db import connection

from zhiyin.kit.categories import shop_label
from zhiyin.kit.errors import Refusal
from zhiyin.kit.formats import clock_time, day, money
from zhiyin.kit.refusals.sentence import Sentence
from zhiyin.kit.statements import Prepared
from zhiyin.wallets import judging
from zhiyin.wallets.judging import CATEGORIES, COUNTS, OWN, Breach, Deed, Rule, Standing, Usage, Used
from zhiyin.wallets.queries.limits import rules as known

COUNT_SQL = Prepared("""
select hourly, daily, day, month
  from wallets_count(%s, %s::text, %s::text, %s::bigint, %s::bigint, %s::timestamptz, %s::timestamptz, %s::timestamptz, %s::timestamptz,
                     %s::timestamptz, %s::timestamptz)
""")


class OverLimit(Refusal):
    """A limit stands against it. `why`: the measure; `whose`: set | own; `left`, `free_at` and `most` say what may still be, and when more."""

    code = "over_limit"


def obey(deed: Deed, *, at: datetime, is_ruled: bool | None = None) -> None:
    """The deed keeps to every limit on the person and is counted, when the caller's transaction commits; the caller moves the money after this.

    `is_ruled` False: the caller knows that nothing was set for this person alone (`wallets.queries.sides`). No statement when no limit looks at
    what was done before; then one, and the person's other deeds of that kind wait for this one's end.
    Raises `OverLimit`. Repeats: counts again; whoever repeats a deed is answered before this.
    """
    standing, own = (Standing(), ()) if is_ruled is False else known.personal(deed.person_id, at)
    general = known.general(at)
    if own:
        rules = judging.binding([*general.rules, *own], kind=deed.kind, asset=deed.asset, standing=standing)
    else:
        rules = general.general(deed.kind, deed.asset, standing)
    if not rules:
        return
    breach = judging.judge(rules, _counted(rules, deed, at), deed, judging.windows(at, known.zone()))
    if breach:
        raise _refusal(breach, deed)


def never_left(deed: Deed, *, at: datetime) -> None:
    """What was counted at that moment (`at`: when the deed was done) counts no longer: the money was set aside and is free again.

    Inside the caller's transaction, before the money is freed. Repeats: counts off again; the caller frees money once.
    """
    with connection.cursor() as cursor:
        for kind in judging.counted_as(deed.kind):
            cursor.execute("select wallets_uncount(%s, %s, %s, %s, %s)", [deed.person_id, deed.asset, kind, deed.amount_minor, at])


def _counted(rules: tuple[Rule, ...], deed: Deed, at: datetime) -> Usage:
    """What was used before the deed, which is counted with it: what it is by itself first, so that everybody's rows are locked in one order."""
    usage: dict[str, Used] = {}
    for kind in judging.counted_as(deed.kind):
        if any(rule.deed == kind and rule.is_windowed for rule in rules):
            usage[kind] = _count(deed, kind, known.basis(rules, kind), at)
    return usage


def _count(deed: Deed, kind: str, basis: int, at: datetime) -> Used:
    when = judging.windows(at, known.zone())
    with connection.cursor() as cursor:
        cursor.execute(COUNT_SQL, (deed.person_id, deed.asset, kind, basis, deed.amount_minor, *when.hour, *when.day, *when.month))
        hourly, daily, in_day, month = cursor.fetchone()
    return Used(hourly=hourly, daily=daily, day=in_day, month=month)


def _refusal(breach: Breach, deed: Deed) -> OverLimit:
    rule = breach.rule
    facts: dict[str, object] = {"why": rule.measure, "whose": "own" if rule.scope == OWN else "set", "deed": rule.deed, "rule": str(rule.id)}
    if rule.measure in CATEGORIES:
        return OverLimit(**facts, shop=Sentence(en=shop_label(deed.category, "en"), zh=shop_label(deed.category, "zh")))
    most, remains = rule.amount or 0, breach.left
    told = (str(most), str(remains)) if rule.measure in COUNTS else (money(most, deed.asset), money(remains, deed.asset))
    if breach.free_at:
        facts |= {"free_at": breach.free_at.isoformat(), "free": Sentence(en=_when(breach.free_at, "en"), zh=_when(breach.free_at, "zh"))}
    return OverLimit(**facts, most=told[0], left=told[1], deeds=DEEDS[rule.deed])


def _when(at: datetime, language: str) -> str:
    zone = known.zone()
    return f"{day(at, zone=zone, language=language)} {clock_time(at, zone=zone)}"


DEEDS = {
    judging.PAYMENT: Sentence(en="payments", zh="付款"),
    judging.TRANSFER: Sentence(en="transfers to people", zh="转账"),
    judging.WITHDRAWAL: Sentence(en="withdrawals", zh="提现"),
    judging.PAYOUT: Sentence(en="sending out", zh="转出"),
    judging.EXCHANGE: Sentence(en="exchanges", zh="兑换"),
    judging.OUT: Sentence(en="payments, transfers and withdrawals together", zh="付款、转账和提现合计"),
}
