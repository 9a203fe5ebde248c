"""Spectrum that was awarded: by auction or otherwise."""

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
# Where mobile and satellite services are licensed; other numbers are widths or edges of blocks.
_BANDS = frozenset(
    "450 600 700 800 850 900 1400 1500 1700 1800 1900 2000 2100 2300 2500 2600 3300 3400 3500 3600 3700 3800"
    " 4200 4900 6000 24000 26000 28000 39000 40000 42000".split()
)
_LICENSEES = frozenset({"operator", "satellite", "cable"})
SIGNS = ("hz",)


def awards(passage: Passage) -> Iterator[Event]:
    """The award of a sentence that says who or where, in which band or how much, and that it is done."""
    text = passage.text
    if not (_WON.search(text) and _SPECTRUM.search(text)) or _NOT_YET.search(text):
        return
    bands = tuple(
        number
        for value in passage.values
        if value.startswith("band:") and (number := value.removeprefix("band:")) in _BANDS
    )
    widths = [found[1].replace(" ", "") for found in _WIDTH.finditer(text)]
    width = only([one for one in widths if one not in bands])
    country = only([found[0] for found in passage.of_kinds(frozenset({"country"}))])
    winners = tuple(dict.fromkeys(found[0] for found in passage.of_kinds(_LICENSEES)))
    if (bands or width) and (winners or country):
        start, end = passage.place
        yield Event(
            kind=Kind.AWARD, field=passage.sentence.field, start=start, end=end, quote=text.strip(),
            parties=winners, bands=bands, mhz=width, country=country, stage=Stage.WON.value,
            money=passage.money,
        )  # fmt: skip
