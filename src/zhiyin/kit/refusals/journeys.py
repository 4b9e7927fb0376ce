"""Journeys of coming back: why one could not be kept or published."""

from zhiyin.kit.refusals.sentence import Sentence

SENTENCES = {
    "journey_refused": Sentence(
        en="The journey was not kept: something in it, first on line {line}, does not fit. No money is concerned. Mend it and save again.",
        zh="旅程没有保存：内容有误，最先出现在第 {line} 行。不涉及任何资金。请修改标出的地方后再保存。",
    ),
    "no_such_journey": Sentence(
        en="There is no such journey, or it has no draft. No money is concerned. Go back to the list of journeys.",
        zh="没有这个旅程，或者它没有草稿。不涉及任何资金。请返回旅程列表。",
    ),
    "journey_changed": Sentence(
        en="Somebody else has changed this journey meanwhile, so nothing was kept. No money is concerned. Look at what they wrote, then try again.",
        zh="这个旅程刚被其他同事改动，本次没有保存。不涉及任何资金。请先查看最新内容，再试一次。",
    ),
}
