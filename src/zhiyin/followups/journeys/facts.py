"""Which facts journeys know: whom each is about, what it is about, and what its message may speak of."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from zhiyin.events import Event
from zhiyin.events.limits import WalletFrozen, WalletReleased
from zhiyin.events.money import (
    PaymentCompleted,
    PaymentRefunded,
    PaymentRefused,
    TopUpCompleted,
    TopUpStarted,
    TransferCompleted,
    WebhookDisabled,
    WithdrawalReturned,
)
from zhiyin.events.offers import CouponGiven, CouponUsed
from zhiyin.events.people import ConfirmationAsked, ConfirmationGiven, PersonJoined, SignedInAnew
from zhiyin.events.reach import ImprovementShipped
from zhiyin.events.together import GroupGiftEnded, GroupGiftOpened, MoneyRequested, RedPacketSent, RequestReminded, RequestSettled
from zhiyin.events.voice import AnswerGiven, CaseAnswered, CaseClosed, CommentAdded

ENDS_AT = "ends_at"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """How a journey reads one kind of fact. `person`: the field with the person, or people. `about` and `occasion` are fields with ids; `context`
    names what the message may speak of, and the field it comes from. `ends`: "thing" when it calls off what is about its thing, "person" when it
    calls off what is planned for its person.
    """

    event: type[Event]
    person: str = "person_id"
    kind: str
    about: str = "id"
    occasion: str = "id"
    context: Mapping[str, str] = field(default_factory=dict)
    ends: str = "person"
    en: str
    zh: str

    @property
    def ends_somewhen(self) -> bool:
        """Whether what it is about has an end of its own, which a journey may come before."""
        return ENDS_AT in self.context

    def people(self, event: Event) -> Iterator[UUID]:
        """Whom the fact is about, in the order of their ids."""
        named = getattr(event, self.person)
        yield from sorted(named) if isinstance(named, tuple) else (named,)

    def spoken(self, event: Event) -> dict[str, Any]:
        """What the message may speak of, as plain values."""
        return {name: _plain(value) for name, source in self.context.items() if (value := getattr(event, source)) is not None}

    def thing(self, event: Event) -> UUID:
        """What the fact is about."""
        found = getattr(event, self.about)
        return found if isinstance(found, UUID) else event.id


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


_MONEY = {"amount_minor": "amount_minor", "asset": "asset"}
_PAID = {"merchant_id": "merchant_id"} | _MONEY
_ANSWERED = {"asked": "survey", "stars": "value"}

FACTS = {
    fact.event.__name__: fact
    for fact in (
        Fact(event=PaymentCompleted, person="payer_id", kind="payment", context=_PAID, en="pays a shop", zh="在商家付款"),
        Fact(event=PaymentRefused, person="payer_id", kind="refusal", context={"merchant_id": "merchant_id"}, en="could not pay", zh="付款失败"),
        Fact(event=PaymentRefunded, person="payer_id", kind="payment", about="payment_id", ends="thing", en="gets a refund", zh="收到退款"),
        Fact(event=TopUpStarted, kind="top_up", context=_MONEY, en="begins a top-up", zh="开始充值"),
        Fact(event=TopUpCompleted, kind="top_up", context=_MONEY, en="tops up", zh="充值到账"),
        Fact(event=WithdrawalReturned, kind="withdrawal", context=_MONEY, en="has a withdrawal returned", zh="提现被退回"),
        Fact(
            event=TransferCompleted,
            person="sender_id",
            kind="transfer",
            context={"other_id": "recipient_id"} | _MONEY,
            en="sends money",
            zh="转账",
        ),
        Fact(
            event=CouponGiven,
            kind="coupon",
            context=_PAID | {ENDS_AT: ENDS_AT},
            ends="thing",
            en="gets a coupon",
            zh="得到优惠券",
        ),
        Fact(event=CouponUsed, kind="coupon", about="coupon_id", occasion="coupon_id", ends="thing", en="uses a coupon", zh="用掉优惠券"),
        Fact(event=SignedInAnew, kind="sign_in", context={"happened_at": "at"}, en="signs in on a new browser", zh="在新浏览器登录"),
        Fact(event=CommentAdded, kind="answer", about="answer_id", occasion="answer_id", ends="thing", en="writes why", zh="写下意见"),
        Fact(event=PersonJoined, kind="joining", occasion="person_id", about="person_id", en="joins", zh="注册"),
        Fact(
            event=AnswerGiven,
            kind="answer",
            about="answer_id",
            occasion="answer_id",
            context=_ANSWERED,
            ends="thing",
            en="answers a question",
            zh="回答问题",
        ),
        Fact(
            event=CaseAnswered,
            kind="case",
            about="case_id",
            occasion="reply_id",
            context={"reply_id": "reply_id"},
            ends="thing",
            en="gets a reply to a case",
            zh="收到问题的答复",
        ),
        Fact(event=CaseClosed, kind="closed_case", about="case_id", ends="thing", en="has a case closed", zh="问题结案"),
        Fact(
            event=ImprovementShipped,
            person="people",
            kind="improvement",
            context={"improvement_id": "improvement_id", "theme_id": "theme_id"},
            about="improvement_id",
            occasion="improvement_id",
            ends="thing",
            en="is told what changed",
            zh="反映的问题有了改进",
        ),
        Fact(
            event=MoneyRequested, kind="request", context={"other_id": "asker_id"} | _MONEY, ends="thing", en="is asked for money", zh="收到收款请求"
        ),
        Fact(
            event=RequestReminded,
            kind="request",
            about="request_id",
            context={"other_id": "asker_id"} | _MONEY,
            ends="thing",
            en="is reminded of a request",
            zh="收到收款提醒",
        ),
        Fact(
            event=RequestSettled,
            person="asker_id",
            kind="answered_request",
            about="request_id",
            context={"other_id": "person_id", "state": "state"} | _MONEY,
            ends="thing",
            en="has a request answered",
            zh="收款请求有了结果",
        ),
        Fact(
            event=RedPacketSent,
            person="guests",
            kind="red_packet",
            context={"other_id": "sender_id"},
            ends="thing",
            en="gets a red packet",
            zh="收到红包",
        ),
        Fact(
            event=GroupGiftOpened,
            person="guests",
            kind="gift",
            context={"other_id": "opener_id"},
            ends="thing",
            en="may give to a gift",
            zh="受邀一起送礼",
        ),
        Fact(
            event=GroupGiftEnded,
            person="receiver_id",
            kind="given_gift",
            about="gift_id",
            context={"other_id": "opener_id"},
            ends="thing",
            en="is given a gift",
            zh="收到礼物",
        ),
        Fact(
            event=WebhookDisabled,
            kind="endpoint",
            about="endpoint_id",
            context={"merchant_id": "merchant_id"},
            ends="thing",
            en="has a program that takes no messages",
            zh="店铺程序不再接收通知",
        ),
        Fact(
            event=ConfirmationAsked,
            kind="confirmation",
            context=_MONEY,
            ends="thing",
            en="has a program's payment to confirm",
            zh="有程序发起的付款待确认",
        ),
        Fact(
            event=ConfirmationGiven,
            kind="confirmation",
            about="confirmation_id",
            occasion="confirmation_id",
            ends="thing",
            en="confirms a payment",
            zh="确认付款",
        ),
        Fact(event=WalletFrozen, kind="frozen_wallet", ends="person", en="has a frozen wallet", zh="钱包被冻结"),
        Fact(event=WalletReleased, kind="released_wallet", ends="person", en="has the wallet back", zh="钱包恢复使用"),
    )
}


def meets(event: Event, where: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether every condition on the fact's fields holds. A field that is empty meets only "is: null"."""
    return all(_holds(getattr(event, name, None), wanted) for name, wanted in where.items())


def _holds(value: Any, wanted: Mapping[str, Any]) -> bool:
    plain = _plain(value)
    checks: dict[str, Callable[[Any], bool]] = {
        "is": lambda said: plain == said,
        "is_not": lambda said: plain != said,
        "one_of": lambda said: plain in said,
        "at_least": lambda said: plain is not None and plain >= said,
        "at_most": lambda said: plain is not None and plain <= said,
    }
    return all(checks[name](said) for name, said in wanted.items())
