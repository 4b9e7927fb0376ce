"""Stylesheets, scripts and pictures: addresses that change with the content, so that a browser may keep the content for ever."""

import functools
import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.templatetags.static import static as address
from whitenoise.middleware import WhiteNoiseMiddleware

FOR_EVER = "max-age=31536000, public, immutable"


class Static(WhiteNoiseMiddleware):  # type: ignore[misc]  # WhiteNoise carries no types
    """WhiteNoise, which also knows that `?v=` names one content."""

    @staticmethod
    def serve(static_file: Any, request: HttpRequest) -> Any:
        """The file; kept for ever when it was asked for by its version."""
        response = WhiteNoiseMiddleware.serve(static_file, request)
        if "v" in request.GET and response.status_code == 200:
            response["Cache-Control"] = FOR_EVER
        return response


def versioned(name: str) -> str:
    """The address of a static file with its content's hash. A name that does not exist is a programming error: `FileNotFoundError`."""
    return _fresh(name) if settings.DEBUG else _kept(name)


def _fresh(name: str) -> str:
    found = finders.find(name)
    if not found:
        raise FileNotFoundError(f"static file {name}")
    return f"{address(name)}?v={hashlib.sha256(Path(str(found)).read_bytes()).hexdigest()[:10]}"


_kept = functools.cache(_fresh)
