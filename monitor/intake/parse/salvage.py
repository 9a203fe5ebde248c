"""Making the most of a document: as it stands, mended, closed, without its bad items, or as it is."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.intake.parse.split import Split, closed, mended, split, well_formed

MAX_CHECKED = 50_000_000  # bytes that finding the bad items may cost


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """A document as it will be read.

    `parts` is None when its items cannot be told apart as bytes. `bad` are the places of items that
    are not well-formed and must be read one by one, loosely. `notes` say what was done to it.
    """

    document: bytes
    parts: Split | None
    bad: frozenset[int] = frozenset()
    notes: tuple[str, ...] = ()
    utf8: bool = True
    base: str = ""


def sound(document: bytes, *, certain: bool) -> Sound:
    """The best that can be made of `document`; `certain`: it is known to be UTF-8."""
    if not certain:
        return Sound(document=document, parts=None, utf8=False)
    if well_formed(document):
        return Sound(document=document, parts=split(document))
    if b"<!ENTITY" in document:
        return Sound(document=document, parts=None, notes=("its XML is not well-formed",))
    better = mended(document)
    if well_formed(better):
        return Sound(document=better, parts=split(better), notes=("its XML was mended",))
    whole = closed(better)
    if whole is not None and well_formed(whole):
        lost = max(len(better) - len(whole), 0)
        note = f"cut off or followed by rubbish; {lost:,} bytes at its end left out"
        return Sound(document=whole, parts=split(whole), notes=(note,))
    for candidate in (better, whole):
        if candidate is not None and (found := _with_bad_items(candidate)):
            return found
    return Sound(document=document, parts=None, notes=("its XML is not well-formed",))


def _with_bad_items(document: bytes) -> Sound | None:
    """The document with its bad items named, if they are few and the rest is well-formed."""
    parts = split(document)
    if parts is None or not well_formed(parts.frame):
        return None
    tail = b"".join(parts.gaps)
    if (len(parts.head) + len(tail)) * len(parts.items) > MAX_CHECKED:
        return None
    bad = frozenset(
        place for place, item in enumerate(parts.items) if not well_formed(parts.head + item + tail)
    )
    if not bad or len(bad) * 2 > len(parts.items):
        return None
    note = f"{len(bad)} of {len(parts.items)} entries are not well-formed"
    return Sound(document=document, parts=parts, bad=bad, notes=(note,))
