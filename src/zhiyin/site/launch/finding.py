"""What a check of `zhiyin doctor` found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """`about` what, whether it is `ok`, what it `says`, and what to `do` about it when it is not."""

    about: str
    ok: bool
    says: str
    do: str = ""
