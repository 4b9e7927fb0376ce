"""The bytes of a mail, signed with the operator's key (DKIM, RFC 6376, relaxed in both halves), so that mailboxes believe who sent it and
offer the one-click stop (RFC 8058 wants its two headers signed).
"""

import re
from base64 import b64encode
from email.message import Message
from email.utils import parseaddr
from functools import cache
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

HEADERS = ("from", "to", "subject", "date", "message-id", "mime-version", "content-type", "list-unsubscribe", "list-unsubscribe-post")


class NotRsa(ValueError):
    """The key's file holds another kind of key than RSA."""


def signed(mail: Message, key: str, sender: str) -> bytes:
    """The mail as it travels. `key` is "selector:/path/of/key.pem"; without one the mail goes unsigned."""
    travelling = b"\r\n".join(mail.as_bytes().splitlines()) + b"\r\n"
    if not key:
        return travelling
    selector, _, path = key.partition(":")
    head, _, body = travelling.partition(b"\r\n\r\n")
    fields = _fields(head)
    names = [name for name in HEADERS if name in fields]
    terms = f"v=1; a=rsa-sha256; c=relaxed/relaxed; d={parseaddr(sender)[1].rpartition('@')[2]}; s={selector};\r\n h={':'.join(names)};\r\n"
    terms += f" bh={b64encode(sha256(_plain_body(body)).digest()).decode()};\r\n b="
    told = b"".join(b"%s:%s\r\n" % (name.encode(), fields[name]) for name in names) + b"dkim-signature:" + _plain(terms.encode())
    signature = b64encode(_key(path).sign(told, PKCS1v15(), SHA256())).decode()
    folded = "\r\n ".join(signature[start : start + 72] for start in range(0, len(signature), 72))
    return f"DKIM-Signature: {terms}{folded}\r\n".encode() + travelling


def _fields(head: bytes) -> dict[str, bytes]:
    """The headers, unfolded, by their names in small letters; of several of one name the last, which is the one that is signed."""
    unfolded = re.sub(rb"\r\n(?=[ \t])", b"", head)
    return {name.strip().lower().decode("ascii"): _plain(value) for name, _, value in (line.partition(b":") for line in unfolded.split(b"\r\n"))}


def _plain(value: bytes) -> bytes:
    return re.sub(rb"[ \t]+", b" ", re.sub(rb"\r\n(?=[ \t])", b"", value)).strip(b" \t")


def _plain_body(body: bytes) -> bytes:
    lines = [re.sub(rb"[ \t]+", b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
    while lines and not lines[-1]:
        lines.pop()
    return b"".join(line + b"\r\n" for line in lines)


@cache
def _key(path: str) -> RSAPrivateKey:
    """The operator's key. Raises `NotRsa`."""
    found = load_pem_private_key(Path(path).read_bytes(), password=None)
    if not isinstance(found, RSAPrivateKey):
        raise NotRsa(path)
    return found
