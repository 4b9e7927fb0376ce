"""What a shop's money costs it, and its way to the bank."""

from dataclasses import replace

from django.db.models import Q

from zhiyin.payments import models
from zhiyin.payments.queries.explaining.outside import HOUSE
from zhiyin.payments.queries.explaining.words import Mine, Named, tell


def settlements(mine: Mine) -> Named:
    """Fees, and money on its way to a shop's bank. One statement."""
    ids = list(mine)
    for row in models.Settlement.objects.filter(Q(fee_id__in=ids) | Q(payout_id__in=ids) | Q(return_id__in=ids)):
        if row.fee_id in mine:
            title = (f"Fee for {row.payments} payment{'' if row.payments == 1 else 's'}", f"{row.payments} 笔收款的手续费")
            yield row.fee_id, replace(tell("fee", title, way="balance", other=HOUSE), about_id=row.id)
        account = f"{row.holder} ·· {row.iban[-4:]}"
        if row.return_id and row.return_id in mine:
            told = tell("settlement", (f"Came back from {account}", f"{account} 退回"), way="bank", other=(account, ""), note=row.reason)
            yield row.return_id, replace(told, through=account, about_id=row.id)
        if row.payout_id in mine:
            told = tell("settlement", (f"To your bank, {account}", f"转到银行账户 {account}"), way="bank", other=(account, ""))
            yield row.payout_id, replace(told, through=account, about_id=row.id)
