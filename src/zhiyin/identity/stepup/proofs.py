"""Passkeys: what the browser is asked to sign, and whether it did. python-fido2 checks the signature; the counter and the single use are ours."""

from collections.abc import Mapping
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from fido2.utils import websafe_encode
from fido2.webauthn import UserVerificationRequirement

from zhiyin.identity.models import User
from zhiyin.identity.signing_in.passkeys import check_counter
from zhiyin.kit.errors import Refusal

REQUIRED = UserVerificationRequirement.REQUIRED


class ConfirmationFailed(Refusal):
    """The passkey or the code does not confirm these terms."""

    code = "confirmation_failed"


def options(person: User, challenge: bytes) -> Mapping[str, Any] | None:
    """What the browser needs to ask for a passkey of this person; None when they have none."""
    passkeys = auth.get_credentials(person)
    if not passkeys:
        return None
    asked, _ = auth.get_server().authenticate_begin(credentials=passkeys, user_verification=REQUIRED, challenge=challenge)
    return dict(asked)


def checked(person: User, challenge: bytes, response: Mapping[str, Any]) -> dict[str, Any]:
    """The evidence that one of the person's passkeys signed that challenge, with finger, face or PIN: enough to check it again years later.

    Raises `ConfirmationFailed`.
    """
    state = {"challenge": websafe_encode(challenge), "user_verification": REQUIRED}
    try:
        auth.parse_authentication_response(response)
        credential = auth.get_server().authenticate_complete(state, auth.get_credentials(person), response)
        passkey = auth.get_authenticator_by_credential_id(person, credential.credential_id)
        check_counter(_found(passkey), dict(response))
    except (ValueError, TypeError, KeyError, AttributeError, ValidationError) as bad:
        raise ConfirmationFailed from bad
    return {"assertion": dict(response), "public_key": websafe_encode(bytes(credential)), "challenge": websafe_encode(challenge)}


def _found(passkey: Authenticator | None) -> Authenticator:
    if passkey is None:
        raise ConfirmationFailed
    return passkey
