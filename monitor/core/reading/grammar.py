"""How a doubtful name is written and what stands beside it."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.core.concept import Case
from monitor.core.reading.context import articles, deeds, linkers, trade_words
from monitor.core.reading.mention import Mention
from monitor.core.reading.outline import BREAK, Outline
from monitor.core.reading.verbs import maybe_verbs, verbs
from monitor.core.text import STEMS

# In these languages every noun has a capital, so that a capital proves nothing.
_CAPITAL_NOUNS = frozenset(("de",))

# Where abbreviations that are spoken as words are written as words: Tim, Fcc, Agcom.
_ABBREVIATIONS_AS_WORDS = frozenset(("it",))

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
# Orange Vélodrome, Spark Arena, Beeline Street: named after the company or after none.
_VENUES = frozenset(
    """arena stadium stadion stadio stadium's parken theatre theater amphitheater amphitheatre dome
    pavilion velodrome ballpark speedway raceway racecourse bowl cup trophy marathon grandprix
    street road avenue boulevard lane square bridge beach lake river creek valley hill hills
    mountain mountains island museum church cathedral hospital cemetery orchard festival
    championship championships indycar league premiership rugby racing hawks""".split()
)
# Fred Rogers and Graham Bell are people.
_GIVEN_NAMES = frozenset(
    """adam adrian alan albert alexander alice amy andrew ann anna anne anthony arthur barbara ben
    benjamin betty bill bob brian bruce carl carlos carol catherine charles charlie chris christine
    christopher claire daniel dave david dean deborah dennis diana donald doug douglas edward elena
    elizabeth emily emma eric erik eva fiona frank fred gary george gordon graham greg hans harry
    helen henry howard hugh ian ivan jack jacob james jane janet jason jean jeff jennifer jeremy
    jessica jim joan joe john jonas jonathan jose joseph juan judy julia julie karen karl kate keith
    kelly ken kenneth kevin kim larry laura lawrence lee leif linda lisa louis louise luis luke marcus
    margaret maria marie mark martin mary matthew maurice michael michelle mike monica nancy neil
    nicholas nick nicole oliver olivia oscar pamela patricia patrick paul pedro peter philip phil
    rachel ralph raymond rebecca richard rick robert roger ron ronald rose roy ruth ryan sam samuel
    sandra sara sarah scott sean sharon simon sophie stephen steve steven stuart sue susan terry
    thomas tom tony victor victoria vincent walter wayne wendy william""".split()
)
_COUNTABLE = frozenset("customers subscribers users stores shops bills shares brands units".split())


@dataclass(frozen=True, slots=True)
class Writing:
    """How a mention is written: whether that fits the company, and whether it proves it."""

    fits: bool
    proves: bool = False
    shouts: bool = False


def writing(made: Outline, mention: Mention, case: Case) -> Writing:
    """What the letters say. Capitals prove nothing at the start, in headlines and in shouting."""
    token = made.tokens[mention.first].removesuffix("'s")
    letters = [sign for sign in token if sign.isupper() or sign.islower()]
    if case is Case.ANY or not letters:
        return Writing(True)
    sentence = made.sentence_at(mention.first)
    words = made.tokens[sentence.first : sentence.last]
    if case is Case.UPPER:
        fits = token.isupper() or (made.language in _ABBREVIATIONS_AS_WORDS and token.istitle())
        return Writing(fits, fits and len(token) > 1 and not _is_shouting(words))
    if case is Case.LOWER:
        small = token.islower() or mention.first == sentence.first
        return Writing(small or _is_shouting(words))
    if not letters[0].isupper():
        return Writing(_is_tagged(made, mention))
    if token.isupper() and len(token) > 1:  # get a FREE phone, SKY in talks
        return Writing(True, shouts=not (_is_shouting(words) or _is_tagged(made, mention)))
    if mention.first == sentence.first or made.language in _CAPITAL_NOUNS:
        return Writing(True)
    return Writing(True, not (_is_title_case(words) or _is_shouting(words)))


def _is_tagged(made: Outline, mention: Mention) -> bool:
    """Whether it is a #tag or an @handle, which are often written small."""
    source = getattr(made.document, made.sentence_at(mention.first).field)
    if "#" not in source and "@" not in source:
        return False
    _, start, _ = made.place(mention.first, mention.last)
    return start > 0 and source[start - 1] in "#@"


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
    fold = made.folds[mention.last] if mention.last < len(made.folds) else BREAK
    if made.folds[mention.first] in _NUMBERS and (
        before in _GROUPS or _is_counted(made.tokens[mention.last : mention.last + 2])
    ):
        return -9
    does = _is_deed(after.lower()) or _is_deed(fold) or made.tokens[mention.last - 1].endswith("'s")
    score = 1 if does else _noun_after(made, after)
    if before in articles() and not does:
        score -= 1
    return score + 2 * (before in _BEFORE_NAMES)


def _is_deed(word: str) -> bool:
    return word in deeds() or word in verbs()


def is_venue(made: Outline, mention: Mention) -> bool:
    """Whether the name goes on as that of a place or an event: Spark Arena, Beeline Street."""
    after = mention.last
    if after >= len(made.folds) or made.folds[after] not in _VENUES:
        return False
    return made.tokens[after][0].isupper()


def is_person(made: Outline, mention: Mention) -> bool:
    """Whether a given name stands before it and it does not go on as a company's name."""
    if not mention.first or mention.last - mention.first > 1:
        return False
    before = made.tokens[mention.first - 1]
    return before[:1].isupper() and made.folds[mention.first - 1] in _GIVEN_NAMES


def is_lower_case(made: Outline, mention: Mention) -> bool:
    """Whether a name of several words is written with a capital first and a small word later."""
    if made.language != "en" or mention.last - mention.first < 2:
        return False
    written = mention.alias.split()
    here = made.tokens[mention.first : mention.last]
    if len(here) != len(written):
        return False
    if not all(word[0].isupper() and word.isalpha() for word in written):
        return False
    return here[0][0].isupper() and any(word.islower() for word in here[1:])


def is_small(made: Outline, mention: Mention) -> bool:
    """Whether a name of one word is written small in a text that knows capitals: amplia, digicel."""
    token = made.tokens[mention.first]
    if mention.last - mention.first > 1 or not token.islower() or not mention.alias[0].isupper():
        return False
    sentence = made.sentence_at(mention.first)
    words = made.tokens[sentence.first : sentence.last]
    return any(word[0].isupper() for word in words) and not _is_tagged(made, mention)


def expansion(made: Outline, mention: Mention) -> list[str]:
    """The words that an abbreviation in brackets stands for: Socio-economic Status (SES)."""
    letters = made.folds[mention.first]
    if not made.tokens[mention.first].isupper():
        return []
    source = getattr(made.document, made.sentence_at(mention.first).field)
    if "(" not in source:
        return []
    _, start, end = made.place(mention.first, mention.last)
    if source[start - 1 : start] != "(" or source[end : end + 1] != ")" or not letters.isalpha():
        return []
    before = made.folds[max(0, mention.first - 2 * len(letters)) : mention.first]
    for size in range(2, len(before) + 1):
        words = before[-size:]
        heads = "".join(word[0] for word in words if word not in linkers() and word != BREAK)
        if heads == letters and words[0][0] == letters[0]:
            return words
    return []


def _is_counted(after: list[str]) -> bool:
    """Three operators, Three mobile networks: a number is followed by a plural, a name is not."""
    for token in after:
        word = token.lower()
        does = _is_deed(word) and word not in _COUNTABLE
        if word in linkers() or not word.isalpha() or does:
            return False
        if word in _QUALITIES or (token.islower() and _is_plural(word)):
            return True
    return False


def _is_plural(word: str) -> bool:
    return word in _PLURALS or (word.endswith("s") and not word.endswith("ss"))


def _noun_after(made: Outline, after: str) -> int:
    if made.language != "en" or not after.isalpha() or after.lower() in linkers():
        return 0
    if STEMS["en"][after.lower()] in trade_words("en") or after.lower() in maybe_verbs():
        return 0
    return -3 if after.islower() else -1
