"""Which money should have moved for red packets, links and gifts; `payments.queries.checks` lays it beside the journal."""

from collections.abc import Iterator

from django.db.models import F, Sum
from django.db.models.functions import Coalesce

from zhiyin.payments import models
from zhiyin.wallets.queries import Claim, Difference

CHUNK = 5_000


def red_packets() -> Iterator[Claim]:
    """Into each packet, out of it to each who opened it, and back. Two statements for each five thousand."""
    names = ("id", "sender_id", "asset", "total_minor", "return_id", "returned_minor")
    for key, sender, asset, total, return_id, returned in models.RedPacket.objects.values_list(*names).iterator(chunk_size=CHUNK):
        yield Claim(id=key, payer_id=sender, payee_id=key, asset=asset, amount_minor=total)
        if return_id:
            yield Claim(id=return_id, payer_id=key, payee_id=sender, asset=asset, amount_minor=returned)
    shares = models.RedPacketShare.objects.values_list("id", "packet_id", "person_id", "packet__asset", "amount_minor")
    for key, packet, person, asset, amount in shares.iterator(chunk_size=CHUNK):
        yield Claim(id=key, payer_id=packet, payee_id=person, asset=asset, amount_minor=amount)


def packets_that_do_not_add_up() -> tuple[Difference, ...]:
    """Packets whose shares, rest and return are not what was put in. One statement."""
    given = models.RedPacket.objects.annotate(given=Coalesce(Sum("shares__amount_minor"), 0))
    wrong = given.exclude(total_minor=F("given") + F("left_minor") + F("returned_minor")).values_list("id", flat=True)
    return tuple(Difference(kind="record_differs", id=key) for key in wrong[:100])


def left_for_somebody() -> Iterator[Claim]:
    """Behind each link, and from there to whoever claimed it, or back. One statement for each five thousand."""
    names = ("id", "sender_id", "claimer_id", "asset", "amount_minor", "end_id")
    for key, sender, claimer, asset, amount, end_id in models.ClaimLink.objects.values_list(*names).iterator(chunk_size=CHUNK):
        yield Claim(id=key, payer_id=sender, payee_id=key, asset=asset, amount_minor=amount)
        if end_id:
            yield Claim(id=end_id, payer_id=key, payee_id=claimer or sender, asset=asset, amount_minor=amount)


def gifts() -> Iterator[Claim]:
    """Into each gift, out of it to its receiver, or back to each who gave. Two statements for each five thousand."""
    parts = models.GiftPart.objects.values_list("id", "gift_id", "person_id", "gift__asset", "amount_minor", "back_id")
    for key, gift, person, asset, amount, back_id in parts.iterator(chunk_size=CHUNK):
        yield Claim(id=key, payer_id=person, payee_id=gift, asset=asset, amount_minor=amount)
        if back_id:
            yield Claim(id=back_id, payer_id=gift, payee_id=person, asset=asset, amount_minor=amount)
    given = models.GroupGift.objects.filter(given_id__isnull=False).values_list("given_id", "id", "receiver_id", "asset", "total_minor")
    for given_id, gift, receiver, asset, amount in given.iterator(chunk_size=CHUNK):
        if given_id:
            yield Claim(id=given_id, payer_id=gift, payee_id=receiver, asset=asset, amount_minor=amount)


def gifts_that_do_not_add_up() -> tuple[Difference, ...]:
    """Gifts whose parts are not what they say is in them. One statement."""
    filled = models.GroupGift.objects.annotate(filled=Coalesce(Sum("parts__amount_minor"), 0))
    wrong = filled.exclude(total_minor=F("filled")).values_list("id", flat=True)
    return tuple(Difference(kind="record_differs", id=key) for key in wrong[:100])
