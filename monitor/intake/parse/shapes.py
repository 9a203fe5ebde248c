"""The elements that plain feeds are made of, and what each becomes in feedparser's terms.

Source of every rule: feedparser 6.0 (mixin.py and namespaces/), which tests/intake/test_plain.py
holds this against. An element that is not named here makes its item odd.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeAlias

from monitor.intake.parse.door import join_address, read_date

XML = "http://www.w3.org/XML/1998/namespace"
_ATOM = "http://www.w3.org/2005/Atom"
_RSS1 = "http://purl.org/rss/1.0/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_DC = "http://purl.org/dc/elements/1.1/"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_MEDIA = "http://search.yahoo.com/mrss/"
_SYNDICATION = "http://purl.org/rss/1.0/modules/syndication/"
_HTML_TYPES = ("text/html", "application/xhtml+xml", "html", "xhtml")
_TEXT_TYPES = {"text": "text/plain", "html": "text/html"}
_REFERENCE = re.compile("&[A-Za-z0-9_]+;")
# what Windows-1252 has where Unicode has controls; five places are free
_WINDOWS = {
    place: character
    for place in range(0x80, 0xA0)
    if (character := bytes([place]).decode("cp1252", "ignore"))
}


class OddError(Exception):
    """The element stands in a form that is left to feedparser."""


@dataclass(slots=True)
class Fields:
    """The values of an item or a feed, under feedparser's names, while it is read."""

    values: dict[str, object] = field(default_factory=dict)
    language: str | None = None
    seen: set[str] = field(default_factory=set)
    authors: list[dict[str, str]] = field(default_factory=list)
    person: dict[str, str] = field(default_factory=dict)

    def once(self, name: str) -> None:
        """Raises OddError when `name` stands in this part for the second time."""
        if name in self.seen:
            raise OddError
        self.seen.add(name)

    def inner(self, child: str, name: str, text: str) -> None:
        """Takes the text of an element within a child; only persons have any that count."""
        if child == f"{_ATOM} author":
            if name in self.person:
                self.person["odd"] = ""
            self.person[name] = text

    def append(self, name: str, value: object) -> None:
        """Adds to the list `name`."""
        found = self.values.setdefault(name, [])
        assert isinstance(found, list)
        found.append(value)


# takes an element's attributes and its text, stripped and repaired, into the fields
Role: TypeAlias = Callable[[Fields, Mapping[str, str], str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shapes:
    """What a format is made of, by names as expat gives them ("namespace name").

    None for an element whose content does not count. `depths`: where its items stand; the root has
    depth 1. `inside` names what may stand within an element.
    """

    own: str
    items: frozenset[str]
    depths: frozenset[int]
    channel: str | None
    channel_attributes: frozenset[str]
    of_item: Mapping[str, Role | None]
    of_feed: Mapping[str, Role | None]
    inside: Mapping[str, frozenset[str]]


def norm(text: str) -> str:
    """Repairs as feedparser does: UTF-8 read as Latin-1, and Windows-1252 where controls stand."""
    if text.isascii():
        return text
    with suppress(UnicodeError):
        text = text.encode("iso-8859-1").decode("utf-8")
    return text.translate(_WINDOWS)


def _bare(attributes: Mapping[str, str]) -> None:
    if attributes:
        raise OddError


def _title(fields: Fields, attributes: Mapping[str, str], text: str) -> None:
    _bare(attributes)
    fields.once("title")
    fields.values["title"] = text
    fields.values["title_detail"] = {"language": fields.language}


def _description(fields: Fields, attributes: Mapping[str, str], text: str) -> None:
    _bare(attributes)
    _summary(fields, text, "text/html")


def _summary(fields: Fields, text: str, kind: str) -> None:
    fields.once("summary")
    fields.values["summary"] = text
    fields.values["summary_detail"] = {"type": kind}


def _encoded(fields: Fields, attributes: Mapping[str, str], text: str) -> None:
    _bare(attributes)
    _content(fields, text, "text/html")


def _content(fields: Fields, text: str, kind: str) -> None:
    fields.once("content")
    fields.append("content", {"type": kind, "value": text})
    fields.values.setdefault("summary", text)


def _link(fields: Fields, attributes: Mapping[str, str], text: str) -> None:
    """RSS: the address is the text."""
    _bare(attributes)
    fields.once("link")
    address = join_address(text) if text else ""
    if _REFERENCE.search(address):
        raise OddError
    link = {"rel": "alternate", "type": "text/html"}
    fields.append("links", {**link, "href": address} if address else link)
    fields.values["link"] = address


def _href(fields: Fields, attributes: Mapping[str, str], _text: str) -> None:
    """Atom: the address is an attribute."""
    if not {"href", "rel", "type", "title", "hreflang", "length"}.issuperset(attributes):
        raise OddError
    if "href" not in attributes:
        raise OddError
    rel = attributes.get("rel", "alternate").lower()
    fallback = "application/atom+xml" if rel == "self" else "text/html"
    kind = attributes.get("type", fallback).lower()
    address = join_address(attributes["href"])
    fields.append("links", {"rel": rel, "type": kind, "href": address})
    if rel == "alternate" and kind in _HTML_TYPES:
        fields.values["link"] = address
        fields.seen.add("link")


def _guid(fields: Fields, attributes: Mapping[str, str], text: str) -> None:
    fields.once("id")
    if not {"isPermaLink"}.issuperset(attributes):
        raise OddError
    is_link = attributes.get("isPermaLink", "true") == "true"
    guid = join_address(text) if is_link and text else text
    fields.values["id"] = guid
    if is_link:
        fields.values.setdefault("link", guid)


def _enclosure(fields: Fields, attributes: Mapping[str, str], _text: str) -> None:
    if "uri" in attributes or "href" in attributes:
        raise OddError
    kind = attributes.get("type", "").lower()
    address = attributes.get("url", "")
    fields.append("links", {"rel": "enclosure", "type": kind, "href": address})


def _media(fields: Fields, attributes: Mapping[str, str], _text: str) -> None:
    fields.append("media_content", {"url": attributes.get("url", "")})


def _date(name: str) -> Role:
    def role(fields: Fields, attributes: Mapping[str, str], text: str) -> None:
        _bare(attributes)
        fields.once(name)
        fields.values[f"{name}_parsed"] = read_date(text)

    return role


def _author(fields: Fields, attributes: Mapping[str, str], text: str) -> None:
    _bare(attributes)
    if "@" in text:
        raise OddError
    fields.append("authors", {"name": text} if text else {})


def _person(fields: Fields, attributes: Mapping[str, str], text: str) -> None:
    _bare(attributes)
    person, fields.person = fields.person, {}
    if text or "odd" in person:
        raise OddError
    name = person.get(f"{_ATOM} name", "")
    fields.append("authors", {"name": name} if name else {})


def _category(fields: Fields, attributes: Mapping[str, str], text: str) -> None:
    if not {"domain"}.issuperset(attributes):
        raise OddError
    if text:
        fields.append("tags", {"term": text})


def _term(fields: Fields, attributes: Mapping[str, str], text: str) -> None:
    if text or not {"term", "scheme", "label"}.issuperset(attributes):
        raise OddError
    fields.append("tags", {"term": attributes.get("term"), "label": attributes.get("label")})


def _source(fields: Fields, attributes: Mapping[str, str], text: str) -> None:
    if not {"url"}.issuperset(attributes):
        raise OddError
    fields.once("source")
    fields.values["source"] = {"title": text} if text else {}


def _text(name: str) -> Role:
    def role(fields: Fields, attributes: Mapping[str, str], text: str) -> None:
        _bare(attributes)
        fields.once(name)
        fields.values[name] = text

    return role


def _typed_title(fields: Fields, attributes: Mapping[str, str], text: str) -> None:
    _type_of(attributes)
    _title(fields, {}, text)


def _typed_summary(fields: Fields, attributes: Mapping[str, str], text: str) -> None:
    _summary(fields, text, _type_of(attributes))


def _typed_content(fields: Fields, attributes: Mapping[str, str], text: str) -> None:
    _content(fields, text, _type_of(attributes))


def _type_of(attributes: Mapping[str, str]) -> str:
    """The type of an Atom text: plain unless it says HTML; every other one is odd."""
    if not {"type"}.issuperset(attributes):
        raise OddError
    kind = attributes.get("type", "text")
    if kind not in _TEXT_TYPES:
        raise OddError
    return _TEXT_TYPES[kind]


def _names(namespace: str, *names: str) -> dict[str, None]:
    return {f"{namespace} {name}" if namespace else name: None for name in names}


_MEDIA_INSIDE = frozenset(_names(_MEDIA, "content", "thumbnail", "credit", "copyright"))
_EXTENSIONS: dict[str, Role | None] = {
    f"{_DC} creator": _author,
    f"{_DC} date": _date("updated"),
    f"{_CONTENT} encoded": _encoded,
    f"{_MEDIA} content": _media,
    "http://rssnamespace.org/feedburner/ext/1.0 origLink": _text("feedburner_origlink"),
    **_names(_DC, "identifier", "format", "type", "relation", "source"),
    **_names(_MEDIA, "thumbnail", "credit", "copyright"),
    **_names("http://purl.org/rss/1.0/modules/slash/", "comments", "hit_parade", "section"),
    **_names("http://wellformedweb.org/CommentAPI/", "comment", "commentRss"),
    **_names("com-wordpress:feed-additions:1", "post-id", "site"),
    **_names("http://purl.org/syndication/thread/1.0", "total"),
}
_OF_SYNDICATION = _names(_SYNDICATION, "updatePeriod", "updateFrequency", "updateBase")
_MEDIA_SHAPES = {f"{_MEDIA} {name}": _MEDIA_INSIDE for name in ("content", "group")}
_PICTURE = frozenset({"title", "link", "url", "width", "height", "description"})

RSS = Shapes(
    own="",
    items=frozenset({"item"}),
    depths=frozenset({3}),
    channel="channel",
    channel_attributes=frozenset(),
    of_item={
        "title": _title,
        "link": _link,
        "guid": _guid,
        "description": _description,
        "pubDate": _date("published"),
        "author": _author,
        "category": _category,
        "enclosure": _enclosure,
        "source": _source,
        "language": _text("language"),
        **_names("", "comments"),
        **_EXTENSIONS,
    },
    of_feed={
        "title": _title,
        "link": _link,
        "language": _text("language"),
        f"{_ATOM} link": _href,
        **_names("", "description", "pubDate", "lastBuildDate", "generator", "ttl", "docs"),
        **_names("", "copyright", "category", "managingEditor", "webMaster", "cloud", "image"),
        **_names("", "skipHours", "skipDays"),
        **_names("com-wordpress:feed-additions:1", "site"),
        **_OF_SYNDICATION,
    },
    inside={
        "image": _PICTURE,
        "skipHours": frozenset({"hour"}),
        "skipDays": frozenset({"day"}),
        **_MEDIA_SHAPES,
    },
)
RDF = Shapes(
    own=_RDF,
    items=frozenset({f"{_RSS1} item"}),
    depths=frozenset({2}),
    channel=f"{_RSS1} channel",
    channel_attributes=frozenset({f"{_RDF} about"}),
    of_item={
        f"{_RSS1} title": _title,
        f"{_RSS1} link": _link,
        f"{_RSS1} description": _description,
        **_EXTENSIONS,
    },
    of_feed={
        f"{_RSS1} title": _title,
        f"{_RSS1} link": _link,
        f"{_DC} language": _text("language"),
        **_names(_RSS1, "description", "items"),
        **_names(_DC, "date", "creator", "publisher", "rights"),
        **_OF_SYNDICATION,
    },
    inside={
        f"{_RSS1} items": frozenset({f"{_RDF} Seq", f"{_RDF} li"}),
        **_MEDIA_SHAPES,
    },
)
ATOM = Shapes(
    own=_ATOM,
    items=frozenset({f"{_ATOM} entry"}),
    depths=frozenset({2}),
    channel=None,
    channel_attributes=frozenset(),
    of_item={
        f"{_ATOM} title": _typed_title,
        f"{_ATOM} link": _href,
        f"{_ATOM} id": _guid,
        f"{_ATOM} summary": _typed_summary,
        f"{_ATOM} content": _typed_content,
        f"{_ATOM} published": _date("published"),
        f"{_ATOM} updated": _date("updated"),
        f"{_ATOM} author": _person,
        f"{_ATOM} category": _term,
        **_EXTENSIONS,
    },
    of_feed={
        f"{_ATOM} title": _typed_title,
        f"{_ATOM} link": _href,
        f"{_ATOM} id": _guid,
        **_names(_ATOM, "subtitle", "updated", "author", "generator", "icon", "logo", "rights"),
        **_OF_SYNDICATION,
    },
    inside={
        f"{_ATOM} author": frozenset(_names(_ATOM, "name", "uri", "email")),
        **_MEDIA_SHAPES,
    },
)
