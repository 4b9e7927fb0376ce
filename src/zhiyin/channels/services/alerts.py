"""What staff must know now, told where the operator wants it: chat, pager, mail or a program of their own (ZHIYIN_ALERTS, by apprise)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from importlib import import_module
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction

from zhiyin.channels.models import Alert, Receipt
from zhiyin.channels.providers import MAKERS, in_order
from zhiyin.kit.ids import derived

LEASE = timedelta(seconds=60)
WAITS = tuple(timedelta(seconds=seconds) for seconds in (15, 30, 60, 300, 900))
KEPT_UP = timedelta(hours=12)  # what nobody could be told by then is no news
SILENT_FOR, SILENT_LETTERS = timedelta(minutes=10), 3
WORDS = {
    "case_at_risk": {
        "en": ("Case #{number} is about to be late", "It waits for our answer until {until}."),
        "zh": ("工单 #{number} 即将超时", "承诺在 {until} 前答复，目前还没有答复。"),
    },
    "case_late": {
        "en": ("Case #{number} is late", "We promised an answer by {until}. Nobody has given one."),
        "zh": ("工单 #{number} 已超时", "承诺在 {until} 前答复，至今没有答复。"),
    },
    "provider_down": {
        "en": ("{provider} takes no letters", "The last {tries} were not taken ({reason}). Another provider has them, or they wait."),
        "zh": ("{provider} 无法发送", "最近 {tries} 条均未被接收（{reason}）。已转由其他服务商发送，或在等待重试。"),
    },
    "books_differ": {
        "en": ("The books do not agree", "The audit found {problems} differences. Stop payments until the cause is known."),
        "zh": ("账目不一致", "审计发现 {problems} 处差异。请先停止收付款，查明原因。"),
    },
}
PATHS = {"case_at_risk": "console/cases/{id}/", "case_late": "console/cases/{id}/", "provider_down": "console/letters/", "books_differ": "console/"}
log = structlog.get_logger("zhiyin.alerts")


def alert_staff(code: str, about: object, *, facts: Mapping[str, Any], at: datetime) -> int:
    """Every place that the operator named is told of it within seconds; how many places that are. `facts` fill the words of the code.

    Raises `KeyError` for a code without words. Repeats: the same code about the same thing is told once.
    """
    WORDS[code]
    rows = [
        Alert(id=derived("Alert", code, about, place), code=code, facts=dict(facts), place=place, at=at, due_at=at)
        for place in (() if settings.CONFIG.sandbox else map(_name, settings.CONFIG.alerts))
    ]
    Alert.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def tell_staff(*, at: datetime) -> bool:
    """The alert that has waited longest was told to its place, outside any transaction, or is tried again later; False when none was due.

    Any number of workers may call it at once. Repeats: the next one.
    """
    row = _claim(at)
    if row is None:
        return False
    told = _told(row)
    again = at + WAITS[min(row.tries, len(WAITS)) - 1]
    over = told or again > row.at + KEPT_UP
    Alert.objects.filter(id=row.id, tries=row.tries).update(told_at=at if told else None, due_at=None if over else again)
    if not told:
        log.warning("alert_not_told", code=row.code, place=row.place, tries=row.tries)
    return True


def deaf_places() -> int:
    """How many of the places that the operator named cannot be told anything, because nothing knows how to read their addresses.

    No SQL. Repeats: the same.
    """
    return sum(not _place(url) for url in settings.CONFIG.alerts)


def watch_providers(*, at: datetime) -> int:
    """Staff hear of each provider that has taken none of at least three letters in ten minutes, once an hour while it lasts; how many those are.

    Repeats: told already.
    """
    down = [provider.code for channel in MAKERS for provider in in_order(channel) if settings.CONFIG.alerts and _is_down(provider.code, at)]
    for code in down:
        tries = Receipt.objects.filter(provider=code, kind="later", at__gt=at - SILENT_FOR, at__lte=at).order_by("-at")
        facts = {"provider": code, "tries": tries.count(), "reason": tries.values_list("reason", flat=True)[0]}
        alert_staff("provider_down", (code, at.replace(minute=0, second=0, microsecond=0).isoformat()), facts=facts, at=at)
    return len(down)


def _is_down(provider: str, at: datetime) -> bool:
    said = Receipt.objects.filter(provider=provider, at__gt=at - SILENT_FOR, at__lte=at)
    return said.filter(kind="later").count() >= SILENT_LETTERS and not said.exclude(kind__in=("later", "unknown")).exists()


@transaction.atomic
def _claim(at: datetime) -> Alert | None:
    row = Alert.objects.select_for_update(skip_locked=True).filter(due_at__lte=at).order_by("due_at").first()
    if row is not None:
        row.due_at, row.tries = at + LEASE, row.tries + 1
        row.save(update_fields=["due_at", "tries"])
    return row


def _told(row: Alert) -> bool:
    url = next((each for each in settings.CONFIG.alerts if _name(each) == row.place), "")
    if not url:
        return False
    title, body = WORDS[row.code]["zh" if settings.CONFIG.language.startswith("zh") else "en"]
    path = PATHS[row.code].format(**{"id": "", **row.facts})
    words = f"{body.format(**row.facts)}\n{settings.CONFIG.origin}/{path}"
    try:
        return bool(_place(url).notify(title=title.format(**row.facts), body=words))
    except Exception:  # whatever a place's own code stumbles over, the others are told
        log.exception("alert_failed", code=row.code, place=row.place)
        return False


def _name(url: str) -> str:
    return sha256(url.encode()).hexdigest()[:16]


@cache
def _place(url: str) -> Any:  # apprise has no common type of its own here
    apprise = import_module("apprise")  # fourteen megabytes: only where somebody is told
    found = apprise.Apprise()
    found.add(url)
    return found
