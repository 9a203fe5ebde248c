"""What a feed says of itself, beside its items, as feedparser would read it."""

from __future__ import annotations

from collections.abc import Mapping

from monitor.intake.parse import door
from monitor.intake.parse.names import OddError
from monitor.intake.parse.plain_item import attributes_of
from monitor.intake.parse.shapes import RESERVED, Attributes, kind_of, kinds_of_link, target_of

_LANG = "http://www.w3.org/xml/1998/namespace lang"
_ROOTS = frozenset({"feed", "rss", "rdf_rdf"})
# what a feed says of itself in texts without elements
_TEXTS = frozenset({
    "copyright", "dc_description", "dc_rights", "dc_title", "description",
    "feedburner_browserfriendly", "info", "itunes_subtitle", "itunes_summary", "rights", "subtitle",
    "tagline", "title",
})  # fmt: skip
# elements that leave nothing behind for the items
_PLAIN = _TEXTS | {
    "author", "category", "channel", "cloud", "cc_license", "creativecommons_license", "dc_creator",
    "dc_date", "dc_language", "dc_publisher", "dc_subject", "dcterms_modified", "email", "feed",
    "generator", "guid", "height", "id", "image", "itunes_author", "itunes_block", "itunes_category",
    "itunes_email", "itunes_explicit", "itunes_image", "itunes_keywords", "itunes_link",
    "itunes_name", "itunes_owner", "keywords", "language", "lastbuilddate", "link",
    "managingeditor", "media_category", "media_content", "media_credit", "media_keywords",
    "media_rating", "media_thumbnail", "modified", "name", "pubdate", "published", "rss",
    "textinput", "updated", "uri", "url", "webmaster", "width",
}  # fmt: skip
_TITLES = frozenset({"title", "dc_title"})
_LANGUAGES = frozenset({"language", "dc_language"})
_IDS = frozenset({"guid", "id"})
_APART = frozenset({"image", "textinput"})  # have titles and links of their own
_ASKED = _TITLES | _LANGUAGES | _IDS | {"link"}


class FeedPart:
    """The elements around and beside the items; `start` raises OddError where they would be misread.

    `values` has the keys of feedparser's feed that are used; None where those are left to it. `pieces`
    collects the characters. `languages` has what holds at each depth. `mixed`: the feed may have
    changed how a second summary is read.
    """

    def __init__(self, base: str) -> None:
        self.pieces: list[str] = []
        self.languages: list[str | None] = [None]
        self.mixed = False
        self.values: dict[str, object] | None = {}
        self._base = base
        self._links: list[dict[str, str | None]] = []
        self._open: list[str] = []
        self._attributes: Attributes = {}

    @property
    def root(self) -> bool:
        """Whether the next element is the root."""
        return not self._open

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element that is no item begins; nothing in it may change how items are read."""
        if tag in door.HANDLED and tag not in _PLAIN:
            raise OddError
        if self._open and (self._open[-1] in _TEXTS or tag in _ROOTS):
            raise OddError
        if self._is_odd(tag):
            self.values = None
        self.mixed |= tag == "itunes_summary"
        self.languages.append(self._language(tag, attributes))
        if self.values is not None and self._counts(tag):
            self._ask(tag, attributes)
        self._open.append(tag)

    def end(self) -> None:
        """An element that is no item ends."""
        tag = self._open.pop()
        self.languages.pop()
        if self.values is None or not self._counts(tag):
            return
        try:
            self._end(tag, self.values, "".join(self.pieces).strip())
        except OddError:
            self.values = None

    def piece(self) -> door.Piece | None:
        """The values, once all is read."""
        return (
            None
            if self.values is None
            else door.Piece(values={**self.values, "links": self._links})
        )

    def _is_odd(self, tag: str) -> bool:
        """Whether feedparser might take an element for another part of the feed than it is here."""
        if self._open and self._open[-1] in _ASKED:
            return True
        if tag in _ASKED:
            return not self._counts(tag) and _APART.isdisjoint(self._open)
        return tag not in door.HANDLED and tag in RESERVED and tag != "items"

    def _counts(self, tag: str) -> bool:
        return tag in _ASKED and bool(self._open) and self._open[-1] in ("channel", "feed")

    def _language(self, tag: str, attributes: Mapping[str, str]) -> str | None:
        """The language of an element; "" says that it has none."""
        if not attributes:
            return self.languages[-1]
        known = {name.lower(): value for name, value in attributes.items()}
        telling = ("base", "lastmod", "href") if tag == "channel" else ("base", "lastmod")
        if any(name.rpartition(" ")[2] in telling for name in known):
            raise OddError
        said = known.get(_LANG, known.get("lang"))
        if said and tag in ("feed", "rss") and self.values is not None:
            self.values["language"] = said.replace("_", "-")
        return self.languages[-1] if said is None else said or None

    def _ask(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.pieces.clear()
        try:
            self._attributes = attributes_of(attributes, strict=True)
        except OddError:
            self.values = None

    def _end(self, tag: str, values: dict[str, object], text: str) -> None:
        if tag in _TITLES:
            kind_of(self._attributes, "text")
            _once(values, "title", door.settled(text))
        elif tag in _LANGUAGES:
            _once(values, "said", "")
            values["language"] = door.settled(text)
        elif tag in _IDS:
            if self._attributes.get("ispermalink", "true") == "true":
                values.setdefault("link", door.settled(door.joined(self._base, text)))
        else:
            self._link(values, text)

    def _link(self, values: dict[str, object], text: str) -> None:
        link = kinds_of_link(self._attributes)
        if target := target_of(self._attributes):
            address = door.joined(self._base, target)
            if link["rel"] == "alternate" and link["type"] in door.HTML_TYPES:
                values["link"] = address
        elif "&" in text or not {"url", "uri", "href"}.isdisjoint(self._attributes):
            raise OddError
        else:
            values["link"] = address = door.settled(door.joined(self._base, text))
        self._links.append({**link, "href": address})


def _once(values: dict[str, object], key: str, value: str) -> None:
    if key in values:
        raise OddError
    values[key] = value
