"""A message as it leaves the house: its words, what can be tapped, and the dress of its channel."""

from collections.abc import Callable
from functools import cache
from uuid import UUID

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from zhiyin.channels import links
from zhiyin.channels.models import Message
from zhiyin.channels.providers.base import Letter, Link
from zhiyin.channels.providers.mail import marks
from zhiyin.channels.providers.sms.letters import STOPPABLE
from zhiyin.channels.providers.social import TEMPLATE
from zhiyin.channels.queries.words import TEMPLATES, outside_words, spoken
from zhiyin.privacy.purposes import PURPOSES

Address = Callable[[UUID, str], str]
FRAME = {
    "en": {
        "open": "Open Zhiyin",
        "tap": "Tap an answer. You confirm it on the page that opens.",
        "why": "Why you get this, and what may be sent to you",
        "stop": "No more mails like this",
        "secret": "We never ask for a password or a code by mail.",
    },
    "zh": {
        "open": "打开知音",
        "tap": "点选一项，打开的页面上会请您确认。",
        "why": "为什么收到这封邮件、管理通知",
        "stop": "不再接收此类邮件",
        "secret": "我们不会在邮件里向您索要密码或验证码。",
    },
}


def compose(row: Message, *, address: str, language: str, to: Address = links.to) -> Letter:
    """The letter of a message. `to` makes the addresses that are tapped; a page that only shows the letter gives one that leads nowhere."""
    words = outside_words(row.template, row.params, language=language)
    tapped = tuple(
        Link(label=choice[spoken(language)], url=to(row.id, f"?value={choice['value']}"), value=choice["value"])
        for choice in row.params.get("choices", ())
    )
    frame = FRAME[spoken(language)]
    page = Link(label=frame["open"], url=to(row.id, ""))
    headers = _marks(row)
    letter = Letter(key=row.key, address=address, language=language, title=words.title, body=words.body, links=(*tapped, page), headers=headers)
    return _dressed(row, letter, frame, to) if row.channel == "email" else letter


def _marks(row: Message) -> dict[str, str]:
    """What the channel itself wants to know of a letter."""
    if row.channel == "social":
        return {TEMPLATE: row.template}
    return {STOPPABLE: "1"} if row.channel == "sms" and not PURPOSES[row.purpose].needed else {}


def _dressed(row: Message, letter: Letter, frame: dict[str, str], to: Address) -> Letter:
    """As a mail: with its plain part, its page, and the headers by which programs know what it is and how to stop it."""
    optional = not PURPOSES[row.purpose].needed
    stop = to(row.id, "stop/") if optional else ""
    headers = {"Message-ID": marks.message_id(row.key), "Auto-Submitted": "auto-generated"}
    if stop:
        headers |= {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    facts = {
        "letter": letter,
        "frame": frame,
        "stop": stop,
        "taps": [each for each in letter.links if each.value is not None],
        "page": letter.links[-1],
    }
    return Letter(
        key=letter.key,
        address=letter.address,
        language=letter.language,
        title=letter.title,
        body=_environment().get_template("mail/plain.txt").render(facts).strip() + "\n",
        links=letter.links,
        html=_environment().get_template("mail/page.html").render(facts),
        headers=headers,
        calendar=str(row.params.get("calendar", "")).replace(f"urn:uuid:{row.person_id}", f"mailto:{letter.address}"),
    )


@cache
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, autoescape=select_autoescape(("html",)))
