"""What an entry says in all, and which of several companies of one name it points to."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.core.concept import Concept, Concepts
from monitor.core.reading.context import Context
from monitor.core.reading.mention import COUNTING, Mention, Reason
from monitor.core.reading.outline import Outline

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
    countries: frozenset[str]

    @property
    def words(self) -> Context:
        """All the words of the entry."""
        return Context.of_tokens(self.made, 0, len(self.made.folds))

    @classmethod
    def of(cls, made: Outline, mentions: list[Mention], concepts: Concepts) -> Evidence:
        """What the mentions that count say."""
        clear = [mention for mention in mentions if mention.reason in COUNTING]
        countries = {
            country
            for one in clear
            if concepts.by_id[one.concept].kind == "country"
            for country in concepts.by_id[one.concept].countries
        }
        if made.document.country:
            countries.add(made.document.country.upper())
        return cls(made, clear, frozenset(countries))

    def and_of(self, mention: Mention, concepts: Concepts) -> Evidence:
        """The same, where one more mention counts."""
        concept = concepts.by_id[mention.concept]
        countries = self.countries
        if concept.kind == "country":
            countries |= set(concept.countries)
        return Evidence(self.made, [*self.clear, mention], countries)

    def kin(self, concept: Concept, concepts: Concepts) -> int:
        """2 where its owner, or a company that it owns, is named; else 0."""
        for one in self.clear:
            other = concepts.by_id[one.concept]
            if other.id == concept.parent or other.parent == concept.id:
                return 2
        return 0


class Namesakes:
    """Tells companies of one name apart."""

    def __init__(self, concepts: Concepts) -> None:
        self._concepts = concepts
        self._names = frozenset(one.id for one in concepts if not one.is_subject)

    def resolve(
        self, made: Outline, judged: list[Mention], lent: set[tuple[int, int, str]]
    ) -> list[Mention]:
        """Of several companies of one name, those that country and language point to.

        `lent`: the mentions of units and brands, which count for more than one anyhow.
        """
        shared: dict[tuple[int, int], list[Mention]] = {}
        for one in judged:
            if (
                one.concept in self._names
                and one.reason in COUNTING
                and (one.first, one.last, one.concept) not in lent
            ):
                shared.setdefault((one.first, one.last), []).append(one)
        losers: set[int] = set()
        evidence = None
        for rivals in shared.values():
            if len(rivals) > 1:
                evidence = evidence or Evidence.of(made, judged, self._concepts)
                losers |= self._losers(rivals, evidence)
        if not losers:
            return judged
        return [
            one._replace(reason=Reason.NAMESAKE) if id(one) in losers else one for one in judged
        ]

    def _losers(self, rivals: list[Mention], evidence: Evidence) -> set[int]:
        points = {one.concept: self._belonging(one, evidence) for one in rivals}
        best = max(points.values())
        winners = {name for name, score in points.items() if score == best}
        # Of mother and daughter the mother is meant, unless something points to the daughter;
        # then both are.
        winners = {name for name in winners if not winners & self._mothers(name)} or winners
        for name in tuple(winners):
            winners |= self._mothers(name) & points.keys()
        return {id(one) for one in rivals if one.concept not in winners}

    def _mothers(self, name: str) -> set[str]:
        found = set[str]()
        above = self._concepts.by_id[name].parent
        while above and above not in found:
            found.add(above)
            above = self._concepts.by_id[above].parent
        return found

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
            + evidence.kin(concept, self._concepts)
            + bool(spoken & home)
        )
