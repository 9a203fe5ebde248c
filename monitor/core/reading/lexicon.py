"""Concepts -> the patterns that one scan looks for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ahocorasick_rs import AhoCorasick

from monitor.core.concept import Concept, Concepts, Form, Role
from monitor.core.reading.outline import Outline
from monitor.core.reading.owner import Owner as Owner
from monitor.core.reading.owner import Owners as Owners
from monitor.core.reading.owner import Sort as Sort
from monitor.core.reading.stream import EXACT, Stream, joined, mark_of
from monitor.core.reading.vocabulary import Vocabulary
from monitor.core.text import HAS_CJK, STEMS, clean, folded_words, tokenize

_UNIT = re.compile(r"^(\d+(?:[.,]\d+)?)([a-z]{2,4})$")
_CODE = re.compile(r"\d")
_ARABIC = re.compile("[\u0600-\u06ff]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_COMPOUND_LETTERS = 6
# Conjunctions and prepositions that Arabic writes together with a name.
_BEFORE_ARABIC = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "ال", "وال", "بال", "لل")


_Found = tuple[int, int, Owners]


class Lexicon:
    """The patterns of all concepts, by the stream that they are looked for in."""

    def __init__(self, concepts: Concepts) -> None:
        rows: dict[str, dict[str, dict[Owner, None]]] = {}
        beginnings: dict[str, dict[Owner, None]] = {}
        parts: dict[str, dict[Owner, None]] = {}
        for concept in concepts:
            for pattern, owner in _patterns(concept):
                mark = pattern[0]
                if mark.isalnum():
                    parts.setdefault(pattern, {})[owner] = None
                elif pattern[-1] == mark:
                    here = rows.setdefault(mark, {})
                    here.setdefault(pattern.strip(mark), {})[owner] = None
                else:
                    beginnings.setdefault(pattern, {})[owner] = None
        self._vocabulary = Vocabulary({mark: _tuples(here) for mark, here in rows.items()})
        self._beginnings = _Pieces(_tuples(beginnings))
        self._parts = _Pieces(_tuples(parts))

    def scan(self, made: Outline) -> list[_Found]:
        """Every occurrence, overlapping ones too: tokens [first, last) and whose they are."""
        found = self._vocabulary.scan(made.exact, made.stems)
        if begun := self._beginnings.scan(made.exact):
            found = begun + found
        if made.language == "de":  # which writes words together
            found = self._parts.scan(made.exact) + found
        return found


class _Pieces:
    """Patterns that do not end with a word."""

    def __init__(self, owners: dict[str, Owners]) -> None:
        self._owners = [(max(1, pattern.count(EXACT)), found) for pattern, found in owners.items()]
        self._automaton = AhoCorasick(list(owners))

    def scan(self, exact: Stream) -> list[_Found]:
        """Every occurrence."""
        found = []
        for number, start, _ in self._automaton.find_matches_as_indexes(
            exact.text, overlapping=True
        ):
            size, owners = self._owners[number]
            first = exact.at(start)
            found.append((first, first + size, owners))
        return found


def _tuples(rows: dict[str, dict[Owner, None]]) -> dict[str, Owners]:
    return {row: Owners.of(owners) for row, owners in rows.items()}


def _patterns(concept: Concept) -> Iterator[tuple[str, Owner]]:
    guard = concept.guard
    block = concept.helper and not (guard or concept.against)
    abroad = {form.text for form in concept.forms if form.language != "en"}
    for form in concept.forms:
        doubtful = guard is not None and " ".join(folded_words(form.text)) in guard.names
        written = tuple(tokenize(form.text)) if form.exact else None
        owner = Owner(
            concept.id, form.text, doubtful=doubtful, written=written, kana=_is_kana(form.text),
            subject=concept.is_subject, lent=form.role in (Role.UNIT, Role.BRAND),
            lone=_lone(form) if concept.is_subject else None,
            english=concept.helper and form.language == "en" and form.text not in abroad,
            block=block and not form.exact and not _is_kana(form.text),
        )  # fmt: skip
        for pattern in _of_form(form, concept.is_subject):
            yield pattern, owner
        if form.language == "de" and _is_compoundable(form):
            yield folded_words(form.text)[0], _part(owner)
    for phrase in (*concept.excluded, *(_containing(concept) if guard else ())):
        owner = Owner(concept.id, phrase, sort=Sort.EXCLUDED)
        yield from ((pattern, owner) for pattern in _of_phrase(phrase))


def _lone(form: Form) -> str | None:
    words = folded_words(form.text)
    return words[0] if len(words) == 1 and not form.prefix and words[0].isascii() else None


def _part(owner: Owner) -> Owner:
    return Owner(
        owner.concept, owner.alias, sort=Sort.PART_OF_WORD, subject=True, block=owner.block
    )


def _is_kana(text: str) -> bool:
    return all("\u30a0" <= sign <= "\u30ff" for sign in text)


def _is_compoundable(form: Form) -> bool:
    if form.exact:
        return False
    words = folded_words(form.text)
    return len(words) == 1 and len(words[0]) >= _COMPOUND_LETTERS and words[0].isalpha()


def _containing(concept: Concept) -> Iterator[str]:
    """Phrases of the guard that hold the doubtful name: they speak only where they stand."""
    guard = concept.guard
    if guard is None:
        return
    for phrase in guard.against:
        key = f" {' '.join(folded_words(phrase))} "
        if any(f" {name} " in key and f" {name} " != key for name in guard.names):
            yield phrase


def _of_phrase(phrase: str) -> Iterator[str]:
    words = folded_words(phrase.lstrip("="))
    if words:
        yield joined(words, EXACT)
        yield joined([STEMS["en"][word] for word in words], mark_of("en"))


def _of_form(form: Form, subject: bool) -> Iterator[str]:
    for words in _spellings(form.text):
        text = joined(words, EXACT)
        if not subject and _ARABIC.search(form.text):
            yield from (EXACT + before + text[1:] for before in _BEFORE_ARABIC)
        elif form.prefix:
            yield text[:-1]
        elif form.exact or HAS_CJK.search(form.text):
            yield text
        elif language := _inflecting(form, subject):
            yield joined([STEMS[language][word] for word in words], mark_of(language))
            if not subject:
                yield text
        else:
            yield text


def _inflecting(form: Form, subject: bool) -> str | None:
    if _ARABIC.search(form.text):
        return "ar"
    if _CYRILLIC.search(form.text):
        return "ru"
    return form.language if subject and form.language in STEMS else None


def _spellings(text: str) -> Iterator[list[str]]:
    """The words; for codes and hyphens also joined (5GSA), for units apart (3.5 GHz)."""
    words = folded_words(clean(text).text)
    if not words:
        return
    yield words
    if "&" in words and words.index("&") not in (0, len(words) - 1):
        yield ["and" if word == "&" else word for word in words]
    short = 2 <= len(words) <= 3
    if short and ("-" in text or _CODE.search(text)) and not HAS_CJK.search(text):
        yield ["".join(words)]
    split = [part for word in words for part in _apart(word)]
    if split != words:
        yield split


def _apart(word: str) -> list[str]:
    found = _UNIT.match(word)
    return list(found.groups()) if found and found.group(2) in ("ghz", "mhz", "khz") else [word]
