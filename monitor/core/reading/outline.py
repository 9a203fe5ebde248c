"""A document cut into sentences and tokens: fields, units, and the streams that are scanned."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple

from monitor.core.reading.closing import closings
from monitor.core.reading.document import Document
from monitor.core.reading.stream import BREAK as BREAK
from monitor.core.reading.stream import EXACT as EXACT
from monitor.core.reading.stream import Stream as Stream
from monitor.core.reading.stream import mark_of as mark_of
from monitor.core.text import (
    BARE,
    CUTS,
    FOLDS,
    STEMS,
    Clean,
    clean,
    language_of,
    raw_tokens,
    sentences,
)

FIELDS = ("title", "summary", "body")
_ARABIC = re.compile("[\u0600-\u06ff]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")


class Sentence(NamedTuple):
    """Tokens [first, last) that make a sentence of a field; its characters are [start, end)."""

    field: str
    unit: int
    first: int
    last: int
    start: int
    end: int


@dataclass(slots=True)
class Outline:
    """The document's words. `folds` holds a BREAK after each sentence; so do the streams.

    `cleans`: the fields as plain text; `texts`: the same with line breaks over what is `dropped`.
    `raws`: the words as written, each with the comma, semicolon or bracket behind it. `units`: the
    unit of each word. `stems`: the streams of stems, English first.
    """

    document: Document
    language: str
    cleans: dict[str, Clean]
    texts: dict[str, str]
    dropped: dict[str, list[tuple[int, int]]]
    sentences: list[Sentence]
    raws: list[str]
    folds: list[str]
    units: list[int]
    exact: Stream
    stems: list[Stream]
    _tokens: list[str] = field(default_factory=list)
    _firsts: list[int] = field(default_factory=list)
    _positions: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    _spots: dict[int, tuple[str, int, int]] = field(default_factory=dict)

    @property
    def tokens(self) -> list[str]:
        """The words as written."""
        if not self._tokens:
            self._tokens = list(map(BARE.__getitem__, self.raws))
        return self._tokens

    @property
    def streams(self) -> list[Stream]:
        """The folded words, then the stems."""
        return [self.exact, *self.stems]

    def is_cut(self, first: int, last: int) -> bool:
        """Whether a comma, semicolon or bracket stands between the tokens [first, last)."""
        return any(raw[-1] in CUTS for raw in self.raws[first : last - 1])

    def sentence_at(self, token: int) -> Sentence:
        """The sentence that holds the token."""
        if not self._firsts:
            self._firsts = [sentence.first for sentence in self.sentences]
        return self.sentences[max(bisect_right(self._firsts, token) - 1, 0)]

    def unit_tokens(self, unit: int) -> tuple[int, int]:
        """The tokens [first, last) of a unit."""
        inside = [sentence for sentence in self.sentences if sentence.unit == unit]
        return inside[0].first, inside[-1].last

    def place(self, first: int, last: int) -> tuple[str, int, int]:
        """Field and characters [start, end) in the original text of tokens [first, last).

        Tokens that reach over several fields are given up to the end of the first.
        """
        one = self._spots.get(first) or self._spot(first)
        if last == first + 1:
            return one
        other = self._spots.get(last - 1) or self._spot(last - 1)
        if other[0] != one[0]:
            other = self._spot(self.sentence_at(first).last - 1)
        return one[0], one[1], other[2]

    def _spot(self, token: int) -> tuple[str, int, int]:
        """The place of one token; of a BREAK, that of the token before it."""
        sentence = self.sentence_at(token)
        name, plain, spots = sentence.field, self.cleans[sentence.field], self._spots
        if plain.starts is None:
            for at, (start, end) in enumerate(self._inside(sentence), sentence.first):
                spots[at] = (name, start, end)
        else:
            for at, (start, end) in enumerate(self._inside(sentence), sentence.first):
                spots[at] = (name, *plain.original(start, end))
        return spots[min(token, sentence.last - 1)]

    def tokens_at(self, sentence: Sentence, start: int, end: int) -> tuple[int, int]:
        """The tokens [first, last) of a sentence that characters [start, end) of its text touch."""
        inside = self._inside(sentence)
        first = max(0, bisect_right(inside, start, key=lambda place: place[0]) - 1)
        last = bisect_right(inside, end - 1, key=lambda place: place[0])
        return sentence.first + first, sentence.first + max(first + 1, last)

    def _inside(self, sentence: Sentence) -> list[tuple[int, int]]:
        found = self._positions.get(sentence.first)
        if found is None:
            text, at = self.texts[sentence.field], sentence.start
            found = self._positions[sentence.first] = []
            index, owning = text.index, "'" in text
            # Between two tokens stands nothing that a token could begin with.
            for token in self.tokens[sentence.first : sentence.last]:
                start = index(token, at)
                at = start + len(token)
                found.append((start, at - 2 if owning and token[-2:] in ("'s", "'S") else at))
        return found


def outline(document: Document) -> Outline:
    """Sentences, words and streams of a document."""
    cleans, texts, dropped, found, raws = {}, {}, {}, list[Sentence](), list[str]()
    units: list[int] = []
    unit, opened = -1, False
    for name in FIELDS:
        source = getattr(document, name)
        if not source:
            continue
        plain = cleans[name] = clean(source)
        text, dropped[name] = _own_words(plain.text, name, document.outlet)
        texts[name] = text
        for start, end in sentences(text):
            words = raw_tokens(text[start:end])
            if not words:
                continue
            # Title and first sentence are one unit: headlines leave out what the lead says.
            if unit < 0 or not (name == "title" or opened):
                unit += 1
            opened = name == "title"
            first = len(raws)
            raws += words
            found.append(Sentence(name, unit, first, len(raws), start, end))
            raws.append(BREAK)
            units += [unit] * (len(words) + 1)
    folds = list(map(FOLDS.__getitem__, raws))
    plain_text = "" if document.language else " ".join(one.text for one in cleans.values())
    language = language_of(document.language, plain_text, folds)
    stems = [
        Stream(list(map(STEMS[one].__getitem__, folds)), one)
        for one in _languages(language, cleans)
    ]
    return Outline(
        document, language, cleans, texts, dropped, found, raws, folds, units, Stream(folds), stems
    )


def _own_words(text: str, name: str, outlet: str | None) -> tuple[str, list[tuple[int, int]]]:
    """The text with blanks where it is not the entry's own, and where that was."""
    if name == "title":
        cut = _outlet_suffix(text, outlet)
        gone = [(cut, len(text))] if cut < len(text) else []
    else:
        gone = closings(text)
    for start, end in gone:
        text = text[:start] + "\n" * (end - start) + text[end:]
    return text, gone


def _outlet_suffix(text: str, outlet: str | None) -> int:
    if outlet and text.lower().endswith(outlet.lower()):
        head = text[: len(text) - len(outlet)].rstrip()
        if head.endswith(("-", "|", "·", "»")) and len(head) > 1:
            return len(head) - 1
    return len(text)


def _languages(language: str, cleans: dict[str, Clean]) -> list[str]:
    """Whose stems are looked at: always English, the document's own, and what its scripts say."""
    languages = ["en"]
    if language in STEMS and language != "en":
        languages.append(language)
    texts = [plain.text for plain in cleans.values() if not plain.text.isascii()]
    for other, script in (("ar", _ARABIC), ("ru", _CYRILLIC)) if texts else ():
        if other not in languages and any(script.search(text) for text in texts):
            languages.append(other)
    return languages
