"""What a mail company's call is refused with."""

from zhiyin.kit.refusals.sentence import Sentence

SENTENCES: dict[str, Sentence] = {
    "not_the_mail_company": Sentence(
        en="This call does not carry the secret of our mail company. Nothing was noted and no money moved. Compare it with ZHIYIN_MAIL_RECEIPTS.",
        zh="这次调用没有带上邮件服务商的密钥。什么都没有记录，资金没有变动。请核对 ZHIYIN_MAIL_RECEIPTS。",
    ),
    "mail_call_not_read": Sentence(
        en="This call is not of the form we know from our mail company. Nothing was noted and no money moved. Choose the calls about delivery there.",
        zh="这次调用的格式与邮件服务商不符。什么都没有记录，资金没有变动。请在服务商处选择投递状态类通知。",
    ),
    "letter_under_way": Sentence(
        en="That mail is being handed over right now. Nothing was noted and no money moved. Call again in a minute.",
        zh="这封邮件正在交付中。什么都没有记录，资金没有变动。请一分钟后再次调用。",
    ),
}
