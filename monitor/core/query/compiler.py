"""Syntax tree -> evaluator; bare words become concepts where they are known."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.core.concept import Concepts, Meaning
from monitor.core.query.leaves import ConceptNode, PropertyNode, RegexNode
from monitor.core.query.logic import AndNode, FieldNode, NotNode, OrNode
from monitor.core.query.nearness import NearNode, TogetherNode
from monitor.core.query.node import Node
from monitor.core.query.printer import format_query
from monitor.core.query.syntax import (
    And,
    Entity,
    Field,
    Literal,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Regex,
    Together,
    Within,
    Word,
    terms,
)
from monitor.core.query.wordsnode import WordsNode
from monitor.core.text import folded_words, tokenize

_IN_TEXT = frozenset((Field.TITLE, Field.SUMMARY, Field.TEXT))
# Words that carry nothing in a row of bare words, unless they are all there is.
_FILLERS = frozenset("a an and at by for in of on or the to with".split())


class Compiler:
    """Compiles queries against one set of concepts.

    Words that stand in several queries become one node, looked for once in a reading.
    """

    def __init__(self, concepts: Concepts) -> None:
        self._concepts = concepts
        self._words: dict[tuple[object, ...], WordsNode] = {}

    def compile(self, query: Query) -> Node:
        """The evaluator of a query."""
        label = format_query(query)
        match query:
            case Word():
                return self._row((query,))
            case Together(parts=parts):
                return self._row(parts)
            case Near(left=left, right=right, distance=distance):
                return NearNode(label, (self.compile(left), self.compile(right)), distance)
            case And(parts=parts):
                ordered = sorted(parts, key=lambda part: isinstance(part, Not))
                return AndNode(label, tuple(self.compile(part) for part in ordered))
            case Or(parts=parts):
                return OrNode(label, tuple(self.compile(part) for part in parts))
            case Not(part=part):
                return NotNode(label, (self.compile(part),))
            case Within(field=field, part=part):
                return self._within(label, field, part)
            case _:
                return self._term(label, query)

    def _term(self, label: str, term: Phrase | Literal | Prefix | Regex | Entity) -> Node:
        match term:
            case Phrase(text=text):
                return self._node(label, text)
            case Literal(text=text):
                written = tuple(token.removesuffix("'s") for token in tokenize(text))
                return self._node(label, text, written=written)
            case Prefix(text=text):
                return self._node(label, text, open_end=True)
            case Regex(pattern=pattern):
                return RegexNode(label, pattern)
            case Entity(name=name):
                return ConceptNode(label, self._entity(name))

    def _node(
        self,
        label: str,
        text: str,
        *,
        inflected: bool = False,
        open_end: bool = False,
        written: tuple[str, ...] | None = None,
    ) -> WordsNode:
        key = label, text, inflected, open_end, written
        found = self._words.get(key)
        if found is None:
            words = tuple(folded_words(text))
            found = self._words[key] = WordsNode(label, words, inflected, open_end, written)
        return found

    def _entity(self, name: str) -> tuple[Meaning, ...]:
        if self._concepts.get(name):
            return (Meaning(concept=name),)
        return self._concepts.resolve(name)

    def _within(self, label: str, field: Field, part: Query) -> Node:
        if field in _IN_TEXT:
            return FieldNode(label, (self.compile(part),), field)
        return self._property(field, part)

    def _property(self, field: Field, part: Query) -> Node:
        label = f"{field}:{format_query(part)}"
        match part:
            case And(parts=parts) | Together(parts=parts):
                return AndNode(label, tuple(self._property(field, one) for one in parts))
            case Or(parts=parts):
                return OrNode(label, tuple(self._property(field, one) for one in parts))
            case Not(part=one):
                return NotNode(label, (self._property(field, one),))
            case _:
                term = terms(part)[0]
                text = str(getattr(term, "text", "") or getattr(term, "name", ""))
                return PropertyNode(
                    label, field, tuple(folded_words(text)), isinstance(term, Prefix)
                )

    def _row(self, parts: Sequence[Query]) -> Node:
        """Parts side by side; bare words among them are cut into the longest known names."""
        nodes: list[Node] = []
        words: list[Word] = []
        for part in parts:
            if isinstance(part, Word):
                words.append(part)
                continue
            nodes += self._names(words, len(words))
            words = []
            nodes.append(self.compile(part))
        if nodes or not words:
            nodes += self._names(words, len(words))
            return _together(nodes)
        return self._subject(words)

    def _subject(self, words: list[Word]) -> Node:
        """Bare words only: the subject of that name, and what its known parts compose."""
        label = " ".join(word.text for word in words)
        meanings = self._concepts.resolve(label)
        if not meanings:
            return _together(self._names(words, len(words)))
        whole = ConceptNode(label, meanings)
        pieces = self._names(words, len(words) - 1) if len(words) > 1 else []
        if len(pieces) > 1 and all(self._is_plain(piece) for piece in pieces):
            return OrNode(label, (whole, _together(pieces)))
        return whole

    def _is_plain(self, node: Node) -> bool:
        """Known, and a subject in its own right, so that it may compose with another."""
        if not isinstance(node, ConceptNode):
            return False
        found = [self._concepts.get(meaning.concept) for meaning in node.meanings]
        return all(one is not None and one.is_subject and not one.helper for one in found)

    def _names(self, words: list[Word], longest: int) -> list[Node]:
        nodes: list[Node] = []
        at = 0
        while at < len(words):
            for width in range(min(longest, len(words) - at, self._concepts.longest), 0, -1):
                label = " ".join(word.text for word in words[at : at + width])
                if meanings := self._concepts.resolve(label):
                    nodes.append(ConceptNode(label, meanings))
                    break
            else:
                width, label = 1, words[at].text
                if len(words) == 1 or label.lower() not in _FILLERS:
                    nodes.append(self._node(label, label, inflected=True))
            at += width
        return nodes


def _together(nodes: list[Node]) -> Node:
    if not nodes:
        return WordsNode("", ())
    return (
        nodes[0]
        if len(nodes) == 1
        else TogetherNode(" ".join(n.label for n in nodes), tuple(nodes))
    )
