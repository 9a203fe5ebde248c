"""Invented news of the trade and watchlists about it, the same for the same numbers.

Words follow Zipf's law: the commonest are real, the rest are made of syllables, so that a stemmer, an
index and a watchlist meet as many different words as in a stream of many languages.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import accumulate

WORDS = 20_000
NAMES = """Vodafone|Orange|Telefónica|Deutsche Telekom|BT Group|Telia|Telenor|KPN|Swisscom|Proximus|
Verizon|AT&T|T-Mobile US|Comcast|Rogers|América Móvil|MTN|Safaricom|Airtel|Reliance Jio|SoftBank|
NTT Docomo|SK Telecom|China Mobile|Telstra|Ericsson|Nokia|Huawei|ZTE|Samsung|Qualcomm|MediaTek|
Cellnex|American Tower|SES|Eutelsat|Starlink|Ofcom|BEREC|Bundesnetzagentur|FCC|ARCEP|ITU|3GPP""".replace(
    "\n", ""
).split("|")
TRADE = """5G 6G LTE fibre spectrum roaming broadband auction licence licensing patent patents tower
towers satellite satellites cable regulator merger rollout coverage outage wholesale latency cloud edge
slicing eSIM IoT MVNO VoLTE tariff tariffs churn antenna chipset handset backbone peering""".split()
COMMON = """the of to in and a for on said by with from is that it its as at will has new company operator
network mobile million customers plans year billion market services data after more than carrier
government deal investment shares quarter chief executive agreement first one two over which""".split()
_SYLLABLES = (
    "ba co di fe gu la me ni po ru sa te vi wo xa ze bri cla dre flo gri pla sto tra".split()
)


def _vocabulary() -> list[str]:
    dice = random.Random(11)
    made = ("".join(dice.choices(_SYLLABLES, k=dice.randint(2, 4))) for _ in range(2 * WORDS))
    return list(dict.fromkeys([*COMMON, *TRADE, *made]))[:WORDS]


VOCABULARY = _vocabulary()
_WEIGHTS = list(accumulate(1 / (place + 3) for place in range(len(VOCABULARY))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One piece of news; `summary` and `body` are plain text."""

    title: str
    summary: str
    body: str
    author: str
    categories: tuple[str, ...]


def item(feed: int, number: int) -> Item:
    """News `number` of a feed: a title of 7 to 12 words, a summary of 35 to 60, a body of 45."""
    dice = random.Random(f"{feed}:{number}")
    return Item(
        title=_sentence(dice, dice.randint(7, 12)).removesuffix("."),
        summary=_text(dice, dice.randint(35, 60)),
        body=_text(dice, 45),
        author=" ".join(dice.choices(VOCABULARY[100:], k=2)).title(),
        categories=tuple(dice.sample(TRADE, 3)),
    )


def _text(dice: random.Random, words: int) -> str:
    sentences = []
    while words > 0:
        length = min(words, dice.randint(8, 20))
        sentences.append(_sentence(dice, length))
        words -= length
    return " ".join(sentences)


def _sentence(dice: random.Random, length: int) -> str:
    words = dice.choices(VOCABULARY, cum_weights=_WEIGHTS, k=length)
    if dice.random() < 0.4:
        words[dice.randrange(length)] = dice.choice(NAMES)
    words[0] = words[0][:1].upper() + words[0][1:]
    return " ".join(words) + "."


def queries(count: int) -> list[str]:
    """Watchlists as analysts write them: companies with a subject, phrases, choices, words nearby."""
    dice = random.Random(7)
    return [_query(dice, number) for number in range(count)]


def _query(dice: random.Random, number: int) -> str:
    one, two, three = dice.sample(VOCABULARY[150:], 3)
    name, other = dice.sample(NAMES, 2)
    subject = dice.choice(TRADE)
    forms = (
        f"{name} AND {subject}",
        f"{name} AND {other}",
        f"({name} OR {other}) AND ({one} OR {two})",
        f"({one} OR {two}) NOT {three}",
        f"{one} OR {two} OR {three}",
        f"{subject} AND {one}",
        f'"{one} {two}" OR "{dice.choice(COMMON)} {three}"',
        f"{one[:6]}* AND {dice.choice(COMMON)}",
        f"{name} AND {subject} NOT {one}",
        f"{one} NEAR/8 {subject}",
    )
    return forms[number % len(forms)]
