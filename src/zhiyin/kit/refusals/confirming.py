"""About confirming a payment with a passkey or a code."""

from zhiyin.kit.refusals.sentence import Sentence

SENTENCES: dict[str, Sentence] = {
    "confirmation_needed": Sentence(
        en="{amount} to {name} needs your confirmation. No money has moved. Pay it on the wallet's own pages: they ask for your passkey or a code.",
        zh="向{name}付款 {amount} 需要您本人确认，钱没有转出。请在钱包页面付款，届时会请您使用通行密钥或验证码。",
    ),
    "confirmation_needed.program": Sentence(
        en="{amount} to {name} needs the person's confirmation. No money has moved. Show them confirm_url; once confirmed, send this again.",
        zh="向{name}付款 {amount} 需要本人确认，钱没有转出。请让用户打开 confirm_url 完成确认，然后重发同一请求。",
    ),
    "confirmation_failed": Sentence(
        en="That did not confirm it. No money has moved. Try once more; five tries are possible.",
        zh="确认没有成功，钱没有转出。请再试一次，最多可试五次。",
    ),
    "confirmation_over": Sentence(
        en="This confirmation has expired or has been used. No money has moved by it. Begin again: it takes a moment.",
        zh="这次确认已过期或已使用，没有因此转出钱。请重新操作，只需片刻。",
    ),
    "confirmation_differs": Sentence(
        en="What was confirmed is not what was to be paid. No money has moved. Check the amount and the payee, and begin again.",
        zh="确认的内容与要付的款项不一致，钱没有转出。请核对金额和收款方后重新操作。",
    ),
    "no_way_to_confirm": Sentence(
        en="A code by mail cannot confirm this here. No money has moved. Use your passkey or your app, or add a passkey under Security.",
        zh="这里不能用邮件验证码确认，钱没有转出。请使用通行密钥或验证器应用，也可以在“安全”中添加通行密钥。",
    ),
    "too_many_codes": Sentence(
        en="Many codes were asked for within an hour. No money has moved. Wait a while, or add a passkey under Security.",
        zh="一小时内请求的验证码太多，钱没有转出。请稍后再试，或在“安全”中添加通行密钥。",
    ),
    "too_many_tries": Sentence(
        en="Too much was tried in vain within an hour. No money has moved. Wait an hour; if it was not you, end the other sign-ins under Security.",
        zh="一小时内确认失败次数太多，钱没有转出。请一小时后再试；若非您本人操作，请在“安全”中结束其他登录。",
    ),
}
