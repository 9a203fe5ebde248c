"""Deals between companies: who buys whom, who merges, who signs with whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from monitor.core.event.event import Event, Kind
from monitor.core.event.passage import COMPANIES, Passage
from monitor.core.story.stages import Stage

ACQUISITION, MERGER, AGREEMENT = "acquisition", "merger", "agreement"
_SHARE = (
    r"(?:(?:a|an|the|its|all of|die|den|la|le|el|les|los|\d[\d.,]*\s?(?:%|percent|per cent|prozent)"
    r"|majority|minority|remaining|controlling|stake|shares?|control|rest|half|anteile?|mehrheit"
    r"|part|participation|participación|of|in|an|de|du|dans|en|rival|competitor)\s)*"
)
# What may stand between two names so that the first buys the second.
_BUYS = re.compile(
    r"\s(?:has |have |is |in talks |in advanced talks |agrees |agreed |set |plans |offers |bids |looks )?"
    r"(?:to )?(?:acquire[sd]?|buy(?:s|ing)?|bought|takes? over|took over"
    r"|(?:completes?|completed|closes|closed)"
    r" (?:the |its )?(?:[\w$€£.]+ ){0,2}?(?:acquisition|purchase|takeover|buyout) of"
    rf"|übernimmt|kauft|rachète|acquiert|compra(?! a\s)|adquiere(?! a\s)) {_SHARE}",
    re.IGNORECASE,
)
_OF_BUYER = re.compile(
    rf"'s? (?:[\w$€£.,]+ ){{0,3}}?(?:acquisition|purchase|takeover|buyout) of {_SHARE}",
    re.IGNORECASE,
)
_JOIN = re.compile(r"\s(?:and|&|with|und|mit|et|avec|y|con)\s(?:the\s)?", re.IGNORECASE)
_MERGER_BEFORE = re.compile(
    r"\b(?:merger (?:of|between)|fusion (?:von|zwischen|de|entre|d')|fusión (?:de|entre))\s?(?:the\s)?$",
    re.IGNORECASE,
)
_MERGER_BEHIND = re.compile(
    r"(?:'s)?\s(?:(?:to|agree to|will|plan to) merge\b|merger\b|fusionieren\b|fusionnent\b|se fusionan\b)",
    re.IGNORECASE,
)
_SIGNS_WITH = re.compile(
    r"\s(?:has )?(?:signs|signed|inks|inked|unterzeichnet|signe|firma)\s(?:[\w$€£.-]+\s){0,6}?"
    r"(?:deal|agreement|contract|mou|memorandum of understanding|pact|vertrag|vereinbarung|abkommen"
    r"|accord|contrat|acuerdo|contrato)\s(?:with|mit|avec|con)\s(?:the\s)?",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:not|no longer|denie[sd]|rumou?rs?|abandon\w*|collapsed?|drops|dropped|nicht|ne|n'|non|desmiente)\b"
    r"|n't\b",
    re.IGNORECASE,
)
_THINGS = re.compile(
    r"\s(?:[\w.]+\s){0,2}?(?:spectrum|airwaves|licen[cs]es?|frequenc\w+|towers?|masts|sites|assets?|fib(?:re|er)"
    r"|network|business|unit|division|arm|customers|subscribers|phones|kit|equipment|frequenzen|türme"
    r"|fréquences|espectro|torres)\b",
    re.IGNORECASE,
)
# Behind the rest of a longer name, too: Norland Group Holding Limited's stake.
_POSSESSIVE = re.compile(r"(?:\s[A-Z][\w&.]*){0,5}['\u2019]s\b")
SIGNS = (
    "acqui", "buy", "bought", "takeover", "takes over", "take over", "took over", "merge", "übern",
    "kauft", "rach", "purchase", "compra", "adquiere", "fusi", "sign", "ink", "unterzeichn", "firma",
)  # fmt: skip
_STAGES = frozenset(
    stage.value
    for stage in (
        Stage.PROPOSED,
        Stage.TALKS,
        Stage.APPROVED,
        Stage.REJECTED,
        Stage.HALTED,
        Stage.DONE,
    )
)


def deals(passage: Passage) -> Iterator[Event]:
    """The deals of a sentence: two companies with nothing between them but the words of a deal."""
    if _NOT.search(passage.text):
        return
    for one, other in pairwise(list(passage.of_kinds(COMPANIES))):
        about = _between(passage.text, one[1:], other[1:])
        if about and one[0] != other[0]:
            yield _event(passage, about, (one[0], other[0]))


def _between(text: str, one: tuple[int, int], other: tuple[int, int]) -> str | None:
    between = text[one[1] : other[0]]
    if _owned(text, other[1]):
        return None
    if _BUYS.fullmatch(between) or _OF_BUYER.fullmatch(between):
        return ACQUISITION
    if _SIGNS_WITH.fullmatch(between):
        return AGREEMENT
    if _JOIN.fullmatch(between) and (
        _MERGER_BEFORE.search(text[: one[0]]) or _MERGER_BEHIND.match(text, other[1])
    ):
        return MERGER
    return None


def _owned(text: str, end: int) -> bool:
    """Whether what is bought is only something of the company's: its towers, a unit, its spectrum."""
    if _THINGS.match(text, end):
        return True
    return bool(_POSSESSIVE.match(text, end)) and not _MERGER_BEHIND.match(text, end)


def _stage(passage: Passage, about: str) -> str | None:
    """The stage of the deal; words of court and contest near by are of other matters."""
    if about == AGREEMENT:
        return Stage.DONE.value
    return passage.stage if passage.stage in _STAGES else None


def _event(passage: Passage, about: str, parties: tuple[str, str]) -> Event:
    start, end = passage.place
    return Event(
        kind=Kind.DEAL, field=passage.sentence.field, start=start, end=end,
        quote=passage.text.strip(), about=about, parties=parties,
        stage=_stage(passage, about), money=passage.money,
    )  # fmt: skip
