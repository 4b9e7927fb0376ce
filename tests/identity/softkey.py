"""A passkey made of software: signs what it is asked to, and lies about it when a test wants that."""

import hashlib
import json
import os
import struct
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

ORIGIN, HOST = "http://localhost:8000", "localhost"
FLAG = AuthenticatorData.FLAG
PRESENT, VERIFIED, ATTESTED = FLAG.UP, FLAG.UV, FLAG.AT


@dataclass
class SoftKey:
    """One passkey, with its counter."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: os.urandom(16))
    counter: int = 0

    def belongs_to(self, person_id: UUID) -> "SoftKey":
        """The person has added it under Security."""
        public = ES256.from_cryptography_key(self.key.public_key())  # type: ignore[no-untyped-call]  # fido2 leaves it so
        data = AuthenticatorData.create(_host(HOST), PRESENT | VERIFIED | ATTESTED, 0, AttestedCredentialData.create(bytes(16), self.id, public))
        response = {"clientDataJSON": _client("webauthn.create", b"x" * 32, ORIGIN), "attestationObject": AttestationObject.create("none", data, {})}
        credential = {"id": websafe_encode(self.id), "rawId": websafe_encode(self.id), "type": "public-key", "clientExtensionResults": {}}
        credential["response"] = {name: websafe_encode(bytes(value)) for name, value in response.items()}
        Authenticator.objects.create(user_id=person_id, type=Authenticator.Type.WEBAUTHN, data={"name": "Phone", "credential": credential})
        return self

    def signs(
        self, challenge: bytes | str, *, origin: str = ORIGIN, host: str = HOST, flags: int = PRESENT | VERIFIED, step: int = 1
    ) -> dict[str, Any]:
        """What a browser answers when this passkey signed that challenge."""
        self.counter += step
        asked = websafe_decode(challenge) if isinstance(challenge, str) else challenge
        data = _host(host) + struct.pack(">BI", flags, self.counter)
        client = _client("webauthn.get", asked, origin)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        response = {"clientDataJSON": client, "authenticatorData": data, "signature": signature}
        return {
            "id": websafe_encode(self.id),
            "rawId": websafe_encode(self.id),
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {name: websafe_encode(value) for name, value in response.items()},
        }


def _host(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


def _client(kind: str, challenge: bytes, origin: str) -> bytes:
    return json.dumps({"type": kind, "challenge": websafe_encode(challenge), "origin": origin, "crossOrigin": False}).encode()
