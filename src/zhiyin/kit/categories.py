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

# Kinds of shops by their merchant category code (ISO 18245): those that rules are made about.
SHOPS: dict[str, tuple[str, str]] = {
    "4111": ("Buses and trains", "公共交通"),
    "5411": ("Supermarkets", "超市"),
    "5462": ("Bakeries", "面包店"),
    "5499": ("Food shops", "食品店"),
    "5541": ("Petrol stations", "加油站"),
    "5812": ("Restaurants", "餐馆"),
    "5813": ("Bars and clubs", "酒吧"),
    "5814": ("Fast food", "快餐"),
    "5816": ("Digital games", "数字游戏"),
    "5912": ("Pharmacies", "药店"),
    "5921": ("Wine and spirits shops", "酒类商店"),
    "5942": ("Bookshops", "书店"),
    "5993": ("Tobacco shops", "烟草店"),
    "6051": ("Virtual currencies and money orders", "虚拟货币与汇票"),
    "7273": ("Dating services", "交友服务"),
    "7832": ("Cinemas", "电影院"),
    "7994": ("Games arcades", "游戏厅"),
    "7995": ("Betting and casinos", "博彩"),
    "8299": ("Schools and courses", "教育培训"),
}


def shop_label(code: str, language: str) -> str:
    """The kind of shop in that language; a code that no rule is made about reads as itself."""
    en, zh = SHOPS.get(code, (code, code))
    return zh if language.startswith("zh") else en


def label(code: str, language: str) -> str:
    """The category's name in that language; an unknown code reads as "everything else"."""
    en, zh = CATEGORIES.get(code, CATEGORIES["other"])
    return zh if language.startswith("zh") else en
