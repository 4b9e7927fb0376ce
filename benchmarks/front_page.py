"""Puts the last figures into both READMEs: `python -m benchmarks.front_page`."""

import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "latest.json"
HEADS = {
    "README.md": "| figure | here | beside | ratio | gate | held |",
    "README.zh-CN.md": "| 指标 | 本机 | 参照 | 比值 | 门槛 | 达到 |",
}


def main() -> None:
    """Replaces what stands between the two marks in each README."""
    rows = [_row(figure) for figure in json.loads(RESULTS.read_text())]
    for name, head in HEADS.items():
        page = ROOT / name
        table = "\n".join([head, "|---|--:|--:|--:|--:|:-:|", *rows])
        page.write_text(re.sub(r"(<!-- bench -->\n).*?(<!-- /bench -->)", rf"\g<1>{table}\n\g<2>", page.read_text(), flags=re.DOTALL))


def _row(figure: dict[str, object]) -> str:
    sign = "≤" if str(figure["unit"]).startswith(("s", "ms", "B")) else "≥"
    shown = [*(_number(figure[name]) for name in ("value", "reference", "ratio")), f"{sign} {_number(figure['gate'])}" if figure["gate"] else ""]
    held = {True: "✓", False: "✗", None: ""}[figure["passed"]]  # type: ignore[index]  JSON's true, false or null
    return f"| `{figure['name']}` ({figure['unit']}) | {' | '.join(shown)} | {held} |"


def _number(value: object) -> str:
    if not isinstance(value, int | float):
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


if __name__ == "__main__":
    main()
