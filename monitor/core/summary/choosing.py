"""Choosing a story's key sentences: what most reports say, and nothing twice."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from monitor.core.digest import OFFICIAL_KINDS, KeySentence, Marked
from monitor.core.summary.candidates import Candidate, candidates, said
from monitor.core.summary.sources import Read, spoken_in
from monitor.core.summary.wording import figures

# Of a summary; of what is new in a told story.
MOST_SENTENCES, MOST_CHARACTERS = 3, 420
MOST_NEWS, MOST_NEWS_CHARACTERS = 2, 300
# Of the lighter of two sentences so much may be said by the other one.
_SAME = 0.55
# Of what a sentence says so much must not stand in the title, or in the reports told before.
_BEYOND_TITLE, _BEYOND_TOLD = 0.2, 0.3
# A further sentence must bring this part of what the first one brought.
_WORTH = 0.2
_KNOWN = 0.15

Keys = Mapping[str, float]


def key_sentences(
    reads: Sequence[Read],
    *,
    title: str,
    language: str,
    fallback: str,
    most: int = MOST_SENTENCES,
    characters: int = MOST_CHARACTERS,
) -> tuple[KeySentence, ...]:
    """The sentences that say most of what the reports say, the weightiest first; all in one language.

    In `language`, or in `fallback` where no report speaks it. A sentence weighs by its concepts,
    values and words, each by log2(1 + outlets that have it); those said by the title or by a
    sentence before count 15 %. The sum is divided by the root of its length, and raised for a place near
    the beginning, a watchlist's hit, an official source. A sentence is left out when 55 % of it
    is said by one before, or less than 20 % of it goes beyond the title. The same reports in any
    order give the same sentences.
    """
    weights = _weights(reads)
    told = [read for read in reads if read.report.title == title]
    known = _merged(said(read, ("title",)) for read in told)
    pool = [c for read in spoken_in(reads, language, fallback) for c in candidates(read)]
    fresh = [c for c in pool if _beyond(c.keys, known, weights) >= _BEYOND_TITLE]
    return _picked(fresh, known, weights, most, characters)


def news(
    reads: Sequence[Read], told_at: datetime, *, language: str, fallback: str
) -> tuple[tuple[KeySentence, ...], tuple[str, ...]]:
    """What reports seen after `told_at` say that none before did: sentences, and figures as written.

    At least 30 % of such a sentence is new.
    """
    before = [read for read in reads if read.report.seen_at <= told_at]
    after = [read for read in reads if read.report.seen_at > told_at]
    known = _merged(said(read) for read in before)
    weights = _weights(after)
    pool = [c for read in spoken_in(after, language, fallback) for c in candidates(read)]
    fresh = [c for c in pool if _beyond(c.keys, known, weights) >= _BEYOND_TOLD]
    picked = _picked(fresh, known, weights, MOST_NEWS, MOST_NEWS_CHARACTERS)
    return picked, figures(after, {key for key in known if key.startswith("v:")})


def _weights(reads: Sequence[Read]) -> dict[str, float]:
    """What each key weighs: by its kind, and by log2(1 + the outlets that have it)."""
    kinds: dict[str, float] = {}
    outlets: dict[str, set[str]] = {}
    for read in reads:
        for key, kind in said(read).items():
            kinds[key] = kind
            outlets.setdefault(key, set()).add(read.report.outlet.casefold())
    return {key: kind * math.log2(1 + len(outlets[key])) for key, kind in kinds.items()}


def _merged(keys: Iterable[Keys]) -> set[str]:
    return set().union(*keys)


def _beyond(keys: Keys, known: set[str], weights: Keys) -> float:
    """The part of what a sentence says that is not known."""
    whole = math.fsum(weights[key] for key in keys)
    new = math.fsum(weights[key] for key in keys if key not in known)
    return new / whole if whole else 0.0


def _picked(
    pool: Sequence[Candidate], known: set[str], weights: Keys, most: int, characters: int
) -> tuple[KeySentence, ...]:
    chosen: list[Candidate] = []
    left, covered, first = characters, set(known), 0.0
    while len(chosen) < most:
        fitting = [
            (_score(c, covered, weights), c)
            for c in pool
            if len(c.text.text) <= left and not any(_same(c, other, weights) for other in chosen)
        ]
        if not fitting:
            break
        score, best = min(fitting, key=_best_first)
        if score <= _WORTH * first:
            break
        first = first or score
        chosen.append(best)
        covered |= best.keys.keys()
        left -= len(best.text.text)
    return tuple(_key_sentence(candidate) for candidate in chosen)


def _best_first(scored: tuple[float, Candidate]) -> tuple[float, int, int]:
    score, candidate = scored
    return -round(score, 9), candidate.read.report.entry_id, candidate.order


def _score(candidate: Candidate, covered: set[str], weights: Keys) -> float:
    gain = math.fsum(weights[key] * (_KNOWN if key in covered else 1.0) for key in candidate.keys)
    report = candidate.read.report
    place = 1 + 0.5 / candidate.order
    hit = 1.4 if candidate.text.marks else 1.0
    source = 1.15 if report.kind in OFFICIAL_KINDS else 1.0
    alone = 0.6 if candidate.leans else 1.0
    return gain * place * hit * source * alone / math.sqrt(candidate.words + 6)


def _same(one: Candidate, other: Candidate, weights: Keys) -> bool:
    shared = math.fsum(weights[key] for key in one.keys if key in other.keys)
    lighter = min(math.fsum(weights[key] for key in keys) for keys in (one.keys, other.keys))
    return shared >= _SAME * lighter


def _key_sentence(candidate: Candidate) -> KeySentence:
    report = candidate.read.report
    return KeySentence(
        text=Marked(text=candidate.text.text, marks=candidate.text.marks),
        entry_id=report.entry_id,
        outlet=report.outlet,
        url=report.url,
        language=report.language or candidate.read.language,
    )
