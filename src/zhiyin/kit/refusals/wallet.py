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
}
