"""The one template environment of every page: words, figures and addresses as each person reads them."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.urls import get_script_prefix, reverse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject
from django.utils.html import json_script
from markupsafe import Markup

from zhiyin.funding import queries as funding
from zhiyin.kit import clock, formats
from zhiyin.kit.money import ASSETS, major
from zhiyin.site.edge.static import versioned
from zhiyin.site.foreknown import Environment
from zhiyin.web import chrome


def environment(**options: Any) -> Environment:
    """Jinja2 with gettext, our figures, and names for addresses."""
    options["autoescape"] = True
    made = Environment(**options, extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True)
    made.install_gettext_callables(translation.gettext, translation.ngettext, newstyle=True, pgettext=translation.pgettext)  # type: ignore[attr-defined]
    made.globals.update(_=_gettext, pgettext=_pgettext, static=versioned, url=_url, now=clock.now, get_messages=get_messages)
    made.filters.update(money=formats.money, coin=formats.coin, whole=_whole)
    made.filters.update(day=_day, short_day=_short_day, clock=_clock, ago=_ago, month=_month, month_word=_month_word)
    made.filters.update(json_script=json_script, plain=major, symbol=_symbol)
    return made


def context(request: HttpRequest) -> dict[str, object]:
    """What every page may speak of. `look` and `unread` are asked for only by pages that show them."""
    return {
        "language": _language(),
        "user": request.user,
        "demo": settings.CONFIG.is_demo,
        "can_add": bool(funding.ways_in()),
        "path": request.get_full_path(),
        "look": chrome.look(request),
        "unread": chrome.unread(request),
        "csrf_input": SimpleLazyObject(lambda: csrf_input(request)),  # made once, however many forms the page has
    }


def _url(name: str, *args: object, **kwargs: object) -> str:
    return reverse(name, args=args, kwargs=kwargs) if kwargs else _address(name, args, get_script_prefix())


@lru_cache(4_096, typed=True)  # a list names an address for each of its lines, and working them out would cost more than the rest of the page
def _address(name: str, args: tuple[object, ...], _: str) -> str:
    return reverse(name, args=args)


def _gettext(message: str, /, **facts: object) -> Markup:
    return _filled(message, facts) if facts else _said(_language(), message, None)


def _pgettext(context: str, message: str, /) -> Markup:
    return _said(_language(), message, context)


def _filled(message: str, facts: dict[str, object]) -> Markup:
    return Markup(translation.gettext(message)) % facts  # noqa: S704  our own words; the facts are escaped


@lru_cache(4_096)  # the words of the templates in both languages, of which a page says forty
def _said(_: str, message: str, context: str | None) -> Markup:
    text = translation.gettext(message) if context is None else translation.pgettext(context, message)
    return Markup(text) % {}  # noqa: S704  our own words; "%%" is a sign as it is beside facts


def _language() -> str:
    return translation.get_language() or "en"


def _zone() -> str:
    return timezone.get_current_timezone_name()


def _symbol(asset: str) -> str:
    return ASSETS[asset].symbol


def _day(at: datetime) -> str:
    return formats.day(at, zone=_zone(), language=_language())


def _short_day(at: datetime) -> str:
    return formats.short_day(at, zone=_zone(), language=_language())


def _clock(at: datetime) -> str:
    return formats.clock_time(at, zone=_zone())


def _ago(at: datetime) -> str:
    return formats.ago(at, now=clock.now(), zone=_zone(), language=_language())


def _month(at: date) -> str:
    return formats.month(at.year, at.month, language=_language())


def _month_word(at: date) -> str:
    return formats.month_word(at.month, language=_language(), short=True)


def _whole(number: int) -> str:
    return formats.whole(number, language=_language())
