"""When a questionnaire cannot be written, published or answered, and when a wish cannot be made."""

from zhiyin.kit.refusals.sentence import Sentence

SENTENCES: dict[str, Sentence] = {
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
        zh="其中有一行不是网站地址，没有保存，也不涉及资金。请写 https:// 加域名，最多十行。",
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
    "no_wish": Sentence(
        en="This wish cannot be found. Nothing has changed and no money is involved. Go back to the wishes.",
        zh="没有找到这个心愿，没有任何改动，也不涉及资金。请返回心愿列表。",
    ),
    "bad_wish": Sentence(
        en="The wish was not kept and no money is involved. Write what you miss in 3 to 140 characters.",
        zh="心愿没有保存，也不涉及资金。请用 3 到 140 个字写下您缺少的功能。",
    ),
    "too_many_wishes": Sentence(
        en="You have three wishes waiting for us already. This one was not kept and no money is involved. Come back when we have read them.",
        zh="您已有三个心愿等待我们阅读，这一个没有保存，也不涉及资金。请等我们读完再来。",
    ),
}
