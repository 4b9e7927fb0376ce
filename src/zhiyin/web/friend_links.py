"""The link inside a person's own code: another wallet reads it, and so does any telephone's camera."""

import re

from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode


def link(handle: str) -> str:
    """The address that opens "send money to @handle" in this deployment."""
    return f"{settings.CONFIG.origin}{reverse('web:friend')}?{urlencode({'to': handle})}"


def read(text: str) -> str:
    """The handle inside such a link, of this deployment or of another address of it; empty for any other text."""
    found = re.fullmatch(rf"https?://[^/\s]+{re.escape(reverse('web:friend'))}\?to=([a-z0-9_]{{3,30}})", text.strip())
    return found[1] if found else ""
