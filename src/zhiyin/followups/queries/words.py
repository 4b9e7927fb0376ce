"""What journeys, verdicts, reasons and gates are called, in both languages. A reason names the data; it never says "recommended for you"."""

from collections.abc import Mapping
from typing import Any

from zhiyin.followups.journeys import kept
from zhiyin.followups.queries import journey_words
from zhiyin.privacy.purposes import PURPOSES

VERDICTS = {
    "sent": ("Sent", "已发送"),
    "deferred": ("Put off", "已推迟"),
    "suppressed": ("Not sent", "未发送"),
    "held_out": ("Left alone", "对照组"),
    "expired": ("Too late", "已过期"),
    "cancelled": ("Called off", "已取消"),
    "failed": ("Failed", "发送失败"),
    "planned": ("Planned", "待处理"),
}
# Why it came: what happened, and what the person said of it.
TRIGGERS = {
    "payment": ("you paid {merchant} on {day} at {clock}", "您{day} {clock} 在{merchant}付了款"),
    "case": ("we answered your case {case}", "您的问题（编号 {case}）有了答复"),
    "improvement": ("something you told us about has been changed", "您反映过的问题有了改进"),
    "request": ("{other} asked you for money", "{other}向您收款"),
    "answered_request": ("{other} answered your request", "{other}处理了您的收款请求"),
    "red_packet": ("{other} sent a red packet to you", "{other}给您发了红包"),
    "gift": ("{other} asked you to give together", "{other}邀请您一起送礼"),
    "given_gift": ("{other} and friends gave you something", "{other}和朋友们送了您礼物"),
    "endpoint": ("a program of {merchant} took no messages for days", "{merchant}的程序连续几天没有接收通知"),
} | journey_words.TRIGGERS
CONSENTS = {
    "feedback": (" and allowed questions after payments", "，并且同意我们在付款后提问"),
    "improvements": (" and you allowed us to tell you what changes", "，并且您同意我们告诉您改进的情况"),
    "offers": (" and allowed offers from shops", "，并且同意我们为您展示商家优惠"),
    "service": ("", ""),
}
# For what has no words of its own, such as a journey that staff wrote: its name.
BELONGS, NOT_OF = ("This belongs to “{name}”{consent}.", "这是“{name}”的一部分{consent}。"), ("“{name}” did not come", "“{name}”没有发送")
A_SHOP = ("a shop", "商家")
SOMEBODY = ("somebody", "有人")
CAME = ("Because {trigger}{consent}.", "因为{trigger}{consent}。")
ALLOWED_SINCE = ("You have allowed this since {day}.", "您从 {day} 起同意了这项用途。")
ASKED_BEFORE = ("Questions before this one: {uses}.", "在这之前，我们{uses}。")
USE = ("{used} in {span} (at most {most})", "{span}内问过您 {used} 次（最多 {most} 次）")
USE_OWN = ("{used} in {span} (your own limit is {most})", "{span}内联系过您 {used} 次（您自己设的上限是 {most} 次）")
AND = (" and ", "，")
HOURS, DAYS = ("{n} hours", " {n} 小时"), ("{n} days", " {n} 天")
# Why it did not come.
DID_NOT_COME = {
    "payment": ("You were not asked about your payment to {merchant} on {day} at {clock}", "您{day} {clock} 在{merchant}的付款，我们没有提问"),
    "case": ("You were not told of the answer to your case {case}", "您的问题（编号 {case}）有了答复，但没有另外通知您"),
    "improvement": ("You were not told of a change", "有一项改进没有通知您"),
    "request": ("You were not told that {other} asked you for money", "{other}向您收款，但没有另外通知您"),
    "answered_request": ("You were not told that {other} answered your request", "{other}处理了您的收款请求，但没有另外通知您"),
    "red_packet": ("You were not told of the red packet from {other}", "{other}给您发了红包，但没有另外通知您"),
    "gift": ("You were not told of the gift that {other} opened", "{other}邀请您一起送礼，但没有另外通知您"),
    "endpoint": ("You were not told that a program of {merchant} takes no messages any more", "{merchant}的程序不再接收通知，但没有另外告知您"),
    "given_gift": ("You were not told of the gift from {other} and friends", "{other}和朋友们送了您礼物，但没有另外通知您"),
} | journey_words.DID_NOT_COME
REASONS = {
    "no_consent": ("because you have not allowed “{purpose}”.", "因为您没有同意“{purpose}”。"),
    "open_case": (
        "because your case {open_case} is not solved yet; that comes first.",
        "因为您的问题（编号 {open_case}）还没有解决，我们先处理它。",
    ),
    "holdout": (
        "because {percent} of 100 people, drawn by chance, do not get it, so that we can see whether it does any good. You are one of them.",
        "因为我们随机选了 {percent}% 的用户不打扰，用来检验联系大家是否真的有用，您在其中。",
    ),
    "cap": (
        "because you had been asked often enough for now. It waits until {until_day}, {until_clock}.",
        "因为最近已经问过您几次，推迟到{until_day} {until_clock}。",
    ),
    "quiet": (
        "because it was {local} where you are, in your quiet hours. It waits until {until_day}, {until_clock}.",
        "因为您当地时间是 {local}，属于免打扰时段，推迟到{until_day} {until_clock}。",
    ),
    "not_eligible": ("because it no longer concerns you.", "因为已经与您无关了。"),
    "lost_to": (
        "because something that mattered more took the only place you had left.",
        "因为您的次数只剩一次，让给了更重要的一条。",
    ),
    "paused": (
        "because you asked us to leave you in peace. It waits until {until_day}, {until_clock}.",
        "因为您设置了暂停，推迟到{until_day} {until_clock}。",
    ),
    "no_slot.paused": (
        "because you asked us to leave you in peace, and afterwards it would have lost its point.",
        "因为您设置了暂停，之后再发就没有意义了。",
    ),
    "render": ("because its words could not be made. That is our fault.", "因为内容没能生成，这是我们的差错。"),
    "channels_failed": (
        "because none of the ways to reach you worked.",
        "因为能联系到您的方式都没有成功。",
    ),
    "no_slot.cap": (
        "because you had been asked often enough, and later it would have lost its point.",
        "因为最近已经问过您几次，再晚就没有意义了。",
    ),
    "no_slot.quiet": (
        "because it was {local} where you are, in your quiet hours, and afterwards it would have lost its point.",
        "因为您当地时间是 {local}，属于免打扰时段，再晚就没有意义了。",
    ),
    "deadline": ("because it was too late for it.", "因为已经过了合适的时间。"),
    "no_channel": ("because there was no way to reach you.", "因为没有可用的联系方式。"),
    "stopped": ("because you stopped these.", "因为您已停止接收这类消息。"),
    "answered": ("because you had answered already.", "因为您已经回答过了。"),
    "not_sent": ("because the question it belongs to was not put.", "因为它所提醒的问题没有发出。"),
    "CaseClosed": ("because the case was closed before.", "因为问题已经结案。"),
    "GroupGiftEnded": ("because the gift was over before.", "因为这份礼物已经结束。"),
    "RequestSettled": ("because the request was settled before.", "因为这笔收款请求已经结束。"),
    "person_gone": ("because the account is closed.", "因为账户已关闭。"),
    "failed": ("because something went wrong on our side.", "因为我们这边出了差错。"),
} | journey_words.REASONS
NEEDLESS = ("because it was no longer needed.", "因为已经不需要了。")  # called off by a fact that has no sentence of its own
LINK = (", ", "，")
PLANNED = ("It is planned for {day}, {clock}.", "计划在{day} {clock} 处理。")
NEVER_PLANNED = (
    "No question is planned about this payment. We ask only about payments just made here, not about those loaded from the past.",
    "这笔付款没有安排提问。我们只问刚在这里完成的付款，不问从历史记录导入的付款。",
)
DATA = {
    "payment": ("the payment: shop, amount and time", "这笔付款：商家、金额和时间"),
    "case": ("your case and our answer", "您的问题和我们的答复"),
    "improvement": ("which of your cases were about this", "您的哪些问题与此有关"),
    "request": ("the request: who asked, and how much", "这笔收款请求：谁发起的、多少钱"),
    "answered_request": ("your request and the answer to it", "您的收款请求和对方的处理结果"),
    "red_packet": ("the red packet: who sent it to you", "这个红包：是谁发给您的"),
    "gift": ("the gift: who asked you to give", "这份礼物：是谁邀请您的"),
    "endpoint": ("the address: since when it has taken nothing", "这个地址：从什么时候起没有接收通知"),
    "given_gift": ("the gift: who opened it for you", "这份礼物：是谁为您发起的"),
    "arbitration": ("what else was waiting for you", "同时还有哪些消息在等您"),
    "holdout": ("a number drawn by chance for your account", "为您的账户随机抽取的号码"),
    "consent": ("what you have allowed", "您同意过的用途"),
    "cap": ("how often we have asked you", "我们问过您几次"),
    "quiet": ("the time where you are", "您当地的时间"),
} | journey_words.DATA
# Gates, for whoever wants to see each step: what it says when passed, and when not.
GATES = {
    "valid": (("It has its point.", "仍然有意义。"), ("It has lost its point.", "已失去意义。")),
    "deadline": (("In time, until {not_after}.", "在期限内（{not_after}）。"), ("Too late, it had until {not_after}.", "已过期限（{not_after}）。")),
    "holdout": (
        ("Number {bucket}; those below {percent} are left alone.", "号码 {bucket}，小于 {percent} 的不打扰。"),
        ("Number {bucket}; those below {percent} are left alone.", "号码 {bucket}，小于 {percent} 的不打扰。"),
    ),
    "eligible": (("It concerns this person.", "与此人相关。"), ("The rule “{rule}” is not met any more.", "已不符合条件“{rule}”。")),
    "consent": (("Allowed.", "已同意。"), ("Not allowed.", "未同意。")),
    "consent.open_case": (("", ""), ("Case {open_case} is not solved.", "编号 {open_case} 的问题尚未解决。")),
    "cap": (("There was room: {uses}.", "未达上限：{uses}。"), ("No room: {uses}.", "已达上限：{uses}。")),
    "cap.paused_until": (("", ""), ("Paused by the person until {paused_until}.", "本人设置了暂停，到 {paused_until} 为止。")),
    "arbitration": (
        ("Nothing better stood in its way.", "没有更重要的排在前面。"),
        ("Follow-up {lost_to} went before: worth {theirs}, this one {mine}.", "回访 {lost_to} 优先（价值 {theirs}，本条 {mine}）。"),
    ),
    "arbitration.beat": (("Worth {value}; it went before {beaten}.", "价值 {value}，优先于 {beaten}。"), ("", "")),
    "quiet": (
        ("{local}, outside quiet hours.", "{local}，不在免打扰时段。"),
        ("{local}, in quiet hours ({from}–{until}).", "{local}，在免打扰时段（{from}–{until}）。"),
    ),
    "quiet.exempt": (("A card in the inbox interrupts nobody.", "消息卡片不会打扰人。"), ("", "")),
    "channel": (("By {chosen}.", "渠道：{chosen}。"), ("No channel was free.", "没有可用渠道。")),
    "channel.failed": (
        ("By {chosen}, after {gave_up} had failed.", "渠道：{chosen}（{gave_up}未成功）。"),
        ("All failed: {gave_up}.", "均未成功：{gave_up}。"),
    ),
    "content": (("Its words are there.", "内容完整。"), ("Its words could not be made: {problem}.", "内容无法生成：{problem}。")),
    "exempt": (("Owed to the person: this gate is open.", "应尽的告知，不受此限。"), ("", "")),
}
GATE_NAMES = {
    "valid": ("Still valid", "是否有效"),
    "deadline": ("Deadline", "期限"),
    "eligible": ("Whom it concerns", "是否相关"),
    "holdout": ("Comparison group", "对照组"),
    "consent": ("Consent", "同意"),
    "cap": ("How often", "次数上限"),
    "arbitration": ("What matters most", "先后次序"),
    "quiet": ("Quiet hours", "免打扰时段"),
    "channel": ("Channel", "渠道"),
    "content": ("Words", "内容"),
}
CHANNELS = {
    "inapp": ("the inbox", "消息"),
    "email": ("e-mail", "邮件"),
    "sms": ("SMS", "短信"),
    "push": ("push", "推送"),
    "social": ("messengers", "社交消息"),
    "call": ("telephone", "电话"),
}

Pair = tuple[str, str]


def pick(pair: Pair, language: str) -> str:
    """The half of the pair in that language. No SQL."""
    en, zh = pair
    return zh if language.lower().startswith("zh") else en


def journey_name(code: str, language: str) -> str:
    """What a journey is called. One statement every two seconds."""
    return pick(kept.name_of(code), language)


def stops(code: str) -> str:
    """The purpose that whoever stops that journey stops; empty when it cannot be stopped. One statement every two seconds."""
    known = kept.currents()
    return known[code].purpose if code in known and not PURPOSES[known[code].purpose].needed else ""


def verdict_name(verdict: str, language: str) -> str:
    """What a verdict is called. No SQL."""
    return pick(VERDICTS[verdict], language)


def channel_name(channel: str, language: str) -> str:
    """What a channel is called; empty for none. No SQL."""
    return pick(CHANNELS.get(channel, ("", "")), language)


def gate_name(gate: str, language: str) -> str:
    """What a gate is called. No SQL."""
    return pick(GATE_NAMES[gate], language)


def span(hours: int, language: str) -> str:
    """A rolling time: hours up to two days, then days. No SQL."""
    unit, n = (HOURS, hours) if hours <= 48 else (DAYS, hours // 24)
    return pick(unit, language).format(n=n).strip() if not language.lower().startswith("zh") else pick(unit, language).format(n=n)


def uses(facts: Mapping[str, Any], language: str) -> str:
    """How often somebody was asked, against each cap. No SQL."""
    parts = [
        pick(USE_OWN if use.get("own") else USE, language).format(used=use["used"], most=use["most"], span=span(use["hours"], language)).strip()
        for use in facts.get("uses", ())
    ]
    return pick(AND, language).join(dict.fromkeys(parts))  # a cap that counts several channels is told once
