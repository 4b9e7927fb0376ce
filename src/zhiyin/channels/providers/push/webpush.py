"""Notifications on a person's devices, through the push services of their browsers (RFC 8030)."""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from zhiyin.channels.models import Device
from zhiyin.channels.providers.base import Kind, Letter, Outcome
from zhiyin.channels.providers.push import sealing, vapid
from zhiyin.kit import calling

GOOD_FOR_SECONDS = 86_400
GONE, NOT_NOW = frozenset({403, 404, 410}), frozenset({408, 429})
HOME = ("localhost", "127.0.0.1", "::1")


class WebPush:
    """`address` is the person's id: every device they switched on shows it, the same key in place of what it showed before."""

    code, channel, interrupts, repeatable, sends_again, per_minute = "webpush", "push", True, True, True, 0

    def deliver(self, letter: Letter) -> Outcome:
        """Calls every device's push service at once. A device that its service no longer knows is forgotten."""
        devices = list(Device.objects.filter(person_id=UUID(letter.address)))
        if not devices:
            return Outcome(kind=Kind.REFUSED, reason="no_device")
        with ThreadPoolExecutor(len(devices)) as pool:
            answers = list(pool.map(lambda device: _called(device, letter), devices))
        gone = [device.id for device, answer in zip(devices, answers, strict=True) if answer.status in GONE]
        Device.objects.filter(id__in=gone).delete()
        return _outcome(answers)


def reach() -> str:
    """How far a call may go: to public addresses, unless the operator allows an own network; a demo at home reaches this machine, too."""
    config = settings.CONFIG
    if config.webhooks_inside:
        return calling.ANYWHERE
    return calling.LOOPBACK if config.is_demo and urlsplit(config.origin).hostname in HOME else calling.PUBLIC


def _called(device: Device, letter: Letter) -> calling.Outcome:
    path = urlsplit(letter.links[-1].url) if letter.links else urlsplit("/inbox/")
    said = {
        "title": letter.title,
        "body": letter.body[:300],
        "lang": letter.language,
        "tag": letter.key.hex,
        "path": path._replace(scheme="", netloc="").geturl(),
    }
    text = json.dumps(said, ensure_ascii=False).encode()
    contact = settings.CONFIG.origin if settings.CONFIG.origin.startswith("https:") else "mailto:operator@localhost"
    headers = {
        "Authorization": vapid.authorization(device.endpoint, folder=settings.CONFIG.keys, contact=contact, at=letter.at),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(GOOD_FOR_SECONDS),
        "Topic": letter.key.hex,
        "Urgency": "normal",
    }
    return calling.post(device.endpoint, sealing.sealed(text, sealing.reader(device.p256dh, device.auth)), headers, reach=reach())


def _outcome(answers: Sequence[calling.Outcome]) -> Outcome:
    if any(answer.taken for answer in answers):
        return Outcome(kind=Kind.ACCEPTED)
    worst = next((answer for answer in answers if answer.status is None or answer.status in NOT_NOW or answer.status >= 500), answers[0])
    reason = f"HTTP {worst.status}" if worst.status else worst.problem
    if worst.status is None:
        return Outcome(kind=Kind.UNKNOWN if worst.left else Kind.LATER, reason=reason)
    return Outcome(kind=Kind.LATER if worst.status in NOT_NOW or worst.status >= 500 else Kind.REFUSED, reason=reason)
