"""About questions, cases, improvements, wishes, and what a person sees."""

from zhiyin.kit.refusals.sentence import Sentence

SENTENCES: dict[str, Sentence] = {
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
    # Experiments
    "bad_experiment": Sentence(
        en="This experiment cannot be carried out as written. Nothing was changed and no money is touched. Look over its fields and try again.",
        zh="实验无法按这样进行。什么都没有改动，也不涉及资金。请检查各项后再试。",
    ),
    "bad_experiment.name": Sentence(
        en="An experiment needs a name of its own. Nothing was changed and no money is touched. Give it another name.",
        zh="实验需要一个未用过的名称。什么都没有改动，也不涉及资金。请换一个名称。",
    ),
    "bad_experiment.hypothesis": Sentence(
        en="The sentence is missing. Nothing was changed and no money is touched. Write one sentence.",
        zh="还缺一句说明。什么都没有改动，也不涉及资金。请写上一句话。",
    ),
    "bad_experiment.arms": Sentence(
        en="It takes two to five groups with different names and parts above zero. Nothing was changed and no money is touched. Change the groups.",
        zh="需要 2 至 5 个组，名称不同、占比大于零。什么都没有改动，也不涉及资金。请调整分组。",
    ),
    "bad_experiment.asset": Sentence(
        en="Spending is measured in one currency, other figures in none. Nothing was changed and no money is touched. Change the currency.",
        zh="消费额要选一种币种，其他指标不选。什么都没有改动，也不涉及资金。请改一下币种。",
    ),
    "bad_experiment.time": Sentence(
        en="It runs 1 to 26 weeks and follows each person 1 to 90 days. Nothing was changed and no money is touched. Change the time.",
        zh="实验可进行 1 至 26 周，每人观察 1 至 90 天。什么都没有改动，也不涉及资金。请调整时间。",
    ),
    "bad_experiment.effect": Sentence(
        en="The difference to find must be above zero, and there must be people. Nothing was changed and no money is touched. Change the difference.",
        zh="要找的差别须大于零，并且要有人参加。什么都没有改动，也不涉及资金。请修改差别。",
    ),
    "experiment_not_now": Sentence(
        en="The experiment is at another point already. Nothing was changed and no money is touched. Open its page again to see where it stands.",
        zh="实验已处于另一阶段。什么都没有改动，也不涉及资金。请重新打开页面查看。",
    ),
    "experiment_not_now.another": Sentence(
        en="Another experiment about the same journey is running. Nothing was changed and no money is touched. Stop that one first.",
        zh="同一旅程已有实验在进行。什么都没有改动，也不涉及资金。请先停止那一个。",
    ),
    "bad_device": Sentence(
        en="Your browser gave us no address that we can send notifications to. Nothing was changed, and your money is not touched. "
        "Your inbox shows everything; try again, or use another browser.",
        zh="浏览器没有给出可用的通知地址。设置没有改变，您的钱不受影响。消息都在收件箱里；请重试或换一个浏览器。",
    ),
    # Questionnaires
    "no_survey": Sentence(
        en="There is no such questionnaire here. Nothing has changed and no money is involved. Go back to the list.",
        zh="没有找到这份问卷，没有任何改动，也不涉及资金。请返回列表。",
    ),
    "bad_survey_code": Sentence(
        en="This code cannot be used. Nothing was stored and no money is involved. Choose another: a letter, then letters, digits or _, at most 20.",
        zh="这个代码不能用，没有保存任何内容，也不涉及资金。请换一个未用过的：以小写字母开头，可含字母、数字和下划线，最多 20 位。",
    ),
    "not_a_questionnaire": Sentence(
        en="This cannot be read as a questionnaire. The one before stays, and no money is involved. Check its parts and send it again.",
        zh="无法按问卷读取，原来的内容保留不变，也不涉及资金。请检查各部分后重新提交。",
    ),
    "not_publishable": Sentence(
        en="Something is still wrong in the questionnaire. Nothing was published; no money is involved. Mend what the list shows, then publish.",
        zh="问卷里还有问题，没有发布，也不涉及资金。请按列表修改后再发布。",
    ),
    "survey_over": Sentence(
        en="This questionnaire cannot go there from its present state. Nothing has changed; no money is involved. If it was closed, make a new one.",
        zh="问卷目前的状态不允许这样做，没有任何改动，也不涉及资金。如已关闭，请新建一份。",
    ),
    "bad_frame": Sentence(
        en="One of these is not the address of a site. Nothing was stored and no money is involved. Write https:// and the host, at most ten lines.",
        zh="其中有一行不是网站地址，没有保存，也不涉及资金。请写以 https 开头的网站地址，最多十行。",
    ),
    "bad_tickets": Sentence(
        en="So many links cannot be made at once. None was made and no money is involved. Ask for 1 to 1,000.",
        zh="一次做不了这么多链接，一个也没有生成，也不涉及资金。请填 1 到 1000。",
    ),
    "survey_not_open": Sentence(
        en="This questionnaire takes no answers now. Nothing was stored and no money is involved. Thank you for coming; there is nothing more to do.",
        zh="这份问卷现在不收集回答，没有保存任何内容，也不涉及资金。谢谢您来，无需再做什么。",
    ),
    "answered_before": Sentence(
        en="This has been answered before. That answer stays, and no money is involved. Thank you; there is nothing more to do.",
        zh="这里已经回答过了，原来的回答保留，也不涉及资金。谢谢您，无需再做什么。",
    ),
    "survey_not_for_you": Sentence(
        en="These questions are about something you have not used yet. Nothing was stored and no money is involved. There is nothing more to do.",
        zh="这些问题问的是您还没用过的功能，没有保存任何内容，也不涉及资金。无需再做什么。",
    ),
    "not_an_answer": Sentence(
        en="This does not answer the question. It was not stored and no money is involved. Choose again.",
        zh="这个回答不符合题目，没有保存，也不涉及资金。请重新选择。",
    ),
    "not_an_answer.missing": Sentence(
        en="This question needs an answer. Nothing was stored and no money is involved. Choose one, then go on.",
        zh="这道题需要回答，目前没有保存，也不涉及资金。请选择后再继续。",
    ),
    "not_an_answer.too_long": Sentence(
        en="That is longer than we can keep. It was not stored and no money is involved. Shorten it to 2,000 characters.",
        zh="内容太长，没有保存，也不涉及资金。请缩短到 2000 字以内。",
    ),
    # Calls, and talks face to face
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
    "room_closed": Sentence(
        en="This talk is over. Your money is not affected. There is nothing you need to do.",
        zh="面谈已结束，您的钱不受影响。您不需要做什么。",
    ),
    "bad_signal": Sentence(
        en="The two browsers did not understand each other. Your money is not affected. Leave the room and join again.",
        zh="两个浏览器没能接通，您的钱不受影响。请离开后重新加入。",
    ),
    "bad_call_outcome": Sentence(
        en="That is not what can come of a call. Nothing was recorded and no money has moved. Choose one of those shown.",
        zh="没有这种通话结果，没有记录，资金没有变动。请从列出的结果中选择。",
    ),
    "not_the_gateway": Sentence(
        en="This call is not signed by the gateway of short messages, or is too old. Nothing was taken from it and no money is touched. "
        "Sign it with the secret that both sides know, at the time of the call.",
        zh="这次调用没有短信网关的有效签名，或者已经过时。内容没有被采用，不涉及资金。请用双方约定的密钥在调用时签名。",
    ),
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
    # Wishes
    "bad_wish": Sentence(
        en="Your wish could not be kept. Your money is not affected. Write it again, in 3 to 140 characters.",
        zh="您的愿望没有保存，您的钱不受影响。请用 3 到 140 个字重新填写。",
    ),
    "bad_wish.personal": Sentence(
        en="Your wish holds a number, a link or an address, and everybody would read it. It was not kept, and your money is not affected. "
        "Write it without.",
        zh="愿望里有号码、链接或地址，而它会给所有人看，所以没有保存，您的钱不受影响。请去掉这些内容再提交。",
    ),
    "too_many_wishes": Sentence(
        en="Three of your wishes wait to be read. This one was not kept, and your money is not affected. Come back when one of them has been read.",
        zh="您有三个愿望正等待查看，这一个没有保存，您的钱不受影响。请等其中一个看过后再来。",
    ),
    "no_wish": Sentence(
        en="There is no such wish. Your money is not affected. Go back and choose one from the list.",
        zh="没有这个愿望，您的钱不受影响。请返回列表选择。",
    ),
    "wish_over": Sentence(
        en="This wish has been decided already. Nothing has changed and your money is not affected. Go back and look at the list.",
        zh="这个愿望已有结果，没有任何改动，您的钱不受影响。请返回查看列表。",
    ),
}
