"""Many watchlists against one reading: candidates by key, then the evaluator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from monitor.core.concept import Concepts
from monitor.core.hit import Match
from monitor.core.query.compiler import Compiler
from monitor.core.query.explain import Explanation, explain
from monitor.core.query.nodes import Found, Node
from monitor.core.query.occurrence import spans
from monitor.core.query.plan import Plan
from monitor.core.query.syntax import Query
from monitor.core.query.terms import Key, language_of_mark
from monitor.core.reading import Document, Reader, Reading
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
        self._by_key: dict[Key, list[str]] = {}
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
        made, by_key = reading.outline, self._by_key
        names = set(self._always)
        for concept in reading.by_concept:
            names.update(by_key.get(Key("c", concept), ()))
        words = set(made.folds)
        for sort, keys in self._word_keys.items():
            if sort == "w":
                for word in words & keys.keys():
                    names.update(keys[word])
        for width in self._widths:
            beginnings = {word[:width] for word in words}
            for word in beginnings & self._word_keys["p"].keys():
                names.update(self._word_keys["p"][word])
        if self._word_keys["s"]:
            for stream in made.streams.values():
                if stream.mark != " ":
                    keys = self._stem_keys(language_of_mark(stream.mark))
                    for stem in set(stream.text.split(stream.mark)) & keys.keys():
                        names.update(keys[stem])
        return sorted(names, key=self._order.__getitem__)

    def _stem_keys(self, language: str) -> dict[str, list[str]]:
        found = self._stems.get(language)
        if found is None:
            found = {}
            for word, names in self._word_keys["s"].items():
                found.setdefault(STEMS[language][word], []).extend(names)
            self._stems[language] = found
        return found

    def _register(self) -> None:
        choices = {name: node.needs() for name, node in self._nodes.items()}
        usage = Counter(key for sets in choices.values() for keys in sets for key in keys)
        self._word_keys: dict[str, dict[str, list[str]]] = {"w": {}, "s": {}, "p": {}}
        for name, sets in choices.items():
            if not sets:
                self._always.append(name)
                continue
            rarest = min(sets, key=lambda keys: sum(usage[key] for key in keys))
            for key in rarest:
                self._by_key.setdefault(key, []).append(name)
                if key.sort in self._word_keys:
                    self._word_keys[key.sort].setdefault(key.text, []).append(name)
        self._widths = sorted({len(word) for word in self._word_keys["p"]})


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
