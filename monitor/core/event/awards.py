"""Spectrum that is awarded, by auction or otherwise, and how far that has come."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.core.event.event import Event, Kind
from monitor.core.event.passage import Passage, only
from monitor.core.story.stages import Stage

_WON = re.compile(
    r"\b(?:wins?|won|(?:was|were|been) awarded|awards|awarded|secur(?:ed?|es|ing)|picked up|snapped up|bought"
    r"|ersteiger\w+|erhielt den zuschlag|erhält den zuschlag|zuschlag|remport\w+|obtient|obtenu"
    r"|adjudic(?:a|ó|ado|ada|an|aron)|gan(?:a|ó|an|aron)|obtuv\w+)\b",
    re.IGNORECASE,
)
_NOT_YET = re.compile(
    r"\b(?:will|would|could|may|might|plans?|hopes?|aims?|to be|expected|approval|tests?|trials?|swap"
    r"|upcoming|ahead of|before|not|if"
    r"|soll\w*|wird|werden|könnte\w*|plant|sera|seront|pourrait|será|serán|podría\w*|prevé)\b|n't\b",
    re.IGNORECASE,
)
_SPECTRUM = re.compile(
    r"\b(?:spectrum|airwaves|frequenc(?:y|ies)|frequenz\w*|fréquences?|spectre|espectro|frecuencias)\b"
    r"|(?<=hz)[ -](?:band|block|licen[cs]e|lizenz)",
    re.IGNORECASE,
)
_WIDTH = re.compile(
    r"(?<![\w.,-])(\d{1,3}(?:[.,]\d)?(?:\s?[x×]\s?\d{1,3})?)\s?MHz(?=\s(?:of|in|across|worth|im|dans|de|en)\b)",
    re.IGNORECASE,
)
_PROCEDURE = re.compile(
    r"\b(?:auction\w*|tender|bidding|versteiger\w+|auktion\w*|enchères|subasta\w*|licitación|leil\w+|asta"
    r"|ihale\w*)\b",
    re.IGNORECASE,
)
# Words that name how far an auction has come; where a sentence names several, none is told.
_PROGRESS = (
    (
        "cancelled",
        (
            r"cancel\w*|scrap(?:s|ped)|call(?:s|ed) off|abandon(?:s|ed)|abgesagt|sagt\b.*\bab|annul\w+"
            r"|cancela\w*"
        ),
    ),
    (
        "delayed",
        (
            r"delay(?:s|ed)|postpone[sd]?|push(?:es|ed) back|puts? off|verschieb\w+|verschoben|repouss\w+"
            r"|aplaza\w*|adia\w*|rinvia\w*|ertele\w+"
        ),
    ),
    (
        "under way",
        (
            r"begins|began|has begun|started|starts|opens|opened|under ?way|kicks off|beginnt|begonnen|läuft"
            r"|débute|arranca|começa|başladı"
        ),
    ),
    (
        "planned",
        (
            r"(?:will|to|plans to|wants to|proposes to) (?:auction|sell|offer|put up)"
            r"|will be (?:auctioned|sold)|to be auctioned|sets? (?:a )?dates?|schedul(?:es|ed)"
            r"|soll\w* versteigert|wird versteigert|mettra aux enchères|subastará|leiloará"
        ),
    ),
)
_PROGRESS_OF = tuple(
    (stage, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for stage, words in _PROGRESS
)
# Where mobile and satellite services are licensed; other numbers are widths or edges of blocks.
_BANDS = frozenset(
    "450 600 700 800 850 900 1400 1500 1700 1800 1900 2000 2100 2300 2500 2600 3300 3400 3500 3600 3700 3800"
    " 4200 4900 6000 24000 26000 28000 39000 40000 42000".split()
)
_COUNTRY = frozenset({"country"})
_DENIED = re.compile(r"\b(?:not|no|never|nicht|kein\w*|ne|non)\b|n't\b", re.IGNORECASE)
_LICENSEES = frozenset({"operator", "satellite", "cable"})
SIGNS = ("hz",)


def awards(passage: Passage) -> Iterator[Event]:
    """The award of a sentence that says who or where, in which band or how much, and how far it is."""
    text = passage.text
    if not _SPECTRUM.search(text):
        return
    if _WON.search(text) and not _NOT_YET.search(text):
        yield from _award(passage, Stage.WON.value, won=True)
    elif stage := _progress(text):
        yield from _award(passage, stage, won=False)


def _progress(text: str) -> str | None:
    """How far the auction of a sentence has come; None where it names none or several stages."""
    if not _PROCEDURE.search(text) or _DENIED.search(text):
        return None
    return only([stage for stage, words in _PROGRESS_OF if words.search(text)])


def _award(passage: Passage, stage: str, *, won: bool) -> Iterator[Event]:
    """The award, if band or width and winners or country are known; while it goes on nobody has won."""
    text = passage.text
    bands = tuple(
        number
        for value in passage.values
        if value.startswith("band:") and (number := value.removeprefix("band:")) in _BANDS
    )
    widths = [found[1].replace(" ", "") for found in _WIDTH.finditer(text)]
    width = only([one for one in widths if one not in bands])
    country = (
        only([found[0] for found in passage.of_kinds(_COUNTRY)]) or passage.country_of_regulator
    )
    winners = (
        tuple(dict.fromkeys(found[0] for found in passage.of_kinds(_LICENSEES))) if won else ()
    )
    if (bands or width) and (winners or country):
        start, end = passage.place
        yield Event(
            kind=Kind.AWARD, field=passage.sentence.field, start=start, end=end, quote=text.strip(),
            parties=winners, bands=bands, mhz=width, country=country, stage=stage,
            money=passage.money,
        )  # fmt: skip
