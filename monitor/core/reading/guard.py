"""Whether a doubtful name means the company here: Orange, Three, O2, Free, du."""

from __future__ import annotations

from dataclasses import dataclass, replace

from monitor.core.concept import Case, Concept, Concepts, Guard
from monitor.core.reading.context import Context, articles, deeds
from monitor.core.reading.lexicon import Owner
from monitor.core.reading.mention import Mention, Reason
from monitor.core.reading.outline import Outline

NEEDED = 3
_PEERS = frozenset(
    """
    operator vendor chipmaker regulator ministry satellite tower cable wholesale standards
    """.split()
)
# In these languages every noun has a capital, so that a capital proves nothing.
_CAPITAL_NOUNS = frozenset(("de",))
_SMALL_LANGUAGES = {"du": frozenset(("fr", "de"))}


@dataclass(frozen=True, slots=True)
class Writing:
    """How the mention is written, and whether that says anything here."""

    fits: bool
    proves: bool


class Judge:
    """Decides which mentions count."""

    def __init__(self, concepts: Concepts) -> None:
        self._concepts = concepts

    def judge(self, made: Outline, found: list[tuple[Mention, Owner]]) -> list[Mention]:
        """Every mention with its reason; those with a clear name are decided first."""
        clear, doubtful = [], []
        for mention, owner in found:
            concept = self._concepts.by_id[mention.concept]
            if owner.doubtful and concept.guard:
                doubtful.append((mention, concept, concept.guard))
            elif concept.against and self._is_void(made, mention, concept):
                clear.append(replace(mention, reason=Reason.OTHER_SENSE))
            else:
                clear.append(mention)
        if not doubtful:
            return clear
        counting = [mention for mention in clear if mention.counts]
        judged = [
            replace(mention, reason=self._reason(made, mention, concept, guard, counting))
            for mention, concept, guard in doubtful
        ]
        return clear + self._namesakes(made, _spread(judged), counting)

    def _is_void(self, made: Outline, mention: Mention, concept: Concept) -> bool:
        return Context.of_unit(made, mention.unit).first_of(concept.against) is not None

    def _reason(
        self, made: Outline, mention: Mention, concept: Concept, guard: Guard, clear: list[Mention]
    ) -> Reason:
        case = _case(made, mention, guard)
        if not case.fits:
            return Reason.CASE
        here = Context.of_unit(made, mention.unit)
        if any(one.concept == concept.id for one in clear):
            return Reason.ELSEWHERE
        if here.first_of(_near_by(guard)) is not None:
            return Reason.OTHER_SENSE
        score = self._score(made, mention, concept, clear, here) + (2 if case.proves else 0)
        if here.first_of(guard.favour) is not None:
            score += 3
        return Reason.CONTEXT if score >= NEEDED else Reason.NO_CONTEXT

    def _score(
        self, made: Outline, mention: Mention, concept: Concept, clear: list[Mention], here: Context
    ) -> int:
        peers = {
            one.concept
            for one in clear
            if one.unit == mention.unit and self._concepts.by_id[one.concept].kind in _PEERS
        }
        score = min(2, len(peers)) + min(2, here.trade((mention.first, mention.last)))
        score += self._kin(concept, clear) + self._home(made, concept, clear)
        return score + _grammar(made, mention)

    def _kin(self, concept: Concept, clear: list[Mention]) -> int:
        """The owner, or a company of the same owner, is named."""
        for one in clear:
            other = self._concepts.by_id[one.concept]
            if other.id == concept.parent or other.parent == concept.id:
                return 2
        return 0

    def _home(self, made: Outline, concept: Concept, clear: list[Mention]) -> int:
        """A country of the company is named, or the outlet is at home there."""
        named = {
            country
            for one in clear
            if self._concepts.by_id[one.concept].kind == "country"
            for country in self._concepts.by_id[one.concept].countries
        }
        return int(
            bool(named & set(concept.countries)) or made.document.country in concept.countries
        )

    def _namesakes(
        self, made: Outline, judged: list[Mention], clear: list[Mention]
    ) -> list[Mention]:
        return judged


def _spread(judged: list[Mention]) -> list[Mention]:
    """A name that context made certain counts in the whole entry, where its case fits."""
    certain = {one.concept for one in judged if one.reason is Reason.CONTEXT}
    return [
        replace(one, reason=Reason.ELSEWHERE)
        if one.concept in certain and one.reason is Reason.NO_CONTEXT
        else one
        for one in judged
    ]


def _near_by(guard: Guard) -> tuple[str, ...]:
    return guard.against


def _case(made: Outline, mention: Mention, guard: Guard) -> Writing:
    token = made.tokens[mention.first].removesuffix("'s")
    sentence = made.sentence_at(mention.first)
    words = made.tokens[sentence.first : sentence.last]
    shouting = _is_shouting(words)
    if guard.case is Case.ANY or not any(sign.isalpha() for sign in token):
        return Writing(True, False)
    if guard.case is Case.UPPER:
        return Writing(token.isupper(), token.isupper() and not shouting)
    if guard.case is Case.LOWER:
        return Writing(token.islower() or mention.first == sentence.first or shouting, False)
    if not token[0].isupper() and not _is_caseless(token):
        return Writing(False, False)
    inside = mention.first > sentence.first and not shouting
    german = made.language in _CAPITAL_NOUNS
    return Writing(True, inside and not german and not _is_title_case(words))


def _is_caseless(token: str) -> bool:
    return not (token[0].isupper() or token[0].islower())


def _is_shouting(words: list[str]) -> bool:
    letters = [word for word in words if word.isalpha() and len(word) > 1]
    return sum(word.isupper() for word in letters) * 2 > len(letters)


def _is_title_case(words: list[str]) -> bool:
    letters = [word for word in words if word.isalpha() and len(word) > 3]
    return sum(word[0].isupper() for word in letters) * 3 > len(letters) * 2


def _grammar(made: Outline, mention: Mention) -> int:
    """What stands right before and after: a deed and a possessive speak for the company."""
    tokens, folds = made.tokens, made.folds
    before = folds[mention.first - 1] if mention.first else "\n"
    after = folds[mention.last] if mention.last < len(folds) else "\n"
    score = 0
    if after in deeds() or tokens[mention.last - 1].endswith("'s"):
        score += 1
    if before in articles():
        score -= 1 if after in deeds() else 2
    return score
