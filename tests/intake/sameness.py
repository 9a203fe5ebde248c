"""Comparing what is read as plain with what feedparser makes of it."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.intake.parse import door
from monitor.intake.parse.plain import BASES, read_plain
from monitor.intake.parse.split import split, well_formed

_TEXTS = ("feedburner_origlink", "id", "language", "link", "summary", "title")
_TIMES = ("created_parsed", "published_parsed", "updated_parsed")
_LISTS = {
    "authors": ("name",),
    "content": ("type", "value"),
    "links": ("rel", "type", "href"),
    "media_content": ("url",),
    "tags": ("term", "scheme", "label"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """How many items a document has, how many are plain, whether its own part is, and what differs."""

    items: int = 0
    plain: int = 0
    feed: bool = False
    differences: tuple[str, ...] = ()


def compare(document: bytes, url: str = "https://feeds.example.net/f.xml") -> Compared:
    """Reads a document both ways; nothing is plain where the quick way is not taken."""
    parts = split(document) if well_formed(document) else None
    if parts is None:
        return Compared()
    base = door.base_for(document, url)
    found = read_plain(document, base) if base in BASES else None
    if found is None or len(found.items) != len(parts.items):
        return Compared(items=len(parts.items))
    places = [place for place, item in enumerate(found.items) if item is not None]
    # without the others: what feedparser makes of an odd item may spoil the ones that follow
    theirs = door.read(parts.keeping(frozenset(places).__contains__), utf8=True, base=base)
    differences = [
        f"item {place}: {values(ours)} instead of {values(entry)}"
        for place, entry in zip(places, theirs.entries, strict=True)
        if (ours := found.items[place]) is not None and values(ours) != values(entry)
    ]
    if found.feed is not None and feed_values(found.feed) != feed_values(theirs.feed):
        differences.append(f"feed: {feed_values(found.feed)} not {feed_values(theirs.feed)}")
    return Compared(
        items=len(found.items),
        plain=len(places),
        feed=found.feed is not None,
        differences=tuple(differences),
    )


def feed_values(piece: door.Piece) -> dict[str, object]:
    """All that is used of what a feed says of itself."""
    links = [(link.text("rel"), link.text("href")) for link in piece.pieces("links")]
    hubs = [link for link in links if link[0] in ("hub", "self")]
    return {"links": hubs, **{key: piece.text(key) for key in ("title", "link", "language")}}


def values(piece: door.Piece) -> dict[str, object]:
    """All that is used of an entry of feedparser."""
    found: dict[str, object] = {key: piece.text(key) for key in _TEXTS}
    found |= {key: piece.time(key) for key in _TIMES}
    for key, names in _LISTS.items():
        found[key] = [tuple(each.text(name) for name in names) for each in piece.pieces(key)]
    found["text type"] = piece.piece("summary_detail").text("type")
    found["title language"] = piece.piece("title_detail").text("language")
    found["source"] = piece.piece("source").text("title")
    return found
