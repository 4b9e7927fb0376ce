"""What the second bookkeeper tells."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in the backup that cannot be. `kind` is stable, `detail` is English for the operator."""

    kind: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """How much was read, and what was found wrong with it."""

    transfers: int
    accounts: int
    sealed: int
    findings: tuple[Finding, ...]
