"""Many watchlists against one reading: candidates by key, then the evaluator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set

from monitor.core.concept import Concepts
from monitor.core.hit import Match
from monitor.core.query.compiler import Compiler
from monitor.core.query.explain import Explanation, explain
from monitor.core.query.nodes import Found, Node
from monitor.core.query.occurrence import spans
from monitor.core.query.plan import Plan
from monitor.core.query.syntax import Query
from monitor.core.query.terms import language_of_mark
from monitor.core.reading import Document, Reader, Reading
from monitor.core.reading.outline import EXACT
from monitor.core.text import STEMS


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
        self._order = {name: place for place, name in enumerate(self._nodes)}
        self._always: list[str] = []
        self._keys: dict[str, dict[str, list[str]]] = {"c": {}, "w": {}, "s": {}, "p": {}}
        self._widths: list[int] = []
        self._stems: dict[str, dict[str, list[str]]] = {}
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
        """The watchlists that may match: those with a key that the entry has, and the keyless."""
        made, words = reading.outline, set(reading.outline.folds)
        names = set(self._always)
        _gather(names, self._keys["c"], reading.by_concept.keys())
        _gather(names, self._keys["w"], words)
        for width in self._widths:
            _gather(names, self._keys["p"], {word[:width] for word in words})
        if self._keys["s"]:
            for mark, stream in made.streams.items():
                if mark != EXACT:
                    stems = self._stem_keys(language_of_mark(mark))
                    _gather(names, stems, set(stream.text.split(mark)))
        return sorted(names, key=self._order.__getitem__)

    def _stem_keys(self, language: str) -> dict[str, list[str]]:
        found = self._stems.get(language)
        if found is None:
            found = {}
            for word, names in self._keys["s"].items():
                found.setdefault(STEMS[language][word], []).extend(names)
            self._stems[language] = found
        return found

    def _register(self) -> None:
        needs = {name: node.needs() for name, node in self._nodes.items()}
        usage = Counter(key for sets in needs.values() for keys in sets for key in keys)
        for name, sets in needs.items():
            if not sets:
                self._always.append(name)
                continue
            # The key that fewest watchlists ask for wakes this one seldom.
            for key in min(sets, key=lambda keys: sum(usage[key] for key in keys)):
                self._keys[key.sort].setdefault(key.text, []).append(name)
        self._widths = sorted({len(word) for word in self._keys["p"]})


def _gather(names: set[str], keys: Mapping[str, list[str]], there: Set[str]) -> None:
    for key in keys.keys() & there if len(keys) < len(there) else there & keys.keys():
        names.update(keys[key])


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
