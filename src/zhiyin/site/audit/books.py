"""The journal replayed from its first line, one command after the other, by rules written down a second time."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from zhiyin.site.audit.dump import Row, Tables, micros, whole
from zhiyin.site.audit.found import Finding

POST, HOLD, CAPTURE, VOID, REVERSE = range(5)
FROZEN = 7


@dataclass(slots=True)
class Account:
    """An account as the journal makes it."""

    asset: str
    floor: int | None
    ceiling: int | None
    frozen: bool = False
    bounded: bool = True  # its limits were never changed, so they hold at every line
    posted: int = 0
    held: int = 0
    n: int = 0
    last: int = -(2**63)


@dataclass(slots=True)
class Money:
    """A hold with what was captured of it, or a transfer with what was given back of it."""

    debit: int
    credit: int
    amount: int
    used: int = 0
    state: int = 0


@dataclass(slots=True)
class Books:
    """Everything that follows from the journal so far."""

    accounts: dict[int, Account]
    holds: dict[str, Money] = field(default_factory=dict)
    moved: dict[str, Money] = field(default_factory=dict)


def check(tables: Tables) -> Iterator[Finding]:
    """What in the ledger's tables does not follow from the journal, and what in the journal cannot have happened."""
    books = Books(
        {whole(row, "id"): Account(row["asset"] or "", _limit(row["opening_floor"]), _limit(row["opening_ceiling"])) for row in tables["account"]}
    )
    _bound(books, tables["account_change"])
    for row in sorted(tables["transfer"], key=lambda row: (micros(row["at"]), row["id"])):
        yield from _replayed(books, row)
    yield from _balances(books, tables["balance"])
    yield from _holds(books, tables["hold"])
    yield from _refunds(books, tables["refund_budget"])


def _bound(books: Books, changes: list[Row]) -> None:
    for row in sorted(changes, key=lambda row: whole(row, "n")):
        account = books.accounts.get(whole(row, "account_id"))
        if account is None:
            continue
        match whole(row, "kind"):
            case 5:
                account.floor, account.bounded = _limit(row["after"]), False
            case 6:
                account.ceiling, account.bounded = _limit(row["after"]), False
            case kind:
                account.frozen = kind == FROZEN


def _replayed(books: Books, row: Row) -> Iterator[Finding]:
    id_, kind, amount = row["id"] or "", whole(row, "kind"), whole(row, "amount")
    debit, credit = books.accounts.get(whole(row, "dr")), books.accounts.get(whole(row, "cr"))
    if debit is None or credit is None or debit is credit or debit.asset != credit.asset or amount <= 0 or not POST <= kind <= REVERSE:
        yield Finding("impossible", f"transfer {id_}: kind {kind}, {amount} from {row['dr']} to {row['cr']}")
        return
    if trouble := _follow(books, row, kind, amount):
        yield Finding("impossible", f"transfer {id_}: {trouble}")
    if kind in (HOLD, VOID):
        debit.held += amount if kind == HOLD else -amount
        numbers: tuple[str | None, str | None] = (None, None)
    else:
        debit.posted, credit.posted = debit.posted - amount, credit.posted + amount
        debit.held -= amount if kind == CAPTURE else 0
        debit.n, credit.n = debit.n + 1, credit.n + 1
        numbers = (str(debit.n), str(credit.n))
        if kind != REVERSE:
            books.moved[id_] = Money(whole(row, "dr"), whole(row, "cr"), amount)
    if (row["dr_n"], row["cr_n"]) != numbers:
        yield Finding("numbers_differ", f"transfer {id_}: numbered {row['dr_n']} and {row['cr_n']}, replayed {numbers[0]} and {numbers[1]}")
    if (whole(row, "dr_bal"), whole(row, "cr_bal")) != (debit.posted, credit.posted):
        yield Finding("running_balance", f"transfer {id_}: says {row['dr_bal']} and {row['cr_bal']}, replayed {debit.posted} and {credit.posted}")
    yield from _within(id_, kind, debit, credit)
    yield from _later(id_, micros(row["at"]), debit, credit)


def _follow(books: Books, row: Row, kind: int, amount: int) -> str:
    """What is wrong with how this line follows an earlier one; empty when nothing is."""
    legs = (whole(row, "dr"), whole(row, "cr"))
    if kind == HOLD:
        books.holds[row["id"] or ""] = Money(*legs, amount)
    elif kind in (CAPTURE, VOID):
        hold = books.holds.get(row["ref"] or "")
        if hold is None or (hold.debit, hold.credit) != legs or hold.state:
            return f"takes from hold {row['ref']}, which is not open between these accounts"
        if hold.used + amount > hold.amount or (kind == VOID and hold.used + amount != hold.amount):
            return f"takes {amount} of hold {row['ref']}, of which {hold.amount - hold.used} is left"
        hold.used += amount if kind == CAPTURE else 0
        hold.state = 2 if kind == VOID else int(hold.used == hold.amount)
    elif kind == REVERSE:
        first = books.moved.get(row["ref"] or "")
        if first is None or (first.credit, first.debit) != legs:
            return f"gives back {row['ref']}, which never went the other way"
        first.used += amount
        if first.used > first.amount:
            return f"gives back more of {row['ref']} than was paid"
    return ""


def _within(id_: str, kind: int, debit: Account, credit: Account) -> Iterator[Finding]:
    if debit.held < 0 or (debit.bounded and debit.floor is not None and kind != VOID and debit.posted - debit.held < debit.floor):
        yield Finding(
            "below_floor", f"transfer {id_}: leaves {debit.posted - debit.held} available, {debit.held} held, with a floor of {debit.floor}"
        )
    if credit.bounded and credit.ceiling is not None and kind not in (HOLD, VOID) and credit.posted > credit.ceiling:
        yield Finding("above_ceiling", f"transfer {id_}: leads to {credit.posted}, above the ceiling of {credit.ceiling}")


def _later(id_: str, at: int, *accounts: Account) -> Iterator[Finding]:
    for account in accounts:
        if at <= account.last:
            yield Finding("moment_not_later", f"transfer {id_} is not later than what was before it in its account")
        account.last = at


def _balances(books: Books, rows: list[Row]) -> Iterator[Finding]:
    names = ("posted", "held", "n", "asset", "floor", "ceiling", "frozen")
    stored = {whole(row, "account_id"): tuple(row[name] for name in names) for row in rows}
    for number in books.accounts.keys() | stored.keys():
        mine = books.accounts.get(number)
        told = mine and (
            str(mine.posted),
            str(mine.held),
            str(mine.n),
            mine.asset,
            _text(mine.floor),
            _text(mine.ceiling),
            "t" if mine.frozen else "f",
        )
        if stored.get(number) != told:
            yield Finding("balance_differs", f"account {number}: stored {stored.get(number)}, replayed {told}")


def _holds(books: Books, rows: list[Row]) -> Iterator[Finding]:
    stored = {row["id"] or "": Money(*(whole(row, name) for name in ("dr", "cr", "amount", "captured", "state"))) for row in rows}
    for id_ in books.holds.keys() | stored.keys():
        if books.holds.get(id_) != stored.get(id_):
            yield Finding("hold_differs", f"hold {id_}: stored {stored.get(id_)}, replayed {books.holds.get(id_)}")


def _refunds(books: Books, rows: list[Row]) -> Iterator[Finding]:
    stored = {row["transfer_id"] or "": (whole(row, "refunded"), whole(row, "amount")) for row in rows}
    replayed = {id_: (each.used, each.amount) for id_, each in books.moved.items() if each.used}
    for id_ in stored.keys() | replayed.keys():
        if stored.get(id_) != replayed.get(id_):
            yield Finding("refund_differs", f"transfer {id_}: stored {stored.get(id_)}, replayed {replayed.get(id_)} given back")


def _limit(text: str | None) -> int | None:
    return None if text is None else int(text)


def _text(value: int | None) -> str | None:
    return None if value is None else str(value)
