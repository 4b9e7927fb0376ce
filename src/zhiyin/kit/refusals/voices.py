"""About questions, cases, improvements, and what a person sees."""

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
}
