"""About other currencies: exchanging them, and virtual ones that come in and go out over a chain."""

from zhiyin.kit.refusals.sentence import Sentence

SENTENCES: dict[str, Sentence] = {
    # Exchanging
    "unknown_asset": Sentence(
        en="This wallet does not hold {asset}. No money has moved. Choose one of the currencies in the list.",
        zh="本钱包不支持 {asset}，钱没有变动。请从列表中选择币种。",
    ),
    "same_asset": Sentence(
        en="Both sides are {asset}. No money has moved. Choose two different currencies.",
        zh="两边都是 {asset}，钱没有变动。请选择两个不同的币种。",
    ),
    "no_rate": Sentence(
        en="There is no rate between {sells} and {buys} at the moment. No money has moved. Try again later.",
        zh="目前没有 {sells} 与 {buys} 之间的汇率，钱没有变动。请稍后再试。",
    ),
    "rate_too_old": Sentence(
        en="The rate between {sells} and {buys} is too old to promise. No money has moved. Try again later.",
        zh="{sells} 与 {buys} 之间的汇率太旧，无法按它兑换，钱没有变动。请稍后再试。",
    ),
    "too_small_to_exchange": Sentence(
        en="{amount} is worth less than {least}. No money has moved. Enter a larger amount.",
        zh="{amount} 折合不到 {least}，钱没有变动。请输入更大的金额。",
    ),
    "liquidity_short": Sentence(
        en="We do not have that much {asset} to give right now. No money has moved. Try a smaller amount, or come back later.",
        zh="我们目前没有这么多 {asset} 可供兑换，钱没有变动。请减少金额，或稍后再来。",
    ),
    "unknown_quote": Sentence(
        en="This offer is not yours or no longer exists. No money has moved. Ask for a new rate.",
        zh="没有找到这份报价，钱没有变动。请重新询价。",
    ),
    "quote_expired": Sentence(
        en="This rate has expired. No money has moved. Ask for a new rate; it takes a second.",
        zh="这份报价已过期，钱没有变动。请重新询价，只需一秒。",
    ),
    "quote_used": Sentence(
        en="You have already exchanged at this rate. No more money has moved. Ask for a new rate to exchange again.",
        zh="您已按这份报价兑换过，没有再次扣款。如需再兑换，请重新询价。",
    ),
    # Assets, for operators
    "bad_asset": Sentence(
        en="{asset} cannot be offered like that: its {field} is not right. Nothing has changed. Correct it and try again.",
        zh="{asset} 的设置（{field}）不正确，没有做任何更改。请更正后再试。",
    ),
    "scale_differs": Sentence(
        en="{asset} is already counted with {scale} digits after the point. Nothing has changed. Use that scale, or another code.",
        zh="{asset} 已按小数点后 {scale} 位计量，没有做任何更改。请使用这个位数，或换一个代码。",
    ),
    # Chains
    "no_chain": Sentence(
        en="{asset} cannot come in or go out here. No money has moved. Exchange it instead.",
        zh="{asset} 在这里不能转入或转出，钱没有变动。您可以改为兑换。",
    ),
    "chain_away": Sentence(
        en="The chain does not answer right now. Your money is where it was. Try again in a few minutes.",
        zh="目前无法连接到链，您的钱没有变动。请过几分钟再试。",
    ),
    "asset_paused": Sentence(
        en="{asset} is neither exchanged nor sent out for the moment. Your money is where it was. Try again later.",
        zh="{asset} 暂停兑换和转出，您的钱没有变动。请稍后再试。",
    ),
    "bad_address": Sentence(
        en="That is not an address {asset} can go to. No money has moved. Copy the whole address and try again.",
        zh="这不是有效的 {asset} 地址，钱没有变动。请完整复制地址后再试。",
    ),
    "own_address": Sentence(
        en="That address belongs to this wallet. No money has moved. Send it to the person here instead, which costs nothing.",
        zh="这个地址属于本钱包，钱没有变动。请改为直接转给本钱包的用户，不收费。",
    ),
}
