"""The words of every "no": what happened · what it means for your money · what to do next. Pages and the API both read this table."""

import re
from dataclasses import dataclass

from zhiyin.kit.errors import Refusal


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a person reads in each language; `{fact}` is filled from the refusal's facts."""

    en: str
    zh: str


# A refusal that tells `why` is looked up as "code.why" first, so one code can have a sentence for each reason.
SENTENCES: dict[str, Sentence] = {
    "refused": Sentence(
        en="This could not be done. No money has moved. Try again, or ask us for help.",
        zh="这一步没有完成，钱没有转出。请再试一次，或联系客服。",
    ),
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
        en="The amount has too many decimals. No money has moved. Enter no more than two digits after the point.",
        zh="金额的小数位太多，钱没有转出。小数点后请最多输入两位。",
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
    "top_up_too_large": Sentence(
        en="One top-up can be {most} at most. No money has been added. Choose a smaller amount.",
        zh="每次充值最多 {most}，这次没有充值。请选择小一些的金额。",
    ),
    "unknown_source": Sentence(
        en="Money cannot be added from there. No money has been added. Ask those who run this wallet how money comes in.",
        zh="不支持这种充值方式，这次没有充值。请向钱包的运营方了解如何充值。",
    ),
    # Paying and sending
    "insufficient_funds": Sentence(
        en="Your balance of {available} is not enough for {amount}. No money has moved. Add money, or choose a smaller amount.",
        zh="余额 {available} 不足以支付 {amount}，钱没有转出。请先充值，或减少金额。",
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
    # Joining and signing in
    "bad_handle": Sentence(
        en="“{handle}” cannot be a handle. Nothing has changed. Use 3 to 30 letters, figures or underscores.",
        zh="“{handle}”不能用作用户名，没有任何改动。请使用 3 到 30 个字母、数字或下划线。",
    ),
    "handle_taken": Sentence(
        en="Somebody else is called @{handle}. Nothing has changed. Choose another handle.",
        zh="@{handle} 已被别人使用，没有任何改动。请换一个用户名。",
    ),
    "email_taken": Sentence(
        en="This e-mail address already has a sign-in. Nothing has changed. Sign in with it, or use another address.",
        zh="这个邮箱已经注册过，没有任何改动。请直接登录，或换一个邮箱。",
    ),
    "bad_name": Sentence(
        en="This name cannot be shown. Nothing has changed. Use 1 to {limit} letters that can be seen.",
        zh="这个名字无法显示，没有任何改动。请使用 1 到 {limit} 个可见的字。",
    ),
    "unknown_language": Sentence(
        en="We do not speak “{language}” yet. Nothing has changed. Choose English or Chinese.",
        zh="暂不支持“{language}”，没有任何改动。请选择中文或英文。",
    ),
    "unknown_timezone": Sentence(
        en="There is no time zone “{timezone}”. Nothing has changed. Choose a place from the list.",
        zh="没有“{timezone}”这个时区，没有任何改动。请从列表中选择。",
    ),
    # Consent
    "nobody_there": Sentence(
        en="Nobody here is called “{who}”. Nothing has changed. Check the handle; whoever it is has to sign up first.",
        zh="没有找到“{who}”，没有任何改动。请核对用户名；对方须先注册。",
    ),
    "unknown_role": Sentence(
        en="“{role}” is no role that can be given or taken. Nothing has changed. Choose one of: {roles}.",
        zh="“{role}”不是可以授予或收回的角色，没有任何改动。可选：{roles}。",
    ),
    "unknown_purpose": Sentence(
        en="We do not use data for “{purpose}”. Nothing has changed. Choose a purpose from the list.",
        zh="我们不会为“{purpose}”使用数据，没有任何改动。请从列表中选择。",
    ),
    "purpose_needed": Sentence(
        en="The wallet does not work without this use of data. Nothing has changed. You can leave at any time under Me.",
        zh="没有这项数据使用，钱包无法工作，没有任何改动。您可以随时在“我的”中注销。",
    ),
    # Questions and cases
    "not_yours": Sentence(
        en="There is nothing of yours here. Your money is not affected. Go back and open it from your inbox.",
        zh="这里没有您的内容，您的钱不受影响。请返回，从消息中打开。",
    ),
    "invitation_closed": Sentence(
        en="This question is no longer asked. Your money is not affected. There is nothing you need to do.",
        zh="这个问题已经结束，您的钱不受影响。您不需要做什么。",
    ),
    "bad_answer": Sentence(
        en="That is not one of the answers. Nothing was stored. Choose one of those shown.",
        zh="没有这个选项，没有保存任何内容。请从显示的选项中选择。",
    ),
    "answer_first": Sentence(
        en="A sentence belongs to an answer. Nothing was stored. Choose your stars first.",
        zh="请先评分再留言，目前没有保存任何内容。请先选择星级。",
    ),
    "bad_comment": Sentence(
        en="Your sentence could not be stored. Nothing has changed. Write it again.",
        zh="您的留言没有保存，没有任何改动。请重新填写。",
    ),
    "bad_comment.empty": Sentence(
        en="Nothing was written. Nothing was stored. Write a sentence, or leave it out.",
        zh="您没有填写内容，没有保存任何留言。请写一句话，或直接跳过。",
    ),
    "bad_comment.too_long": Sentence(
        en="Your sentence is longer than {longest} characters. Nothing was stored. Shorten it and send it again.",
        zh="留言超过了 {longest} 个字，没有保存。请缩短后重新发送。",
    ),
    "bad_message": Sentence(
        en="Your message could not be sent. Nothing has changed. Write it again.",
        zh="您的消息没有发出，没有任何改动。请重新填写。",
    ),
    "bad_message.empty": Sentence(
        en="Nothing was written. Nothing was sent. Write a message first.",
        zh="您没有填写内容，没有发出任何消息。请先写几句话。",
    ),
    "bad_message.too_long": Sentence(
        en="Your message is longer than {longest} characters. Nothing was sent. Shorten it and send it again.",
        zh="消息超过了 {longest} 个字，没有发出。请缩短后重新发送。",
    ),
    "case_not_found": Sentence(
        en="There is no such case. Nothing has changed. Check its number.",
        zh="没有找到这个工单，没有任何改动。请核对编号。",
    ),
    "case_is_closed": Sentence(
        en="Case {number} is closed. Nothing has changed. Open it again first.",
        zh="工单 {number} 已关闭，没有任何改动。请先重新打开。",
    ),
    # Staff
    "stops_nothing": Sentence(
        en="There is nothing called “{what}” to stop. Nothing has changed. Choose from the list.",
        zh="没有名为“{what}”的内容可以停止，没有任何改动。请从列表中选择。",
    ),
    "bad_policy": Sentence(
        en="These limits contradict themselves. Nothing has changed. Use a cap from 0 up, over at least an hour, and quiet hours that begin and end.",
        zh="这些限制自相矛盾，没有任何改动。上限须不小于 0，周期至少一小时，免打扰时段要有开始和结束。",
    ),
    "bad_words": Sentence(
        en="A name or a note is missing. Nothing has changed. Write it in English and in Chinese.",
        zh="缺少名称或说明，没有任何改动。请同时填写英文和中文。",
    ),
    "bad_words.too_long": Sentence(
        en="A name or a note is longer than {longest} characters. Nothing has changed. Shorten it and try again.",
        zh="名称或说明超过了 {longest} 个字，没有任何改动。请缩短后再试。",
    ),
    "theme_taken": Sentence(
        en="There is already a theme with this name. Nothing has changed. Use that one, or choose another name.",
        zh="已有同名主题，没有任何改动。请使用已有主题，或换一个名称。",
    ),
    "nothing_there": Sentence(
        en="This theme, case or improvement does not exist. Nothing has changed. Go back to the list and choose again.",
        zh="没有找到这个主题、工单或改进，没有任何改动。请返回列表重新选择。",
    ),
    "wrong_step": Sentence(
        en="The improvement is in another state by now. Nothing has changed. Start it before you ship it; what has ended stays ended.",
        zh="这项改进的状态已经变化，没有任何改动。请先开始再发布；已结束的不能再改。",
    ),
    "limit_beyond_balance": Sentence(
        en="The balance is already beyond this limit. Nothing has changed. Choose a limit that the balance keeps.",
        zh="当前余额已超出这个限制，没有任何改动。请选择余额能满足的限制。",
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
    # What a person sees and how
    "bad_look": Sentence(
        en="There is no such colour theme or text size. Your look stays as it was. Choose one from the list.",
        zh="没有这种配色或字号，显示方式没有改变。请从列表中选择。",
    ),
    "unknown_tile": Sentence(
        en="There is no such shortcut. Your shortcuts stay as they were. Reload the page and choose one from the list.",
        zh="没有这个快捷入口，您的排列没有改变。请刷新页面后重新选择。",
    ),
    "bad_dismissal": Sentence(
        en="That answer to a suggestion is not known. Nothing has changed. Reload the page and choose again.",
        zh="无法识别您对这条建议的选择，没有任何改变。请刷新页面后重新选择。",
    ),
    "bad_holdout": Sentence(
        en="A holdout of {percent} % is not possible. Nothing has changed. Enter a whole number from 0 to 50.",
        zh="对照组不能设为 {percent}%，设置没有改变。请输入 0 到 50 之间的整数。",
    ),
}


def say(refusal: Refusal, language: str) -> str:
    """The sentence of a refusal in that language ("en", "zh-hans"), filled with its facts. A code without a sentence reads as "refused"."""
    sentence = SENTENCES.get(f"{refusal.code}.{refusal.facts.get('why', '')}") or SENTENCES.get(refusal.code) or SENTENCES["refused"]
    text = sentence.zh if language.lower().startswith("zh") else sentence.en
    return re.sub(r"\{(\w+)\}", lambda match: str(refusal.facts.get(match[1], "…")), text)
