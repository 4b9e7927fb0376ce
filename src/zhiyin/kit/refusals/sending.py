"""About what is sent to us, whatever it is about."""

from zhiyin.kit.refusals.sentence import Sentence

SENTENCES: dict[str, Sentence] = {
    "too_much_sent": Sentence(
        en="That is more than can be sent at once. Nothing was read, and no money has moved. Send less than {megabytes} MB.",
        zh="发送的内容太大，我们没有读取，钱也没有变动。请不要超过 {megabytes} MB。",
    ),
}
