"""`python -m benchmarks [NAME…] [--rounds N]`: measures, prints a table, brings `results/latest.json` and the READMEs' tables up to date."""

import argparse
import importlib
import json
import os
import re
import statistics
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.ground import Ground
from benchmarks.registry import BENCHMARKS, Benchmark, Sample

MODULES = ("ledger", "bytes_and_shapes", "growth", "seals", "http", "pages", "loop", "followups", "queues", "replay", "starts")
RESULTS = Path(__file__).parent / "results" / "latest.json"
READMES = [Path(__file__).parents[1] / name for name in ("README.md", "README.zh-CN.md")]
PUBLISHED = re.compile(r"(<!-- bench -->\n(?:\|[^\n]*\n){2}).*?(<!-- /bench -->)", re.DOTALL)
ROUNDS = 5


def main() -> int:
    """0 when every gate holds, else 1."""
    arguments = _arguments()
    console = Console()
    with tempfile.TemporaryDirectory(prefix="zb-") as folder:
        os.environ |= {"ZHIYIN_HOME": folder, "ZHIYIN_DB_ROLE": "", "DJANGO_SETTINGS_MODULE": "zhiyin.site.settings", "ZHIYIN_DEMO": "none"}
        os.environ.pop("DATABASE_URL", None)
        ground = Ground(Path(folder))
        try:
            for module in MODULES:
                importlib.import_module(f"benchmarks.{module}")
            chosen = _chosen(arguments.names)
            samples = _rounds(chosen, ground, arguments.rounds, console)
        finally:
            ground.close()
    rows = [_row(benchmark, samples[benchmark.name]) for benchmark in chosen]
    console.print(_table(rows))
    _publish(rows)
    console.print(f"Written to {RESULTS} and the READMEs")
    return 0 if all(row["passed"] is not False for row in rows) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measures Zhiyin on this machine.")
    parser.add_argument("names", nargs="*", default=os.environ.get("ONLY", "").split(), help="figures, or their beginnings (ledger.); all without")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"rounds, interleaved (default {ROUNDS})")
    return parser.parse_args()


def _chosen(names: list[str]) -> list[Benchmark]:
    chosen = [benchmark for name, benchmark in BENCHMARKS.items() if not names or name.startswith(tuple(names))]
    if not chosen:
        sys.exit(f"No figure of that name. There are: {', '.join(BENCHMARKS)}")
    return chosen


def _rounds(chosen: list[Benchmark], ground: Ground, rounds: int, console: Console) -> dict[str, list[Sample]]:
    samples: dict[str, list[Sample]] = {benchmark.name: [] for benchmark in chosen}
    for round_ in range(1, rounds + 1):
        ground.new_round()
        for benchmark in chosen:
            with console.status(f"round {round_} of {rounds}: {benchmark.name}"):
                sample = benchmark.measure(ground)
            samples[benchmark.name].append(sample)
            beside = f" beside {_figure(sample.reference)}" if sample.reference else ""
            console.print(f"[dim]round {round_}[/] {benchmark.name}: {_figure(sample.value)} {benchmark.unit}{beside}")
    return samples


def _row(benchmark: Benchmark, samples: list[Sample]) -> dict[str, object]:
    """Medians; the ratio is the median of the rounds' own ratios; the spread is (largest − smallest) ÷ median of what is judged."""
    ratios = [sample.value / sample.reference for sample in samples if sample.reference]
    values = [sample.value for sample in samples]
    judged = ratios or values
    middle = statistics.median(judged)
    gate = benchmark.at_least if benchmark.at_least is not None else benchmark.at_most
    passed = None if gate is None else middle >= gate if benchmark.at_least is not None else middle <= gate
    return {
        "name": benchmark.name,
        "value": round(statistics.median(values), 3),
        "unit": benchmark.unit,
        "reference": round(statistics.median([sample.reference for sample in samples if sample.reference]), 3) if ratios else None,
        "ratio": round(middle, 3) if ratios else None,
        "gate": gate,
        "passed": passed,
        "rounds": len(samples),
        "spread": round((max(judged) - min(judged)) / middle, 3) if middle else 0.0,
    }


def _publish(rows: list[dict[str, object]]) -> None:
    """These figures take the place of older ones of the same name; the others stay."""
    RESULTS.parent.mkdir(exist_ok=True)
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() else []
    newest = {row["name"]: row for row in (*known, *rows)}
    kept = [newest[name] for name in BENCHMARKS if name in newest]
    RESULTS.write_text(json.dumps(kept, indent=2) + "\n")
    lines = "".join(_line(row) for row in kept)
    for readme in READMES:
        readme.write_text(PUBLISHED.sub(lambda found: f"{found[1]}{lines}{found[2]}", readme.read_text()))


def _line(row: dict[str, object]) -> str:
    """A row of the READMEs' tables."""
    gate = f"{_sign(row)} {row['gate']}" if row["gate"] is not None else ""
    held = "" if row["passed"] is None else "✓" if row["passed"] else "✗"
    figures = " | ".join(_figure(row[name]) for name in ("value", "reference", "ratio"))
    return f"| `{row['name']}` ({row['unit']}) | {figures} | {gate} | {held} |\n"


def _sign(row: dict[str, object]) -> str:
    return "≤" if BENCHMARKS[str(row["name"])].at_most is not None else "≥"


def _table(rows: list[dict[str, object]]) -> Table:
    table = Table("figure", "value", "unit", "beside", "ratio", "gate", "held", "spread", title=f"medians of {rows[0]['rounds']} interleaved rounds")
    for row in rows:
        held = "" if row["passed"] is None else "[green]yes[/]" if row["passed"] else "[red]no[/]"
        gate = f"{_sign(row)} {row['gate']}" if row["gate"] is not None else ""
        figures = (_figure(row["value"]), str(row["unit"]), _figure(row["reference"]), _figure(row["ratio"]))
        table.add_row(str(row["name"]), *figures, gate, held, f"{row['spread']:.0%}")
    return table


def _figure(number: object) -> str:
    """Three digits, or all before the point."""
    if not isinstance(number, int | float):
        return ""
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"


if __name__ == "__main__":
    sys.exit(main())
