"""About refunds, people's own codes at a till, and those who work there."""

from zhiyin.kit.refusals.sentence import Sentence

SENTENCES: dict[str, Sentence] = {
    # Refunds
    "unknown_payment": Sentence(
        en="No payment of this shop has this number. No money has moved. Look it up under Takings.",
        zh="本店没有这个编号的收款，钱没有转出。请在“收入”里查找。",
    ),
    "refund_too_large": Sentence(
        en="Only {left} of this payment is left to give back. No money has moved. Enter {left} or less.",
        zh="这笔收款最多还能退 {left}，钱没有转出。请输入不超过 {left} 的金额。",
    ),
    "takings_too_small": Sentence(
        en="The shop's wallet holds less than {amount}. No money has moved. Give back a smaller amount, or wait for new takings.",
        zh="店铺钱包里不足 {amount}，钱没有转出。请减少退款金额，或等有新的收入后再退。",
    ),
    "over_refund_limit": Sentence(
        en="You may give back {most} a day, and {left} of it is left. No money has moved. Ask the owner of the shop to do it.",
        zh="您每天最多可退 {most}，今天还剩 {left}，钱没有转出。请店主来操作。",
    ),
    "tag_unreadable": Sentence(
        en="This tag does not lead to a shop here. No money has moved. Scan the shop's code, or type it.",
        zh="这个标签不是本钱包的商家标签，钱没有转出。请扫描或输入商家的码。",
    ),
    "export_too_long": Sentence(
        en="These days hold more than {most} lines. Your money is not affected. Choose fewer days and take them away one part after the other.",
        zh="所选日期超过 {most} 行，您的钱不受影响。请缩短日期范围，分几次导出。",
    ),
    # People's own codes
    "not_a_persons_code": Sentence(
        en="This is not the code of somebody's wallet. No money has moved. Ask the customer to open Pay, then Show my code to pay.",
        zh="这不是顾客的付款码，钱没有转出。请顾客打开“付款”里的“出示付款码”。",
    ),
    "presented_code_over": Sentence(
        en="This code is over or was never made. No money has moved. Ask the customer to show a new one and scan it again.",
        zh="这个付款码已失效或并不存在，钱没有转出。请顾客刷新后重新扫码。",
    ),
    "presented_code_used": Sentence(
        en="This code was read already. No more money has moved. Ask the customer to wait for the next one, within a minute.",
        zh="这个付款码已经用过，没有再次转出钱。请顾客等下一个码，不超过一分钟。",
    ),
    "too_many_wrong_codes": Sentence(
        en="Too many wrong codes were read at this till. No money has moved. Wait ten minutes, or show your own code instead.",
        zh="这个收银台读到太多错误的码，钱没有转出。请等十分钟，或改为出示收款码。",
    ),
    "payer_cannot_pay": Sentence(
        en="The customer's wallet cannot pay this. No money has moved. Ask for another way to pay, or a smaller amount.",
        zh="顾客的钱包无法支付这笔钱，钱没有转出。请换一种方式或减少金额。",
    ),
    "nothing_to_agree_to": Sentence(
        en="This shop no longer waits for your answer. Your money is where it was. Ask the shop to scan your code again.",
        zh="商家已不再等待您的确认，您的钱没有变动。如仍要付款，请商家重新扫码。",
    ),
    # Those who work at a till
    "not_at_this_till": Sentence(
        en="Only somebody with another role at this shop may do that. Nothing has changed. Ask the owner of the shop.",
        zh="您在这家店没有这项权限，没有任何改动。请联系店主。",
    ),
    "works_here_already": Sentence(
        en="{name} works at this shop or was asked already. Nothing has changed. Look at the list below.",
        zh="{name} 已在这家店工作或已收到邀请，没有任何改动。请看下面的名单。",
    ),
    "invitation_over": Sentence(
        en="This invitation is no longer open. Nothing has changed. Ask the shop to invite you again.",
        zh="这个邀请已失效，没有任何改动。请店主重新邀请您。",
    ),
    "unknown_till_role": Sentence(
        en="A shop has no such role. Nothing has changed. Choose cashier or owner.",
        zh="店铺里没有这个角色，没有任何改动。请选择收银员或店主。",
    ),
}
