"""About keeping books: statements and tax years."""

from zhiyin.kit.refusals.sentence import Sentence

SENTENCES: dict[str, Sentence] = {
    "unknown_month": Sentence(
        en="That is not a month. Your money is not touched by it. Choose one from January to December.",
        zh="没有这个月份，您的钱不受影响。请选择 1 月到 12 月。",
    ),
}
