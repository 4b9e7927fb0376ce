"""About calls, interviews and talking face to face."""

from zhiyin.kit.refusals.sentence import Sentence

SENTENCES: dict[str, Sentence] = {
    "call_already_asked": Sentence(
        en="You have asked for a call already. Your money is not affected. Wait for it, or cancel it and ask for another.",
        zh="您已经预约了回电，您的钱不受影响。请等待来电，或先取消再重新预约。",
    ),
    "bad_call_time": Sentence(
        en="That time can no longer be chosen. No call was planned. Choose another.",
        zh="这个时间已经不能选了，没有预约成功。请另选一个时间。",
    ),
    "bad_call_topic": Sentence(
        en="That is longer than {longest} characters. No call was planned. Make it shorter; you can tell the rest on the telephone.",
        zh="内容超过{longest}个字，没有预约成功。请写短一些，其余的可以在电话里说。",
    ),
    "no_number_to_call": Sentence(
        en="We have no number of yours. No call was planned. Type the number that we shall call.",
        zh="我们没有您的电话号码，没有预约成功。请填写要拨打的号码。",
    ),
    "no_number_to_call.unreadable": Sentence(
        en="That is no telephone number with its country's code. No call was planned. Write it like +1 614 555 0100.",
        zh="号码不完整，没有预约成功。请加上国家代码，例如 +86 138 0013 8000。",
    ),
    "call_not_found": Sentence(
        en="There is no such call. No money has moved. Go back and choose one from the list.",
        zh="没有这个回电，资金没有变动。请返回列表重新选择。",
    ),
    "told_not_to_call": Sentence(
        en="This person does not want to be called. No money has moved. Write to them instead.",
        zh="这位用户不希望接到电话，资金没有变动。请改为书面联系。",
    ),
    "told_not_to_call.no_number": Sentence(
        en="This person has given us no number. No money has moved. Write to them instead.",
        zh="这位用户没有留下电话号码，资金没有变动。请改为书面联系。",
    ),
    "call_taken": Sentence(
        en="Somebody else has this call, or it is not due. No money has moved. Take the next one.",
        zh="这个回电已由他人处理，或还没到时间，资金没有变动。请处理下一个。",
    ),
    "holds_another_call": Sentence(
        en="You have another call in your hands. No money has moved. Finish it or give it back first.",
        zh="您手上还有一个回电，资金没有变动。请先处理完或退回。",
    ),
    "quiet_there": Sentence(
        en="These are quiet hours where the person is, until {until}. No money has moved. Take another call.",
        zh="对方当地处于免打扰时间，到{until}结束，资金没有变动。请先处理别的回电。",
    ),
    "call_not_in_your_hands": Sentence(
        en="This call is not in your hands. Nothing was recorded and no money has moved. Take it first.",
        zh="这个回电不在您手上，没有记录，资金没有变动。请先领取。",
    ),
    "bad_hours": Sentence(
        en="These hours end before they begin, or overlap others of yours. Nothing was saved and no money has moved. Choose other times.",
        zh="结束时间早于开始时间，或与您的其他时段重叠。没有保存，资金没有变动。请另选时间。",
    ),
    "talk_not_found": Sentence(
        en="There is no such talk of yours. Your money is not affected. Go back and choose one from the list.",
        zh="没有这次面谈，您的钱不受影响。请返回列表选择。",
    ),
    "talk_offer_over": Sentence(
        en="This invitation has been used, or has run out. Your money is not affected. If you still want to talk, ask for a call.",
        zh="这个邀请已经用过或已过期，您的钱不受影响。如果还想谈，可以预约回电。",
    ),
    "bad_slot": Sentence(
        en="Somebody was quicker: that time is taken. Nothing was booked and your money is not affected. Choose another time.",
        zh="这个时间刚被别人约走，没有预约成功，您的钱不受影响。请另选时间。",
    ),
    "bad_slot.yours": Sentence(
        en="You have another talk at that time. Nothing was booked and your money is not affected. Choose another time.",
        zh="您在这个时间已有另一次面谈，没有预约成功，您的钱不受影响。请另选时间。",
    ),
    "talk_not_over": Sentence(
        en="The talk has not begun. Nothing was recorded and no money has moved. Say whether they came when it has.",
        zh="面谈还没开始，没有记录，资金没有变动。请在开始后再填写结果。",
    ),
    "bad_call_outcome": Sentence(
        en="That is not what can come of a call. Nothing was recorded and no money has moved. Choose one of those shown.",
        zh="没有这种通话结果，没有记录，资金没有变动。请从列出的结果中选择。",
    ),
}
