"""What money is spent on: the categories every room speaks of, with their names in both languages."""

CATEGORIES: dict[str, tuple[str, str]] = {
    "dairy": ("Milk, eggs and cheese", "乳品与蛋"),
    "bakery": ("Bread and bakery", "面包糕点"),
    "produce": ("Fruit and vegetables", "水果蔬菜"),
    "meat": ("Meat and fish", "肉类水产"),
    "pantry": ("Pantry", "粮油副食"),
    "frozen": ("Frozen food", "冷冻食品"),
    "snacks": ("Snacks and sweets", "零食糖果"),
    "drinks": ("Drinks", "饮料"),
    "alcohol": ("Beer, wine and spirits", "酒类"),
    "meals": ("Ready meals and eating out", "熟食餐饮"),
    "household": ("Household", "家居日用"),
    "care": ("Health and beauty", "健康美容"),
    "baby": ("Baby and child", "母婴"),
    "pets": ("Pets", "宠物"),
    "fuel": ("Fuel", "加油"),
    "leisure": ("Leisure and gifts", "休闲礼品"),
    "tobacco": ("Tobacco", "烟草"),
    "other": ("Everything else", "其他"),
}


def label(code: str, language: str) -> str:
    """The category's name in that language; an unknown code reads as "everything else"."""
    en, zh = CATEGORIES.get(code, CATEGORIES["other"])
    return zh if language.startswith("zh") else en
