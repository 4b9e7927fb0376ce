"""About amounts, wallets and how money comes into them."""

from zhiyin.kit.refusals.sentence import Sentence

SENTENCES: dict[str, Sentence] = {
    # Amounts
    "bad_amount": Sentence(
        en="That is not an amount we can use. No money has moved. Enter a number such as 25.00.",
        zh="这个金额无法使用，钱没有转出。请输入数字，例如 25.00。",
    ),
    "bad_amount.not_a_number": Sentence(
        en="“{text}” is not an amount. No money has moved. Enter a number such as 25.00.",
        zh="“{text}”不是金额，钱没有转出。请输入数字，例如 25.00。",
    ),
    "bad_amount.not_positive": Sentence(
        en="The amount must be more than zero. No money has moved. Enter a number such as 25.00.",
        zh="金额必须大于零，钱没有转出。请输入数字，例如 25.00。",
    ),
    "bad_amount.too_many_decimals": Sentence(
        en="The amount has too many decimals. No money has moved. Enter at most {digits} digits after the point.",
        zh="金额的小数位太多，钱没有转出。小数点后请最多输入 {digits} 位。",
    ),
    "bad_amount.too_large": Sentence(
        en="The amount is larger than any payment can be. No money has moved. Check the number and enter it again.",
        zh="金额超过了单笔上限，钱没有转出。请核对后重新输入。",
    ),
    "bad_note": Sentence(
        en="The note is longer than {longest} characters. No money has moved. Shorten it and try again.",
        zh="备注超过了 {longest} 个字，钱没有转出。请缩短后再试。",
    ),
    # Wallets and funding
    "no_wallet": Sentence(
        en="There is no open wallet for this. No money has moved. Try again in a moment, or ask us for help.",
        zh="还没有可用的钱包，钱没有转出。请稍后再试，或联系客服。",
    ),
    "hold_gone": Sentence(
        en="The money that was set aside for this is free again. No money has moved. Start again from the beginning.",
        zh="为此预留的钱已经退回可用余额，钱没有转出。请从头开始重新操作。",
    ),
    "top_up_too_large": Sentence(
        en="One top-up can be {most} at most. No money has been added. Choose a smaller amount.",
        zh="每次充值最多 {most}，这次没有充值。请选择小一些的金额。",
    ),
    "unknown_source": Sentence(
        en="Money cannot be added from there. No money has been added. Ask those who run this wallet how money comes in.",
        zh="不支持这种充值方式，这次没有充值。请向钱包的运营方了解如何充值。",
    ),
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
    "bad_freeze": Sentence(
        en="Nobody can tell why. Nothing has changed. Say why in one line of at most 200 characters.",
        zh="没有写明原因，没有任何改动。请用一行写明原因，最多 200 个字。",
    ),
    "own_freeze": Sentence(
        en="Nobody freezes or releases their own wallet. Nothing has changed. Ask a colleague.",
        zh="不能冻结或解冻自己的钱包，没有任何改动。请联系同事处理。",
    ),
    "own_standing": Sentence(
        en="Nobody changes their own tier. Nothing has changed. Ask a colleague.",
        zh="不能调整自己的等级，没有任何改动。请联系同事处理。",
    ),
}
