"""Many watchlists against one reading: candidates by key, then the evaluator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from monitor.core.concept import Concepts
from monitor.core.hit import Match
from monitor.core.query.compiler import Compiler
from monitor.core.query.explain import Explanation, explain
from monitor.core.query.keys import KeyIndex
from monitor.core.query.node import Found, Node
from monitor.core.query.occurrence import spans
from monitor.core.query.plan import Plan
from monitor.core.query.syntax import Query
from monitor.core.reading import Document, Reader, Reading


class Matcher:
    """Reads documents and says which watchlists they match.

    Give `reader` to share one compiled reader between matchers of the same concepts.
    """

    def __init__(
        self, concepts: Concepts, watchlists: Mapping[str, Query], reader: Reader | None = None
    ) -> None:
        self.concepts = concepts
        self._reader = reader or Reader(concepts)
        self._compiler = Compiler(concepts)
        self._nodes = {name: self._compiler.compile(query) for name, query in watchlists.items()}
        self._names = list(self._nodes)
        self._always: list[int] = []
        self._index = KeyIndex()
        self._wakes: dict[int, list[tuple[int, tuple[frozenset[int], ...]]]] = {}
        self._register()

    @property
    def version(self) -> str:
        """Hash of the reader's rules and of all concepts: the reading version of what it reads."""
        return self._reader.version

    @property
    def reader(self) -> Reader:
        """The compiled reader, to be shared."""
        return self._reader

    def read(self, document: Document) -> Reading:
        """What one pass over the document finds."""
        return self._reader.read(document)

    def match(self, reading: Reading) -> tuple[Match, ...]:
        """The watchlists that the entry matches, in the order of the watchlists."""
        found = []
        for name in self.candidates(reading):
            occurrences = self._nodes[name].find(reading, None)
            if occurrences is not None:
                found.append(_match(name, reading, occurrences))
        return tuple(found)

    def evaluate(self, query: Query, reading: Reading) -> Match | None:
        """A query of the moment against a reading; the match has no watchlist (id "")."""
        found = self._compiler.compile(query).find(reading, None)
        return None if found is None else _match("", reading, found)

    def explain(self, watchlist_id: str, reading: Reading) -> Explanation:
        """Why the entry matches the watchlist or not. Raises KeyError for an unknown one."""
        return explain(self._nodes[watchlist_id], reading)

    def explain_query(self, query: Query, reading: Reading) -> Explanation:
        """The same for a query of the moment."""
        return explain(self._compiler.compile(query), reading)

    def candidates(self, reading: Reading) -> list[str]:
        """The watchlists that may match: the keyless, and those whose every need is met."""
        there = self._index.present(reading)
        found = set(self._always)
        for key in self._wakes.keys() & there:
            for number, needs in self._wakes[key]:
                for need in needs:
                    if need.isdisjoint(there):
                        break
                else:
                    found.add(number)
        return [self._names[number] for number in sorted(found)]

    def _register(self) -> None:
        needs = {name: node.needs() for name, node in self._nodes.items()}
        usage = Counter(key for sets in needs.values() for keys in sets for key in keys)
        for place, sets in enumerate(needs.values()):
            if not sets:
                self._always.append(place)
                continue
            # The need that fewest watchlists share wakes this one seldom; the others are checked.
            rarest, *others = sorted(sets, key=lambda keys: sum(usage[key] for key in keys))
            rest = tuple(frozenset(map(self._index.number, keys)) for keys in others)
            for key in rarest:
                self._wakes.setdefault(self._index.number(key), []).append((place, rest))


def _match(name: str, reading: Reading, found: Found) -> Match:
    marks = spans(reading, found)
    weak = bool(marks) and all(mark.field == "body" for mark in marks)
    return Match(watchlist_id=name, spans=marks, weak=weak)


def search_plan(query: Query, concepts: Concepts) -> Plan:
    """What the search index is asked for the candidates of a query: a superset of its hits."""
    return compile_query(query, concepts).plan()


def compile_query(query: Query, concepts: Concepts) -> Node:
    """The evaluator of one query."""
    return Compiler(concepts).compile(query)
