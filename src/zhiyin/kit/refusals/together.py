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
    # Red packets
    "bad_count": Sentence(
        en="A red packet is for 1 to {most} people. No money has moved. Choose another number.",
        zh="一个红包可以发给 1 到 {most} 个人，钱没有转出。请修改人数。",
    ),
    "too_little_for_all": Sentence(
        en="That is too little for everybody to get something. No money has moved. Put in {least} or more.",
        zh="金额太少，不够每人分到一份，钱没有转出。请至少放入 {least}。",
    ),
    "no_such_packet": Sentence(
        en="There is no red packet behind this link. Your money is not affected. Ask for the link again.",
        zh="这个链接没有对应的红包，您的钱不受影响。请对方重新发链接。",
    ),
    "packet_not_for_you": Sentence(
        en="This red packet is for somebody else. Your money is not affected. Ask the sender if you think that is wrong.",
        zh="这个红包是发给别人的，您的钱不受影响。如有疑问，请联系发红包的人。",
    ),
    "packet_empty": Sentence(
        en="All shares of this red packet are taken. Your money is not affected. Look who was there before you.",
        zh="红包已经领完了，您的钱不受影响。可以看看大家的手气。",
    ),
    "packet_expired": Sentence(
        en="The day of this red packet is over. Your money is not affected. The rest goes back to the sender; there is nothing for you to do.",
        zh="红包已超过一天，不能再领了。您的钱不受影响，剩下的会退回给发红包的人，您无需操作。",
    ),
    # Bills
    "nobody_to_split_with": Sentence(
        en="A bill is split with 1 to {most} others, each named once. Nobody was asked and no money has moved. Check the names and parts.",
        zh="分账需要 1 到 {most} 位其他人，每人只填一次，且至少有一人要分摊。没有发出请求，钱没有转出。请核对人和份额。",
    ),
    "no_such_receipt": Sentence(
        en="You have no receipt that could be split like this. Nobody was asked and no money has moved. Choose one in your activity.",
        zh="没有找到可以这样分的小票，没有发出请求，钱没有转出。请在账单中选择一笔付款。",
    ),
    # Money behind links
    "no_such_link": Sentence(
        en="There is no money of yours behind this link. Your money is not affected. Ask who sent it for the link again.",
        zh="这个链接没有对应的钱，您的钱不受影响。请对方重新发送链接。",
    ),
    "link_ended": Sentence(
        en="The money behind this link was claimed or went back. No more money has moved. Ask for a new link.",
        zh="这个链接里的钱已被领取或退回，没有再次转出钱。请对方重新生成链接。",
    ),
    "own_link": Sentence(
        en="You left this money yourself. No money has moved. Send the link to somebody else, or take the money back.",
        zh="这笔钱是您自己放入的，钱没有转出。请把链接发给别人，或收回这笔钱。",
    ),
    # What friends see
    "too_many_viewers": Sentence(
        en="You can choose up to {most} friends. Nothing has changed, and your money is not affected. Choose fewer.",
        zh="最多可以选择 {most} 位朋友，没有任何改动，您的钱不受影响。请减少人数。",
    ),
    # Tabs
    "nobody_on_the_tab": Sentence(
        en="A tab needs a name and 1 to {most} others. No tab was opened and no money has moved. Fill in both.",
        zh="记账本需要名称和 1 到 {most} 位其他成员，没有新建，钱没有转出。请补充后再试。",
    ),
    "no_such_tab": Sentence(
        en="You have no such tab. No money has moved. Look under Together for yours.",
        zh="没有找到您的这个记账本，钱没有转出。请在“一起用钱”里查看。",
    ),
    "tab_closed": Sentence(
        en="This tab is settled. Nothing was noted and no money has moved. Open a new one.",
        zh="这个记账本已经结清，没有记下新的内容，钱没有转出。请新建一个。",
    ),
    "nothing_owed": Sentence(
        en="Nobody owes anybody on this tab. Nobody was asked and no money has moved. Note what was paid first.",
        zh="这个记账本里没有人欠钱，没有发出请求，钱没有转出。请先记下付款。",
    ),
    # Gifts
    "bad_occasion": Sentence(
        en="A gift has an occasion of 1 to {longest} characters. No gift was opened and no money has moved. Write what it is for.",
        zh="请用 1 到 {longest} 个字写明送礼的由头。礼物没有发起，钱没有转出。",
    ),
    "bad_day": Sentence(
        en="A gift is given on a day to come, within a year. No gift was opened and no money has moved. Choose another day.",
        zh="送出日期须在明天之后、一年之内。礼物没有发起，钱没有转出。请重新选择日期。",
    ),
    "bad_guests": Sentence(
        en="A gift is given by you and 1 to {most} others, never by the one who gets it. No gift was opened and no money has moved. Check the names.",
        zh="合送礼物需要另外 1 到 {most} 位送礼人，不能包括收礼的人。礼物没有发起，钱没有转出。请核对名单。",
    ),
    "gift_for_yourself": Sentence(
        en="That is you yourself. No gift was opened and no money has moved. Choose somebody else.",
        zh="不能给自己发起合送礼物，钱没有转出。请选择其他人。",
    ),
    "too_many_gifts": Sentence(
        en="More than {most} cannot be kept at a time. No money has moved. Wait until some have been given.",
        zh="最多同时保留 {most} 份，钱没有转出。请等前面的送出后再试。",
    ),
    "no_such_gift": Sentence(
        en="There is no such gift for you to give to. No money has moved. Ask whoever opened it.",
        zh="没有找到您可以参与的这份礼物，钱没有转出。请联系发起的人。",
    ),
    "gift_over": Sentence(
        en="This gift has been given or called off, or its day has come. No more money has moved. Look at the gift again.",
        zh="这份礼物已经送出、取消或到了送出的日子，没有再转出钱。请重新查看这份礼物。",
    ),
    "nothing_in_it": Sentence(
        en="Nobody has put anything into this gift yet. No money has moved. Put something in first.",
        zh="还没有人放入心意，钱没有转出。请先放入一份。",
    ),
}
