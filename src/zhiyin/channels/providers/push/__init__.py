"""Notifications on a device: web push."""

from django.conf import settings

from zhiyin.channels.providers.base import Provider
from zhiyin.channels.providers.push.webpush import WebPush
from zhiyin.channels.providers.sandbox import Sandbox


def providers() -> tuple[Provider, ...]:
    """The push services of people's browsers; where nothing may leave, nobody's device rings."""
    return (Sandbox(channel="push"),) if settings.CONFIG.sandbox else (WebPush(),)
