"""Mail: one server, or two of which the second takes over; in a demo, or where the operator wishes it, nothing leaves."""

from django.conf import settings

from zhiyin.channels.providers.base import Provider
from zhiyin.channels.providers.mail.smtp import Smtp
from zhiyin.channels.providers.sandbox import Sandbox


def providers() -> tuple[Provider, ...]:
    """Who takes mails here, in the operator's order; nobody where no server is set."""
    config = settings.CONFIG
    servers = [(f"smtp_{letter}", url) for letter, url in zip("ab", (config.mail_url, config.mail_spare_url), strict=True) if url]
    if config.sandbox or (config.is_demo and not servers):
        return (Sandbox(channel="email"),)
    company, sender = config.mail_receipts.partition(":")[0], settings.DEFAULT_FROM_EMAIL
    return tuple(
        Smtp(code=code, url=url, sender=sender, dkim=config.dkim, company=company, per_minute=config.mail_per_minute) for code, url in servers
    )
