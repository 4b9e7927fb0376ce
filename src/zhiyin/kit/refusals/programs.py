"""About merchants' programs, their webhooks, and what goes to a merchant's bank."""

from zhiyin.kit.refusals.sentence import Sentence

SENTENCES: dict[str, Sentence] = {
    # Keys and orders
    "bad_key_name": Sentence(
        en="A key needs a name of 1 to {longest} characters. No key was made. Name the program that will use it.",
        zh="密钥需要一个 1 到 {longest} 个字的名称，还没有生成密钥。请写明由哪个程序使用。",
    ),
    "bad_scopes": Sentence(
        en="A key must be allowed at least one thing. No key was made. Tick what the program may do.",
        zh="密钥至少要有一项权限，还没有生成密钥。请勾选这个程序可以做什么。",
    ),
    "scope_missing": Sentence(
        en="This key may not do that: it lacks {scope}. Nothing was changed and no money has moved. Make a key that has it.",
        zh="这个密钥没有 {scope} 权限，什么也没有改变，钱没有转出。请生成一个有此权限的密钥。",
    ),
    "asked_too_often": Sentence(
        en="Too many requests came with this key. This one was not looked at and no money has moved. Send it again in {seconds} s.",
        zh="这个密钥的请求太频繁，本次请求没有处理，钱没有转出。请 {seconds} 秒后重试。",
    ),
    "code_cancelled": Sentence(
        en="The shop has taken this code back. No money has moved. Ask the shop to show a new one.",
        zh="商家已撤回这个付款码，钱没有转出。请商家重新出示。",
    ),
    "bad_line": Sentence(
        en="Line {number} cannot stand on a receipt. No money has moved. Check it and send the request again.",
        zh="第 {number} 行不能印在小票上，钱没有转出。请检查后重新发送。",
    ),
    "bad_line.name": Sentence(
        en="Line {number} needs a name of 1 to 120 characters. No money has moved. Name it and send the request again.",
        zh="第 {number} 行需要 1 到 120 个字的名称，钱没有转出。请补上后重新发送。",
    ),
    "bad_line.quantity": Sentence(
        en="The quantity of line {number} is not a whole number from 1 to 100,000. No money has moved. Correct it and send the request again.",
        zh="第 {number} 行的数量不是 1 到 100000 的整数，钱没有转出。请改正后重新发送。",
    ),
    "bad_line.item": Sentence(
        en="Line {number} names an item that the catalogue does not have. No money has moved. Leave the item out, or name one that exists.",
        zh="第 {number} 行的商品不在目录中，钱没有转出。请去掉商品编号，或改用已有的编号。",
    ),
    "bad_line.category": Sentence(
        en="Line {number} names a category that does not exist. No money has moved. Leave it out, or choose one from the documentation.",
        zh="第 {number} 行的类别不存在，钱没有转出。请去掉类别，或从文档中选一个。",
    ),
    "bad_line.discount": Sentence(
        en="The discount of line {number} is more than the line costs. No money has moved. Correct it and send the request again.",
        zh="第 {number} 行的优惠超过了该行金额，钱没有转出。请改正后重新发送。",
    ),
    "lines_differ": Sentence(
        en="The lines add up to {total}, and the amount is {amount}. No money has moved. Make both the same and send the request again.",
        zh="各行合计 {total}，而金额是 {amount}，钱没有转出。请改成一致后重新发送。",
    ),
    "bad_order": Sentence(
        en="This request for payment cannot be made. No money has moved. Check it and send it again.",
        zh="无法创建这个收款请求，钱没有转出。请检查后重新发送。",
    ),
    "bad_order.reference": Sentence(
        en="A reference has at most 64 printable characters. No money has moved. Shorten it and send the request again.",
        zh="商户单号最多 64 个可见字符，钱没有转出。请缩短后重新发送。",
    ),
    "bad_order.lifetime": Sentence(
        en="A request can be paid for 30 seconds to 7 days. No money has moved. Choose a time in between.",
        zh="收款请求的有效期为 30 秒到 7 天，钱没有转出。请选择其间的时长。",
    ),
    "bad_order.lines": Sentence(
        en="A receipt has at most 200 lines. No money has moved. Put some together and send the request again.",
        zh="一张小票最多 200 行，钱没有转出。请合并一些后重新发送。",
    ),
    "transfer_not_found": Sentence(
        en="You have no transfer of that number. No money has moved. Check the number.",
        zh="没有这个编号的转账，钱没有转出。请核对编号。",
    ),
    "unknown_order": Sentence(
        en="You have no request for payment of that number. No money has moved. Check the number.",
        zh="没有这个编号的收款请求，钱没有转出。请核对编号。",
    ),
    # Webhooks
    "bad_webhook": Sentence(
        en="Nothing can be sent to this address. Nothing was changed and no money has moved. Check the address.",
        zh="无法向这个地址发送通知，什么也没有改变，钱没有转出。请检查地址。",
    ),
    "bad_webhook.address": Sentence(
        en="This is not an address that can be called. Nothing was changed and no money has moved. Enter one such as https://shop.example/hooks.",
        zh="这不是可以访问的地址，什么也没有改变，钱没有转出。请填写您程序的 https 地址。",
    ),
    "bad_webhook.https": Sentence(
        en="The address must begin with https. Nothing was changed and no money has moved. Enter the https address of your program.",
        zh="地址必须以 https 开头，什么也没有改变，钱没有转出。请填写您程序的 https 地址。",
    ),
    "bad_webhook.private": Sentence(
        en="This address lies inside a private network. Nothing was changed and no money has moved. Enter one that the internet can reach.",
        zh="这个地址在内部网络中，什么也没有改变，钱没有转出。请填写互联网可以访问的地址。",
    ),
    "bad_webhook.kinds": Sentence(
        en="Nothing was chosen to be told of. Nothing was changed and no money has moved. Tick what your program wants to hear.",
        zh="还没有选择要通知的事项，什么也没有改变，钱没有转出。请勾选您的程序需要的通知。",
    ),
    "bad_webhook.many": Sentence(
        en="You have as many addresses as can be told. Nothing was changed and no money has moved. Remove one first.",
        zh="通知地址已达上限，什么也没有改变，钱没有转出。请先删除一个。",
    ),
    "unknown_delivery": Sentence(
        en="You have no message of that number. Nothing was sent and no money has moved. Check the number.",
        zh="没有这个编号的通知，什么也没有发送，钱没有转出。请核对编号。",
    ),
    # Settlement
    "bad_plan": Sentence(
        en="The money cannot go to the bank like this. Nothing was changed and no money has moved. Check what you entered.",
        zh="不能这样结算到银行，什么也没有改变，钱没有转出。请检查填写的内容。",
    ),
    "bad_plan.iban": Sentence(
        en="The account number is not a valid IBAN. Nothing was changed and no money has moved. Copy it from your bank once more.",
        zh="账号不是有效的 IBAN，什么也没有改变，钱没有转出。请重新从银行资料中复制。",
    ),
    "bank_to_check": Sentence(
        en="The bank sent the last settlement back. The money is in the shop's wallet. Its owner must check the bank account at the till first.",
        zh="银行退回了上一笔结算，钱在商家的钱包里。请店主先在收银台核对银行账户。",
    ),
    "order_gone": Sentence(
        en="This payment was made already, or there is none of that number. No money has moved. Look at where it stands.",
        zh="这笔付款已经完成，或编号不存在，钱没有变动。请查看它的进度。",
    ),
    "bad_plan.holder": Sentence(
        en="The name of the account's holder is missing or too long. Nothing was changed and no money has moved. Enter it as your bank has it.",
        zh="开户名未填写或过长，什么也没有改变，钱没有转出。请按银行登记的名称填写。",
    ),
    "bad_plan.weekday": Sentence(
        en="No day was chosen. Nothing was changed and no money has moved. Choose every day, a day of the week, or the first of each month.",
        zh="没有选择结算日，什么也没有改变，钱没有转出。请选择每天、每周的某一天或每月一日。",
    ),
    "bad_terms": Sentence(
        en="Fees are 0 to 100 percent and a fixed amount that is not negative, from now on. Nothing was changed and no money has moved. Check them.",
        zh="费率应为 0 到 100%，固定费用不能为负，且只能从现在或以后生效；什么也没有改变，钱没有转出。请检查。",
    ),
    "unknown_settlement": Sentence(
        en="There is no settlement of that number. Nothing was changed and no money has moved. Check the number.",
        zh="没有这个编号的结算，什么也没有改变，钱没有转出。请核对编号。",
    ),
    # What is said when nothing else fits.
    "not_found": Sentence(
        en="There is nothing at this address. No money has moved. Look the address up in the description of the interface.",
        zh="这个地址没有内容，钱没有变动。请查看接口说明中的地址。",
    ),
    "not_open": Sentence(
        en="This is somebody else's. No money has moved. Ask whoever it belongs to.",
        zh="这不属于您，钱没有变动。请联系它的所有者。",
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
