"""The door to feedparser, which ships no types: nothing behind it is untyped."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from time import struct_time

import feedparser
import feedparser.datetimes
import feedparser.html
import feedparser.mixin
import feedparser.urls

_MIXIN = feedparser.mixin._FeedParserMixin
_RELATIVE_BASE = re.compile(rb"""\bbase\s*=\s*["'](?!\s*[a-zA-Z][a-zA-Z0-9+.-]*:)""")
MAX_EXPANSION = 5_000_000
MAX_ENTITIES = 500  # HTML has 253, and some feeds declare them all
_ENTITY = re.compile(rb"""<!ENTITY\s+(\w+)\s+["']([^"']*+)""")
_HANDLER = re.compile(r"_(?:start|end)_([a-z_].*)")
_C1 = re.compile("[\x80-\x9f]")

# the namespaces that feedparser knows (in lower case) with the prefixes that it puts for them
PREFIXES: Mapping[str, str] = {uri.lower(): prefix for uri, prefix in _MIXIN.namespaces.items()}
# the elements that it treats in a way of their own: `title`, `media_content`
HANDLED = frozenset(found[1] for name in dir(_MIXIN) if (found := _HANDLER.fullmatch(name)))
HTML_TYPES = frozenset({"html", "text/html", "xhtml", "application/xhtml+xml"})
# names that its dictionaries take for another one
ALIASES = frozenset(feedparser.FeedParserDict.keymap)


class UnreadableError(Exception):
    """feedparser could not read the document at all; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A dictionary of feedparser, read by type: a value of another type counts as absent."""

    values: Mapping[str, object]

    def text(self, key: str) -> str:
        """The text under `key`, "" if there is none."""
        # past FeedParserDict's own look-up, which answers `updated` with `published`, and warns
        value = dict.get(self.values, key) if isinstance(self.values, dict) else None
        return value if isinstance(value, str) else ""

    def time(self, key: str) -> struct_time | None:
        """The parsed time under `key`."""
        value = dict.get(self.values, key) if isinstance(self.values, dict) else None
        return value if isinstance(value, struct_time) else None

    def piece(self, key: str) -> Piece:
        """The dictionary under `key`, an empty one if there is none."""
        value = dict.get(self.values, key) if isinstance(self.values, dict) else None
        return Piece(values=value if isinstance(value, dict) else {})

    def pieces(self, key: str) -> Iterator[Piece]:
        """The dictionaries of the list under `key`."""
        value = dict.get(self.values, key) if isinstance(self.values, dict) else None
        for each in value if isinstance(value, list) else []:
            if isinstance(each, dict):
                yield Piece(values=each)


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """A document as feedparser reads it. `ill_formed`: it had to use its loose parser."""

    feed: Piece
    entries: tuple[Piece, ...]
    ill_formed: bool
    version: str


def base_for(document: bytes, url: str) -> str:
    """The base to read `document` with, so that xml:base counts where it stands and nowhere else.

    Without any base feedparser carries the xml:base of one item on to the next ones; with the feed's
    URL it would resolve guids as well, and a feed that moves would be all new. So: none where no
    xml:base stands, the neutral "./" where it does, the URL only where an xml:base needs one itself.
    """
    if b"base=" not in document:
        return ""
    return url if _RELATIVE_BASE.search(document) else "./"


def read(document: bytes, *, utf8: bool, base: str = "") -> Raw:
    """Reads a document; `utf8`: it is known to be UTF-8, otherwise feedparser guesses.

    HTML is left as it is and links are not resolved: we keep plain text, and know better where a
    link without a base leads. Raises UnreadableError.
    """
    if b"<!ENTITY" in document:
        _refuse_bomb(document)
    kind = "application/xml; charset=utf-8" if utf8 else "application/xml"
    try:
        found = feedparser.parse(
            io.BytesIO(document),  # bytes or text would be taken for the name of a file
            response_headers={"content-type": kind, "content-location": base},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError,
            TypeError, ValueError) as error:  # fmt: skip
        raise UnreadableError(f"{type(error).__name__}: {error}") from error
    return Raw(
        feed=Piece(values=found["feed"]),
        entries=tuple(Piece(values=entry) for entry in found["entries"]),
        ill_formed=bool(found["bozo"]),
        version=str(found.get("version") or ""),
    )


def read_date(text: str) -> struct_time | None:
    """A date in any form that feedparser knows, as a UTC time tuple."""
    try:
        found = feedparser.datetimes._parse_date(text)
    except (ArithmeticError, LookupError, TypeError, ValueError):
        return None
    return found if isinstance(found, struct_time) else None


def looks_like_html(text: str) -> bool:
    """Whether feedparser takes a text that is declared as plain for markup."""
    return bool(_MIXIN.looks_like_html(text))


def settled(text: str) -> str:
    """`text` as feedparser stores it: UTF-8 encoded twice is undone, and so is cp1252."""
    if text.isascii():
        return text
    with contextlib.suppress(UnicodeError):
        text = text.encode("iso-8859-1").decode("utf-8")
    return text.translate(feedparser.html._cp1252) if _C1.search(text) else text


def joined(base: str, link: str) -> str:
    """`link` resolved against `base`, "" when that is impossible."""
    return str(feedparser.urls._urljoin(base, link)) if base or ":///" in link else link


def person(text: str) -> dict[str, str]:
    """Name and address of an author given as one text, such as `jane@example.org (Jane Doe)`."""
    if "@" not in text:
        return {"name": text} if text else {}
    author = _Author(text)
    _MIXIN._sync_author_detail(author)
    return dict(author.context["authors"][0])


class _Author:
    """What feedparser's own rule needs to see of a parser."""

    def __init__(self, text: str) -> None:
        self.context = feedparser.FeedParserDict(author=text, authors=[feedparser.FeedParserDict()])

    def _get_context(self) -> feedparser.FeedParserDict:
        return self.context


def _refuse_bomb(document: bytes) -> None:
    """feedparser drops entities that refer to others; a long one used often is a bomb all the same."""
    declared = _ENTITY.findall(document[:2_000_000])
    if len(declared) > MAX_ENTITIES:
        raise UnreadableError(f"it declares more than {MAX_ENTITIES:,} entities")
    size = 0
    for name, value in declared:
        size += len(value) * document.count(b"&" + name + b";")
        if size > MAX_EXPANSION:
            raise UnreadableError("its entities expand to many times its size")
