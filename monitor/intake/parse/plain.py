"""Plain items of well-formed feeds, read to the very values feedparser gives, at a fraction of its cost.

What is known here are the rules that feedparser has for the elements which nearly every feed is made
of, in the forms that they usually have. An item in any other form is odd and is left to feedparser,
as is the feed's own part. No guess is made here, so that it cannot be seen which of both read an item.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from xml.parsers import expat

from monitor.intake.parse.door import Piece
from monitor.intake.parse.names import Names, OddError
from monitor.intake.parse.plain_feed import FeedPart
from monitor.intake.parse.plain_item import Item
from monitor.intake.parse.shapes import Setting

BASES = ("", "./")  # those under which a link stays as it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """What could be read: `feed` is None where its own part is odd, an item where it is."""

    feed: Piece | None
    items: tuple[Piece | None, ...]


def read_plain(document: bytes, base: str = "") -> Plain | None:
    """Reads a well-formed document in UTF-8 without DOCTYPE; `base` is one of BASES.

    None when it is no format known here, or something in it changes how all of it is read.
    """
    reading = _Reading(base)
    try:
        reading.through(document)
    except (OddError, expat.ExpatError):
        return None
    return Plain(feed=reading.feed.piece(), items=tuple(reading.items))


class _Reading:
    """The handlers of one pass, and where it stands."""

    def __init__(self, base: str) -> None:
        self.feed = FeedPart(base)
        self.items: list[Piece | None] = []
        self._base, self._names = base, Names()
        self._item: Item | None = None  # the item under way, None where it is odd
        self._depth = 0  # of elements within the item, itself included; 0: outside
        self._parser = expat.ParserCreate("utf-8", " ")
        self._parser.buffer_text = True
        self._parser.StartNamespaceDeclHandler = self._declare
        self._outside()

    def through(self, document: bytes) -> None:
        """Reads all of it."""
        self._parser.Parse(document, True)

    def _outside(self) -> None:
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self.feed.pieces.append

    def _declare(self, prefix: str | None, uri: str | None) -> None:
        try:
            self._names.declare(prefix, uri, new=not self._depth)
        except OddError:
            if not self._depth:
                raise
            self._item = None

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        tag = self._names.tags[name]
        if self.feed.root:
            self._root(tag)
        if tag in ("item", "entry"):
            self._start_item(attributes)
        else:
            self.feed.start(tag, attributes)

    def _root(self, tag: str) -> None:
        """What feedparser takes the format for; only that of Atom matters."""
        if tag == "rss":
            self._names.version = "rss"
        elif tag == "feed":
            self._names.version = self._names.version or "atom"
        elif tag != "rdf_rdf":
            raise OddError

    def _end(self, _name: str) -> None:
        self.feed.end()

    def _start_item(self, attributes: Mapping[str, str]) -> None:
        setting = Setting(
            atom=self._names.version.startswith("atom"),
            base=self._base,
            language=self.feed.languages[-1],
            mixed=self.feed.mixed,
        )
        self._depth = 1
        self._parser.StartElementHandler = self._start_within
        self._parser.EndElementHandler = self._end_within
        try:
            self._item = Item(setting, attributes)
            self._parser.CharacterDataHandler = self._item.pieces.append
        except OddError:
            self._item = None

    def _start_within(self, name: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        if self._item is None:
            return
        try:
            self._item.start(self._names.tags[name], attributes)
        except OddError:
            self._item = None

    def _end_within(self, name: str) -> None:
        self._depth -= 1
        if not self._depth:
            self.items.append(None if self._item is None else Piece(values=self._item.values()))
            self._item = None
            self._outside()
        elif self._item is not None:
            try:
                self._item.end(self._names.tags[name])
            except OddError:
                self._item = None
