"""About who somebody is, what they may do, and what they allow."""

from zhiyin.kit.refusals.sentence import Sentence

SENTENCES: dict[str, Sentence] = {
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
    # Staff
    "stops_nothing": Sentence(
        en="There is nothing called “{what}” to stop. Nothing has changed. Choose from the list.",
        zh="没有名为“{what}”的内容可以停止，没有任何改动。请从列表中选择。",
    ),
    "bad_budget": Sentence(
        en="These wishes do not fit together. Nothing has changed, your money is not concerned. Use numbers from 0 to 99 and two different hours.",
        zh="这些设置互相矛盾，没有任何改动，也不涉及您的资金。次数请填 0 到 99，免打扰的开始和结束时间不能相同。",
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
    # Telephone numbers
    "bad_phone": Sentence(
        en="That is no telephone number with its country's code. No money has moved. Type it like +1 555 123 4567.",
        zh="这不是带国家代码的电话号码，钱没有转出。请按 +86 138 0000 0000 的格式填写。",
    ),
    "no_texts_here": Sentence(
        en="Telephone numbers cannot be confirmed here. Your money is not affected. Use your @name.",
        zh="这里暂时不能验证电话号码，您的钱不受影响。请使用 @用户名。",
    ),
    "too_many_phone_codes": Sentence(
        en="Many codes were sent within an hour. Your money is not affected. Try again in an hour.",
        zh="一小时内发送的验证码过多，您的钱不受影响。请一小时后再试。",
    ),
    "text_not_taken": Sentence(
        en="The message with your code could not be sent. Your money is not affected. Try again in a few minutes.",
        zh="验证码短信没有发出，您的钱不受影响。请过几分钟再试。",
    ),
    "text_not_taken.wrong_number": Sentence(
        en="There is no telephone with this number. Your money is not affected. Check the number and its country's code.",
        zh="这个号码不存在，您的钱不受影响。请检查号码和国家代码。",
    ),
    "wrong_phone_code": Sentence(
        en="That is not the code, or it is over. Your money is not affected. Try again, or have a new one sent.",
        zh="验证码不对或已失效，您的钱不受影响。请重试，或重新获取。",
    ),
    "no_phone": Sentence(
        en="You have no confirmed number. Your money is not affected. Confirm one first.",
        zh="您还没有验证过的号码，您的钱不受影响。请先验证号码。",
    ),
    "too_many_searches": Sentence(
        en="You have looked for {most} numbers within an hour. No money has moved. Try again later, or use their @name.",
        zh="一小时内最多查找 {most} 个号码，钱没有转出。请稍后再试，或使用对方的 @用户名。",
    ),
}
