"""The elements that items are made of: a rule for each, which gives the values that feedparser gives.

Source of every rule: feedparser 6.0 (mixin.py and namespaces/), which tests/intake/test_plain.py holds
this against. The names are feedparser's: `media_content` whatever prefix a document uses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from monitor.intake.parse import door
from monitor.intake.parse.names import OddError

Attributes = Mapping[str, str]

_KINDS = {"text": "text/plain", "plain": "text/plain", "html": "text/html"}
_KINDS |= {kind: kind for kind in _KINDS.values()}
_BARE_REFERENCE = re.compile("&([A-Za-z0-9_]+);")
_MEDIA_CATEGORIES = "http://search.yahoo.com/mrss/category_schema"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What an item inherits from the elements around it.

    `atom`: texts have the type they declare; elsewhere feedparser guesses. `base` is "" or "./".
    `mixed`: the feed's own elements may have changed how a second summary is read.
    """

    atom: bool
    base: str
    language: str | None
    mixed: bool


@dataclass(slots=True, kw_only=True)
class State:
    """What is known of the item so far; `values` has feedparser's keys and values.

    `depths`: how deep the element stood that gave a value; a deeper one does not replace it.
    """

    setting: Setting
    values: dict[str, object] = field(default_factory=dict)
    lists: dict[str, list[dict[str, str | None]]] = field(default_factory=dict)
    depths: dict[str, int] = field(default_factory=dict)
    title_depth: int = -1
    has_content: bool = False

    def add(self, key: str, value: dict[str, str | None]) -> None:
        """Adds to the list under `key`."""
        self.lists.setdefault(key, []).append(value)

    def store(self, key: str, value: object, depth: int) -> None:
        """Keeps `value`, unless an element higher up gave one."""
        if depth <= self.depths.get(key, depth):
            self.depths[key] = depth
            self.values[key] = value


@dataclass(slots=True)
class Element:
    """An element without elements in it; its text has no white space around it."""

    text: str
    attributes: Attributes
    depth: int


Start = Callable[[State, Attributes], bool]
Rule = Callable[[State, Element], None]


def kind_of(attributes: Attributes, usual: str) -> str:
    """The type of a text; those that are not read as they stand are odd."""
    found = _KINDS.get(attributes.get("type", usual).lower())
    if found is None or "mode" in attributes or "src" in attributes:
        raise OddError
    return found


def _guessed(state: State, kind: str, text: str) -> str:
    plain = kind == "text/plain" and not state.setting.atom
    return "text/html" if plain and door.looks_like_html(text) else kind


def _title(state: State, element: Element, *, media: bool = False) -> None:
    kind_of(element.attributes, "text")
    text = door.settled(element.text)
    if not -1 < state.title_depth <= element.depth:
        state.store("title", text, element.depth)
        state.values["title_detail"] = {"language": state.setting.language}
    if text and not media:
        state.title_depth = element.depth


def _summary(state: State, element: Element, *, usual: str) -> None:
    """A second one, before any content, is content."""
    if "summary" in state.values and not state.has_content:
        if state.setting.mixed:
            raise OddError
        _content(state, element, usual="text")
        return
    kind = _guessed(state, kind_of(element.attributes, usual), element.text)
    state.store("summary", door.settled(element.text), element.depth)
    state.values["summary_detail"] = {"type": kind}


def _content(state: State, element: Element, *, usual: str) -> None:
    state.has_content = True
    kind = _guessed(state, kind_of(element.attributes, usual), element.text)
    text = door.settled(element.text)
    state.add("content", {"type": kind, "value": text})
    state.values.setdefault("summary", text)


def _link(state: State, element: Element) -> None:
    """Links of RSS: their target is the text."""
    text = door.settled(door.joined(state.setting.base, element.text))
    text = _BARE_REFERENCE.sub(r"&\g<1>", text.replace("&amp;", "&")) if "&" in text else text
    link = {**element.attributes, **kinds_of_link(element.attributes)}
    state.values["link"] = text
    state.add("links", {**link, "href": text} if text else link)


def _link_with_target(state: State, attributes: Attributes) -> bool:
    """Links of Atom; False for one that has its target as text."""
    target = target_of(attributes)
    if not target:
        if not {"url", "uri", "href"}.isdisjoint(attributes):
            raise OddError
        return False
    href = door.joined(state.setting.base, target)
    link = {**kinds_of_link(attributes), "href": href}
    state.add("links", link)
    if link["rel"] == "alternate" and link["type"] in door.HTML_TYPES:
        state.values["link"] = href
    return True


def kinds_of_link(attributes: Attributes) -> dict[str, str | None]:
    """The relation and the type of a link."""
    rel = attributes.get("rel", "alternate").lower()
    usual = "application/atom+xml" if rel == "self" else "text/html"
    return {"rel": rel, "type": attributes.get("type", usual).lower()}


def target_of(attributes: Attributes) -> str | None:
    """The address that a link or an enclosure has as an attribute."""
    return attributes.get("url", attributes.get("uri", attributes.get("href")))


def _enclosure(state: State, attributes: Attributes) -> bool:
    link: dict[str, str | None] = {"rel": "enclosure"}
    if "type" in attributes:
        link["type"] = attributes["type"].lower()
    if target := target_of(attributes):
        link["href"] = target
    state.add("links", link)
    return True


def _media_content(state: State, attributes: Attributes) -> bool:
    state.add("media_content", {"url": attributes.get("url", "")})
    return True


def _guid(state: State, element: Element) -> None:
    is_link = element.attributes.get("ispermalink", "true") == "true"
    text = door.joined(state.setting.base, element.text) if is_link else element.text
    text = door.settled(text)
    state.store("id", text, element.depth)
    if is_link:
        state.values.setdefault("link", text)


def _date(state: State, element: Element, *, key: str) -> None:
    state.values[key] = door.read_date(door.settled(element.text))


def _category(state: State, element: Element, *, scheme: str | None = None) -> None:
    """Attributes and text are one tag where the attributes name no term, else two."""
    given = element.attributes
    scheme = given.get("scheme", given.get("domain") if scheme is None else scheme)
    _tag(state, given.get("term"), scheme, given.get("label"))
    if text := door.settled(element.text):
        tags = state.lists["tags"]
        if tags and not tags[-1]["term"]:
            tags[-1]["term"] = text
        else:
            _tag(state, text, None, None)


def _keywords(state: State, element: Element, *, scheme: str | None) -> None:
    if element.attributes:
        raise OddError
    for term in door.settled(element.text).split(","):
        if term.strip():
            _tag(state, term.strip(), scheme, None)


def _tag(state: State, term: str | None, scheme: str | None, label: str | None) -> None:
    tags = state.lists.setdefault("tags", [])
    tag = {"term": term, "scheme": scheme, "label": label}
    if (term or scheme or label) and tag not in tags:
        tags.append(tag)


def _author(state: State, element: Element) -> None:
    if element.depth != 1:
        raise OddError
    state.add("authors", {**door.person(door.settled(element.text))})


def _source(state: State, element: Element) -> None:
    text = door.settled(element.text)
    state.values["source"] = {"title": text} if text else {}
    state.title_depth = -1


def _text(state: State, element: Element, *, key: str) -> None:
    if element.attributes:
        raise OddError
    state.store(key, door.settled(element.text), element.depth)


def _ignored(state: State, element: Element) -> None:
    """Values that nobody asks for."""


AUTHORS = frozenset({"author", "dc_author", "dc_creator", "itunes_author"})
# elements that are no values themselves; what stands in them belongs to the item
TRANSPARENT = frozenset({"media_group"})
STARTS: Mapping[str, Start] = {
    "link": _link_with_target,
    "enclosure": _enclosure,
    "media_content": _media_content,
}
TEXTS: Mapping[str, Rule] = {
    "title": _title,
    "dc_title": _title,
    "media_title": partial(_title, media=True),
    "link": _link,
    "guid": _guid,
    "id": _guid,
    "description": partial(_summary, usual="html"),
    "dc_description": partial(_summary, usual="html"),
    "media_description": partial(_summary, usual="html"),
    "summary": partial(_summary, usual="text"),
    "itunes_summary": partial(_summary, usual="text"),
    "content": partial(_content, usual="text"),
    "content_encoded": partial(_content, usual="html"),
    "category": _category,
    "dc_subject": _category,
    "media_category": partial(_category, scheme=_MEDIA_CATEGORIES),
    "itunes_keywords": partial(_keywords, scheme="http://www.itunes.com/"),
    "media_keywords": partial(_keywords, scheme=None),
    "source": _source,
    "feedburner_origlink": partial(_text, key="feedburner_origlink"),
    "dc_language": partial(_text, key="language"),
    "language": partial(_text, key="language"),
    **dict.fromkeys(AUTHORS, _author),
    **dict.fromkeys(
        ("pubdate", "published", "issued", "dcterms_issued"), partial(_date, key="published_parsed")
    ),
    **dict.fromkeys(
        ("updated", "modified", "lastbuilddate", "dc_date", "dcterms_modified"),
        partial(_date, key="updated_parsed"),
    ),
    **dict.fromkeys(("created", "dcterms_created"), partial(_date, key="created_parsed")),
    **dict.fromkeys(
        (
            "copyright", "dc_contributor", "dc_publisher", "dc_rights", "expirationdate",
            "georss_box", "georss_line", "georss_point", "georss_polygon", "itunes_block",
            "itunes_explicit", "itunes_image", "itunes_link", "itunes_subtitle", "media_credit",
            "media_license", "media_player", "media_rating", "media_restriction",
            "media_thumbnail", "rights", "subtitle", "tagline", "webmaster",
        ),
        _ignored,
    ),
}  # fmt: skip
# the keys that are used of an entry, and what is an alias of one
_USED = frozenset({
    "author_detail", "authors", "content", "created_parsed", "feedburner_origlink", "id",
    "language", "link", "links", "media_content", "published_parsed", "source", "summary",
    "summary_detail", "tags", "title", "title_detail", "updated_parsed",
})  # fmt: skip
RESERVED = _USED | door.ALIASES
