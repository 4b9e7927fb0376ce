"""About money between people: requests, red packets, bills, links."""

from zhiyin.kit.refusals.sentence import Sentence

SENTENCES: dict[str, Sentence] = {
    # Requests
    "asking_yourself": Sentence(
        en="That is you yourself. Nobody was asked and no money has moved. Choose somebody else.",
        zh="不能向自己收款，没有发出请求，钱没有转出。请选择其他人。",
    ),
    "no_such_request": Sentence(
        en="You have no such request. No money has moved. Look under Together for those that are open.",
        zh="没有找到您的这笔收款请求，钱没有转出。请在“一起用钱”里查看。",
    ),
    "request_closed": Sentence(
        en="This request is settled or was taken back. No more money has moved. Look at the request again.",
        zh="这笔收款请求已经结束或撤回，没有再次转出钱。请重新查看这笔请求。",
    ),
    "too_many_requests": Sentence(
        en="{most} requests to this person are open already. Nobody was asked again and no money has moved. Wait until some are settled.",
        zh="您对这位用户已有 {most} 笔未完成的收款请求，没有再发新的，钱没有转出。请等前面的处理完。",
    ),
    "reminded_already": Sentence(
        en="One reminder a day is enough. No new one was sent and no money has moved. Try again tomorrow.",
        zh="每天最多提醒一次，这次没有再提醒，钱没有转出。请明天再试。",
    ),
}
