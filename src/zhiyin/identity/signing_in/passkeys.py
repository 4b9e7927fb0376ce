"""Passkeys that were copied are found out: an authenticator that counts its signatures may never count backwards."""

from typing import Any

import structlog
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm, LoginWebAuthnForm, ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal import auth
from django.db import transaction

log = structlog.get_logger()


def check_counter(authenticator: Authenticator, response: dict[str, Any]) -> None:
    """Keeps the signature counter of this use. Raises a form's error when it has not grown.

    Neither allauth nor python-fido2 looks at it. Synchronised passkeys always say 0, which is fine as long as it was always 0
    (WebAuthn level 3, section 6.1.1).
    """
    counted = auth.parse_authentication_response(response).response.authenticator_data.counter
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
        seen = row.data.get("sign_count", row.wrap().authenticator_data.counter)
        if (counted or seen) and counted <= seen:
            log.warning("passkey_counter_went_back", person=str(row.user_id), passkey=row.pk, seen=seen, counted=counted)
            raise get_adapter().validation_error("passkey_copied")
        row.data["sign_count"] = counted
        row.save(update_fields=["data"])
    authenticator.data = row.data


class Counted:
    """A form that takes a passkey, with its counter checked once the signature holds."""

    cleaned_data: dict[str, Any]

    def clean_credential(self) -> Authenticator:
        """The authenticator that signed."""
        response = self.cleaned_data["credential"]
        authenticator: Authenticator = super().clean_credential()  # type: ignore[misc]  # the form beside it in the bases
        check_counter(authenticator, response)
        return authenticator


class SignInForm(Counted, LoginWebAuthnForm):
    """Signing in with a passkey alone."""


class SecondStepForm(Counted, AuthenticateWebAuthnForm):
    """A passkey after the password."""


class ConfirmForm(Counted, ReauthenticateWebAuthnForm):
    """A passkey once more, before something that matters."""
