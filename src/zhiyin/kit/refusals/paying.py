"""About paying, sending, codes, shops and the programming interface."""

from zhiyin.kit.refusals.sentence import Sentence

SENTENCES: dict[str, Sentence] = {
    # Paying and sending
    "insufficient_funds": Sentence(
        en="Your balance of {available} is not enough for {amount}. No money has moved. Add money, or choose a smaller amount.",
        zh="余额 {available} 不足以支付 {amount}，钱没有转出。请先充值，或减少金额。",
    ),
    "insufficient_funds.nowhere": Sentence(
        en="Your balance of {available} is not enough for {amount}. No money has moved. Choose a smaller amount, or ask a friend to send you some.",
        zh="余额 {available} 不足以支付 {amount}，钱没有转出。请减少金额，或请朋友转一些给您。",
    ),
    "insufficient_funds.other_asset": Sentence(
        en="Your {available} are not enough for {amount}. Nothing has moved. Exchange some of your money for more, or choose a smaller amount.",
        zh="您的 {available} 不足以支付 {amount}，没有转出。请先兑换一些，或减少数量。",
    ),
    "account_frozen": Sentence(
        en="One of the two wallets is frozen. No money has moved. Ask us for help.",
        zh="付款或收款的钱包已被冻结，钱没有转出。请联系客服。",
    ),
    "over_ceiling": Sentence(
        en="The receiving wallet cannot hold that much. No money has moved. Choose a smaller amount.",
        zh="对方钱包放不下这么多钱，钱没有转出。请减少金额。",
    ),
    "key_reused": Sentence(
        en="This request was already used for something else. No more money has moved. Start again from the beginning.",
        zh="这个请求已用于另一笔交易，没有再次转出钱。请从头开始重新操作。",
    ),
    "paying_yourself": Sentence(
        en="That is your own wallet. No money has moved. Choose somebody else.",
        zh="这是您自己的钱包，钱没有转出。请选择其他收款人。",
    ),
    "unknown_person": Sentence(
        en="Nobody here is called @{handle}. No money has moved. Check the name and try again.",
        zh="没有找到 @{handle}，钱没有转出。请核对后再试。",
    ),
    "unknown_payee": Sentence(
        en="No shop was found for this code. No money has moved. Check the code, or ask the shop for it again.",
        zh="没有找到这个码对应的商家，钱没有转出。请核对，或请商家重新出示。",
    ),
    "wrong_currency": Sentence(
        en="This code asks for {asset}, and your wallet holds {own}. No money has moved. Ask the shop for a code in {own}.",
        zh="这个付款码使用 {asset}，而您的钱包是 {own}，钱没有转出。请商家出示 {own} 的付款码。",
    ),
    "amount_differs": Sentence(
        en="The code asks for {amount}. No money has moved. Pay that amount, or ask the shop for a new code.",
        zh="这个付款码要求支付 {amount}，钱没有转出。请按此金额付款，或请商家重新出示。",
    ),
    # Codes and pictures
    "code_tampered": Sentence(
        en="This code is damaged or was changed. No money has moved. Ask the shop to show it again.",
        zh="这个付款码已损坏或被改动，钱没有转出。请商家重新出示。",
    ),
    "code_not_ours": Sentence(
        en="This code belongs to another payment service. No money has moved. Ask the shop for its Zhiyin code.",
        zh="这不是知音的付款码，钱没有转出。请商家出示知音付款码。",
    ),
    "code_expired": Sentence(
        en="This code has expired. No money has moved. Ask the shop to show a new one.",
        zh="这个付款码已过期，钱没有转出。请商家重新出示一个。",
    ),
    "code_used": Sentence(
        en="This code was already paid. No more money has moved. Ask the shop to show a new one.",
        zh="这个付款码已经付过，没有再次转出钱。请商家重新出示一个。",
    ),
    "no_code_in_picture": Sentence(
        en="No payment code was found in the picture. No money has moved. Take it again with the whole code in view, or type the code.",
        zh="图片中没有找到付款码，钱没有转出。请拍下完整的码再试，或手动输入。",
    ),
    "picture_too_large": Sentence(
        en="The picture is too large. No money has moved. Choose one under {megabytes} MB, or type the code.",
        zh="图片太大，钱没有转出。请选择小于 {megabytes} MB 的图片，或手动输入。",
    ),
    "too_much_sent": Sentence(
        en="That is more than can be sent at once. Nothing was read, and no money has moved. Send less than {megabytes} MB.",
        zh="发送的内容太大，我们没有读取，钱也没有变动。请不要超过 {megabytes} MB。",
    ),
    "picture_unreadable": Sentence(
        en="That file is not a picture we can read. No money has moved. Choose a JPEG, PNG or WebP picture, or type the code.",
        zh="无法读取这个文件，钱没有转出。请选择 JPEG、PNG 或 WebP 图片，或手动输入。",
    ),
    # Merchants and lists
    "bad_merchant": Sentence(
        en="The shop's {field} cannot be used. Nothing has changed. Correct it and try again.",
        zh="商家信息（{field}）无法使用，没有任何改动。请修改后再试。",
    ),
    "bad_cursor": Sentence(
        en="That page of the list does not exist. Your money is not affected. Go back to the first page.",
        zh="列表中没有这一页，您的钱不受影响。请回到第一页。",
    ),
    "bad_history": Sentence(
        en="A past transaction could not be loaded ({what}). Nothing of its batch was stored. Correct the data and load it again.",
        zh="有一笔历史交易无法导入（{what}），这一批都没有保存。请修正数据后重新导入。",
    ),
    # The programming interface
    "not_signed_in": Sentence(
        en="The request carries no valid token. No money has moved. Send a token you made under Me.",
        zh="请求中没有有效的令牌，钱没有转出。请使用您在“我的”中创建的令牌。",
    ),
    "payment_not_found": Sentence(
        en="You have no payment with this number. Your money is not affected. Check the number.",
        zh="没有找到您的这笔付款，您的钱不受影响。请核对编号。",
    ),
    "bad_request": Sentence(
        en="The request is not in the expected form ({what}). No money has moved. Correct it and send it again.",
        zh="请求格式不正确（{what}），钱没有转出。请修正后重新发送。",
    ),
    "bad_key": Sentence(
        en="The request needs a key of its own, a UUID. No money has moved. Send one in the header Idempotency-Key.",
        zh="请求需要自己的唯一编号（UUID），钱没有转出。请放在请求头 Idempotency-Key 中发送。",
    ),
}
