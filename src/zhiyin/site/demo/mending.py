"""What the demo's staff made of what people said: three themes, one of them mended."""

from datetime import datetime, timedelta
from uuid import UUID

from zhiyin.improvements import queries, services
from zhiyin.site.demo import moods

THEMES = {
    moods.CODE: ("Codes that do not read", "付款码扫不上"),
    moods.QUEUE: ("Long queues at the till", "收银台排队太久"),
    moods.PRICE: ("Prices and coupons that do not match", "价格或优惠对不上"),
}
TITLE = ("A larger code that lights up the screen", "更大的付款码，自动调亮屏幕")
NOTE = (
    "Your code at the till is now half as large again, and your screen lights up by itself while it is shown.",
    "付款码放大了一半，出示时屏幕会自动调亮。",
)
WORK = timedelta(days=21)


def theme(trouble: str, *, by: UUID, at: datetime) -> UUID:
    """The theme that such troubles are filed under. Repeats: the same."""
    english, chinese = THEMES[trouble]
    known = {each.name_en: each.id for each in queries.themes()}
    return known.get(english) or services.create_theme(name_en=english, name_zh=chinese, by=by, at=at)


def take_a_step(at: datetime, *, mended_at: datetime, by: UUID) -> None:
    """The codes are worked on three weeks before they are mended, and shipped then. Repeats: each once."""
    if at < mended_at - WORK:
        return
    mine = queries.theme(theme(moods.CODE, by=by, at=at))
    done = mine.improvements if mine else ()
    if mine and not done:
        made = services.open_improvement(mine.theme.id, title_en=TITLE[0], title_zh=TITLE[1], owner_id=by, at=at)
        services.start(made, at=at)
    elif done and done[0].state == "in_progress" and at >= mended_at:
        services.ship(done[0].id, note_en=NOTE[0], note_zh=NOTE[1], by=by, at=at)
