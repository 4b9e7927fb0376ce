"""`zhiyin verify`: the journal against everything that was computed from it."""

import argparse
import json
from dataclasses import asdict, replace

from zhiyin.funding import queries as funding
from zhiyin.ledger import queries
from zhiyin.ledger.queries import Problem
from zhiyin.payments import queries as payments
from zhiyin.site.launch import welcome


def run(arguments: argparse.Namespace) -> int:
    """0 when journal, balances, holds, events and the records of payments, transfers and top-ups agree, else 1, each difference named."""
    report = queries.verify()
    records = [Problem(kind=each.kind, detail=f"{each.id}") for each in (*payments.differences(), *payments.untold(), *funding.differences())]
    report = replace(report, problems=(*report.problems, *records))
    says = welcome.console()
    if arguments.json:
        says.print(json.dumps({"agrees": not report.problems, **asdict(report)}, ensure_ascii=False, indent=2), soft_wrap=True, markup=False)
        return int(bool(report.problems))
    says.print(f"{report.accounts:,} accounts, {report.transfers:,} transfers, {report.holds:,} holds, {report.changes:,} changed limits.")
    for problem in report.problems:
        says.print(f"✗ {problem.kind}: {problem.detail}", soft_wrap=True, markup=False)
    says.print(f"{len(report.problems)} differences. 发现 {len(report.problems)} 处不一致。" if report.problems else "Everything agrees. 全部一致。")
    return int(bool(report.problems))
