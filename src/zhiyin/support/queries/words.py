"""What codes of cases are called, in both languages."""

SUBJECTS = {
    "low_stars": ("A poor experience", "体验不好"),
    "sentence": ("A remark", "有话要说"),
    "asked": ("A question", "咨询"),
}
DEPARTMENTS = {"payments": ("Payments", "收付款"), "service": ("Service", "客户服务")}
NOTES = {
    "stars_given": ("Stars given: {value}", "评分：{value} 星"),
    "stars_changed": ("Stars changed to {value}", "评分改为 {value} 星"),
    "sentence_added": ("A sentence was added to the answer", "补充了一句话"),
    "taken": ("Taken into hand", "已有专人跟进"),
    "helped": ("The answer helped; closed", "答复有帮助，已结案"),
    "not_helped": ("The answer did not help; open again", "答复没有解决问题，继续处理"),
    "closed": ("Closed", "已结案"),
    "reopened": ("Open again", "重新处理"),
}


def subject(code: str, language: str) -> str:
    """What a case is about, in a few words. No SQL."""
    return _said(SUBJECTS, code, language)


def department(code: str, language: str) -> str:
    """The department's name. No SQL."""
    return _said(DEPARTMENTS, code, language)


def note_text(code: str, value: int | None, *, language: str) -> str:
    """A note of the system in a case, as a sentence. No SQL."""
    return _said(NOTES, code, language).format(value=value)


def _said(table: dict[str, tuple[str, str]], code: str, language: str) -> str:
    en, zh = table[code]
    return zh if language.lower().startswith("zh") else en
