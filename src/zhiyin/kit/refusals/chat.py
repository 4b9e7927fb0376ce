"""The words of every no about chat."""

from zhiyin.kit.refusals.sentence import Sentence

SENTENCES = {
    "no_chat_here": Sentence(
        en="Chat cannot be linked here. Your money is not affected. Your inbox has everything.",
        zh="这里不能绑定聊天账号，您的钱不受影响。收件箱里什么都有。",
    ),
    "not_the_bridge": Sentence(
        en="This call is not the bridge's, or it is too old. No money has moved. Sign it with the secret that both sides know.",
        zh="这不是聊天网桥的调用，或已过期，钱没有转出。请用双方约定的密钥签名。",
    ),
}
