"""`zhiyin doctor`: looks at this deployment and explains each finding."""

import argparse
import json
from dataclasses import asdict

from zhiyin.site.launch import checks, welcome


def run(arguments: argparse.Namespace) -> int:
    """1 when something needs the operator."""
    findings = checks.examine()
    problems = [finding for finding in findings if not finding.ok]
    says = welcome.console()
    if arguments.json:
        says.print(
            json.dumps({"ok": not problems, "findings": [asdict(each) for each in findings]}, ensure_ascii=False, indent=2),
            soft_wrap=True,
            markup=False,
        )
        return int(bool(problems))
    for finding in findings:
        says.print(f"{'✓' if finding.ok else '✗'} {finding.about}: {finding.says}", soft_wrap=True, markup=False)
        if not finding.ok:
            says.print(f"    → {finding.do}", soft_wrap=True, markup=False)
    says.print(f"\n{len(problems)} of {len(findings)} need you. 有 {len(problems)} 项需要处理。" if problems else "\nAll is well. 一切正常。")
    return int(bool(problems))
