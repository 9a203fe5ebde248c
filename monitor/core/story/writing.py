"""What the way of writing tells: words written as names, and datelines, which are no part of the news."""

from __future__ import annotations

import re

from monitor.core.reading import Reading

# "LIVE FROM MWC SHANGHAI 2026: ...", "STOCKHOLM, SWEDEN — On Tuesday ..."
_DATELINE = re.compile(r"[^a-zß-öø-ÿ:\n]{4,60}?(?::|\s[-–—])\s")
# Where more words than this share of a sentence have capitals, a capital tells nothing.
_HEADLINE = 0.5
_CAPITALS_ARE_GRAMMAR = frozenset(("de",))


def names_of(reading: Reading) -> set[int]:
    """The words written as names: with a capital inside, or one where plain words have none.

    The first word of a sentence, words all in capitals and headlines in capitals tell nothing; nor
    does German, where all nouns have capitals.
    """
    made, found = reading.outline, set[int]()
    grammar = reading.language in _CAPITALS_ARE_GRAMMAR
    for sentence in made.sentences:
        first, words = sentence.first, made.raws[sentence.first : sentence.last]
        capitals = [number for number, word in enumerate(words, first) if word != word.lower()]
        tells = not grammar and len(capitals) <= _HEADLINE * len(words)
        for number in capitals:
            word = words[number - first]
            inside = not word[1:].islower()
            if not word.isupper() and (inside or (tells and number > first)):
                found.add(number)
    return found


def dateline_of(reading: Reading) -> range:
    """The words of place and occasion in capitals before the first sentence of the text."""
    made = reading.outline
    for sentence in made.sentences:
        if sentence.field != "title":
            text = made.texts[sentence.field][sentence.start :]
            head = _DATELINE.match(text)
            if not head or not any(map(str.isalpha, head[0])):
                break
            return range(
                *made.tokens_at(sentence, sentence.start, sentence.start + head.end(0) - 2)
            )
    return range(0)
