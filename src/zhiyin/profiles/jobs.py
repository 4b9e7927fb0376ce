"""What time makes due."""

from datetime import datetime

from django.db.models import Sum

from zhiyin.outbox.listening import every
from zhiyin.profiles import services
from zhiyin.profiles.models import PersonState

_counted: dict[str, int | None] = {"payments": None}


@every(seconds=60)
def recount_popular(at: datetime) -> None:  # noqa: ARG001  every job is told the time
    """Counts again what many people buy, when there were payments since the last time."""
    payments = PersonState.objects.aggregate(n=Sum("payments"))["n"]
    if payments != _counted["payments"]:
        services.count_popular()
        _counted["payments"] = payments
