"""From a body to a feed: told apart by form, split, and read as far as it is new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from operator import itemgetter

from monitor.core.entry import ParsedEntry
from monitor.core.feed import Verdict
from monitor.core.url import canonical_url
from monitor.intake.parse import door
from monitor.intake.parse.asked import any_dated, asked_skips, asked_wait, worn_guids
from monitor.intake.parse.encoding import decoded
from monitor.intake.parse.entries import Context, entry_of, language_tag, value_hash
from monitor.intake.parse.jsonfeed import parse_json_feed
from monitor.intake.parse.links import web_url
from monitor.intake.parse.page import feeds_in_page
from monitor.intake.parse.plain import BASES, read_plain
from monitor.intake.parse.salvage import Sound, sound
from monitor.intake.parse.sitemap import ROOTS, parse_sitemap
from monitor.intake.parse.sniff import Form, Sniffed, sniff, unpacked
from monitor.intake.parse.split import Split, cut_to
from monitor.intake.parse.text import plain_title
from monitor.intake.parse.values import MAX_LISTED, ParsedFeed


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """What is to be read, whence, and what of it is known."""

    url: str
    root: str
    known: frozenset[bytes]
    now: datetime


def parse_feed(
    body: bytes,
    *,
    content_type: str | None,
    url: str,
    encoding: str | None = None,
    known: frozenset[bytes] = frozenset(),
    now: datetime | None = None,
) -> ParsedFeed:
    """Reads `body`, served at `url`; only items whose hash is not in `known` become entries.

    Pure but for `now`, which defaults to the system's clock: entries dated more than a day after it
    count as undated. `encoding` is the operator's override. Never raises for what is in the body; a
    hostile one may take long, so run it through a ParsePool.
    """
    now = now or datetime.now(UTC)
    text = decoded(unpacked(body), content_type=content_type, override=encoding)
    seen = sniff(text.body)
    if seen.form is Form.JSON:
        return parse_json_feed(text.body, url=url, known=known, now=now)
    if seen.form is Form.XML and seen.root in ROOTS:
        return parse_sitemap(text.body, root=seen.root, url=url, known=known, now=now)
    if seen.form not in (Form.FEED, Form.XML):
        return _no_feed(text.body, seen, content_type, url)
    task = _Task(url=url, root=seen.root, known=known, now=now)
    best = sound(text.body[seen.start :], certain=text.certain)
    notes = (f"{seen.start} bytes before the feed ignored",) if seen.start else ()
    best = replace(best, notes=(*notes, *best.notes), base=door.base_for(best.document, url))
    try:
        return _read(best, task)
    except door.UnreadableError as error:
        return ParsedFeed(verdict=Verdict.BROKEN, detail=f"cannot be read: {error}"[:300])


def _no_feed(body: bytes, seen: Sniffed, content_type: str | None, url: str) -> ParsedFeed:
    if seen.form is Form.NOTHING:
        detail = "answered with nothing" if not body else "answered with white space only"
        return ParsedFeed(verdict=Verdict.EMPTY_BODY, detail=detail)
    if seen.form is Form.PAGE:
        found = feeds_in_page(body, url=url)
        names = ", ".join(feed.url for feed in found[:3])
        detail = (
            f"a web page; feeds it names: {names}" if found else "a web page that names no feed"
        )
        return ParsedFeed(verdict=Verdict.PAGE, detail=detail, found=found)
    kind = (content_type or "unknown type").partition(";")[0].strip()
    return ParsedFeed(verdict=Verdict.NOT_A_FEED, detail=f"neither feed nor page ({kind[:80]})")


def _read(best: Sound, task: _Task) -> ParsedFeed:
    notes = best.notes
    if best.parts is not None:
        parsed = _read_split(best, best.parts, task)
        if parsed is not None:
            return replace(parsed.noting(*notes), salvaged=bool(notes))
    document = cut_to(best.document, MAX_LISTED)
    if len(document) != len(best.document):
        notes = (*notes, f"the first {MAX_LISTED:,} entries are read")
    parsed = _read_whole(document, best, task)
    return replace(parsed.noting(*notes), salvaged=parsed.salvaged or bool(best.notes))


def _read_split(best: Sound, parts: Split, task: _Task) -> ParsedFeed | None:
    """Reads only the unknown items; None when feedparser sees other items than we do."""
    hashes = parts.hashes()[:MAX_LISTED]
    places = {each: place for place, each in reversed(list(enumerate(hashes)))}
    wanted = sorted(place for each, place in places.items() if each not in task.known)
    listed = tuple(dict.fromkeys(hashes))
    skip_hours, skip_days = asked_skips(parts.frame)
    listing = ParsedFeed(
        verdict=Verdict.UNDATED,
        detail=_cut_note(len(parts.items)) if len(parts.items) > MAX_LISTED else "",
        item_hashes=listed,
        listed=len(listed),
        min_wait=asked_wait(parts.frame),
        skip_hours=skip_hours,
        skip_days=skip_days,
    )
    if wanted:
        raw = _read_items(best, parts, [place for place in wanted if place not in best.bad])
        if raw is None:
            return None
        listing, context = _described(listing, raw.feed, task)
        pieces = [(hashes[place], piece) for place, piece in raw.items]
        pieces += [
            (hashes[place], piece)
            for place in wanted
            if place in best.bad
            for piece in _read_bad_item(best, parts, place)
        ]
        worn = worn_guids(parts.items[:MAX_LISTED])
        listing = replace(listing, entries=tuple(_entries(pieces, context, worn)))
    known_items = (parts.items[place] for each, place in places.items() if each in task.known)
    dated = any(entry.published for entry in listing.entries) or any_dated(known_items, task.now)
    return replace(listing, verdict=Verdict.OK) if dated else listing


@dataclass(frozen=True, slots=True, kw_only=True)
class _Items:
    """The feed's own part and the items read, with their places."""

    feed: door.Piece
    items: tuple[tuple[int, door.Piece], ...]


def _read_items(best: Sound, parts: Split, places: list[int]) -> _Items | None:
    """The plain items among `places` at once, the odd ones and an odd frame by feedparser."""
    chosen = frozenset(places)
    document = parts.keeping(chosen.__contains__)
    plain = None if best.bad or best.base not in BASES else read_plain(document, best.base)
    if plain is None or len(plain.items) != len(places):
        return _read_odd(best, document, places)
    known = {place: item for place, item in zip(places, plain.items, strict=True) if item}
    odd = [place for place in places if place not in known]
    feed, found = plain.feed, list(known.items())
    if odd or feed is None:
        rest = _read_odd(best, parts.keeping(frozenset(odd).__contains__), odd)
        if rest is None:
            return None
        feed, found = rest.feed, sorted([*found, *rest.items], key=itemgetter(0))
    return _Items(feed=feed, items=tuple(found))


def _read_odd(best: Sound, document: bytes, places: list[int]) -> _Items | None:
    raw = door.read(document, utf8=best.utf8, base=best.base)
    if len(raw.entries) != len(places):
        return None
    return _Items(feed=raw.feed, items=tuple(zip(places, raw.entries, strict=True)))


def _read_bad_item(best: Sound, parts: Split, place: int) -> tuple[door.Piece, ...]:
    document = parts.keeping(lambda each: each == place)
    return door.read(document, utf8=best.utf8, base=best.base).entries[:1]


def _entries(
    pairs: Iterable[tuple[bytes, door.Piece]], context: Context, worn: frozenset[str]
) -> Iterator[ParsedEntry]:
    for own, raw in pairs:
        if entry := entry_of(raw, context):
            guid = None if entry.guid in worn and entry.url else entry.guid
            yield replace(entry, guid=guid, item_hash=own)


def _cut_note(count: int) -> str:
    return f"lists {count:,} entries; the first {MAX_LISTED:,} are read"


def _read_whole(document: bytes, best: Sound, task: _Task) -> ParsedFeed:
    raw = door.read(document, utf8=best.utf8, base=best.base)
    head = document[:64_000]
    skip_hours, skip_days = asked_skips(head)
    asking = ParsedFeed(
        verdict=Verdict.EMPTY,
        min_wait=asked_wait(head),
        skip_hours=skip_hours,
        skip_days=skip_days,
    )
    listing, context = _described(asking, raw.feed, task)
    found = [entry for each in raw.entries[:MAX_LISTED] if (entry := entry_of(each, context))]
    entries: dict[bytes, ParsedEntry] = {}
    for entry in _with_sound_guids(found):
        own = value_hash(entry)
        entries.setdefault(own, replace(entry, item_hash=own))
    return replace(
        listing,
        verdict=_verdict(raw, found, task),
        detail=_broken_detail(raw, found, task),
        entries=tuple(entry for own, entry in entries.items() if own not in task.known),
        item_hashes=tuple(entries),
        listed=len(entries),
        salvaged=bool(found) and raw.ill_formed,
    )


def _verdict(raw: door.Raw, found: list[ParsedEntry], task: _Task) -> Verdict:
    if found:
        return Verdict.OK if any(entry.published for entry in found) else Verdict.UNDATED
    if task.root not in ("rss", "feed", "rdf"):
        return Verdict.NOT_A_FEED
    return Verdict.BROKEN if raw.ill_formed else Verdict.EMPTY


def _broken_detail(raw: door.Raw, found: list[ParsedEntry], task: _Task) -> str:
    verdict = _verdict(raw, found, task)
    if verdict is Verdict.NOT_A_FEED:
        return f"XML, but no feed: its root is <{task.root[:40]}>"
    return "no entry could be saved from it" if verdict is Verdict.BROKEN else ""


def _described(listing: ParsedFeed, raw: door.Piece, task: _Task) -> tuple[ParsedFeed, Context]:
    """What the feed says of itself, and from where its links start.

    Without xml:base a relative link starts from the feed in Atom (RFC 4287, section 2), and from
    the site in RSS.
    """
    site = web_url(raw.text("link"), task.url)
    title = plain_title(raw.text("title"))
    language = language_tag(raw.text("language"))
    links = list(raw.pieces("links"))
    hubs = [link.text("href") for link in links if link.text("rel") == "hub"]
    selves = [link.text("href") for link in links if link.text("rel") == "self"]
    described = replace(
        listing,
        title=title or None,
        language=language,
        site_url=site,
        hubs=tuple(dict.fromkeys(hub for each in hubs[:5] if (hub := web_url(each, task.url)))),
        self_url=web_url(selves[0], task.url) if selves else None,
    )
    base = task.url if task.root == "feed" or site is None else site
    return described, Context(base=base, title=title, language=language, now=task.now)


def _with_sound_guids(entries: list[ParsedEntry]) -> list[ParsedEntry]:
    """The entries, without the guids that several of them with different URLs share."""
    pairs = {
        (entry.guid, canonical_url(entry.url)) for entry in entries if entry.guid and entry.url
    }
    uses = Counter(guid for guid, _ in pairs)
    worn = {guid for guid, count in uses.items() if count > 1}
    return [
        replace(entry, guid=None) if entry.url and entry.guid in worn else entry
        for entry in entries
    ]
