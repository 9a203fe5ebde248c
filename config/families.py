"""Names that follow from others: Sky Italia is Sky, NYSE:T is New York: T, and CHTR is Charter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from monitor.core.concept import Concept, Form, Role, spoken

_WHOLE = (Role.NAME, Role.ALIAS, Role.NATIVE)
_MIN_LETTERS = 2
# A sign of a bourse may stand alone where it is long enough, and neither a word nor a name.
_LONE_TICKER = 4
_ALSO_WORDS = frozenset(
    "ADEA ALAB ALLT BAND COHR COMM DIAL ERIC EXCL GILT IDEA INFN ISAT KEYS KORE KYIV LILA LITE PROX SATS "
    "SHEN UNIT VODA WOLF".split()
)
# One bourse under the names that outlets use.
_BOURSES = (
    ("NYSE", "New York", "NYSE American"), ("NASDAQ", "NasdaqGS", "Nasdaq"),
    ("LSE", "LON", "London", "LN"), ("EPA", "Paris", "Euronext Paris", "EURONEXT", "PAR"),
    ("AMS", "Euronext Amsterdam", "Amsterdam"), ("EBR", "Euronext Brussels", "Brussels"),
    ("ELI", "Euronext Lisbon", "Lisbon"), ("OSL", "OSE", "Oslo", "Oslo Børs"),
    ("ETR", "FRA", "Xetra", "XETRA", "Frankfurt", "FWB"), ("BIT", "Milan", "MIL", "Borsa Italiana"),
    ("BME", "MCE", "Madrid"), ("SWX", "SIX", "Zurich", "VTX"), ("VIE", "Vienna"),
    ("STO", "Stockholm", "Nasdaq Stockholm", "OMX"), ("HEL", "Helsinki", "Nasdaq Helsinki"),
    ("CPH", "Copenhagen"), ("WSE", "GPW", "Warsaw"), ("ATH", "ATHEX", "Athens"),
    ("TYO", "TSE", "Tokyo"), ("KRX", "KOSPI", "Seoul"), ("TPE", "TWSE", "Taipei"),
    ("HKG", "HKEX", "SEHK", "HKSE", "Hong Kong"), ("SHE", "SZSE", "Shenzhen"),
    ("SHA", "SSE", "Shanghai"), ("NSE", "India NSE", "Mumbai"), ("BSE", "BOM"),
    ("SGX", "SES", "Singapore"), ("IDX", "JKT", "Jakarta"), ("KLSE", "KLS", "MYX", "Bursa Malaysia"),
    ("BKK", "SET", "Bangkok"), ("PSE", "Manila"), ("ASX", "Sydney"), ("NZE", "NZX"),
    ("TSX", "Toronto"), ("BMV", "Mexico"), ("BVMF", "B3", "Sao Paulo"), ("JSE", "Johannesburg"),
    ("TADAWUL", "Riyadh", "Tadawul"), ("ADX", "Abu Dhabi"), ("DFM", "Dubai"), ("QSE", "DSM", "Doha"),
    ("IST", "BIST", "Istanbul"), ("MSM", "Muscat"), ("KSE", "PSX", "Karachi"),
)  # fmt: skip
_SAME = {name.upper(): bourse for bourse in _BOURSES for name in bourse}


def tickers(text: str, role: Role) -> Iterator[str]:
    """The text; of a ticker (NYSE:T) also the spellings with the other names of the bourse."""
    yield text
    bourse, _, sign = text.partition(":")
    if role is Role.TICKER and sign:
        others = _SAME.get(bourse.strip().upper(), ())
        yield from (f"{other}:{sign.strip()}" for other in others if other != bourse)


def with_family(concepts: Mapping[str, Concept]) -> Iterator[Concept]:
    """The concepts; the names of a daughter that hold the mother's name count for the mother too.

    Sky Italia is Sky and Indosat Ooredoo is Ooredoo, but Bouygues Telecom is not its builder.
    """
    gained: dict[str, dict[str, None]] = {}
    for concept in concepts.values():
        for mother in _ancestors(concept, concepts):
            for form in concept.forms:
                if form.role in _WHOLE and _is_named_after(form, mother):
                    gained.setdefault(mother.id, {})[form.text] = None
    lone = _lone_tickers(concepts.values())
    for concept in concepts.values():
        yield _with_lone_tickers(_with_units(concept, gained.get(concept.id, {})), lone)


def _signs(concept: Concept) -> dict[str, None]:
    """The signs of a company on its bourses, each once."""
    tickers = [form.text for form in concept.forms if form.role is Role.TICKER]
    return dict.fromkeys(text.partition(":")[2].strip() for text in tickers)


def _lone_tickers(concepts: Iterable[Concept]) -> frozenset[str]:
    """The signs that mean one company wherever they stand: AAPL, but neither T nor IDEA."""
    owners: Counter[str] = Counter()
    names: set[str] = set()
    for concept in concepts:
        owners.update(_signs(concept).keys())
        names.update(form.text.lstrip("=").upper() for form in concept.forms)
    return frozenset(
        sign
        for sign, count in owners.items()
        if count == 1 and len(sign) >= _LONE_TICKER and sign.isalpha() and sign.isascii()
    ) - (names | _ALSO_WORDS)


def _with_lone_tickers(concept: Concept, lone: frozenset[str]) -> Concept:
    more = tuple(
        Form(text=sign, role=Role.TICKER, exact=True) for sign in _signs(concept) if sign in lone
    )
    return replace(concept, forms=concept.forms + more) if more else concept


def _ancestors(concept: Concept, concepts: Mapping[str, Concept]) -> Iterator[Concept]:
    seen = {concept.id}
    while concept.parent and concept.parent not in seen and concept.parent in concepts:
        seen.add(concept.parent)
        concept = concepts[concept.parent]
        if not concept.is_subject:
            yield concept


def _is_named_after(form: Form, mother: Concept) -> bool:
    key = f" {spoken(form.text)} "
    names = {spoken(one.text) for one in mother.forms if one.role in _WHOLE and not one.exact}
    return any(
        len(name) >= _MIN_LETTERS and f" {name} " in key and f" {name} " != key for name in names
    )


def _with_units(concept: Concept, units: Mapping[str, None]) -> Concept:
    own = {spoken(form.text) for form in concept.forms}
    more = tuple(Form(text=unit, role=Role.UNIT) for unit in units if spoken(unit) not in own)
    return replace(concept, forms=concept.forms + more) if more else concept
