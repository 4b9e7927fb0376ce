"""The one template environment of every page: words, figures and addresses as each person reads them."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment

from zhiyin.kit import clock, formats


def environment(**options: Any) -> Environment:
    """Jinja2 with gettext, our figures, and names for addresses."""
    options["autoescape"] = True
    made = Environment(**options, extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True)  # noqa: S701  autoescape is on, one line above
    made.install_gettext_callables(translation.gettext, translation.ngettext, newstyle=True, pgettext=translation.pgettext)  # type: ignore[attr-defined]
    made.globals.update(static=static, url=_url, now=clock.now)
    made.filters.update(money=formats.money)
    return made


def context(request: HttpRequest) -> dict[str, object]:
    """What every page may speak of."""
    return {"language": translation.get_language() or "en", "user": request.user}


def _url(name: str, *args: object, **kwargs: object) -> str:
    return reverse(name, args=args or None, kwargs=kwargs or None)
