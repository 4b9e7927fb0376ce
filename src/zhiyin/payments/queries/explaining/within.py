"""Movements between the wallets here: payments and what was given back, transfers, links, red packets, and gifts."""

from dataclasses import replace
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, Subquery, Sum

from zhiyin.funding import queries as funding
from zhiyin.funding.queries import covering
from zhiyin.payments import models
from zhiyin.payments.queries.explaining.words import Both, Mine, Named, Told, tell


def payments(mine: Mine) -> Named:
    """Payments, as whoever paid or as the shop. Two statements."""
    lines = models.Line.objects.filter(payment_id=OuterRef("pk")).values("payment_id").annotate(off=Sum("discount_minor"))
    shown = Exists(models.Presented.objects.filter(id=OuterRef("pk")))
    found = models.Payment.objects.filter(id__in=list(mine)).select_related("merchant", "payer")
    rows = list(found.annotate(shown=shown, off_minor=Subquery(lines.values("off"))))
    paid = [row.id for row in rows if mine[row.id].amount_minor < 0]
    covers = {each.id: each for each in funding.charges(covering(key) for key in paid).values() if each.state == "paid"} if paid else {}
    for row in rows:
        shop, way = row.merchant, "shown" if row.shown else "qr" if row.code_id else "balance"
        if mine[row.id].amount_minor > 0:
            yield row.id, tell("payment", (row.payer.name, ""), way=way, note=row.note)
            continue
        told, cover = tell("payment", (shop.name_en, shop.name_zh), way=way, note=row.note), covers.get(covering(row.id))
        told = replace(told, category=shop.category, discount_minor=int(row.off_minor or 0))
        yield row.id, replace(told, covered_minor=cover.amount_minor, through=cover.method.name) if cover else told


def refunds(mine: Mine) -> Named:
    """What was given back, as its payer or as the shop. One statement."""
    for row in models.Refund.objects.filter(id__in=list(mine)).select_related("merchant", "payer"):
        shop, payer = row.merchant, row.payer.name
        if mine[row.id].amount_minor > 0:
            title, other = (f"Refund from {shop.name_en}", f"{shop.name_zh or shop.name_en} 退款"), (shop.name_en, shop.name_zh)
            told = replace(tell("refund", title, way="balance", other=other, note=row.note), category=shop.category)
        else:
            told = tell("refund", (f"Refund to {payer}", f"退款给 {payer}"), way="balance", other=(payer, ""), note=row.note)
        yield row.id, replace(told, about_id=row.payment_id)


def transfers(mine: Mine) -> Named:
    """Transfers, either way. One statement."""
    for row in models.Transfer.objects.filter(id__in=list(mine)).select_related("sender", "recipient"):
        sent = mine[row.id].amount_minor < 0
        other, kind = (row.recipient, "transfer_out") if sent else (row.sender, "transfer_in")
        yield row.id, replace(tell(kind, (other.name, other.name), way="balance", note=row.note), handle=other.handle)


def red_packets(mine: Mine) -> Named:
    """Red packets sent and opened, and what came back of them. Two statements."""
    ids = list(mine)
    for share in models.RedPacketShare.objects.filter(id__in=ids).select_related("packet__sender"):
        sender, greeting = share.packet.sender, share.packet.greeting
        told = tell("red_packet", (f"Red packet from {sender.name}", f"{sender.name}的红包"), way="packet", other=(sender.name, ""), note=greeting)
        yield share.id, replace(told, handle=sender.handle)
    for row in models.RedPacket.objects.filter(Q(id__in=ids) | Q(return_id__in=ids)):
        if row.id in mine:
            yield row.id, tell("red_packet", ("Red packet", "发红包"), way="packet", other=("Whoever opens it", "打开红包的人"), note=row.greeting)
        if row.return_id and row.return_id in mine:
            own = ("Your red packet", "您发的红包")
            told = tell("red_packet", ("Red packet came back", "红包退回"), way="packet", other=own, note=row.greeting)
            yield row.return_id, replace(told, about_id=row.id)


def links(mine: Mine) -> Named:
    """Money left behind a link, claimed, or back again. One statement."""
    ids = list(mine)
    for row in models.ClaimLink.objects.filter(Q(id__in=ids) | Q(end_id__in=ids)).select_related("sender", "claimer"):
        if row.id in mine:
            taker = (row.claimer.name, "") if row.claimer else ("Whoever has the link", "持有链接的人")
            told = tell("claim", ("Money link", "转账链接"), way="link", other=taker, note=row.note)
            yield row.id, replace(told, handle=row.claimer.handle if row.claimer else "")
        if row.end_id and row.end_id in mine:
            yield row.end_id, replace(_ended(row), about_id=row.id)


def _ended(row: models.ClaimLink) -> Told:
    if row.state != models.ClaimLink.CLAIMED:
        return tell("claim", ("Money link came back", "转账链接退回"), way="link", other=("Your money link", "您的转账链接"), note=row.note)
    name = row.sender.name
    told = tell("claim", (f"Money link from {name}", f"{name}的转账链接"), way="link", other=(name, ""), note=row.note)
    return replace(told, handle=row.sender.handle)


def gifts(mine: Mine) -> Named:
    """What was put into a gift of several, what came back of it, and the gift itself. Two statements."""
    ids = list(mine)
    for part in models.GiftPart.objects.filter(Q(id__in=ids) | Q(back_id__in=ids)).select_related("gift__receiver"):
        name, occasion = part.gift.receiver.name, part.gift.occasion
        if part.id in mine:
            yield part.id, _for_gift((f"Gift for {name}", f"送给{name}的礼物"), (name, ""), occasion, part.gift_id)
        if part.back_id and part.back_id in mine:
            title, other = (f"Gift for {name} came back", f"送给{name}的礼物退回"), ("Your part of the gift", "您放入礼物的钱")
            yield part.back_id, _for_gift(title, other, occasion, part.gift_id)
    for row in models.GroupGift.objects.filter(given_id__in=ids).select_related("opener"):
        name = row.opener.name
        if row.given_id:
            title, other = (f"Group gift by {name}", f"{name}发起的合送礼物"), (f"{name} and friends", f"{name}和朋友们")
            yield row.given_id, _for_gift(title, other, row.occasion, row.id)


def _for_gift(title: Both, other: Both, occasion: str, gift_id: UUID) -> Told:
    return replace(tell("gift", title, way="gift", other=other, note=occasion), about_id=gift_id)
