"""`zhiyin verify`: the journal against everything that was computed from it."""

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from zhiyin.ledger.queries import Problem
from zhiyin.payments import queries as payments
from zhiyin.site import audit
from zhiyin.site.launch import opening, welcome
from zhiyin.site.settings import CONFIG


def run(arguments: argparse.Namespace) -> int:
    """0 when journal, balances, holds, seals and the records of payments, transfers and top-ups agree, else 1, each difference named."""
    if arguments.from_dump:
        return _second(Path(arguments.from_dump), as_json=arguments.json)
    with opening.database(CONFIG):
        found = payments.audited()
    facts = {"accounts": found.accounts, "transfers": found.transfers, "holds": found.holds, "changes": found.changes}
    facts |= {"sealed": found.sealed, "pending_seal": found.pending, "heads": found.heads}
    told = f"{found.accounts:,} accounts, {found.transfers:,} transfers, {found.holds:,} holds, {found.changes:,} changed limits, "
    told += f"{found.sealed:,} seals under {found.heads:,} heads" + (f", {found.pending:,} wait for theirs." if found.pending else ".")
    return _say(facts, told, found.problems, as_json=arguments.json)


def _second(file: Path, *, as_json: bool) -> int:
    found = audit.audit(file, CONFIG.keys)
    problems = [Problem(kind=each.kind, detail=each.detail) for each in found.findings]
    facts = {"accounts": found.accounts, "transfers": found.transfers, "sealed": found.sealed}
    told = f"{file}: {found.accounts:,} accounts, {found.transfers:,} transfers, {found.sealed:,} seals, replayed by the second bookkeeper."
    return _say(facts, told, problems, as_json=as_json)


def _say(facts: Mapping[str, object], told: str, problems: Sequence[Problem], *, as_json: bool) -> int:
    says = welcome.console()
    if as_json:
        answer = {"agrees": not problems, **facts, "problems": [asdict(each) for each in problems]}
        says.print(json.dumps(answer, ensure_ascii=False, indent=2), soft_wrap=True, markup=False)
        return int(bool(problems))
    says.print(told, soft_wrap=True, markup=False)
    for problem in problems:
        says.print(f"✗ {problem.kind}: {problem.detail}", soft_wrap=True, markup=False)
    says.print(f"{len(problems)} differences. 发现 {len(problems)} 处不一致。" if problems else "Everything agrees. 全部一致。")
    return int(bool(problems))
