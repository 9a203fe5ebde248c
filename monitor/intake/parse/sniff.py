"""What a body is before anything reads it: nothing, a page, XML by its root, JSON, or other."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from enum import Enum, auto

HEAD = 64_000
MAX_UNPACKED = 50_000_000  # what a sitemap may have at most
_GZIP = b"\x1f\x8b"
_PROLOG = re.compile(
    rb"(?:\s++|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*+(?:\[.*?\]\s*+)?>)*+",
    re.DOTALL | re.IGNORECASE,
)
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*+:)?([A-Za-z_][\w.-]*+)")
_FEED_ROOT = re.compile(rb"<(?:rss|feed|rdf:RDF)(?=[\s>])")
_PAGE_SIGN = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"%PDF", b"PK\x03\x04", b"\x1f\x8b")

FEED_ROOTS = frozenset({"rss", "feed", "rdf"})


class Form(Enum):
    """The form of a body."""

    NOTHING = auto()
    PAGE = auto()
    FEED = auto()  # XML whose root says feed
    XML = auto()  # XML with another root
    JSON = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sniffed:
    """The form of a body; `root` is the local name of its XML root in lower case.

    `start` is where the document begins: rubbish may stand before it.
    """

    form: Form
    root: str = ""
    start: int = 0


def unpacked(body: bytes) -> bytes:
    """The file in a body that is a gzip file itself, as sitemaps are, up to 50 MB; else `body`."""
    if not body.startswith(_GZIP):
        return body
    try:
        return zlib.decompressobj(wbits=31).decompress(body, MAX_UNPACKED) or body
    except zlib.error:
        return body


def sniff(body: bytes) -> Sniffed:
    """Looks at the first 64,000 bytes; `start` counts from the beginning of `body`."""
    head = body[:HEAD].lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    if not head:
        return Sniffed(form=Form.NOTHING if not body.strip(b"\0 \t\r\n") else Form.OTHER)
    if head.startswith(_IMAGES):
        return Sniffed(form=Form.OTHER)
    if head[:1] in (b"{", b"["):
        return Sniffed(form=Form.JSON)
    prolog = _PROLOG.match(head)
    root = _ROOT.match(head, prolog.end() if prolog else 0)
    name = root[1].decode("ascii", "replace").lower() if root else ""
    if name in FEED_ROOTS:
        return Sniffed(form=Form.FEED, root=name)
    # no page has a feed's root; a feed may stand behind the warnings of the program that made it
    if name in ("html", "head", "body") or _PAGE_SIGN.match(head):
        return Sniffed(form=Form.PAGE, root=name)
    if late := _FEED_ROOT.search(body, 0, HEAD):
        return Sniffed(form=Form.FEED, root=_local(late[0][1:]), start=late.start())
    if _PAGE_SIGN.search(head):
        return Sniffed(form=Form.PAGE, root=name)
    return Sniffed(form=Form.XML if root else Form.OTHER, root=name)


def _local(name: bytes) -> str:
    return name.rpartition(b":")[2].decode("ascii").lower()
