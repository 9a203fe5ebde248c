"""Splitting a document into its items, so that only the unknown ones need to be read."""

from __future__ import annotations

import hashlib
import html.entities
import re
from collections.abc import Callable
from dataclasses import dataclass
from xml.parsers import expat

from monitor.intake.parse.values import HASH_SIZE

_MARK = re.compile(rb"<(?:!\[CDATA\[|!--|\?|(/?)(item|entry)(?=[\s/>]))")
_START_TAG = re.compile(rb"""<(?:[^<>"']++|"[^"]*+"|'[^']*+')*+>""")
_ENDS = {b"<![CDATA[": b"]]>", b"<!--": b"-->", b"<?": b"?>"}
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LITERAL = re.compile(rb"<!\[CDATA\[|<!--")
_AMPERSAND = re.compile(
    rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});)([a-zA-Z][a-zA-Z0-9]{1,31};)?"
)
_LAST_END = re.compile(rb"</(?:item|entry)\s*>")
_ROOT_TAG = re.compile(rb"<([A-Za-z_][\w.:-]*)")
_CHANNEL = re.compile(rb"<channel(?=[\s>])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """A document as head, items, and what follows each item; in order they are the document."""

    head: bytes
    items: tuple[bytes, ...]
    gaps: tuple[bytes, ...]

    @property
    def frame(self) -> bytes:
        """The document without its items: what the feed says of itself."""
        return self.head + b"".join(self.gaps)

    def hashes(self) -> tuple[bytes, ...]:
        """8 bytes for each item, over its bytes in UTF-8."""
        return tuple(hashlib.blake2b(item, digest_size=HASH_SIZE).digest() for item in self.items)

    def keeping(self, keeps: Callable[[int], bool]) -> bytes:
        """The document with those items only whose place in the order `keeps`."""
        pieces = [self.head]
        for place, (item, gap) in enumerate(zip(self.items, self.gaps, strict=True)):
            if keeps(place):
                pieces.append(item)
            pieces.append(gap)
        return b"".join(pieces)


def well_formed(document: bytes) -> bool:
    """Whether `document` (UTF-8) is XML with all its namespace prefixes declared."""
    parser = expat.ParserCreate("utf-8", " ")
    try:
        parser.Parse(document, True)
    except expat.ExpatError:
        return False
    return True


def split(document: bytes) -> Split | None:
    """The items of `document`; None when it has none, or it is doubtful what an item is.

    Doubtful are a DOCTYPE (its entities may reach into the items), items within items, and items
    that bear a prefix. Of a document that is not well-formed the items may be wrong.
    """
    if b"<!DOCTYPE" in document[:5000]:
        return None
    spans = _spans(document)
    if not spans:
        return None
    starts = [start for start, _ in spans]
    ends = [end for _, end in spans]
    return Split(
        head=document[: starts[0]],
        items=tuple(document[start:end] for start, end in spans),
        gaps=tuple(
            document[end:start]
            for end, start in zip(ends, [*starts[1:], len(document)], strict=True)
        ),
    )


def _spans(document: bytes) -> list[tuple[int, int]] | None:
    spans: list[tuple[int, int]] = []
    begun, kind, at = -1, b"", 0
    while mark := _MARK.search(document, at):
        closing, name = mark[1], mark[2]
        if name is None:
            end = _ENDS[mark[0]]
            found = document.find(end, mark.end())
            if found < 0:
                return None
            at = found + len(end)
            continue
        tag = _START_TAG.match(document, mark.start())
        if tag is None:
            return None
        at = tag.end()
        if closing:
            if name != kind:
                return None
            spans.append((begun, at))
            begun, kind = -1, b""
        elif begun >= 0:
            return None  # an item within an item
        elif tag[0].endswith(b"/>"):
            spans.append((mark.start(), at))
        else:
            begun, kind = mark.start(), name
    return spans


def mended(document: bytes) -> bytes:
    """`document` without control characters, and with every `&` outside CDATA made a reference.

    HTML's entities become characters; an `&` that starts none stands for itself. These two mistakes
    are the most common ones that make feeds ill-formed.
    """
    document = _CONTROLS.sub(b"", document)
    pieces: list[bytes] = []
    at = 0
    while literal := _LITERAL.search(document, at):
        end = document.find(_ENDS[literal[0]], literal.end())
        if end < 0:
            break
        pieces += [_AMPERSAND.sub(_reference, document[at : literal.start()])]
        pieces += [document[literal.start() : end + 3]]
        at = end + 3
    return b"".join([*pieces, _AMPERSAND.sub(_reference, document[at:])])


def _reference(found: re.Match[bytes]) -> bytes:
    name = found[1]
    if name is None:
        return b"&amp;"
    characters = html.entities.html5.get(name.decode("ascii"))
    if characters is None:
        return b"&amp;" + name
    return "".join(f"&#{ord(character)};" for character in characters).encode()


def closed(document: bytes) -> bytes | None:
    """`document` up to the end of its last whole item, with the elements around it closed.

    Also cuts what stands behind the end of the root. None when not even one item is whole, or when
    the document is not cut off.
    """
    root = _ROOT_TAG.search(re.sub(rb"\A(?:\s|<\?.*?\?>|<!--.*?-->)*", b"", document[:64_000]))
    if root is None:
        return None
    end_of_root = b"</" + root[1] + b">"
    end = document.rfind(end_of_root)
    if end >= 0:
        rest = document[end + len(end_of_root) :].strip()
        return document[: end + len(end_of_root)] if rest else None
    ends = [found.end() for found in _LAST_END.finditer(document)]
    if not ends:
        return None
    whole = document[: ends[-1]]
    in_channel = root[1] == b"rss" and _CHANNEL.search(document) is not None
    return whole + (b"</channel>" if in_channel else b"") + end_of_root


def cut_to(document: bytes, most: int) -> bytes:
    """A document that cannot be split, cut behind its item number `most` and closed."""
    for number, end in enumerate(_LAST_END.finditer(document), start=1):
        if number == most:
            return closed(document[: end.end()]) or document[: end.end()]
    return document
