"""A document cut into sentences and tokens: fields, units, and the streams that are scanned."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from monitor.core.reading.closing import closings
from monitor.core.reading.document import Document
from monitor.core.text import (
    FOLDS,
    LANGUAGES,
    STEMS,
    TOKEN,
    Clean,
    clean,
    language_of,
    raw_tokens,
    sentences,
)

BREAK = "\n"
_NOWHERE: list[int] = []
_CUTS = ",;)( |"
EXACT = " "
_MARKS = {
    language: chr(1 + number) for number, language in enumerate(sorted(LANGUAGES)) if number < 9
}
_MARKS |= {
    language: chr(0x0E + number)
    for number, language in enumerate(sorted(set(LANGUAGES) - set(_MARKS)))
}
FIELDS = ("title", "summary", "body")
_ARABIC = re.compile("[\u0600-\u06ff]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")


def mark_of(language: str) -> str:
    """The separator of a language's stems in the scanned text; " " is that of folded words."""
    return _MARKS[language]


@dataclass(frozen=True, slots=True)
class Sentence:
    """Tokens [first, last) that make a sentence of a field; its characters begin at `start`."""

    field: str
    unit: int
    first: int
    last: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Stream:
    """One word for each token, and as text with their separator before, between and behind.

    `offset`: where the text begins in the scan. `positions` is filled by `at`.
    """

    mark: str
    words: list[str]
    text: str
    offset: int
    positions: dict[str, list[int]] = field(default_factory=dict)

    def at(self, word: str) -> list[int]:
        """The tokens that are this word."""
        if not self.positions:
            for place, here in enumerate(self.words):
                self.positions.setdefault(here, []).append(place)
        return self.positions.get(word, _NOWHERE)


@dataclass(slots=True)
class Outline:
    """The document's tokens. `tokens` holds a BREAK after each sentence; so do the streams.

    `units`: the unit of each token. `cuts`: the tokens behind which a comma, semicolon or bracket stands.
    """

    document: Document
    language: str
    cleans: dict[str, Clean]
    dropped: dict[str, list[tuple[int, int]]]
    sentences: list[Sentence]
    tokens: list[str]
    folds: list[str]
    cuts: set[int] = field(default_factory=set)
    streams: dict[str, Stream] = field(default_factory=dict)
    units: list[int] = field(default_factory=list)
    _firsts: list[int] = field(default_factory=list)
    _positions: dict[int, list[tuple[int, int]]] = field(default_factory=dict)

    def sentence_at(self, token: int) -> Sentence:
        """The sentence that holds the token."""
        if not self._firsts:
            self._firsts.extend([sentence.first for sentence in self.sentences])
        return self.sentences[max(bisect_right(self._firsts, token) - 1, 0)]

    def unit_tokens(self, unit: int) -> tuple[int, int]:
        """The tokens [first, last) of a unit."""
        inside = [sentence for sentence in self.sentences if sentence.unit == unit]
        return inside[0].first, inside[-1].last

    def place(self, first: int, last: int) -> tuple[str, int, int]:
        """Field and characters [start, end) in the original text of tokens [first, last).

        Tokens that reach over several fields are given up to the end of the first.
        """
        sentence = self.sentence_at(first)
        closing = self.sentence_at(last - 1)
        if closing.field != sentence.field:
            closing, last = sentence, sentence.last
        start = self._inside(sentence)[first - sentence.first][0]
        end = self._inside(closing)[min(last, closing.last) - 1 - closing.first][1]
        plain = self.cleans[sentence.field]
        begin, stop = plain.original(start, end)
        return sentence.field, begin, stop

    def tokens_at(self, sentence: Sentence, start: int, end: int) -> tuple[int, int]:
        """The tokens [first, last) of a sentence that characters [start, end) of plain text touch."""
        inside = self._inside(sentence)
        first = max(0, bisect_right(inside, start, key=lambda place: place[0]) - 1)
        last = bisect_right(inside, end - 1, key=lambda place: place[0])
        return sentence.first + first, sentence.first + max(first + 1, last)

    def _inside(self, sentence: Sentence) -> list[tuple[int, int]]:
        found = self._positions.get(sentence.first)
        if found is None:
            text = self.cleans[sentence.field].text
            found = [match.span() for match in TOKEN.finditer(text, sentence.start, sentence.end)]
            found = [(a, b - 2 if text[b - 2 : b] in ("'s", "'S") else b) for a, b in found]
            self._positions[sentence.first] = found
        return found


def outline(document: Document) -> Outline:
    """Sentences, tokens and streams of a document."""
    cleans, dropped, found, tokens = {}, {}, [], list[str]()
    unit, opened = -1, False
    for name in FIELDS:
        source = getattr(document, name)
        if not source:
            continue
        plain = cleans[name] = clean(source)
        text, dropped[name] = _own_words(plain.text, name, document.outlet)
        for start, end in sentences(text):
            words = raw_tokens(text, start, end)
            if not words:
                continue
            # Title and first sentence are one unit: headlines leave out what the lead says.
            if unit < 0 or not (name == "title" or opened):
                unit += 1
            opened = name == "title"
            first = len(tokens)
            tokens += words
            found.append(Sentence(name, max(unit, 0), first, len(tokens), start, end))
            tokens.append(BREAK)
    cuts = {place for place, token in enumerate(tokens) if token[-1] in _CUTS}
    for place in cuts:
        tokens[place] = tokens[place].rstrip(_CUTS)
    folds = list(map(FOLDS.__getitem__, tokens))
    plain_text = "" if document.language else " ".join(one.text for one in cleans.values())
    language = language_of(document.language, plain_text, folds)
    made = Outline(document, language, cleans, dropped, found, tokens, folds, cuts)
    for sentence in found:
        made.units += [sentence.unit] * (sentence.last - sentence.first + 1)
    made.streams = _streams(made) if tokens else {}
    return made


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


def _streams(made: Outline) -> dict[str, Stream]:
    text = EXACT + EXACT.join(made.folds) + EXACT
    streams = {EXACT: Stream(EXACT, made.folds, text, 0)}
    offset = len(text)
    for language in _languages(made):
        stems, mark = STEMS[language], _MARKS[language]
        words = list(map(stems.__getitem__, made.folds))
        text = mark + mark.join(words) + mark
        streams[mark] = Stream(mark, words, text, offset)
        offset += len(text)
    return streams


def _languages(made: Outline) -> list[str]:
    languages = ["en"]
    if made.language in STEMS and made.language != "en":
        languages.append(made.language)
    if not all(plain.text.isascii() for plain in made.cleans.values()):
        texts = [plain.text for plain in made.cleans.values()]
        for language, script in (("ar", _ARABIC), ("ru", _CYRILLIC)):
            if language not in languages and any(script.search(text) for text in texts):
                languages.append(language)
    return languages
