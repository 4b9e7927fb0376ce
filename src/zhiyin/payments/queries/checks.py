"""Whether every payment, transfer, refund and settlement has its money, and all money its record."""

from collections.abc import Iterator

from zhiyin.funding import queries as funding
from zhiyin.payments import models
from zhiyin.payments.queries.together import records
from zhiyin.wallets import queries as wallets
from zhiyin.wallets.queries import Claim, Difference
from zhiyin.wallets.services import Code


def differences() -> tuple[Difference, ...]:
    """Where payments, transfers, refunds, settlements, red packets, links and gifts disagree with the journal; empty when all is well.

    See `wallets.queries.differences`.
    """
    return (
        wallets.differences(Code.PAYMENT, _payments)
        + wallets.differences(Code.TRANSFER, _transfers)
        + wallets.differences(Code.REFUND, _refunds)
        + wallets.differences(Code.FEE, _fees)
        + wallets.differences(Code.SETTLEMENT, _payouts)
        + wallets.differences(Code.CLAIM, records.left_for_somebody)
        + wallets.differences(Code.RED_PACKET, records.red_packets)
        + wallets.differences(Code.GIFT, records.gifts)
        + records.packets_that_do_not_add_up()
        + records.gifts_that_do_not_add_up()
    )


def _payments() -> Iterator[Claim]:
    rows = models.Payment.objects.values_list("id", "payer_id", "merchant_id", "asset", "amount_minor").iterator(chunk_size=5_000)
    return (Claim(id=key, payer_id=payer, payee_id=payee, asset=asset, amount_minor=amount) for key, payer, payee, asset, amount in rows)


def _transfers() -> Iterator[Claim]:
    rows = models.Transfer.objects.values_list("id", "sender_id", "recipient_id", "asset", "amount_minor").iterator(chunk_size=5_000)
    return (Claim(id=key, payer_id=payer, payee_id=payee, asset=asset, amount_minor=amount) for key, payer, payee, asset, amount in rows)


def _refunds() -> Iterator[Claim]:
    rows = models.Refund.objects.values_list("id", "merchant_id", "payer_id", "asset", "amount_minor").iterator(chunk_size=5_000)
    return (Claim(id=key, payer_id=payer, payee_id=payee, asset=asset, amount_minor=amount) for key, payer, payee, asset, amount in rows)


def _fees() -> Iterator[Claim]:
    rows = models.Settlement.objects.filter(fees_minor__gt=0).values_list("fee_id", "merchant_id", "asset", "fees_minor")
    return (Claim(id=key, payer_id=merchant, payee_id=None, asset=asset, amount_minor=fees) for key, merchant, asset, fees in rows.iterator())


def _payouts() -> Iterator[Claim]:
    rows = models.Settlement.objects.values_list("payout_id", "return_id", "merchant_id", "asset", "net_minor")
    for key, back, merchant, asset, net in rows.iterator(chunk_size=5_000):
        yield Claim(id=key, payer_id=merchant, payee_id=None, asset=asset, amount_minor=net)
        if back:
            yield Claim(id=back, payer_id=None, payee_id=merchant, asset=asset, amount_minor=net)
    yield from funding.bank_order_claims()
