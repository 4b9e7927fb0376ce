"""Short messages: a centre over SMPP, and a company's gateway over HTTP. Where both are set the centre is tried first."""

from functools import cache
from urllib.parse import unquote, urlsplit

from django.conf import settings

from zhiyin.channels.providers.base import Provider
from zhiyin.channels.providers.sandbox import Sandbox
from zhiyin.channels.providers.sms.gateway import Gateway
from zhiyin.channels.providers.sms.line import Centre
from zhiyin.channels.providers.sms.smpp import Smpp


def providers() -> tuple[Provider, ...]:
    """Who takes short messages here, in order; nobody where none is set. In a demo, or where the operator wishes it, nothing leaves."""
    config = settings.CONFIG
    real = tuple(each for each in (own_centre(), own_gateway()) if each)
    if config.sandbox or (config.is_demo and not real):
        return (Sandbox(channel="sms"),)
    return real


@cache
def own_centre() -> Smpp | None:
    """The centre's session of this process."""
    sms = settings.CONFIG.sms
    if not sms.centre_url:
        return None
    where = urlsplit(sms.centre_url)
    tls = where.scheme == "smpps"
    place = Centre(
        host=where.hostname or "",
        port=where.port or (3550 if tls else 2775),
        tls=tls,
        system=unquote(where.username or ""),
        password=unquote(where.password or ""),
    )
    return Smpp(place, sender=sms.sender, per_minute=sms.per_minute)


@cache
def own_gateway() -> Gateway | None:
    """The company's gateway."""
    sms = settings.CONFIG.sms
    return Gateway(url=sms.gateway_url, secret=sms.secret, sender=sms.sender, per_minute=sms.per_minute) if sms.gateway_url else None
