"""What we may use a person's data for: each purpose in plain words, the same for everybody, with a version that a consent remembers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """One use of a person's data. `wording` grows by one when the words change, so that it can be told what somebody agreed to.

    `needed`: the wallet does not work without it, so there is nothing to switch off.
    """

    code: str
    wording: int
    title_en: str
    title_zh: str
    text_en: str
    text_zh: str
    needed: bool = False

    def title(self, language: str) -> str:
        """Its name in that language."""
        return self.title_zh if language.startswith("zh") else self.title_en

    def text(self, language: str) -> str:
        """What it means, in that language."""
        return self.text_zh if language.startswith("zh") else self.text_en


PURPOSES = {
    purpose.code: purpose
    for purpose in (
        Purpose(
            code="service",
            wording=1,
            needed=True,
            title_en="Running your wallet",
            title_zh="让钱包正常使用",
            text_en="Your payments, answers to what you asked us, and warnings about your security. The wallet needs this.",
            text_zh="处理您的收付款、答复您提出的问题、提醒您账户安全。没有这些，钱包无法使用。",
        ),
        Purpose(
            code="feedback",
            wording=1,
            title_en="A short question after a payment",
            title_zh="付款后问您一个小问题",
            text_en="Now and then we ask how a payment went. One tap answers it; a person reads what you write.",
            text_zh="付款后我们偶尔会问问您是否满意，点一下就能回答。您写的话有人看。",
        ),
        Purpose(
            code="improvements",
            wording=1,
            title_en="Telling you what changed because of you",
            title_zh="告诉您哪些地方因您而改进",
            text_en="When something you told us about has been mended, we write to you once.",
            text_zh="您反映的问题解决以后，我们会告诉您一声，只说一次。",
        ),
        Purpose(
            code="personalisation",
            wording=1,
            title_en="A home page that fits you",
            title_zh="按您的习惯安排首页",
            text_en="We use what you bought to order your home page and to remind you of what you may need. Nobody else sees it.",
            text_zh="根据您买过的东西安排首页，提醒您可能需要的商品。别人看不到。",
        ),
        Purpose(
            code="offers",
            wording=1,
            title_en="Offers from shops",
            title_zh="商家优惠",
            text_en="We may show you coupons from shops you know. Shops do not learn who you are.",
            text_zh="为您展示您熟悉的商家的优惠券。商家不会知道您是谁。",
        ),
    )
}
ASKED_AT_SIGN_UP = ("feedback", "improvements", "personalisation")
