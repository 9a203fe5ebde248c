"""The names of a text, and whether its sources have them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from monitor.core.concept import Concepts
from monitor.core.reading import Mention, Reading, Reason
from monitor.core.story.common import COMMON
from monitor.core.story.units import CURRENCY, SCALES
from monitor.core.summary.numbers import TIMES
from monitor.core.text import folded_words

_FOLLOWING = (Reason.BROADER, Reason.PARTS)
_CASELESS = re.compile(
    "[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0eff\u1100-\u11ff\u3040-\u9fff\uac00-\ud7af\uf900-\ufaff]"
)
_UNIT = re.compile(
    r"\d[\d.,]*(?:[kmgt]hz|[kmgt]bps|[kmgt]bits?|[kmgt]b|km|m|bn|mn|k|th|st|nd|rd)?", re.IGNORECASE
)
# Words that may begin a sentence though no report has them; they name nothing.
_OPENERS = frozenset(
    folded_words(
        "a an the this these that those it its they their he she his her both each all some "
        "several many most under after before while when since as at by for from in of on to with "
        "although though despite because if once until where which separately previously "
        "currently overall additionally furthermore moreover meanwhile however thus according "
        "earlier later now no not there we what who der die das den dem des ein eine einer eines "
        "einem einen dies diese dieser dieses es er sie ihre ihr seine beide alle mehrere nach "
        "vor seit mit bei für im auf aus durch zudem ausserdem außerdem dabei damit derzeit zuvor "
        "laut während wenn obwohl weil bis unter über von zu zum zur am nun kein keine le la les "
        "l un une ce cet cette ces il elle ils elles son sa ses leur leurs deux après avant "
        "depuis avec pour dans en selon par sur sous à au aux de du d si quand alors mais et "
        "aucun el los las una uno este esta estos estas él ella ellos su sus ambos ambas tras "
        "antes desde con para por según sobre bajo al del cuando mientras además también ningún"
    )
)


@dataclass(frozen=True, slots=True)
class Sources:
    """What stands in the sources of a summary: words, their stems, words side by side, concepts."""

    folds: frozenset[str]
    stems: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    concepts: frozenset[str]

    @classmethod
    def of(cls, readings: Sequence[Reading]) -> Sources:
        """All of the sources together."""
        outlines = [reading.outline for reading in readings]
        return cls(
            folds=frozenset(fold for one in outlines for fold in one.folds),
            stems=frozenset(stem for one in outlines for row in one.stems for stem in row.words),
            pairs=frozenset(pair for one in outlines for pair in pairwise(one.folds)),
            concepts=frozenset(concept for reading in readings for concept in reading.by_concept),
        )


def invented(summary: Reading, sources: Sources, concepts: Concepts) -> str | None:
    """The first name of the summary that no source has, as written; None: all have.

    Names are: the companies, authorities and countries that the reading knows, which a source must mean
    or write, too; and every word with a capital or digit, or of a script without capitals, which a source
    must have, by itself and beside the name that stands beside it.
    """
    covered: set[int] = set()
    for mention in summary.mentions:
        if mention.reason in _FOLLOWING:
            continue
        if mention.concept in sources.concepts or _is_written(summary, mention, sources):
            covered.update(range(mention.first, mention.last))
        elif _is_entity(mention, concepts):
            return _as_written(summary, mention.first, mention.last)
    return next(_strange(summary, sources, covered), None)


def _is_entity(mention: Mention, concepts: Concepts) -> bool:
    concept = concepts.get(mention.concept)
    return concept is not None and not concept.is_subject


def _is_written(summary: Reading, mention: Mention, sources: Sources) -> bool:
    folds = summary.outline.folds[mention.first : mention.last]
    return sources.folds.issuperset(folds) and sources.pairs.issuperset(pairwise(folds))


def _strange(summary: Reading, sources: Sources, covered: set[int]) -> Iterator[str]:
    """Names in the order of the text that the sources do not have."""
    outline = summary.outline
    for sentence in outline.sentences:
        for at in range(sentence.first, sentence.last):
            token, fold = outline.tokens[at], outline.folds[at]
            if at in covered or not _looks_like_a_name(token) or _counts(summary, at):
                continue
            known = fold in sources.folds or any(
                s.words[at] in sources.stems for s in outline.stems
            )
            if not known and not (at == sentence.first and _names_nothing(summary, at)):
                yield token
            if at > sentence.first + 1 and at - 1 not in covered and _is_torn(summary, at, sources):
                yield _as_written(summary, at - 1, at + 1)


def _counts(summary: Reading, at: int) -> bool:
    """Whether a word belongs to a number (Mio., Euro) or is a day or month: those are looked at, too."""
    outline = summary.outline
    fold = outline.folds[at]
    measure = fold in SCALES or fold in CURRENCY
    return fold in TIMES or (measure and outline.folds[at - 1][-1:].isdigit())


def _as_written(summary: Reading, first: int, last: int) -> str:
    field, start, end = summary.outline.place(first, last)
    text: str = getattr(summary.outline.document, field)
    return text[start:end]


def _looks_like_a_name(token: str) -> bool:
    if _UNIT.fullmatch(token):  # the numbers are looked at by themselves
        return False
    letters = any(sign.isalpha() for sign in token)
    return letters and (
        any(sign.isupper() or sign.isdigit() for sign in token) or bool(_CASELESS.search(token))
    )


def _names_nothing(summary: Reading, at: int) -> bool:
    outline = summary.outline
    token = outline.tokens[at]
    plain = token[1:].islower() or len(token) == 1
    return plain and (outline.folds[at] in _OPENERS or outline.stems[0].words[at] in COMMON)


def _is_torn(summary: Reading, at: int, sources: Sources) -> bool:
    """Whether two names stand side by side, first and last name, that no source has side by side."""
    one, other = summary.outline.tokens[at - 1 : at + 1]
    pair = (summary.outline.folds[at - 1], summary.outline.folds[at])
    return one.istitle() and other.istitle() and pair not in sources.pairs
