"""Checking what a model wrote: prose, in the language asked for, with no name or number of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from monitor.core.concept import Concepts
from monitor.core.reading import Document, Reading
from monitor.core.story.common import COMMON
from monitor.core.summary import names, numbers
from monitor.core.text import commonest, sentences

LONGEST, SHORTEST = 600, 40
_THOUGHTS = re.compile(r"<think>.*?</think>", re.DOTALL | re.IGNORECASE)
_NO_PROSE = re.compile(r"[<>{}\[\]`*#|\\]|https?:|www\.|^\s*(?:[-•]|\d+[.)])\s", re.MULTILINE)
_END = re.compile(r"[.!?][\"'”’»)]?$")
# Of the words of a summary that mean something so many must stand in its sources.
_SHARED = 0.5


class Flaw(StrEnum):
    """Why a summary is dropped; the values are what `explain` shows."""

    EMPTY = "there is nothing in it"
    NO_PROSE = "it is no plain prose"
    LANGUAGE = "it is in another language"
    NUMBER = "it has a number that no report has"
    NAME = "it has a name that no report has"
    ELSEWHERE = "it tells of something else than the reports"


@dataclass(frozen=True, slots=True)
class Objection:
    """A flaw, and what it was found in."""

    flaw: Flaw
    what: str = ""

    def __str__(self) -> str:
        return f"{self.flaw.value}: {self.what}" if self.what else self.flaw.value


def prose_of(answer: str) -> str:
    """What a model answered as one line: without its thoughts, whole sentences of at most 600 characters."""
    text = " ".join(_THOUGHTS.sub(" ", answer).split()) if _is_flat(answer) else answer.strip()
    if len(text) <= LONGEST:
        return text
    ends = [end for _, end in sentences(text[:LONGEST]) if _END.search(text[:end].rstrip())]
    return text[: max(ends, default=0)].strip()


def summary_document(text: str, language: str) -> Document:
    """A summary as the reader wants it, to be checked."""
    return Document(title="", summary=text, language=language)


def objection(
    text: str, summary: Reading, sources: Sequence[Reading], concepts: Concepts
) -> Objection | None:
    """What speaks against a summary that was read from `summary_document`; None: it may be shown.

    `sources` are the readings of the reports it was written from.
    """
    if len(text) < SHORTEST or not summary.outline.sentences:
        return Objection(Flaw.EMPTY)
    if (sign := _NO_PROSE.search(text)) or not _END.search(text):
        return Objection(Flaw.NO_PROSE, sign.group().strip() if sign else text[-20:])
    if not _speaks(summary):
        return Objection(Flaw.LANGUAGE, summary.language)
    if number := numbers.invented(summary, sources):
        return Objection(Flaw.NUMBER, number)
    known = names.Sources.of(sources)
    if name := names.invented(summary, known, concepts):
        return Objection(Flaw.NAME, name)
    return None if _is_grounded(summary, sources, known) else Objection(Flaw.ELSEWHERE)


def _is_flat(answer: str) -> bool:
    """Whether it has no list: its lines can be joined."""
    return not _NO_PROSE.search(_THOUGHTS.sub(" ", answer))


def _speaks(summary: Reading) -> bool:
    """Whether no other of the four languages has more of its commonest words there than its own."""
    folds = summary.outline.folds
    counts = {
        language: sum(fold in commonest(language) for fold in folds)
        for language in ("en", "de", "fr", "es")
    }
    return counts.get(summary.language, 0) >= max(counts.values())


def _is_grounded(summary: Reading, sources: Sequence[Reading], known: names.Sources) -> bool:
    """Whether half of what it says is said by the sources; in another language: a concept of it."""
    if not any(source.language == summary.language for source in sources):
        return not known.concepts.isdisjoint(summary.by_concept)
    rows = zip(*(stream.words for stream in summary.outline.stems), strict=True)
    telling = [row for row in rows if len(row[0]) > 3 and row[0] not in COMMON]
    shared = sum(any(stem in known.stems for stem in row) for row in telling)
    return shared >= _SHARED * len(telling)
