"""About cards, bank accounts, and money on its way in or out."""

from zhiyin.kit.refusals.sentence import Sentence

SENTENCES: dict[str, Sentence] = {
    "no_such_method": Sentence(
        en="You have no such card or bank account here. No money has moved. Choose another one, or add it again.",
        zh="您没有添加这张卡或这个银行账户，钱没有变动。请选择其他方式，或重新添加。",
    ),
    "card_did_not_pay": Sentence(
        en="The card has not paid. No money has moved to the shop. Choose another way, or try again in a moment.",
        zh="银行卡没有付款，钱没有转给商家。请选择其他方式，或稍后再试。",
    ),
    "not_taken_here": Sentence(
        en="This is not offered here. No money has moved. Ask us which ways there are.",
        zh="这里不提供这种方式，钱没有变动。请联系客服了解可用的方式。",
    ),
    "too_many_methods": Sentence(
        en="You can keep {most} cards and bank accounts. Nothing has changed. Remove one first.",
        zh="最多可保存 {most} 张卡和银行账户，没有任何改动。请先移除一个。",
    ),
    "bad_holder": Sentence(
        en="A bank account needs the name of its holder, in 1 to 70 letters. Nothing has changed. Type it as your bank writes it.",
        zh="请填写账户持有人姓名（1 到 70 个字），没有任何改动。请与银行登记的姓名一致。",
    ),
    "bad_iban": Sentence(
        en="This is not an account number (IBAN). Nothing has changed. Check it against your bank card or statement.",
        zh="这不是有效的银行账号（IBAN），没有任何改动。请对照银行卡或对账单核对。",
    ),
    "card_company_away": Sentence(
        en="The card company does not answer. No money has moved. Try again in a few minutes.",
        zh="发卡服务暂时没有回应，钱没有变动。请几分钟后再试。",
    ),
    "account_rests": Sentence(
        en="This bank account was added not long ago and can be paid from {since}. Your money stays in your wallet. Come back then.",
        zh="这个银行账户刚添加不久，{since} 之后才能提现，钱仍在您的钱包里。请到时再来。",
    ),
    "withdrawal_gone": Sentence(
        en="This withdrawal is on its way to the bank or done already. Nothing has changed. Look at where it stands.",
        zh="这笔提现已送往银行或已经完成，没有任何改动。请查看它的进度。",
    ),
    "bad_statement": Sentence(
        en="This file is not a bank statement we can read ({what}). Nothing was stored. Export it again as camt.053 for the account of the wallet.",
        zh="无法读取这份银行对账单（{what}），没有保存任何内容。请以 camt.053 格式重新导出本钱包账户的对账单。",
    ),
    "line_settled": Sentence(
        en="Somebody has dealt with this line already. No money has moved. Look at what was done.",
        zh="这一笔已经有人处理过，钱没有变动。请查看处理结果。",
    ),
    "not_an_incoming_line": Sentence(
        en="This money left the bank account; it cannot be given to a person. No money has moved. Book it as the deployment's own.",
        zh="这笔钱是从银行账户转出的，不能记给个人，钱没有变动。请记为自有收支。",
    ),
    "giving_yourself": Sentence(
        en="This line would go to your own wallet. No money has moved. Let a colleague settle it.",
        zh="这笔钱会记入您自己的钱包，钱没有变动。请由同事处理。",
    ),
    "bad_webhook": Sentence(
        en="This call is not signed as it must be. No money has moved. Check the signing secret of the webhook.",
        zh="这个回调的签名不正确，钱没有变动。请检查 Webhook 的签名密钥。",
    ),
    "card_number_given": Sentence(
        en="This looks like a card number. It was not kept, and no money has moved. Leave it out, or add the card on its company's page.",
        zh="您输入的内容像是银行卡号。我们没有保存，钱也没有变动。请不要在这里输入卡号；如需绑卡，请到发卡服务页面添加。",
    ),
}
