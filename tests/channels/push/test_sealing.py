"""Notifications that only one browser reads, and the name of who calls."""

import base64
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.channels.push.browser import Browser

from zhiyin.channels.providers.push import sealing, vapid

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


@settings(max_examples=30)
@given(st.dictionaries(st.text(max_size=20), st.text(max_size=200), max_size=4))
def test_another_make_reads_what_we_seal(said: dict[str, str]) -> None:
    browser = Browser()

    body = sealing.sealed(json.dumps(said).encode(), sealing.reader(**browser.keys))

    assert browser.read(body) == said


def test_twice_the_same_words_are_two_bodies_and_another_browser_reads_neither() -> None:
    browser, other = Browser(), Browser()
    bodies = {sealing.sealed(b'{"a":1}', sealing.reader(**browser.keys)) for _ in range(2)}

    assert len(bodies) == 2
    for body in bodies:
        with pytest.raises(Exception, match=r".*"):
            other.read(body)


@pytest.mark.parametrize(
    ("p256dh", "auth"),
    [("", ""), ("AAAA", "AAAA"), ("no base64!", "x"), (sealing.spelled(b"\x04" + b"\x01" * 64), sealing.spelled(b"1" * 16))],
)
def test_what_is_no_key_is_refused(p256dh: str, auth: str) -> None:
    with pytest.raises(sealing.BadSubscription):
        sealing.reader(p256dh, auth)


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(sealing.BadSubscription):
        sealing.reader(Browser().keys["p256dh"], sealing.spelled(b"1" * 15))


def test_the_push_service_can_tell_who_calls(tmp_path: Path) -> None:
    said = vapid.authorization("https://push.example:8443/send/abc?x=1", folder=tmp_path, contact="https://wallet.example", at=AT)

    found = re.fullmatch(r"vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), k=([\w-]+)", said)
    assert found
    head, claims, signature, key = (sealing.plain(part) for part in found.groups())
    assert json.loads(head) == {"typ": "JWT", "alg": "ES256"}
    assert json.loads(claims) == {"aud": "https://push.example:8443", "exp": int(AT.timestamp()) + 12 * 3600, "sub": "https://wallet.example"}
    signed = f"{found[1]}.{found[2]}".encode()
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key)
    numbers = encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
    public.verify(numbers, signed, ec.ECDSA(SHA256()))
    with pytest.raises(InvalidSignature):
        public.verify(numbers, signed + b"x", ec.ECDSA(SHA256()))


def test_the_key_is_made_once_and_kept_where_only_its_owner_reads(tmp_path: Path) -> None:
    first = vapid.public(tmp_path)

    assert (tmp_path / "push.key").stat().st_mode & 0o077 == 0
    vapid._own.cache_clear()
    assert vapid.public(tmp_path) == first
    assert len(base64.urlsafe_b64decode(first + "=")) == 65


def test_a_file_that_is_no_key_is_told(tmp_path: Path) -> None:
    (tmp_path / "push.key").write_text("nothing")

    with pytest.raises(vapid.BadPushKey, match=r"push\.key is not a P-256 key"):
        vapid.public(tmp_path)
