"""What a limit would have done to last month's payments."""

from datetime import datetime

from zhiyin.payments import models
from zhiyin.wallets.queries import accounts, default_asset
from zhiyin.wallets.queries.limits import BLOCKED, CATEGORIES, Preview, Rule, preview


def limit_preview(rule: Rule, *, at: datetime) -> Preview:
    """What the rule alone would have stopped last month; of kinds of shops, payments to those that it forbids. Four statements at most."""
    if rule.measure not in CATEGORIES:
        return preview(rule, at=at)
    named = models.Merchant.objects.filter(mcc__in=rule.categories)
    every = models.Merchant.objects.exclude(mcc__in=rule.categories) if rule.categories else models.Merchant.objects.none()
    forbidden = (named if rule.measure == BLOCKED else every).values_list("id", flat=True)
    return preview(rule, at=at, payees=accounts(list(forbidden), asset=default_asset()).values())
