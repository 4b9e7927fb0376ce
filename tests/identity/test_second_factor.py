"""Second factors: secrets unreadable at rest, counters that never go back, the right cost of a hash."""

import base64
import os
import subprocess
import sys
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import Settings
from tests.identity.pages import joined

from zhiyin.identity.models import User
from zhiyin.identity.signing_in import passkeys, passwords, vault

pytestmark = pytest.mark.django_db


def test_the_seed_of_an_app_and_of_recovery_codes_is_sealed_in_the_database(client: Client) -> None:
    joined(client)
    user = User.objects.get(handle="mei")
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    codes = RecoveryCodes.activate(user)

    kept = {row.type: row.data for row in Authenticator.objects.all()}

    assert "JBSWY3DPEHPK3PXP" not in str(kept)
    assert vault.opened(kept["totp"]["secret"]) == "JBSWY3DPEHPK3PXP"
    assert codes.validate_code(codes.get_unused_codes()[0])


def test_the_same_secret_sealed_twice_looks_different() -> None:
    assert vault.sealed("seed") != vault.sealed("seed")


def test_a_changed_or_foreign_secret_does_not_open(settings: Settings) -> None:
    sealed = vault.sealed("seed")
    raw = bytearray(base64.urlsafe_b64decode(sealed))
    raw[-1] ^= 1
    with pytest.raises(vault.UnreadableSecret):
        vault.opened(base64.urlsafe_b64encode(bytes(raw)).decode())

    settings.SECRET_KEY = "another deployment's secret"

    with pytest.raises(vault.UnreadableSecret):
        vault.opened(sealed)


def test_after_the_secret_is_replaced_the_old_one_still_opens(settings: Settings) -> None:
    sealed = vault.sealed("seed")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new secret"

    assert vault.opened(sealed) == "seed"


def test_every_sealed_secret_names_its_version() -> None:
    raw = base64.urlsafe_b64decode(vault.sealed("seed"))
    assert raw[0] == vault.VERSION

    with pytest.raises(vault.UnreadableSecret):
        vault.opened(base64.urlsafe_b64encode(bytes([9]) + raw[1:]).decode())


@pytest.mark.parametrize(
    ("seen", "counted", "fine"),
    [(0, 0, True), (0, 1, True), (5, 6, True), (5, 500, True), (5, 5, False), (5, 3, False), (5, 0, False)],
)
def test_a_signature_counter_grows_or_was_always_nought(
    client: Client, monkeypatch: pytest.MonkeyPatch, seen: int, counted: int, *, fine: bool
) -> None:
    joined(client)
    passkey = Authenticator.objects.create(user=User.objects.get(handle="mei"), type="webauthn", data={"name": "x", "sign_count": seen})
    said: Any = SimpleNamespace(response=SimpleNamespace(authenticator_data=SimpleNamespace(counter=counted)))
    monkeypatch.setattr(auth, "parse_authentication_response", lambda _: said)
    monkeypatch.setattr(Authenticator, "wrap", lambda _: SimpleNamespace(authenticator_data=SimpleNamespace(counter=seen)))

    if fine:
        passkeys.check_counter(passkey, {})
    else:
        with pytest.raises(ValidationError):
            passkeys.check_counter(passkey, {})

    passkey.refresh_from_db()
    assert passkey.data["sign_count"] == (counted if fine else seen)


def test_passwords_are_hashed_with_argon2id_as_owasp_advises() -> None:
    kept = passwords.Argon2().encode("seven lanterns", "somesalt1234")

    assert kept.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.Argon2().verify("seven lanterns", kept)


def test_sensitive_steps_ask_once_more(client: Client) -> None:
    joined(client)

    for step in ("passkeys/add/", "app/", "codes/new/", "tokens/"):
        answer = client.get(f"/me/security/{step}")
        assert answer.status_code == 302, step
        assert answer.headers["Location"].startswith("/me/security/confirm/"), step


@pytest.mark.parametrize(("origin", "secure"), [("https://wallet.example.org", True), ("http://localhost:8000", False)])
def test_cookies_of_a_sign_in_travel_only_by_https_where_there_is_https(origin: str, *, secure: bool) -> None:
    program = (
        "from zhiyin.site import settings as s; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_NAME.startswith('__Host-'))"
    )

    told = subprocess.run([sys.executable, "-c", program], env=os.environ | {"ZHIYIN_ORIGIN": origin}, capture_output=True, text=True, check=True)

    assert told.stdout.split() == [str(secure)] * 3
