"""One item, element by element, as feedparser would read it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from monitor.intake.parse import door
from monitor.intake.parse.names import OddError
from monitor.intake.parse.shapes import (
    AUTHORS,
    RESERVED,
    STARTS,
    TEXTS,
    TRANSPARENT,
    Attributes,
    Element,
    Setting,
    State,
)

_PERSON = frozenset({"name", "email", "uri", "url", "homepage"})
_ABOUT = "http://www.w3.org/1999/02/22-rdf-syntax-ns# about"
_TELLING = frozenset({"base", "href", "lang", "lastmod"})
_NONE: Attributes = MappingProxyType({})


class Item:
    """An item that is being read; `start` and `end` raise OddError for what feedparser must read.

    `pieces` collects the characters.
    """

    def __init__(self, setting: Setting, attributes: Mapping[str, str]) -> None:
        self.pieces: list[str] = []
        self._state = State(setting=setting)
        self._depth = 0
        self._open = ""  # the element whose text is being read
        self._author = ""  # the author whose elements are being read
        self._names: list[str] = []
        self._attributes = _NONE
        if about := attributes.get(_ABOUT):
            self._state.values["id"] = about
        if attributes and any(local(name) in _TELLING for name in attributes if name != _ABOUT):
            raise OddError

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        self._depth += 1
        if self._open:
            self._start_within(tag, attributes)
            return
        if tag not in TEXTS or attributes:
            self._start_other(tag, attributes)
            return
        self._begin_text(tag, _NONE)

    def end(self, tag: str) -> None:
        """An element ends."""
        if self._open == tag:
            text = "".join(self.pieces).strip()
            if self._author and tag != self._author:
                self._end_within(tag, text)
            else:
                self._end_text(tag, text)
        self._depth -= 1

    def values(self) -> dict[str, object]:
        """The values, once the item is read."""
        return {**self._state.values, **self._state.lists}

    def _start_other(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element with attributes, or one whose text does not count."""
        known = attributes_of(attributes, strict=tag in TEXTS or tag in STARTS)
        if tag in STARTS and STARTS[tag](self._state, known):
            return
        if tag in TEXTS:
            self._begin_text(tag, known)
        elif tag not in TRANSPARENT and (tag in door.HANDLED or tag in RESERVED):
            raise OddError

    def _begin_text(self, tag: str, attributes: Attributes) -> None:
        self._open, self._attributes, self._author = tag, attributes, ""
        self.pieces.clear()

    def _end_text(self, tag: str, text: str) -> None:
        self._open = ""
        if self._author:
            if text or len(self._names) != 1 or not self._names[0] or self._depth != 1:
                raise OddError
            self._state.add("authors", {"name": self._names[0]})
        else:
            TEXTS[tag](self._state, Element(text, self._attributes, self._depth))

    def _start_within(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Only authors have elements in them; they and their texts do not mix."""
        if self._open not in AUTHORS or "".join(self.pieces).strip():
            raise OddError
        if tag not in _PERSON and (tag in door.HANDLED or tag in RESERVED):
            raise OddError
        attributes_of(attributes, strict=False)
        if not self._author:
            self._author, self._names = self._open, []
        self._open = tag
        self.pieces.clear()

    def _end_within(self, tag: str, text: str) -> None:
        if tag == "name":
            self._names.append(text)
        elif tag not in _PERSON and text:
            raise OddError
        self._open = self._author
        self.pieces.clear()


def attributes_of(attributes: Mapping[str, str], *, strict: bool) -> Attributes:
    """The attributes by their names in lower case; `strict`: none of them may have a namespace."""
    known = {name.lower(): value for name, value in attributes.items()}
    if len(known) < len(attributes):
        raise OddError
    for name in known:
        if local(name) in ("base", "lang") or (strict and " " in name):
            raise OddError
    return known


def local(name: str) -> str:
    """A name without its namespace, in lower case."""
    return name.rpartition(" ")[2].lower()
