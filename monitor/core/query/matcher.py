"""Many watchlists against one reading: candidates by key, then the evaluator."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from monitor.core.concept import Concepts
from monitor.core.hit import Match, Span
from monitor.core.query.compiler import Compiler
from monitor.core.query.explain import Explanation, explain
from monitor.core.query.keys import RuleIndex
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
        compiler = Compiler(concepts)
        self._nodes = {name: compiler.compile(query) for name, query in watchlists.items()}
        self._index = RuleIndex(list(self._nodes.values()))
        self._names = list(self._nodes)

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
        known: dict[str, Found] = {}
        look_up = partial(_marks, reading, self._nodes, known)
        matches, names = [], self._names
        for place, exact in self._index.candidates(reading):
            name = names[place]
            if not exact:
                found = self._nodes[name].find(reading, None)
                if found is None:
                    continue
                known[name] = found
            matches.append(Match(name, look_up))
        return tuple(matches)

    def evaluate(self, query: Query, reading: Reading) -> Match | None:
        """A query of the moment against a reading; the match has no watchlist (id "")."""
        found = compile_query(query, self.concepts).find(reading, None)
        return None if found is None else Match("", partial(_marks, reading, {}, {"": found}))

    def explain(self, watchlist_id: str, reading: Reading) -> Explanation:
        """Why the entry matches the watchlist or not. Raises KeyError for an unknown one."""
        return explain(self._nodes[watchlist_id], reading)

    def explain_query(self, query: Query, reading: Reading) -> Explanation:
        """The same for a query of the moment."""
        return explain(compile_query(query, self.concepts), reading)


def _marks(
    reading: Reading, nodes: Mapping[str, Node], known: Mapping[str, Found], name: str
) -> tuple[Span, ...]:
    """The marks of one query: of what was found, where its keys alone did not tell that it holds."""
    found = known.get(name)
    return spans(reading, nodes[name].marks(reading) if found is None else found)


def search_plan(query: Query, concepts: Concepts) -> Plan:
    """What the search index is asked for the candidates of a query: a superset of its hits."""
    return compile_query(query, concepts).plan()


def compile_query(query: Query, concepts: Concepts) -> Node:
    """The evaluator of one query."""
    return Compiler(concepts).compile(query)
