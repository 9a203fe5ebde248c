"""Whether a doubtful name means the company here: Orange, Three, O2, Free, du."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.core.concept import Concept, Concepts, Guard
from monitor.core.reading.context import Context
from monitor.core.reading.grammar import grammar, writing
from monitor.core.reading.lexicon import Owner
from monitor.core.reading.mention import Mention, Reason
from monitor.core.reading.outline import Outline
from monitor.core.text import commonest

NEEDED = 3
_PEERS = frozenset(
    "operator vendor chipmaker regulator ministry satellite tower cable wholesale standards company "
    "industry".split()
)
_HOMES = {
    "de": "DE AT CH", "fr": "FR BE CH CA SN CI MA TN", "es": "ES MX AR CL CO PE", "it": "IT",
    "pt": "BR PT", "tr": "TR", "ja": "JP", "ko": "KR", "zh": "CN TW HK SG", "ar": "AE SA EG JO KW",
    "ru": "RU KZ", "nl": "NL BE", "sv": "SE", "pl": "PL",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the entry says in all: facts that are the same for each doubtful name in it."""

    made: Outline
    clear: list[Mention]
    words: Context
    countries: frozenset[str]


class Judge:
    """Decides which mentions count."""

    def __init__(self, concepts: Concepts) -> None:
        self._concepts = concepts

    def judge(self, made: Outline, found: list[tuple[Mention, Owner]]) -> list[Mention]:
        """Every mention with its reason; those with a clear name are decided first."""
        clear: list[Mention] = []
        doubtful: list[tuple[Mention, Concept, Guard]] = []
        for mention, owner in found:
            concept = self._concepts.by_id[mention.concept]
            if owner.doubtful and concept.guard:
                doubtful.append((mention, concept, concept.guard))
            elif concept.against and _is_void(made, mention, concept):
                clear.append(mention._replace(reason=Reason.OTHER_SENSE))
            else:
                clear.append(mention)
        judged = clear + self._doubtful(made, doubtful, clear) if doubtful else clear
        return self._namesakes(
            made, judged, {(m.first, m.last, m.concept) for m, o in found if o.lent}
        )

    def _doubtful(
        self, made: Outline, found: list[tuple[Mention, Concept, Guard]], clear: list[Mention]
    ) -> list[Mention]:
        judged: list[Mention] = []
        # A name whose other sense is rare is evidence for the names that are words.
        for mention, concept, guard in sorted(found, key=lambda one: not one[2].rare):
            evidence = self._evidence(made, [*clear, *judged])
            reason = self._reason(mention, concept, guard, evidence)
            judged.append(mention._replace(reason=reason))
        return _spread(judged)

    def _evidence(self, made: Outline, mentions: list[Mention]) -> Evidence:
        clear = [mention for mention in mentions if mention.counts]
        countries = {
            country
            for one in clear
            if self._concepts.by_id[one.concept].kind == "country"
            for country in self._concepts.by_id[one.concept].countries
        }
        if made.document.country:
            countries.add(made.document.country.upper())
        words = Context.of_tokens(made, 0, len(made.folds))
        return Evidence(made, clear, words, frozenset(countries))

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
        if here.first_of(guard.against, apart_from=guard.names) is not None:
            return Reason.OTHER_SENSE
        if guard.rare:
            return Reason.CLEAR
        score = self._score(mention, concept, evidence) + 2 * manner.proves
        if evidence.words.first_of(guard.favour) is not None:
            score += 2
        return Reason.CONTEXT if score >= NEEDED else Reason.NO_CONTEXT

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
        score = min(2, len(peers)) + min(1, len(subjects))
        score += min(2, evidence.words.trade((mention.first, mention.last)))
        score += self._kin(concept, evidence.clear)
        score += bool(evidence.countries & set(concept.countries))
        return score + grammar(evidence.made, mention) + 2 * _is_acronym(evidence.made, mention)

    def _kin(self, concept: Concept, clear: list[Mention]) -> int:
        """The owner, or a company of the same owner, is named."""
        for one in clear:
            other = self._concepts.by_id[one.concept]
            if other.id == concept.parent or other.parent == concept.id:
                return 2
        return 0

    def _namesakes(
        self, made: Outline, judged: list[Mention], lent: set[tuple[int, int, str]]
    ) -> list[Mention]:
        """Of several companies of one name, those that country and language point to."""
        shared: dict[tuple[int, int], list[Mention]] = {}
        for one in judged:
            subject = self._concepts.by_id[one.concept].is_subject
            if one.counts and not subject and (one.first, one.last, one.concept) not in lent:
                shared.setdefault((one.first, one.last), []).append(one)
        losers: set[int] = set()
        evidence = None
        for rivals in shared.values():
            if len(rivals) > 1:
                evidence = evidence or self._evidence(made, judged)
                losers |= self._losers(rivals, evidence)
        if not losers:
            return judged
        return [
            one._replace(reason=Reason.NAMESAKE) if id(one) in losers else one for one in judged
        ]

    def _losers(self, rivals: list[Mention], evidence: Evidence) -> set[int]:
        points = {id(one): self._belonging(one, evidence) for one in rivals}
        best = max(points.values())
        return {one for one, score in points.items() if score < best}

    def _belonging(self, mention: Mention, evidence: Evidence) -> int:
        concept = self._concepts.by_id[mention.concept]
        home = set(concept.countries)
        elsewhere = any(
            one.concept == concept.id and (one.first, one.last) != (mention.first, mention.last)
            for one in evidence.clear
        )
        spoken = set(_HOMES.get(evidence.made.language, "").split())
        return (
            4 * elsewhere
            + 3 * bool(evidence.countries & set(concept.countries[:1]))
            + 2 * bool(evidence.countries & home)
            + self._kin(concept, evidence.clear)
            + bool(spoken & home)
        )


def _is_acronym(made: Outline, mention: Mention) -> bool:
    """Three capitals or more are rarely a word: they only have other readings."""
    token = made.tokens[mention.first]
    return mention.last - mention.first == 1 and len(token) > 2 and token.isupper()


def _is_function_word(made: Outline, mention: Mention) -> bool:
    alone = mention.last - mention.first == 1
    return alone and made.folds[mention.first] in commonest(made.language)


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
