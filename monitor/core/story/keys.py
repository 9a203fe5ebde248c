"""Readings -> fingerprints.

Words are English stems of folded words, whatever the language: names are alike in all languages
that are written in Latin. Of Chinese and Japanese, pairs of characters are taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from sys import intern

from monitor.core.concept import Concept, Concepts
from monitor.core.reading import Reading
from monitor.core.story.common import COMMON
from monitor.core.story.copies import hashed, lead_of, shape_of, title_of
from monitor.core.story.prints import IMPLIED, TEXT, TITLE, Fingerprint
from monitor.core.story.roundups import is_roundup
from monitor.core.story.stages import stages
from monitor.core.story.values import values
from monitor.core.story.writing import dateline_of, names_of
from monitor.core.text import HAS_CJK


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What folding asks of an entry besides its reading; `seen_at` is what `told_at` says."""

    outlet: str
    canonical_url: str | None
    seen_at: datetime


# Less than the window: what was published before it counts as told at its beginning.
_LATEST = timedelta(days=6)


def told_at(published: datetime | None, first_seen: datetime) -> datetime:
    """When an entry was told, as folding reckons: published, at most 6 days before first sight.

    A date to come, or none, is the time of first sight.
    """
    if published is None:
        return first_seen
    return max(min(published, first_seen), first_seen - _LATEST)


_NAMED = frozenset(
    "operator vendor chipmaker regulator ministry standards industry satellite tower cable wholesale "
    "patent court company".split()
)
_COUNTRY = "country"
# Words behind these say little of what a report is about.
_MAX_TOKENS, _MAX_LETTERS = 160, 1000
_SHORTEST = 3


def fingerprint(reading: Reading, entry: Told, concepts: Concepts) -> Fingerprint:
    """The fingerprint of an entry, from its reading."""
    end = max((one.last for one in reading.outline.sentences if one.field == "title"), default=0)
    keys: dict[str, int] = {}
    taken = _concept_keys(reading, concepts, end, keys)
    _value_keys(reading, keys)
    names = _word_keys(reading, taken, end, keys)
    title = _plain(reading, "title")
    summary = _plain(reading, "summary") or _plain(reading, "body")
    return Fingerprint(
        keys=keys,
        names=frozenset(names),
        seen_at=entry.seen_at,
        language=reading.language,
        outlet=entry.outlet,
        url=hashed(entry.canonical_url or ""),
        title=hashed(title_of(title, entry.outlet)),
        lead=hashed(lead_of(summary)),
        stages=stages(reading.outline.folds[:end]),
        label=_label(title),
        shape=shape_of(title, entry.outlet),
        roundup=is_roundup(title, summary),
    )


def bare_fingerprint(title: str, entry: Told) -> Fingerprint:
    """The fingerprint of an entry that has no reading: it folds by address and title alone."""
    return Fingerprint(
        keys={},
        seen_at=entry.seen_at,
        outlet=entry.outlet,
        url=hashed(entry.canonical_url or ""),
        title=hashed(title_of(title, entry.outlet)),
    )


def _plain(reading: Reading, name: str) -> str:
    clean = reading.outline.cleans.get(name)
    return clean.text if clean else ""


def _concept_keys(reading: Reading, concepts: Concepts, end: int, keys: dict[str, int]) -> set[int]:
    """Notes the keys; gives the tokens that entities and countries are written with."""
    taken: set[int] = set()
    for mention in reading.mentions:
        concept = concepts.get(mention.concept)
        if concept is None or concept.helper:
            continue
        named = TITLE if mention.first < end else TEXT
        follows = bool(mention.through) and not concept.is_subject  # a group from its brand
        _put_concept(keys, concept, IMPLIED if follows else named)
        if not concept.is_subject and not mention.through:
            taken.update(range(mention.first, mention.last))
    return taken


def _put_concept(keys: dict[str, int], concept: Concept, rank: int) -> None:
    if concept.is_subject:
        _put(keys, f"s:{concept.id}", rank)
    elif concept.kind == _COUNTRY:
        _put(keys, f"c:{concept.countries[0] if concept.countries else concept.id}", rank)
    elif concept.kind in _NAMED:
        _put(keys, f"e:{concept.id}", rank)
        if concept.parent:
            _put(keys, f"e:{concept.parent}", IMPLIED)
        if concept.countries:
            _put(keys, f"c:{concept.countries[0]}", IMPLIED)


def _put(keys: dict[str, int], key: str, rank: int) -> None:
    if keys.get(key, 0) < rank:
        keys[intern(key)] = rank  # a window holds tens of thousands of them


def _value_keys(reading: Reading, keys: dict[str, int]) -> None:
    for name, text in reading.outline.texts.items():
        rank = TITLE if name == "title" else TEXT
        for value in values(text[:_MAX_LETTERS]):
            _put(keys, f"v:{value}", rank)


def _word_keys(reading: Reading, taken: set[int], end: int, keys: dict[str, int]) -> set[str]:
    """Notes the keys of words; gives those that are written as names."""
    made, before = reading.outline, ""
    named, dateline, names = names_of(reading), dateline_of(reading), set[str]()
    words = zip(made.folds[:_MAX_TOKENS], made.stems[0].words[:_MAX_TOKENS], strict=True)
    for number, (word, stem) in enumerate(words):
        if number in taken or number in dateline:
            before = ""
        elif word >= "\u3040" and HAS_CJK.match(word):
            sign = "" if word <= "\u309f" else word  # hiragana is grammar
            if before and sign:
                _put(keys, f"w:{before}{sign}", TITLE if number < end else TEXT)
            before = sign
        else:
            before = ""
            if len(word) >= _SHORTEST and stem not in COMMON and not word[0].isdigit():
                _put(keys, f"w:{stem}", TITLE if number < end else TEXT)
                if number in named:
                    names.add(intern(f"w:{stem}"))
    return names


def _label(title: str) -> str:
    label, colon, _ = title.partition(":")
    return label.casefold() if colon and 2 <= len(label.split()) <= 6 else ""
