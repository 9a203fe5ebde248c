"""How a doubtful name is written and what stands beside it."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.core.concept import Case
from monitor.core.reading.context import articles, deeds, linkers, trade_words
from monitor.core.reading.mention import Mention
from monitor.core.reading.outline import BREAK, Outline
from monitor.core.text import STEMS

# In these languages every noun has a capital, so that a capital proves nothing.
_CAPITAL_NOUNS = frozenset(("de",))

_NUMBERS = frozenset(
    "one two three four five six 1 2 3 4 5 6 drei tre tres trois uno una due".split()
)
# The Big Three are not Three; Three New Satellites are counted.
_GROUPS = frozenset("big top first last other all these those only next past".split())
_PLURALS = frozenset("people men women million billion".split())
_QUALITIES = frozenset("new more other additional major big large of key top more years".split())
_BEFORE_NAMES = frozenset(
    "operator carrier telco provider group brand rival giant incumbent subsidiary operateur "
    "netzbetreiber mobilfunker anbieter operadora operador operatore operatoru telekomkonzern".split()
)
_COUNTABLE = frozenset("customers subscribers users stores shops bills shares brands units".split())


@dataclass(frozen=True, slots=True)
class Writing:
    """How a mention is written: whether that fits the company, and whether it proves it."""

    fits: bool
    proves: bool = False


def writing(made: Outline, mention: Mention, case: Case) -> Writing:
    """What the letters say. Capitals prove nothing at the start, in headlines and in shouting."""
    token = made.tokens[mention.first].removesuffix("'s")
    letters = [sign for sign in token if sign.isupper() or sign.islower()]
    if case is Case.ANY or not letters:
        return Writing(True)
    sentence = made.sentence_at(mention.first)
    words = made.tokens[sentence.first : sentence.last]
    shouting = _is_shouting(words)
    if case is Case.UPPER:
        return Writing(token.isupper(), token.isupper() and not shouting and len(token) > 1)
    if case is Case.LOWER:
        return Writing(token.islower() or mention.first == sentence.first or shouting)
    if not letters[0].isupper():
        return Writing(_is_tagged(made, mention))
    if token.isupper() and len(token) > 1 and not shouting:
        return Writing(_is_tagged(made, mention))  # FREE, in a sentence that does not shout
    inside = mention.first > sentence.first and not shouting
    plain = made.language not in _CAPITAL_NOUNS and not _is_title_case(words)
    return Writing(True, inside and plain)


def _is_tagged(made: Outline, mention: Mention) -> bool:
    """Whether it is a #tag or an @handle, which are often written small."""
    field, start, _ = made.place(mention.first, mention.last)
    return start > 0 and getattr(made.document, field)[start - 1] in "#@"


def _is_shouting(words: list[str]) -> bool:
    letters = [word for word in words if word.isalpha() and len(word) > 1]
    return sum(word.isupper() for word in letters) * 2 > len(letters)


def _is_title_case(words: list[str]) -> bool:
    letters = [word for word in words if word.isalpha() and len(word) > 3]
    return sum(word[0].isupper() for word in letters) * 3 > len(letters) * 2


def grammar(made: Outline, mention: Mention) -> int:
    """What stands right before and after: deeds and possessives speak for the company.

    A common noun after it (Free phone, Three operators, Orange juice) and an article before it
    speak against it.
    """
    before = made.folds[mention.first - 1] if mention.first else BREAK
    after = made.tokens[mention.last] if mention.last < len(made.tokens) else BREAK
    if made.folds[mention.first] in _NUMBERS and (
        before in _GROUPS or _is_counted(made.tokens[mention.last : mention.last + 2])
    ):
        return -9
    does = after.lower() in deeds() or made.tokens[mention.last - 1].endswith("'s")
    score = 1 if does else _noun_after(made, after)
    if before in articles() and not does:
        score -= 1
    return score + 2 * (before in _BEFORE_NAMES)


def _is_counted(after: list[str]) -> bool:
    """Three operators, Three mobile networks: a number is followed by a plural, a name is not."""
    for token in after:
        word = token.lower()
        if word in linkers() or not word.isalpha() or (word in deeds() and word not in _COUNTABLE):
            return False
        if word in _QUALITIES or (token.islower() and _is_plural(word)):
            return True
    return False


def _is_plural(word: str) -> bool:
    return word in _PLURALS or (word.endswith("s") and not word.endswith("ss"))


def _noun_after(made: Outline, after: str) -> int:
    if made.language != "en" or not after.isalpha() or after.lower() in linkers():
        return 0
    if STEMS["en"][after.lower()] in trade_words("en"):
        return 0
    return -3 if after.islower() else -1
