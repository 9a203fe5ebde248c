"""Where in a reading a term is met."""

from __future__ import annotations

from typing import NamedTuple

from monitor.core.hit import Span
from monitor.core.query.syntax import Field
from monitor.core.reading import Mention, Reading

_FIELDS = {"title": 0, "summary": 1, "body": 2}


class Occurrence(NamedTuple):
    """Tokens [first, last) of a unit that meet `term`; `mention` where a concept met it.

    `chars`: field, start, end in the original, where a regular expression met less than a token.
    """

    term: str
    first: int
    last: int
    unit: int
    mention: Mention | None = None
    chars: tuple[str, int, int] | None = None


def spans(reading: Reading, found: tuple[Occurrence, ...]) -> tuple[Span, ...]:
    """The occurrences as characters of the original, in order, each once."""
    if len(found) == 1 and found[0].mention is None:
        return (_word(reading, found[0]),)
    made: dict[tuple[str, int, int, str], Span] = {}
    for occurrence in found:
        if occurrence.mention is None:
            span = _word(reading, occurrence)
            made.setdefault((span.field, span.start, span.end, span.term), span)
            continue
        for span in _concept(reading, occurrence.term, occurrence.mention):
            made.setdefault((span.field, span.start, span.end, span.term), span)
    if len(made) == 1:
        return tuple(made.values())
    return tuple(sorted(made.values(), key=_order))


def _order(span: Span) -> tuple[int, int, int]:
    return _FIELDS[span.field], span.start, span.end


def _word(reading: Reading, occurrence: Occurrence) -> Span:
    place = occurrence.chars or reading.outline.place(occurrence.first, occurrence.last)
    return Span(occurrence.term, *place)


def _concept(reading: Reading, term: str, mention: Mention) -> list[Span]:
    guard = str(mention.reason)
    return [
        Span(term, *reading.place(leaf), leaf.alias, mention.concept, guard)
        for leaf in leaves(mention)
    ]


def leaves(mention: Mention) -> tuple[Mention, ...]:
    """The mentions that stand in the text, where `mention` follows from its parts."""
    if not mention.through:
        return (mention,)
    return tuple(leaf for part in mention.through for leaf in leaves(part))


def in_scope(reading: Reading, occurrence: Occurrence, scope: Field | None) -> bool:
    """Whether the occurrence stands in the field; None and text: are every field."""
    if scope is None or scope is Field.TEXT:
        return True
    outline = reading.outline
    if occurrence.mention is not None:
        return all(
            outline.sentence_at(leaf.first).field == scope for leaf in leaves(occurrence.mention)
        )
    return outline.sentence_at(occurrence.first).field == scope
