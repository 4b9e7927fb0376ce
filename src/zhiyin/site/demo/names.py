"""Made-up people and shops. Nobody here exists; the shopping behind the names is real."""

import random
from dataclasses import dataclass

GIVEN_EN = """
Ada Ben Clara Dan Ella Finn Grace Hugo Iris Jack Kate Leo Maya Noah Olive Paul Quinn Rosa Sam Tess Uma Victor Wren Zoe Amos Bella Dora Evan Faye
""".split()
FAMILY_EN = """
Adler Brooks Carter Dixon Ellis Foster Grant Hayes Irwin Jarvis Keller Lowell Mercer Nolan Osborn Pierce Reyes Sutton Turner Vance Walsh York Bright
""".split()
FAMILY_ZH = """
王 wang 李 li 张 zhang 刘 liu 陈 chen 杨 yang 黄 huang 赵 zhao 吴 wu 徐 xu 孙 sun 马 ma 朱 zhu 胡 hu 郭 guo 何 he 高 gao 罗 luo 郑 zheng 梁 liang
""".split()
GIVEN_ZH = """
子涵 zihan 雨桐 yutong 浩然 haoran 思远 siyuan 欣怡 xinyi 志强 zhiqiang 秀英 xiuying 建国 jianguo 美玲 meiling 晓东 xiaodong 静 jing 丽华 lihua
文博 wenbo 佳宁 jianing 国栋 guodong 春燕 chunyan 明哲 mingzhe 若溪 ruoxi 一诺 yinuo 海峰 haifeng
""".split()
PLACES = """
Harbour 海港 Maple 枫树 Station 车站 River 河畔 Garden 花园 Hill 山坡 Lake 湖滨 Bridge 桥头 Orchard 果园 Oldtown 老城 Mill 磨坊 Northgate 北门
Park 公园 Lantern 灯笼 Willow 柳树 Sunrise 朝阳
Meadow 草原 Cedar 雪松 Canal 运河 Crossroads 路口 Pine 松林 Spring 泉边 Union 联合 Eastside 东城
""".split()
# Kind of shop in both languages with its merchant category code (ISO 18245).
KINDS = """
Market 市集 5411 Grocery 食品店 5411 Foods 食品 5411 Kiosk 便利店 5499 Fresh 生鲜 5411 Provisions 粮油 5411 Supermarket 超市 5411
Pantry 杂货 5499 Larder 副食 5499 Mart 商场 5411
""".split()


@dataclass(frozen=True, slots=True)
class Name:
    """What a person is called, and the language they read."""

    name: str
    handle: str
    language: str


@dataclass(frozen=True, slots=True)
class ShopName:
    """What a shop is called in both languages, and its merchant category code (ISO 18245)."""

    en: str
    zh: str
    mcc: str


def person(household: int) -> Name:
    """The same made-up name for the same household, half of them Chinese."""
    draw = random.Random(f"person {household}")  # noqa: S311  a made-up name, not a secret
    if draw.random() < 0.5:
        (family, family_latin), (given, given_latin) = draw.choice(_rows(FAMILY_ZH, 2)), draw.choice(_rows(GIVEN_ZH, 2))
        return Name(family + given, f"{given_latin}_{family_latin}{household}", "zh-hans")
    given, family = draw.choice(GIVEN_EN), draw.choice(FAMILY_EN)
    return Name(f"{given} {family}", f"{given.lower()}_{family.lower()}{household}", "en")


def shops(stores: list[int]) -> dict[int, ShopName]:
    """A name of its own for each store, while there are names (240); then with a number."""
    pairs = [(place, kind) for kind in _rows(KINDS, 3) for place in _rows(PLACES, 2)]
    random.Random("shops").shuffle(pairs)  # noqa: S311  made-up names
    named: dict[int, ShopName] = {}
    for index, store in enumerate(sorted(stores)):
        (place, kind), round_ = pairs[index % len(pairs)], index // len(pairs)
        again = f" {round_ + 1}" if round_ else ""
        named[store] = ShopName(f"{place[0]} {kind[0]}{again}", f"{place[1]}{kind[1]}{again.strip()}", kind[2])
    return named


def _rows(words: list[str], width: int) -> list[tuple[str, ...]]:
    return [tuple(words[start : start + width]) for start in range(0, len(words), width)]
