"""What a page adds to its entry: read with it, matched, and recorded."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.core.article import (
    Page,
    PageState,
    excerpt,
    joined,
    only_there,
    paragraph_hash,
    refusal,
    without_boilerplate,
)
from monitor.core.feed import Feed
from monitor.core.hit import Match, Span
from monitor.core.query import index_lexemes
from monitor.core.reading import Reading
from monitor.core.url import host_of
from monitor.flow.desk import Desk, Live
from monitor.flow.matching import document_of_stored, matches_of, read_safely
from storage import articles, entries, hits, search
from storage.articles import Claimed, Outcome
from storage.engine import Session
from storage.entries import Entry
from storage.hits import NewHit


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What reading a page gave: the entry's text as it is kept, its lexemes and its hits."""

    outcome: Outcome
    body: str
    lexemes: tuple[str, ...]
    matches: tuple[tuple[Match, tuple[Span, ...]], ...]
    paragraphs: tuple[bytes, ...]


def read_page(
    desk: Desk, live: Live, feed: Feed, entry: Entry, claimed: Claimed, page: Page
) -> PageState:
    """Reads a page with its entry and records it. Called in a thread."""
    now, host = desk.clock(), host_of(entry.url)
    hashes = tuple(paragraph_hash(paragraph) for paragraph in page.paragraphs)
    with desk.database.read() as session:
        recurring = articles.recurring(session, host, hashes)
    own = replace(page, paragraphs=without_boilerplate(page.paragraphs, recurring))
    why = refusal(own, asked=entry.url or "", title=entry.title, summary=entry.summary)
    if why is not None:
        outcome = not_read(entry, claimed, now, why)
        with desk.database.write() as session:
            articles.record(session, outcome, now)
        return outcome.state
    added = only_there(own.paragraphs, (entry.summary, entry.body))
    read = _with_entry(desk, live, feed, entry, added)
    read = replace(read, paragraphs=hashes, outcome=replace(read.outcome, due_at=now))
    with desk.database.write() as session:
        _record(session, live, entry, host, read, now)
    return read.outcome.state


def _with_entry(desk: Desk, live: Live, feed: Feed, entry: Entry, added: tuple[str, ...]) -> _Read:
    """The entry read with what its page adds; its spans are those of the text that is kept."""
    whole = _reading(live, replace(entry, body=joined(entry.body, added)))
    found = matches_of(live, feed, entry.language, whole) if whole else ()
    offset = len(entry.body) + 1 if entry.body else 0
    kept = added if desk.rules.keep_pages else excerpt(added, _marks(found, offset))
    body = joined(entry.body, kept)
    reading = whole if kept == added else _reading(live, replace(entry, body=body))
    shown = (
        {m.watchlist_id: m for m in matches_of(live, feed, entry.language, reading)}
        if reading
        else {}
    )
    text = "\n".join(added)
    outcome = Outcome(
        entry_id=entry.id,
        content_hash=entry.content_hash,
        state=PageState.READ,
        attempts=0,
        due_at=entry.first_seen_at,
        text_hash=hashlib.blake2b(text.encode(), digest_size=16).hexdigest(),
        length=len(text),
        kept=len("\n".join(kept)),
    )
    return _Read(
        outcome=outcome,
        body=body,
        lexemes=index_lexemes(reading) if reading else (),
        matches=tuple((m, _spans(m, shown.get(m.watchlist_id), len(entry.body))) for m in found),
        paragraphs=(),
    )


def _reading(live: Live, entry: Entry) -> Reading | None:
    return read_safely(live, document_of_stored(entry))


def _marks(found: Sequence[Match], offset: int) -> list[tuple[int, int]]:
    """Where in the page's own text each term of the matches stands first."""
    first: dict[tuple[str, str], Span] = {}
    for match in found:
        for span in match.spans:
            if span.field == "body" and span.start >= offset:
                first.setdefault((match.watchlist_id, span.term), span)
    return [(span.start - offset, span.end - offset) for span in first.values()]


def _spans(match: Match, shown: Match | None, told: int) -> tuple[Span, ...]:
    """The spans of a match in the text that is kept; of one that needs more, those in the feed's."""
    if shown is not None:
        return shown.spans
    return tuple(span for span in match.spans if span.field != "body" or span.end <= told)


def _record(
    session: Session, live: Live, entry: Entry, host: str, read: _Read, now: datetime
) -> None:
    first = articles.is_first_of_page(session, entry.id)
    if not articles.record(session, read.outcome, now):
        return
    if first:
        articles.count_paragraphs(session, host, read.paragraphs, now)
    if not read.outcome.length:
        return
    entries.set_body(session, entry.id, read.body, live.matcher.version)
    search.write(session, [(entry.id, read.lexemes)])
    made = [_hit(live, entry, match, spans, now) for match, spans in read.matches]
    hits.put_many(session, made)
    hits.withdraw(session, [entry.id], [(hit.entry_id, hit.watchlist_id) for hit in made], now)


def _hit(live: Live, entry: Entry, match: Match, spans: tuple[Span, ...], now: datetime) -> NewHit:
    return NewHit(
        entry_id=entry.id,
        watchlist_id=match.watchlist_id,
        found_at=now,
        later=False,
        baseline=entry.baseline,
        weak=match.weak,
        config_revision=live.revision,
        spans=spans,
    )


def not_read(entry: Entry, claimed: Claimed, now: datetime, why: str) -> Outcome:
    """That the page is not taken as the text of `entry`, for good, and why."""
    return Outcome(
        entry_id=entry.id,
        content_hash=entry.content_hash,
        state=PageState.NOT_READ,
        attempts=claimed.attempts,
        due_at=now,
        reason=why,
    )
