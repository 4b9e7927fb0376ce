"""Who calls the push service: RFC 8292, Voluntary Application Server Identification. `push.key` lies beside the other keys of the product.

Browsers subscribe for the public half: with another key every device has to be switched on again.
"""

import contextlib
import functools
import json
import os
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from zhiyin.channels.providers.push.sealing import spelled

GOOD_FOR = timedelta(hours=12)  # push services refuse more than a day
NUMBER_BYTES = 32


class BadPushKey(Exception):
    """The file is not what it should be; the message says which, and what is expected."""


def public(folder: Path) -> str:
    """What a browser subscribes for: the public point, base64url."""
    return spelled(_own(folder).public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint))


def authorization(endpoint: str, *, folder: Path, contact: str, at: datetime) -> str:
    """The header that says to the endpoint's push service who calls, good for twelve hours. `contact`: a mailto: or https: address."""
    where = urlsplit(endpoint)
    claims = {"aud": f"{where.scheme}://{where.netloc}", "exp": int((at + GOOD_FOR).timestamp()), "sub": contact}
    said = ".".join(spelled(json.dumps(part, separators=(",", ":")).encode()) for part in ({"typ": "JWT", "alg": "ES256"}, claims))
    numbers = decode_dss_signature(_own(folder).sign(said.encode(), ec.ECDSA(SHA256())))
    signature = spelled(b"".join(number.to_bytes(NUMBER_BYTES, "big") for number in numbers))
    return f"vapid t={said}.{signature}, k={public(folder)}"


@functools.cache
def _own(folder: Path) -> ec.EllipticCurvePrivateKey:
    file = folder / "push.key"
    if not file.exists():
        _make(file)
    with contextlib.suppress(ValueError, TypeError):  # no PEM at all, or one with a password
        key = serialization.load_pem_private_key(file.read_bytes(), password=None)
        if isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP256R1):
            return key
    raise BadPushKey(f"{file} is not a P-256 key in PEM without a password (`openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256`).")


def _make(file: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix=".new-") as draft:  # mode 0600
        draft.write(pem)
        draft.flush()
        os.fsync(draft.fileno())
        with contextlib.suppress(FileExistsError):  # somebody else was quicker: theirs holds
            os.link(draft.name, file)
