"""A second bookkeeper, who reads a backup and trusts nobody: shares no code with the ledger, restores nothing, asks no database.

What it finds wrong it names; where it and `zhiyin verify` disagree, one of the two is mistaken, and that is worth knowing.
"""

from pathlib import Path

from zhiyin.site.audit import anchors, books, dump, seals
from zhiyin.site.audit.found import Audit, Finding

__all__ = ["Audit", "Finding", "audit"]


def audit(file: Path, keys: Path) -> Audit:
    """Replays the whole journal in the backup, grows its tree anew and follows the proof of each anchor.

    `keys`: the folder with the deployment's seal keys, which may be missing. Raises `dump.Unreadable`.
    Its memory grows with the journal, about a kilobyte a line.
    """
    tables = dump.read(file)
    findings = [*books.check(tables), *seals.check(tables, keys), *anchors.check(tables, keys)]
    return Audit(transfers=len(tables["transfer"]), accounts=len(tables["account"]), sealed=len(tables["leaf"]), findings=tuple(findings))
