"""What is said when nothing else fits: no such address, too much, our own fault, a database that does not answer."""

from zhiyin.kit.refusals.sentence import Sentence

SENTENCES = {
    "not_found": Sentence(
        en="There is nothing at this address. No money has moved. Look the address up in the description of the interface.",
        zh="这个地址没有内容，钱没有变动。请查看接口说明中的地址。",
    ),
    "not_open": Sentence(
        en="This is somebody else's. No money has moved. Ask whoever it belongs to.",
        zh="这不属于您，钱没有变动。请联系它的所有者。",
    ),
    "too_large": Sentence(
        en="The request is larger than we take. No money has moved. Send less at a time.",
        zh="请求太大，我们无法接收，钱没有变动。请分几次发送。",
    ),
    "broken": Sentence(
        en="Something broke on our side. A payment is whole or not there at all. Send the same request with its key again to learn which.",
        zh="我们这边出了问题。每笔付款要么全部成功，要么没有发生。请用同一个 key 再发一次同样的请求，即可知道结果。",
    ),
    "unavailable": Sentence(
        en="We cannot be reached for a moment. A payment is whole or not there at all. Send the same request with its key again in a few seconds.",
        zh="服务暂时不可用。每笔付款要么全部成功，要么没有发生。请在几秒后用同一个 key 再发一次同样的请求。",
    ),
}
