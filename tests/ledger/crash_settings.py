"""The product's settings with the ledger alone, for servers that are killed on purpose."""

from zhiyin.site.settings import *  # noqa: F403  Django's way to derive settings

INSTALLED_APPS = ["zhiyin.ledger"]
