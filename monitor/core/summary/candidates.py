"""Sentences that may stand in a summary: whole, of a fair length, saying something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from monitor.core.digest import Mark, Marked
from monitor.core.marking import marked
from monitor.core.reading import Reading
from monitor.core.reading.mention import Reason
from monitor.core.reading.outline import Outline, Sentence
from monitor.core.story.common import COMMON
from monitor.core.story.values import values
from monitor.core.summary.sources import Read
from monitor.core.text import HAS_CJK

_FIELDS = ("summary", "body")
_LEAST, _MOST = 40, 340
_LEAST_CJK, _MOST_CJK = 14, 160
_ENDS = re.compile(r"[.!?。！？؟][\"'”’»)\]」』]*$")
_CUT_OFF = re.compile(r"(?:\.\.\.|…|\[[.…]+\])[\"'”’)\]]*$")
_MARKUP = re.compile(r"<[a-zA-Z/!]|&(?:#\d|#[xX]|[A-Za-z]+;)")
_GAP = re.compile(r"\n\s*\n")
_BOILERPLATE = re.compile(
    r"\b(?:subscribe|subscription|newsletter|sign up|click here|cookies?|all rights reserved|follow us"
    r"|(?:photo|image|picture|foto|bild|imagen)\s?(?:credit|source|by|:)|terms of use|privacy policy"
    r"|press contact|media contact|for (?:more|further) information|about [A-Z]\w+:?$|read (?:the )?full"
    r"|abonnieren|abonnez|suscr[ií]b\w+|assine|iscriviti|hier klicken|cliquez ici|haga clic|clique aqui"
    r"|weitere informationen|pour (?:plus|en savoir)|para m[aá]s informaci[oó]n|forward-looking"
    r"|also in (?:today|this|the)"
    r"|this article|dieser artikel|cet article|este art[ií]culo|via (?:reuters|afp|dpa|efe|ap))\b|©",
    re.IGNORECASE,
)
# Sentences that begin so lean on the one before.
_LEANING = frozenset(
    "it its they their he his she her this that these those but and or so however meanwhile also "
    "instead er sie es ihr seine dieser diese dieses das aber und doch auch dabei damit il elle ils "
    "elles ce cet cette ces cela mais et aussi este esta estos estas ello pero y tambien isso ele ela "
    "mas e anche questo questa ma".split()
)
# What only follows from other mentions says nothing more than they.
_FOLLOWING = (Reason.BROADER, Reason.PARTS)
_WORD, _CONCEPT, _VALUE = 0.4, 1.0, 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A sentence of a report, as written, with its marks.

    `keys` is what it says: concepts, values and words, each with what it weighs by its kind.
    `order` counts the sentences of the report. `leans` on the one before it.
    """

    read: Read
    text: Marked
    keys: dict[str, float]
    order: int
    words: int
    leans: bool


def candidates(read: Read) -> Iterator[Candidate]:
    """The sentences of summary and body that can stand alone, in order; each text once.

    What the reading took for no words of the entry's own (closing lists, signatures) is none.
    """
    outline, seen = read.reading.outline, set[str]()
    concepts = _concepts(read.reading)
    order = 0
    for sentence in outline.sentences:
        if sentence.field not in _FIELDS:
            continue
        order += 1
        plain = outline.texts[sentence.field][sentence.start : sentence.end].strip()
        if plain.casefold() in seen or not _is_whole(plain):
            continue
        seen.add(plain.casefold())
        first = outline.folds[sentence.first] if sentence.last > sentence.first else ""
        yield Candidate(
            read=read,
            text=_as_written(read, sentence, plain),
            keys=_keys(outline, sentence, plain, concepts.get(sentence.first, ())),
            order=order,
            words=sentence.last - sentence.first,
            leans=first in _LEANING,
        )


def said(read: Read, fields: tuple[str, ...] = ("title", *_FIELDS)) -> dict[str, float]:
    """All that a report says in these fields: its keys, each with what it weighs by its kind."""
    outline, found = read.reading.outline, dict[str, float]()
    concepts = _concepts(read.reading)
    for sentence in outline.sentences:
        if sentence.field in fields:
            plain = outline.texts[sentence.field][sentence.start : sentence.end]
            found |= _keys(outline, sentence, plain, concepts.get(sentence.first, ()))
    return found


def _is_whole(text: str) -> bool:
    least, most = (_LEAST_CJK, _MOST_CJK) if HAS_CJK.search(text) else (_LEAST, _MOST)
    if not least <= len(text) <= most or not _ENDS.search(text) or _CUT_OFF.search(text):
        return False
    if text.count('"') % 2 or text.count("(") != text.count(")") or not text[0].isprintable():
        return False
    return not (text[0].islower() or _BOILERPLATE.search(text))


def _as_written(read: Read, sentence: Sentence, plain: str) -> Marked:
    """The sentence with the characters and marks of the report; without marks where it has markup."""
    whole: str = getattr(read.report, sentence.field)
    outline = read.reading.outline
    # What was dropped (a signature behind the full stop) is blank in `texts`.
    own = outline.texts[sentence.field][sentence.start : sentence.end]
    first = sentence.start + len(own) - len(own.lstrip())
    start, end = outline.cleans[sentence.field].original(first, first + len(plain))
    raw = whole[start:end]
    if _MARKUP.search(raw) or _GAP.search(plain):
        return Marked(text=" ".join(plain.split()))
    marks = tuple(
        Mark(start=mark.start - start, end=mark.end - start, watchlists=mark.watchlists)
        for mark in marked(whole, read.report.hits, sentence.field).marks
        if start <= mark.start and mark.end <= end
    )
    return Marked(text="".join(" " if sign.isspace() else sign for sign in raw), marks=marks)


def _concepts(reading: Reading) -> dict[int, list[str]]:
    """The concepts that stand in each sentence, by its first token."""
    found: dict[int, list[str]] = {}
    for mention in reading.mentions:
        if mention.reason not in _FOLLOWING:
            sentence = reading.outline.sentence_at(mention.first)
            found.setdefault(sentence.first, []).append(mention.concept)
    return found


def _keys(
    outline: Outline, sentence: Sentence, plain: str, concepts: list[str] | tuple[str, ...]
) -> dict[str, float]:
    stems = outline.stems[0].words[sentence.first : sentence.last]
    words = [stem for stem in stems if len(stem) > 2 and stem not in COMMON and not stem.isdigit()]
    words += [a + b for a, b in pairwise(stems) if HAS_CJK.match(a) and HAS_CJK.match(b)]
    return (
        {f"w:{word}": _WORD for word in words}
        | {f"c:{concept}": _CONCEPT for concept in concepts}
        | {f"v:{value}": _VALUE for value in values(plain)}
    )
