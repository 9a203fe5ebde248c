"""Whether a doubtful name means the company here: Orange, Three, O2, Free, du."""

from __future__ import annotations

from functools import lru_cache

from monitor.core.concept import Concept, Concepts, Guard, spoken, stemmed
from monitor.core.reading.context import Context
from monitor.core.reading.grammar import (
    expansion,
    grammar,
    is_lower_case,
    is_person,
    is_small,
    is_venue,
    writing,
)
from monitor.core.reading.lexicon import Owner
from monitor.core.reading.mention import Mention, Reason
from monitor.core.reading.namesakes import Evidence, Namesakes
from monitor.core.reading.outline import Outline
from monitor.core.text import commonest

NEEDED = 3
_PEERS = frozenset(
    "operator vendor chipmaker regulator ministry satellite tower cable wholesale standards company "
    "industry".split()
)
_OTHER_SCRIPTS = frozenset("zh ja ko ar ru uk bg el he fa ur hi th kk".split())


class Judge:
    """Decides which mentions count."""

    def __init__(self, concepts: Concepts) -> None:
        self._concepts = concepts
        self._namesakes = Namesakes(concepts)
        self._clear = frozenset(
            concept.id
            for concept in concepts
            if concept.is_subject
            and (concept.helper or not (concept.guard is not None or concept.against))
        )

    def judge(self, made: Outline, found: list[tuple[Mention, Owner]]) -> list[Mention]:
        """Every mention with its reason; those with a clear name are decided first."""
        clear: list[Mention] = []
        doubtful: list[tuple[Mention, Concept, Guard]] = []
        certain, concepts = self._clear, self._concepts.by_id
        for mention, owner in found:
            if owner.concept in certain:
                clear.append(mention)
                continue
            concept = concepts[owner.concept]
            if not concept.is_subject and (void := _is_no_name(made, mention, concept, owner)):
                clear.append(mention._replace(reason=void))
            elif owner.doubtful and concept.guard:
                doubtful.append((mention, concept, concept.guard))
            elif concept.against and _is_void(made, mention, concept):
                clear.append(mention._replace(reason=Reason.OTHER_SENSE))
            else:
                clear.append(mention)
        judged = clear + self._doubtful(made, doubtful, clear) if doubtful else clear
        return self._namesakes.resolve(
            made, judged, {(m.first, m.last, m.concept) for m, o in found if o.lent}
        )

    def _doubtful(
        self, made: Outline, found: list[tuple[Mention, Concept, Guard]], clear: list[Mention]
    ) -> list[Mention]:
        judged: list[Mention] = []
        other = {
            (made.folds[mention.first], concept.id)
            for mention, concept, _ in found
            if self._is_other_expansion(made, mention, concept)
        }
        people = {
            concept.id
            for mention, concept, guard in found
            if not guard.rare and is_person(made, mention)
        }
        # A name whose other sense is rare is evidence for the names that are words.
        evidence = Evidence.of(made, clear, self._concepts)
        for mention, concept, guard in sorted(found, key=lambda one: not one[2].rare):
            if judged and judged[-1].counts:
                evidence = evidence.and_of(judged[-1], self._concepts)
            if (made.folds[mention.first], concept.id) in other:
                reason = Reason.OTHER_SENSE
            else:
                reason = self._reason(mention, concept, guard, evidence)
            # Where somebody of that name is introduced, the bare name is that person's.
            if concept.id in people and reason is not Reason.ELSEWHERE:
                reason = Reason.OTHER_SENSE
            judged.append(mention._replace(reason=reason))
        return _spread(judged)

    def _reason(
        self, mention: Mention, concept: Concept, guard: Guard, evidence: Evidence
    ) -> Reason:
        made = evidence.made
        manner = writing(made, mention, guard.case)
        if not manner.fits or _is_function_word(made, mention):
            return Reason.CASE
        if any(one.concept == concept.id for one in evidence.clear):
            return Reason.ELSEWHERE
        here = Context.of_unit(made, mention.unit)
        if is_person(made, mention) or here.first_of(_against(guard), guard.names) is not None:
            return Reason.OTHER_SENSE
        if guard.rare:
            return Reason.CLEAR
        favoured = evidence.words.first_of(guard.favour) is not None
        at_home = bool(evidence.countries & set(concept.countries))
        if guard.strict and not (favoured or at_home or evidence.kin(concept, self._concepts)):
            return Reason.NO_CONTEXT
        score = self._score(mention, concept, evidence) + 2 * manner.proves - manner.shouts
        score += at_home + 2 * favoured
        if not manner.proves and _is_foreign(made, mention, guard):
            score += 2
        return Reason.CONTEXT if score >= NEEDED else Reason.NO_CONTEXT

    def _is_other_expansion(self, made: Outline, mention: Mention, concept: Concept) -> bool:
        """Socio-economic Status (SES): the text itself says what the letters stand for."""
        if mention.last - mention.first > 1:
            return False
        words = expansion(made, mention)
        spelt = stemmed(" ".join(words)) if words else ""
        return bool(spelt) and all(stemmed(form.text) != spelt for form in concept.forms)

    def _score(self, mention: Mention, concept: Concept, evidence: Evidence) -> int:
        peers, subjects = set(), set()
        for one in evidence.clear:
            other = self._concepts.by_id[one.concept]
            if one.first < mention.last and mention.first < one.last:
                continue
            if other.kind in _PEERS:
                peers.add(other.id)
            elif other.is_subject and not other.helper:
                subjects.add((one.first, one.last))
        topic = min(1, len(subjects)) + min(2, evidence.words.trade((mention.first, mention.last)))
        score = min(2, len(peers)) + evidence.kin(concept, self._concepts)
        score += grammar(evidence.made, mention) + 2 * _is_acronym(evidence.made, mention)
        # In the trade's press every text speaks of the trade: that alone proves no name.
        return score + (topic if score > 0 else min(topic, NEEDED - 1))


@lru_cache(maxsize=4096)
def _against(guard: Guard) -> tuple[str, ...]:
    """What speaks against the name. AT&T Stadium is not AT&T, but AT&T may be near it.

    For names that are words such phrases speak against all: orange juice makes Orange the fruit.
    """
    if not guard.rare:
        return guard.against
    return tuple(
        phrase
        for phrase in guard.against
        if not any(f" {name} " in f" {spoken(phrase)} " for name in guard.names)
    )


def _is_acronym(made: Outline, mention: Mention) -> bool:
    """Three capitals or more are rarely a word: they only have other readings."""
    token = made.tokens[mention.first]
    return mention.last - mention.first == 1 and len(token) > 2 and token.isupper()


def _is_foreign(made: Outline, mention: Mention, guard: Guard) -> bool:
    """Whether the name is no word of the text's language, and so is hardly a word here."""
    if made.language in _OTHER_SCRIPTS:
        return made.tokens[mention.first].isascii()
    return bool(guard.word_in) and made.language not in guard.word_in


def _is_function_word(made: Outline, mention: Mention) -> bool:
    alone = mention.last - mention.first == 1
    return alone and made.folds[mention.first] in commonest(made.language)


def _is_no_name(made: Outline, mention: Mention, concept: Concept, owner: Owner) -> Reason | None:
    """Why the words are no company's name, doubtful or not: an arena, a tall American tower."""
    if concept.kind == "country":
        return None
    if is_venue(made, mention):
        return Reason.OTHER_PHRASE
    if mention.last - mention.first > 1:
        small = is_lower_case(made, mention)
    else:
        small = not owner.doubtful and is_small(made, mention)
    return Reason.CASE if small else None


def _is_void(made: Outline, mention: Mention, concept: Concept) -> bool:
    return Context.of_unit(made, mention.unit).first_of(concept.against) is not None


def _spread(judged: list[Mention]) -> list[Mention]:
    """A name that context made certain counts in the whole entry, where its case fits."""
    certain = {one.concept for one in judged if one.counts}
    return [
        one._replace(reason=Reason.ELSEWHERE)
        if one.concept in certain and one.reason is Reason.NO_CONTEXT
        else one
        for one in judged
    ]
