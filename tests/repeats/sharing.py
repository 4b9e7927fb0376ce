"""What people do with money together."""

from datetime import datetime, timedelta
from uuid import UUID

from tests import make
from tests.repeats.deeds import NOTHING, REFUSED, Request, confirmed, repeated
from tests.repeats.paying import ABOVE

from zhiyin.identity.queries import Person
from zhiyin.kit.ids import uuid7
from zhiyin.payments.services import together as services
from zhiyin.payments.services.together.gifts import OPEN_MAX
from zhiyin.payments.services.together.giving import TRIED_FOR
from zhiyin.payments.services.together.requests import OPEN_BETWEEN_TWO_MAX

DAY = timedelta(days=1)
LONG_AGO = make.AT - timedelta(days=30)  # when nothing of the other stories is over yet


def asked(asker: Person, payer: Person, amount_minor: int = 5_00) -> UUID:
    return services.ask(key=uuid7(), asker_id=asker.id, of_handle=payer.handle, amount_minor=amount_minor, at=make.AT)


def packet(sender: Person, *, count: int = 2) -> services.NewRedPacket:
    return services.NewRedPacket(key=uuid7(), sender_id=sender.id, total_minor=10_01, count=count, way="equal")


def left(sender: Person, *, at: datetime = make.AT) -> UUID:
    return services.leave_money(key=uuid7(), sender_id=sender.id, amount_minor=5_00, at=at)


@repeated(services.ask)
def asking_for_the_last_that_may_lie_open() -> Request:
    mei, lin, key = make.person(), make.person(), uuid7()
    for _ in range(OPEN_BETWEEN_TWO_MAX - 1):
        asked(mei, lin)
    return lambda: services.ask(key=key, asker_id=mei.id, of_handle=lin.handle, amount_minor=5_00, at=make.AT)


@repeated(services.pay_request)
def paying_a_request_with_all_one_has() -> Request:
    mei, lin = make.person(), make.person(balance_minor=5_00)
    request = asked(mei, lin)
    return lambda: services.pay_request(request, payer_id=lin.id, at=make.AT)


@repeated(services.pay_request, config=ABOVE)
def paying_a_request_that_was_confirmed() -> Request:
    mei, lin = make.person(), make.person(balance_minor=150_00)
    request = asked(mei, lin, 150_00)
    return confirmed(lin.id, lambda proof: services.pay_request(request, payer_id=lin.id, at=make.AT, confirmation=proof))


@repeated(services.decline_request)
def declining_a_request() -> Request:
    mei, lin = make.person(), make.person()
    request = asked(mei, lin)
    return lambda: services.decline_request(request, payer_id=lin.id, at=make.AT)


@repeated(services.cancel_request)
def cancelling_a_request() -> Request:
    mei, lin = make.person(), make.person()
    request = asked(mei, lin)
    return lambda: services.cancel_request(request, asker_id=mei.id, at=make.AT)


@repeated(services.remind, again=REFUSED)
def reminding_of_a_request() -> Request:
    mei, lin = make.person(), make.person()
    request = asked(mei, lin)
    return lambda: services.remind(request, asker_id=mei.id, at=make.AT + DAY)


@repeated(services.split_bill)
def splitting_a_bill() -> Request:
    mei, lin, zhou = make.person(), make.person(), make.person()
    sharers = [services.Sharer(handle=each) for each in ("", lin.handle, zhou.handle)]
    new = services.NewBill(key=uuid7(), owner_id=mei.id, way="equal", sharers=sharers, total_minor=10_00)
    return lambda: services.split_bill(new, at=make.AT)


@repeated(services.open_tab)
def opening_a_tab() -> Request:
    mei, lin, key = make.person(), make.person(), uuid7()
    return lambda: services.open_tab(key=key, owner_id=mei.id, name="Trip", handles=[lin.handle], at=make.AT)


@repeated(services.add_to_tab)
def adding_to_a_tab() -> Request:
    mei, lin, key = make.person(), make.person(), uuid7()
    tab = services.open_tab(key=uuid7(), owner_id=mei.id, name="Trip", handles=[lin.handle], at=make.AT)
    return lambda: services.add_to_tab(tab, key=key, payer_id=lin.id, amount_minor=5_00, at=make.AT)


@repeated(services.settle_tab)
def settling_a_tab() -> Request:
    mei, lin = make.person(), make.person()
    tab = services.open_tab(key=uuid7(), owner_id=mei.id, name="Trip", handles=[lin.handle], at=make.AT)
    services.add_to_tab(tab, key=uuid7(), payer_id=lin.id, amount_minor=5_00, at=make.AT)
    return lambda: services.settle_tab(tab, owner_id=mei.id, at=make.AT)


@repeated(services.send_red_packet)
def sending_a_red_packet_of_all_one_has() -> Request:
    new = packet(make.person(balance_minor=10_01))
    return lambda: services.send_red_packet(new, at=make.AT)


@repeated(services.send_red_packet, config=ABOVE)
def sending_a_red_packet_that_was_confirmed() -> Request:
    mei, key = make.person(balance_minor=150_00), uuid7()
    new = services.NewRedPacket(key=key, sender_id=mei.id, total_minor=150_00, count=2, way="equal")
    return confirmed(mei.id, lambda proof: services.send_red_packet(new, at=make.AT, confirmation=proof))


@repeated(services.open_red_packet)
def opening_the_last_share() -> Request:
    token, lin = services.send_red_packet(packet(make.person(balance_minor=20_00), count=1), at=make.AT), make.person()
    return lambda: services.open_red_packet(token, person_id=lin.id, at=make.AT)


@repeated(services.return_expired_red_packets, again=NOTHING)
def returning_a_red_packet() -> Request:
    services.send_red_packet(packet(make.person(balance_minor=20_00)), at=LONG_AGO)
    return lambda: services.return_expired_red_packets(LONG_AGO + DAY)


@repeated(services.leave_money)
def leaving_all_one_has() -> Request:
    mei, key = make.person(balance_minor=5_00), uuid7()
    return lambda: services.leave_money(key=key, sender_id=mei.id, amount_minor=5_00, at=make.AT)


@repeated(services.leave_money, config=ABOVE)
def leaving_what_was_confirmed() -> Request:
    mei, key = make.person(balance_minor=150_00), uuid7()
    return confirmed(mei.id, lambda proof: services.leave_money(key=key, sender_id=mei.id, amount_minor=150_00, at=make.AT, confirmation=proof))


@repeated(services.claim_money)
def claiming_what_was_left() -> Request:
    mei, lin = make.person(balance_minor=5_00), make.person()
    token = services.link_token(left(mei), sender_id=mei.id)
    return lambda: services.claim_money(token, person_id=lin.id, at=make.AT)


@repeated(services.take_money_back)
def taking_back_what_was_left() -> Request:
    mei = make.person(balance_minor=5_00)
    link = left(mei)
    return lambda: services.take_money_back(link, sender_id=mei.id, at=make.AT)


@repeated(services.return_expired_money, again=NOTHING)
def returning_what_was_left() -> Request:
    left(make.person(balance_minor=5_00), at=LONG_AGO)
    return lambda: services.return_expired_money(LONG_AGO + services.WAITS)


def gift(opener: Person, guest: Person, receiver: Person, *, at: datetime = make.AT) -> UUID:
    new = services.NewGift(
        key=uuid7(), opener_id=opener.id, receiver=receiver.handle, guests=[guest.handle], occasion="Birthday", day=at.date() + 10 * DAY
    )
    return services.open_gift(new, at=at)


def filled(opener: Person, guest: Person, *, at: datetime = make.AT) -> UUID:
    """A gift into which the guest has put all they had."""
    found = gift(opener, guest, make.person(), at=at)
    services.put_in(found, key=uuid7(), person_id=guest.id, amount_minor=5_00, at=at)
    return found


@repeated(services.open_gift)
def opening_the_last_gift_that_may_be_open() -> Request:
    mei, lin, anna = make.person(), make.person(), make.person()
    for _ in range(OPEN_MAX - 1):
        gift(mei, lin, anna)
    new = services.NewGift(
        key=uuid7(), opener_id=mei.id, receiver=anna.handle, guests=[lin.handle], occasion="Birthday", day=make.AT.date() + 10 * DAY
    )
    return lambda: services.open_gift(new, at=make.AT)


@repeated(services.put_in)
def putting_all_one_has_into_a_gift() -> Request:
    mei, lin, key = make.person(), make.person(balance_minor=5_00), uuid7()
    found = gift(mei, lin, make.person())
    return lambda: services.put_in(found, key=key, person_id=lin.id, amount_minor=5_00, at=make.AT)


@repeated(services.put_in, config=ABOVE)
def putting_in_what_was_confirmed() -> Request:
    mei, lin, key = make.person(), make.person(balance_minor=150_00), uuid7()
    found = gift(mei, lin, make.person())
    return confirmed(lin.id, lambda proof: services.put_in(found, key=key, person_id=lin.id, amount_minor=150_00, at=make.AT, confirmation=proof))


@repeated(services.give_gift)
def giving_a_gift() -> Request:
    mei = make.person()
    found = filled(mei, make.person(balance_minor=5_00))
    return lambda: services.give_gift(found, opener_id=mei.id, at=make.AT)


@repeated(services.cancel_gift)
def calling_a_gift_off() -> Request:
    mei = make.person()
    found = filled(mei, make.person(balance_minor=5_00))
    return lambda: services.cancel_gift(found, opener_id=mei.id, at=make.AT)


@repeated(services.give_due_gifts, again=NOTHING)
def giving_what_is_due() -> Request:
    filled(make.person(), make.person(balance_minor=5_00), at=LONG_AGO)
    return lambda: services.give_due_gifts(LONG_AGO + 11 * DAY)


@repeated(services.return_gift_parts, again=NOTHING)
def returning_the_parts_of_a_gift() -> Request:
    opened, over = LONG_AGO - 2 * TRIED_FOR, LONG_AGO - TRIED_FOR + 10 * DAY
    filled(make.person(), make.person(balance_minor=5_00), at=opened)
    services.give_due_gifts(over)
    return lambda: services.return_gift_parts(over)
