"""Where in a reading a term is met."""

from __future__ import annotations

from typing import NamedTuple

from monitor.core.hit import Span
from monitor.core.query.syntax import Field
from monitor.core.reading import Mention, Reading


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
        return tuple(_spans(reading, found[0]))
    made: dict[tuple[str, int, int, str], Span] = {}
    for occurrence in found:
        for span in _spans(reading, occurrence):
            made.setdefault((span.field, span.start, span.end, span.term), span)
    order = {"title": 0, "summary": 1, "body": 2}
    return tuple(sorted(made.values(), key=lambda span: (order[span.field], span.start, span.end)))


def _spans(reading: Reading, occurrence: Occurrence) -> list[Span]:
    mention = occurrence.mention
    if mention is None:
        place = occurrence.chars or reading.outline.place(occurrence.first, occurrence.last)
        return [Span(term=occurrence.term, field=place[0], start=place[1], end=place[2])]
    return [
        Span(
            term=occurrence.term, field=field, start=start, end=end, alias=leaf.alias,
            concept=mention.concept, guard=str(mention.reason),
        )
        for leaf in leaves(mention)
        for field, start, end in (reading.place(leaf),)
    ]  # fmt: skip


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
