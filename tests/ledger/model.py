"""The ledger as one would explain it on paper: plain dictionaries, one command at a time, a copy of everything to undo a group."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from uuid import UUID

from zhiyin.ledger.services import Command, Op, Status


@dataclass
class Account:
    asset: str
    floor: int | None = 0
    ceiling: int | None = None
    frozen: bool = False
    posted: int = 0
    held: int = 0
    entries: list[tuple[UUID, int, int]] = field(default_factory=list)

    def allows(self, change: int) -> Status:
        if self.floor is not None and change < 0 and self.posted - self.held + change < self.floor:
            return Status.INSUFFICIENT
        return Status.CEILING if self.ceiling is not None and change > 0 and self.posted + change > self.ceiling else Status.OK


@dataclass
class Hold:
    command: Command
    left: int
    open: bool = True


@dataclass
class State:
    accounts: dict[int, Account] = field(default_factory=dict)
    done: dict[UUID, tuple[Command, tuple[int, int]]] = field(default_factory=dict)
    holds: dict[UUID, Hold] = field(default_factory=dict)
    returnable: dict[UUID, int] = field(default_factory=dict)

    def copy(self) -> "State":
        accounts = {id_: replace(account, entries=account.entries[:]) for id_, account in self.accounts.items()}
        return State(accounts, dict(self.done), {id_: replace(hold) for id_, hold in self.holds.items()}, dict(self.returnable))


Answer = tuple[Status, tuple[int, int] | None]


class Model:
    def __init__(self) -> None:
        self.state = State()

    def post(self, batch: Sequence[Command], now: datetime) -> list[Answer]:
        answers: list[Answer] = []
        for link, group in groupby(batch, key=lambda command: command.link):
            for unit in [list(group)] if link is not None else [[command] for command in group]:
                answers += self._together(unit, now)
        return answers

    def _together(self, unit: list[Command], now: datetime) -> list[Answer]:
        before = self.state.copy() if len(unit) > 1 else self.state
        answers: list[Answer] = []
        for command in unit:
            answer = self._one(command, now)
            if answer[0] > Status.DUPLICATE and len(unit) > 1:
                self.state = before
                kept = [
                    given if given[0] is Status.DUPLICATE and c.id in before.done else (Status.LINK_FAILED, None)
                    for c, given in zip(unit, answers, strict=False)
                ]
                return [*kept, answer, *[(Status.LINK_FAILED, None)] * (len(unit) - len(answers) - 1)]
            answers.append(answer)
        return answers

    def _one(self, command: Command, now: datetime) -> Answer:
        if command.id in self.state.done:
            first, balances = self.state.done[command.id]
            return (Status.DUPLICATE, balances) if body(first) == body(command) else (Status.KEY_REUSED, None)
        status = self._judge(command, now)
        if status is not Status.OK:
            return status, None
        self._do(command)
        balances = (self.state.accounts[command.debit].posted, self.state.accounts[command.credit].posted)
        self.state.done[command.id] = command, balances
        return Status.OK, balances

    def _judge(self, command: Command, now: datetime) -> Status:  # noqa: PLR0911  one line a reason, in their order
        if (
            command.debit == command.credit
            or (command.op >= Op.CAPTURE and command.ref is None)
            or (command.op is not Op.VOID and not 0 < command.amount_minor <= 10**18)
        ):
            return Status.INVALID
        debit, credit = self.state.accounts.get(command.debit), self.state.accounts.get(command.credit)
        if debit is None or credit is None:
            return Status.UNKNOWN_ACCOUNT
        if debit.asset != credit.asset:
            return Status.ASSET_MISMATCH
        if (debit.frozen or credit.frozen) and command.op is not Op.VOID:
            return Status.FROZEN
        if command.op in (Op.CAPTURE, Op.VOID):
            return self._judge_hold(command, credit, now)
        if command.op is Op.REVERSE and (refusal := self._judge_return(command)):
            return refusal
        return debit.allows(-command.amount_minor) or (credit.allows(command.amount_minor) if command.op is not Op.HOLD else Status.OK)

    def _judge_hold(self, command: Command, credit: Account, now: datetime) -> Status:
        hold = self.state.holds.get(command.ref) if command.ref else None
        late = hold is not None and hold.command.expires_at is not None and hold.command.expires_at <= now
        if hold is None or not hold.open or (late and command.op is Op.CAPTURE):
            return Status.HOLD_NOT_OPEN
        if (hold.command.debit, hold.command.credit) != (command.debit, command.credit):
            return Status.INVALID
        if command.op is Op.VOID:
            return Status.OK
        return Status.INSUFFICIENT if command.amount_minor > hold.left else credit.allows(command.amount_minor)

    def _judge_return(self, command: Command) -> Status:
        if command.ref not in self.state.returnable:
            return Status.INVALID
        origin, _ = self.state.done[command.ref]
        if (origin.debit, origin.credit) != (command.credit, command.debit):
            return Status.INVALID
        return Status.ALREADY_REVERSED if command.amount_minor > self.state.returnable[command.ref] else Status.OK

    def _do(self, command: Command) -> None:
        debit, credit = self.state.accounts[command.debit], self.state.accounts[command.credit]
        hold = self.state.holds.get(command.ref) if command.ref else None
        if command.op is Op.HOLD:
            debit.held += command.amount_minor
            self.state.holds[command.id] = Hold(command, command.amount_minor)
            return
        if command.op is Op.VOID and hold:
            debit.held -= hold.left
            hold.open = False
            return
        if command.op is Op.CAPTURE and hold:
            debit.held -= command.amount_minor
            hold.left -= command.amount_minor
            hold.open = hold.left > 0
        if command.op is Op.REVERSE and command.ref:
            self.state.returnable[command.ref] -= command.amount_minor
        else:
            self.state.returnable[command.id] = command.amount_minor
        for account, amount in ((debit, -command.amount_minor), (credit, command.amount_minor)):
            account.posted += amount
            account.entries.append((command.id, amount, account.posted))


def body(command: Command) -> tuple[object, ...]:
    amount = None if command.op is Op.VOID else command.amount_minor
    return command.op, command.debit, command.credit, amount, command.code, command.ref
