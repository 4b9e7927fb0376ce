"""About limits: what may leave a wallet, how often, and where."""

from zhiyin.kit.refusals.sentence import Sentence

SENTENCES: dict[str, Sentence] = {
    "over_limit": Sentence(
        en="This is more than your limits allow. No money has moved. Look at “My limits” under Me.",
        zh="这超出了您的限额，钱没有转出。请在“我的”里查看“我的限额”。",
    ),
    "over_limit.each": Sentence(
        en="This is above the limit for one of your {deeds}: {most}. No money has moved. Choose a smaller amount, or see My limits under Me.",
        zh="超出单笔限额（{deeds}）{most}，钱没有转出。请减少金额，或在“我的”里查看“我的限额”。",
    ),
    "over_limit.day": Sentence(
        en="Your {deeds} can be {most} a day. No money has moved. {left} is left until {free}; see My limits under Me.",
        zh="每日限额（{deeds}）为 {most}，钱没有转出。在 {free} 之前还可用 {left}，详见“我的”里的“我的限额”。",
    ),
    "over_limit.month": Sentence(
        en="Your {deeds} can be {most} a month. No money has moved. {left} is left until {free}; see My limits under Me.",
        zh="每月限额（{deeds}）为 {most}，钱没有转出。在 {free} 之前还可用 {left}，详见“我的”里的“我的限额”。",
    ),
    "over_limit.hourly": Sentence(
        en="There can be {most} {deeds} in an hour. No money has moved. Go on after {free}, or see My limits under Me.",
        zh="每小时最多 {most} 笔（{deeds}），钱没有转出。请在 {free} 之后继续，或在“我的”里查看“我的限额”。",
    ),
    "over_limit.daily": Sentence(
        en="There can be {most} {deeds} in a day. No money has moved. Go on after {free}, or see My limits under Me.",
        zh="每天最多 {most} 笔（{deeds}），钱没有转出。请在 {free} 之后继续，或在“我的”里查看“我的限额”。",
    ),
    "over_limit.blocked": Sentence(
        en="Your wallet does not pay at this kind of shop ({shop}). No money has moved. Pay another way, or see why under Me, My limits.",
        zh="您的钱包不能在这类商户付款（{shop}），钱没有转出。请用其他方式付款，或在“我的限额”里查看原因。",
    ),
    "over_limit.allowed": Sentence(
        en="Your wallet pays at certain kinds of shops only, and this ({shop}) is none of them. No money has moved. See which under Me, My limits.",
        zh="您的钱包只能在指定类别的商户付款，这里（{shop}）不在其中，钱没有转出。请在“我的限额”里查看可用的类别。",
    ),
    "bad_limit": Sentence(
        en="This cannot be a limit as it stands ({field}). Nothing has changed. Correct it and try again.",
        zh="这条限额的内容有误（{field}），没有任何改动。请修改后再试。",
    ),
    "own_proposal": Sentence(
        en="You proposed this limit yourself. Nothing has changed. Somebody else has to agree to it.",
        zh="这条限额是您本人提出的，没有任何改动。请由另一位同事审批。",
    ),
    "no_such_proposal": Sentence(
        en="There is no such proposal. Nothing has changed. Go back to the list of limits.",
        zh="没有这条提议，没有任何改动。请返回限额列表。",
    ),
    "decided_already": Sentence(
        en="Somebody has decided on this already. Nothing has changed. Look at what was decided.",
        zh="这条提议已有人处理，没有任何改动。请查看处理结果。",
    ),
    "own_standing": Sentence(
        en="Nobody changes their own tier. Nothing has changed. Ask a colleague.",
        zh="不能调整自己的等级，没有任何改动。请联系同事处理。",
    ),
}
