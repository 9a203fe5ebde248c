"""Words of a query as keys of the matcher and lexemes of the search index."""

from __future__ import annotations

from typing import NamedTuple

from monitor.core.query.plan import AllOf, AnyOf, Lexeme, Plan
from monitor.core.reading import Reading
from monitor.core.reading.outline import Outline
from monitor.core.reading.stream import BREAK
from monitor.core.text import HAS_CJK, LANGUAGES, STEMS


class Key(NamedTuple):
    """Something an entry has: a concept (c), a word (w), a word in any inflection (s: by its stem in
    one of the entry's languages), a word that begins so (p)."""

    sort: str
    text: str


def lexemes(words: tuple[str, ...], inflected: bool, open_end: bool) -> Plan:
    """What the index must hold where the words stand in a row."""
    parts: list[Plan] = []
    for place, word in enumerate(words):
        is_last = place == len(words) - 1
        if HAS_CJK.search(word):
            following = words[place + 1] if not is_last else ""
            pair = word + following if following and HAS_CJK.search(following) else word
            parts.append(Lexeme(text=f"w:{pair}", prefix=len(pair) == 1))
        elif open_end and is_last:
            parts.append(Lexeme(text=f"w:{word}", prefix=True))
        else:
            parts.append(_word(word, inflected))
    return parts[0] if len(parts) == 1 else AllOf(parts=tuple(parts))


def _word(word: str, inflected: bool) -> Plan:
    found = {f"w:{word}"}
    if inflected:
        stems = {STEMS[language][word] for language in LANGUAGES}
        found |= {f"{sort}:{stem}" for stem in stems for sort in "ws"}
    if len(found) == 1:
        return Lexeme(text=f"w:{word}")
    return AnyOf(parts=tuple(Lexeme(text=text) for text in sorted(found)))


def index_lexemes(reading: Reading) -> tuple[str, ...]:
    """What the search index stores of a reading, each once, in order of first sight.

    `w:` folded words and CJK bigrams, `s:` stems that differ from their word, `c:` concept ids.
    """
    made = reading.outline
    folds = made.folds
    found = [f"w:{word}" for word in dict.fromkeys(_in_pairs(made)) if word and word != BREAK]
    stems: dict[str, None] = {}
    for stream in made.stems:
        pairs = zip(folds, stream.words, strict=True)
        stems |= dict.fromkeys([stem for word, stem in pairs if stem is not word and stem != word])
    found += [f"s:{stem}" for stem in stems]
    found += [f"c:{concept}" for concept in dict.fromkeys(reading.known)]
    return tuple(found)


def _in_pairs(made: Outline) -> list[str]:
    """The folded words, of CJK each character with the one that follows it."""
    folds, text = made.folds, made.exact.text
    if text.isascii() or not HAS_CJK.search(text):
        return folds
    return [
        word + following if HAS_CJK.search(word) and HAS_CJK.search(following) else word
        for word, following in zip(folds, [*folds[1:], BREAK], strict=True)
    ]
