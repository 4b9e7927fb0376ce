"""What `zhiyin doctor` says of the ways to people that lead out of the house."""

from datetime import timedelta

from zhiyin.channels import queries as channels
from zhiyin.kit import clock
from zhiyin.site.launch.finding import Finding
from zhiyin.site.settings import CONFIG

WAITS_MAX = timedelta(minutes=15)
LETTERS_MIN, CAME_BACK_MAX = 50, 0.05  # mail companies close accounts whose mails come back more often


def in_the_open() -> bool:
    """Whether people reach this deployment from outside, and mean it."""
    return CONFIG.origin.startswith("https://") and not CONFIG.is_demo


def sandbox() -> Finding:
    """Whether letters leave at all."""
    advice = "People wait for letters that staff alone can read: unset ZHIYIN_SANDBOX."
    says = "on: no letter leaves the house" if CONFIG.sandbox else "off"
    return Finding("sandbox", not (CONFIG.sandbox and in_the_open()), says, advice)


def spare() -> Finding:
    """Whether somebody takes over when the one that carries mails is away."""
    if not CONFIG.mail_url:
        return Finding("spare for mail", ok=True, says="no mail server is set")
    says = (
        "a second server takes over" if CONFIG.mail_spare_url else "none: mails wait while the server is away; ZHIYIN_MAIL_SPARE_URL names a second"
    )
    return Finding("spare for mail", ok=True, says=says)


def signature() -> Finding:
    """Whether mails are signed, by us or by the company that carries them."""
    if CONFIG.dkim or not CONFIG.mail_url:
        return Finding("mail's signature", ok=True, says="mails are signed (DKIM)" if CONFIG.dkim else "no mail server is set")
    if CONFIG.mail_receipts:
        return Finding("mail's signature", ok=True, says=f"left to {CONFIG.mail_receipts.partition(':')[0]}")
    advice = "Mailboxes will take mails for junk and ignore the one-click stop: set ZHIYIN_DKIM, and publish its key in your domain's DNS."
    return Finding("mail's signature", not in_the_open(), "mails leave unsigned", advice)


def returns() -> Finding:
    """Whether it is heard when a mail comes back."""
    heard = f"{CONFIG.mail_receipts.partition(':')[0]} calls /api/v1/webhooks/mail" if CONFIG.mail_receipts else ""
    return Finding("mails that come back", ok=True, says=heard or "read by `zhiyin read-bounces`, where your mail server hands them over")


def queue() -> Finding:
    """Whether letters leave in time."""
    at = clock.now()
    late = [way for way in channels.health(at) if way.waits_since and at - way.waits_since > WAITS_MAX]
    says = ", ".join(f"{way.channel} since {way.waits_since:%Y-%m-%d %H:%M} UTC" for way in late)
    advice = "Is a worker running, and does the company answer? The console shows each letter under Follow-ups, Letters."
    return Finding("letters", not late, f"some wait too long: {says}" if late else "none waits for long", advice)


def came_back() -> Finding:
    """Whether too many letters go to nobody."""
    many = [way for way in channels.health(clock.now()) if way.left >= LETTERS_MIN and way.came_back > CAME_BACK_MAX * way.left]
    says = ", ".join(f"{way.channel}: {way.came_back} of {way.left} in a week" for way in many)
    advice = "Those addresses are not written to any more. Where do they come from? Companies close accounts at one in twenty."
    return Finding("letters that came back", not many, says or "few", advice)


ALWAYS = (sandbox, spare, signature, returns)
IN_DATABASE = (queue, came_back)
