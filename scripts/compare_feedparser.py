"""feedparser's own test corpus through the intake: is any value worse than plain feedparser's?

    .venv/bin/python -m scripts.compare_feedparser FOLDER [--show 20]

FOLDER holds documents (*.xml), as the folder `tests` of feedparser's repository does; nothing of it is
kept here. Each is read twice: by parse_feed, and as a whole by feedparser with the same switches,
its items made into entries in the same way. A value is worse when the intake lost it or made another
one of it. Exits with 1 when there is any.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from monitor.core.entry import ParsedEntry
from monitor.intake.parse import ParsedFeed, door, parse_feed
from monitor.intake.parse.encoding import decoded
from monitor.intake.parse.entries import Context, entry_of
from monitor.intake.parse.plain import read_plain
from monitor.intake.parse.split import split, well_formed

URL = "https://feeds.example.org/feed.xml"
NOW = datetime(2026, 11, 1, tzinfo=UTC)
VALUES = ("guid", "url", "title", "summary", "body", "author", "published", "updated", "categories")


@dataclass(frozen=True, slots=True, kw_only=True)
class Worse:
    """A value of an entry that plain feedparser gives and the intake does not."""

    name: str
    ours: object
    theirs: object


def main() -> int:
    """0 when no value is worse."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--show", type=int, default=20, help="how many documents are shown")
    options = asked.parse_args()
    counts: Counter[str] = Counter()
    shown = 0
    for path in sorted(options.folder.rglob("*.xml")):
        body = path.read_bytes()
        counts["documents"] += 1
        found = list(_compared(body, counts))
        counts["documents with a worse value"] += bool(found)
        if found and shown < options.show:
            shown += 1
            print(path.relative_to(options.folder))
            for worse in found[:3]:
                print(f"    {worse.name}: {worse.ours!r} for {worse.theirs!r}")
    for name, count in counts.items():
        print(f"{count:6,} {name}")
    return int(counts["documents with a worse value"] > 0)


def _compared(body: bytes, counts: Counter[str]) -> Iterator[Worse]:
    ours = parse_feed(body, content_type="application/xml", url=URL, now=NOW)
    theirs = _by_feedparser(body, ours)
    counts["entries of feedparser"] += len(theirs)
    counts["entries of the intake"] += len(ours.entries)
    counts["documents read in part without feedparser"] += _is_plain(body)
    known = {entry.identity: entry for entry in ours.entries}
    places = zip(theirs, ours.entries, strict=False) if len(theirs) == len(ours.entries) else ()
    by_place = {id(one): other for one, other in places}
    for entry in theirs:
        own = by_place.get(id(entry)) or known.get(entry.identity)
        if own is None:
            yield Worse(name="entry", ours=None, theirs=entry.title or entry.url)
        else:
            yield from _differences(own, entry)


def _by_feedparser(body: bytes, ours: ParsedFeed) -> list[ParsedEntry]:
    text = decoded(body, content_type="application/xml")
    base = door.base_for(text.body, URL)
    try:
        raw = door.read(text.body, utf8=text.certain, base=base)
    except door.UnreadableError:
        return []
    site = ours.site_url or URL
    start = URL if raw.version.startswith("atom") else site
    context = Context(base=start, title=ours.title or "", language=ours.language, now=NOW)
    return [entry for piece in raw.entries if (entry := entry_of(piece, context))]


def _is_plain(body: bytes) -> bool:
    text = decoded(body, content_type="application/xml")
    if not text.certain or b"base=" in text.body or not well_formed(text.body):
        return False
    plain = read_plain(text.body) if split(text.body) else None
    return plain is not None and any(plain.items)


def _differences(ours: ParsedEntry, theirs: ParsedEntry) -> Iterator[Worse]:
    for name in VALUES:
        own, other = getattr(ours, name), getattr(theirs, name)
        if other and own != other:
            yield Worse(name=name, ours=own, theirs=other)


if __name__ == "__main__":
    sys.exit(main())
