"""What was paid out to a merchant's bank."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from zhiyin.api.auth import program
from zhiyin.api.problems import SCOPED
from zhiyin.kit.money import major
from zhiyin.payments import queries
from zhiyin.payments.queries import Settlement

router = Router(tags=["merchant"])


class SettlementOut(Schema):
    """What went to the bank: `net` = `gross` − `refunds` − `fees`, of all payments up to `cut_off`. `state`: due | paid."""

    id: UUID
    cut_off: datetime
    state: str
    payments: int
    gross: str
    refunds: str
    fees: str
    net: str
    asset: str
    paid_at: datetime | None


@router.get(
    "/settlements",
    response={200: list[SettlementOut], **SCOPED},
    operation_id="settlements",
    summary="What went to your bank (payments:read)",
)
def settlements(request: HttpRequest) -> list[SettlementOut]:
    """The newest hundred settlements, the newest first."""
    return [_settlement(row) for row in queries.settlements(program(request, "payments:read").merchant.id)]


def _settlement(row: Settlement) -> SettlementOut:
    return SettlementOut(
        id=row.id,
        cut_off=row.cut_off,
        state=row.state,
        payments=row.payments,
        gross=major(row.gross_minor, row.asset),
        refunds=major(row.refunds_minor, row.asset),
        fees=major(row.fees_minor, row.asset),
        net=major(row.net_minor, row.asset),
        asset=row.asset,
        paid_at=row.paid_at,
    )
