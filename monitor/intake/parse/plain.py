"""Plain items of well-formed feeds, read to the very values feedparser gives, at a fraction of its cost.

What is known here is a closed list of shapes: elements and attributes that nearly every feed is made
of, each once, none inside another. An item with anything else is odd and is left to feedparser, as
is the feed's own part. No guess is made here, so that it cannot be seen which of both read an item.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from monitor.intake.parse.door import Piece
from monitor.intake.parse.shapes import ATOM, RDF, RSS, XML, Fields, OddError, Shapes, norm

_FORMATS: Mapping[str, Shapes] = {"rss": RSS, f"{RDF.own} RDF": RDF, f"{ATOM.own} feed": ATOM}
_LANGUAGES = frozenset({f"{XML} lang", "lang"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """What could be read: `feed` is None where its own part is odd, an item where it is."""

    feed: Piece | None
    items: tuple[Piece | None, ...]


def read_plain(document: bytes) -> Plain | None:
    """Reads a well-formed document in UTF-8 that has no DOCTYPE and no xml:base.

    None when its root is that of no format known here, or languages change within it.
    """
    reading = _Reading()
    parser = expat.ParserCreate("utf-8", " ")
    parser.buffer_text = True
    parser.ordered_attributes = False
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.text
    try:
        parser.Parse(document, True)
    except (expat.ExpatError, _UnknownError):
        return None
    return Plain(
        feed=reading.feed.piece(),
        items=tuple(item.piece() for item in reading.items),
    )


class _UnknownError(Exception):
    """The document is none that can be read here."""


@dataclass(slots=True)
class _Part:
    """The feed's own part, or one item, while it is read."""

    fields: Fields
    depth: int
    odd: bool = False

    def piece(self) -> Piece | None:
        return None if self.odd else Piece(values=self.fields.values)


@dataclass(slots=True)
class _Reading:
    """The handlers of one pass, and where it stands."""

    feed: _Part = field(default_factory=lambda: _Part(Fields(), depth=0))
    items: list[_Part] = field(default_factory=list)
    _shapes: Shapes = RSS
    _part: _Part | None = None  # the item under way
    _depth: int = 0
    _child: str = ""  # the element of the part that is under way, and its attributes
    _attributes: Mapping[str, str] = field(default_factory=dict)
    _inner: str = ""  # the element in it
    _pieces: list[str] = field(default_factory=list)
    _language: str | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if attributes and self._depth > 1 and not _LANGUAGES.isdisjoint(attributes):
            raise _UnknownError
        if self._part is not None:
            self._start_within(self._part, name, attributes)
        elif self._depth == 1:
            self._start_root(name, attributes)
        elif name in self._shapes.items:
            self._start_item(attributes)
        elif self._depth == 2 and self._shapes.channel is not None:
            self.feed.odd |= name != self._shapes.channel or self.feed.depth == 2
            self.feed.odd |= not self._shapes.channel_attributes.issuperset(attributes)
            self.feed.depth = 2
        else:
            self._start_within(self.feed, name, attributes)

    def end(self, _name: str) -> None:
        part = self._part or self.feed
        below = self._depth - part.depth
        if below == 1 and not part.odd:
            self._end_child(part)
        elif below == 2 and not part.odd:
            self._end_inner(part)
        elif below == 0:
            self._part = None
        self._depth -= 1

    def text(self, data: str) -> None:
        self._pieces.append(data)

    def _start_root(self, name: str, attributes: dict[str, str]) -> None:
        if name not in _FORMATS:
            raise _UnknownError
        self._shapes = _FORMATS[name]
        said = attributes.get(f"{XML} lang", attributes.get("lang"))
        if said:
            self._language = said.replace("_", "-")
            self.feed.fields.values["language"] = self._language
        self.feed.depth = 1

    def _start_item(self, attributes: dict[str, str]) -> None:
        item = _Part(Fields(language=self._language), depth=self._depth)
        item.odd = self._depth not in self._shapes.depths
        about = attributes.pop(f"{RDF.own} about", "")
        if about:
            item.fields.values["id"] = about
        item.odd |= bool(attributes)
        self.items.append(item)
        self._part = item

    def _start_within(self, part: _Part, name: str, attributes: dict[str, str]) -> None:
        if part.odd:
            return
        below = self._depth - part.depth
        if below == 1:
            known = self._shapes.of_item if part is self._part else self._shapes.of_feed
            part.odd = name not in known
            self._child, self._attributes = name, attributes
            self._pieces.clear()
        else:
            part.odd = name not in self._shapes.inside.get(self._child, ())
            self._inner = name
            self._pieces.clear()

    def _end_inner(self, part: _Part) -> None:
        part.fields.inner(self._child, self._inner, "".join(self._pieces).strip())
        self._pieces.clear()

    def _end_child(self, part: _Part) -> None:
        known = self._shapes.of_item if part is self._part else self._shapes.of_feed
        role = known[self._child]
        if role is None:
            return
        try:
            role(part.fields, self._attributes, norm("".join(self._pieces).strip()))
        except OddError:
            part.odd = True
