"""The signing key and the salt: files that only their owner can read, in the folder that `ZHIYIN_KEYS` names, made when they are first needed.

`seal.key` is an Ed25519 key in PEM. Replace it, and heads are signed with the new one from the next start; `seal.pub` lists the public halves of all.
`salt` hides accounts in leaves; leaves made with a former one can be checked as long as it is kept in the same folder as `salt.SOMETHING`.
"""

import base64
import contextlib
import functools
import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from zhiyin.ledger.seals import leaves

SALT_BYTES = 32


class BadSealKey(Exception):
    """A file in the keys' folder is not what it should be; the message says which, and what is expected."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What seals are made with. `salts`: all of them, by fingerprint; `known`: the public halves of all keys that ever signed here."""

    signing: Ed25519PrivateKey
    salt: bytes
    salts: dict[bytes, bytes]
    known: frozenset[bytes]

    @property
    def public(self) -> bytes:
        """The public half, 32 bytes."""
        return self.signing.public_key().public_bytes_raw()


def keys() -> Keys:
    """Those of this deployment. Read once a process, so a replaced file counts from the next start."""
    return _read(settings.CONFIG.keys)


@functools.cache
def _read(folder: Path) -> Keys:
    signing = _signing(folder / "seal.key")
    public = _known(folder / "seal.pub", signing.public_key().public_bytes_raw())
    salt = _salt(folder / "salt")
    known = [salt, *(_salt(file) for file in sorted(folder.glob("salt.*")))]
    return Keys(signing, salt, {leaves.fingerprint(each): each for each in known}, public)


def _signing(file: Path) -> Ed25519PrivateKey:
    with contextlib.suppress(ValueError, TypeError):  # no PEM at all, or one with a password
        key = serialization.load_pem_private_key(_kept(file, _new_key()).encode(), password=None)
        if isinstance(key, Ed25519PrivateKey):
            return key
    raise BadSealKey(f"{file} is not an Ed25519 key in PEM without a password (`openssl genpkey -algorithm ed25519` makes one).")


def _new_key() -> str:
    pkcs8, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return Ed25519PrivateKey.generate().private_bytes(serialization.Encoding.PEM, pkcs8, plain).decode()


def _known(file: Path, own: bytes) -> frozenset[bytes]:
    known = frozenset(map(base64.b64decode, _kept(file, f"{base64.b64encode(own).decode()}\n").split()))
    if own not in known:
        with file.open("a") as list_:
            list_.write(f"{base64.b64encode(own).decode()}\n")
    return known | {own}


def _salt(file: Path) -> bytes:
    text = _kept(file, secrets.token_hex(SALT_BYTES)).strip()
    with contextlib.suppress(ValueError):
        if len(salt := bytes.fromhex(text)) >= SALT_BYTES:
            return salt
    raise BadSealKey(f"{file} is not a salt: {2 * SALT_BYTES} hexadecimal digits are expected. Put back the file that was kept with the backup.")


def _kept(file: Path, new: str) -> str:
    """What the file says; made with `new` in it when there is none."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile("w", dir=file.parent, prefix=".new-") as draft:  # mode 0600
            draft.write(new)
            draft.flush()
            os.fsync(draft.fileno())
            with contextlib.suppress(FileExistsError):  # somebody else was quicker: theirs holds
                os.link(draft.name, file)
    return file.read_text()
