"""Entering: what a feed listed is looked up, read and matched, and what is new of it written."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.core.entry import EntryFate, ParsedEntry, fate_of
from monitor.core.feed import Feed
from monitor.core.gist import Gist, Mark, Unread
from monitor.core.story import Told, told_at
from monitor.core.url import canonical_url, host_of
from monitor.flow.desk import Desk, Live
from monitor.flow.matching import document_of, unreadable
from monitor.flow.poll.visit import Outcome
from monitor.intake.language import detect_language
from storage import articles, entries, folds, hits, search
from storage.engine import Session
from storage.entries import Known, NewEntry, Revising
from storage.folds import NewPrint
from storage.hits import NewHit

Key = tuple[str, str]  # feed and identity


@dataclass(slots=True)
class Tally:
    """What a poll recorded so far; `failed` counts feeds without a healthy verdict."""

    feeds: int = 0
    new: int = 0
    baseline: int = 0
    revised: int = 0
    hits: int = 0
    failed: int = 0

    def facts(self) -> dict[str, int]:
        """The counts but the first, for the report."""
        return {
            "new": self.new,
            "baseline": self.baseline,
            "revised": self.revised,
            "hits": self.hits,
            "failed": self.failed,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An entry that is to be written: its fate, what is stored of it, and what reading it gave."""

    feed: Feed
    entry: ParsedEntry
    canonical_url: str | None
    fate: EntryFate
    known: Known | None
    reading_version: str = ""
    lexemes: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    print: str = ""


def look_up(
    session: Session, desk: Desk, live: Live, outcomes: Sequence[Outcome], now: datetime
) -> list[list[Found]]:
    """For each outcome the entries that are new or revised in it, each with its fate."""
    listed = [_listed(outcome) for outcome in outcomes]
    # Nothing is stored of a feed before its first success.
    asked = [
        (outcome.state.id, identity)
        for outcome, entries_of in zip(outcomes, listed, strict=True)
        if not _is_first(outcome)
        for identity in entries_of
    ]
    known = entries.known(session, asked)
    gone = entries.pruned(session, [key for key in asked if key not in known])
    found = [
        _changed(desk, live, outcome, entries_of, known, gone, now)
        for outcome, entries_of in zip(outcomes, listed, strict=True)
    ]
    return _with_new_words(session, outcomes, found)


def _listed(outcome: Outcome) -> dict[str, ParsedEntry]:
    """The entries that were parsed, by identity.

    Feeds list the newest first: turned round here, so that ids follow the order of publication.
    """
    parsed = outcome.parsed.entries if outcome.parsed else ()
    return {entry.identity: entry for entry in reversed(parsed)}


def _is_first(outcome: Outcome) -> bool:
    return outcome.state.first_success_at is None


def _changed(
    desk: Desk,
    live: Live,
    outcome: Outcome,
    listed: Mapping[str, ParsedEntry],
    known: Mapping[Key, Known],
    gone: Container[Key],
    now: datetime,
) -> list[Found]:
    """Those of the entries that are new or revised."""
    found: list[Found] = []
    for identity, entry in listed.items():
        feed = live.feeds[outcome.state.id]
        stored = known.get((feed.id, identity))
        fate = fate_of(
            entry,
            known_hash=stored.content_hash if stored else None,
            first_poll=_is_first(outcome),
            now=now,
            baseline=desk.rules.baseline,
        )
        if fate is not EntryFate.SEEN and (feed.id, identity) not in gone:
            whole = _in_its_language(feed, entry)
            url = canonical_url(entry.url) if entry.url else None
            found.append(Found(feed=feed, entry=whole, canonical_url=url, fate=fate, known=stored))
    return found


def _with_new_words(
    session: Session, outcomes: Sequence[Outcome], found: list[list[Found]]
) -> list[list[Found]]:
    """Without what its feed has told before, word for word at the same address, under another guid.

    Some feeds make up new guids at every request, and would be all new for ever.
    """
    asked = [
        (item.feed.id, item.canonical_url)
        for outcome, items in zip(outcomes, found, strict=True)
        if not _is_first(outcome)
        for item in items
        if item.known is None and item.entry.guid and item.canonical_url
    ]
    told = entries.under_other_guids(session, asked)
    return [[item for item in items if not _is_told(item, told)] for items in found]


def _is_told(item: Found, told: Container[tuple[str, str, str, datetime | None]]) -> bool:
    if item.known is not None or not item.entry.guid or not item.canonical_url:
        return False
    entry = item.entry
    return (item.feed.id, item.canonical_url, entry.content_hash, entry.published) in told


def appeared(items: Sequence[Found]) -> list[datetime | None]:
    """When the new ones of the entries were published, None for those that do not say."""
    return [item.entry.published for item in items if item.fate is not EntryFate.REVISED]


def _in_its_language(feed: Feed, entry: ParsedEntry) -> ParsedEntry:
    """The entry with the language that it or its feed declares, else the one its text is in."""
    if entry.language:
        return entry
    language = feed.language or detect_language(f"{entry.title}. {entry.summary}")
    return replace(entry, language=language)


def unread_of(item: Found, now: datetime) -> Unread:
    """The entry as it is given to a reader, in this process or in another."""
    feed = item.feed
    return Unread(
        document=document_of(feed, item.entry),
        feed=Feed(
            id=feed.id,
            url="",
            name=feed.name,
            kind=feed.kind,
            language=feed.language,
            country=feed.country,
        ),
        told=Told(
            outlet=item.entry.outlet or feed.name,
            canonical_url=item.canonical_url,
            seen_at=told_at(item.entry.published, now),
        ),
    )


def with_gist(live: Live, item: Found, gist: Gist | None) -> Found:
    """The entry with what reading it gave; None: the reader failed on it."""
    if gist is None:
        return replace(item, reading_version=unreadable(live))
    return replace(
        item,
        reading_version=live.matcher.version,
        lexemes=gist.lexemes,
        marks=gist.marks,
        print=gist.print,
    )


def write_found(
    session: Session, live: Live, found: Sequence[Found], now: datetime, tally: Tally
) -> dict[str, tuple[int, int]]:
    """Writes entries, revisions, hits and the index; returns (new, revised) by feed."""
    fresh = [item for item in found if item.fate is not EntryFate.REVISED]
    ids = entries.add_many(session, [_new_entry(item, now) for item in fresh])
    written = [
        (ids[key], item) for item in fresh if (key := (item.feed.id, item.entry.identity)) in ids
    ]
    revised = [(known.id, item) for item in found if (known := _revise(session, item, now))]
    for items, fresh_ids in ((written, True), (revised, False)):
        documents = [(entry_id, item.lexemes) for entry_id, item in items]
        search.write(session, documents, fresh=fresh_ids)
        folds.put_prints(session, [_new_print(entry_id, item, now) for entry_id, item in items])
    articles.want(session, _pages(written, revised), now)
    made = [
        _new_hit(live, item, entry_id, mark, now)
        for entry_id, item in (*written, *revised)
        for mark in item.marks
    ]
    hits.put_many(session, made)
    hits.withdraw(
        session,
        [entry_id for entry_id, _ in revised],
        [(hit.entry_id, hit.watchlist_id) for hit in made],
        now,
    )
    tally.new += sum(item.fate is EntryFate.NEW for _, item in written)
    tally.baseline += sum(item.fate is EntryFate.BASELINE for _, item in written)
    tally.revised += len(revised)
    tally.hits += len(made)
    counts: dict[str, tuple[int, int]] = {}
    for items, step in ((written, (1, 0)), (revised, (0, 1))):
        for _, item in items:
            new, changed = counts.get(item.feed.id, (0, 0))
            counts[item.feed.id] = (new + step[0], changed + step[1])
    return counts


def _pages(
    written: Sequence[tuple[int, Found]], revised: Sequence[tuple[int, Found]]
) -> dict[int, str]:
    """Host of the page, by entry, of those whose pages are wanted: baseline ones are not."""
    return {
        entry_id: host_of(item.entry.url)
        for entry_id, item in (*written, *revised)
        if item.feed.article
        and item.entry.url
        and item.fate is not EntryFate.BASELINE
        and not (item.known and item.known.baseline)
    }


def _new_entry(item: Found, now: datetime) -> NewEntry:
    entry, feed = item.entry, item.feed
    return NewEntry(
        feed_id=feed.id,
        identity=entry.identity,
        url=entry.url,
        canonical_url=item.canonical_url,
        title=entry.title,
        summary=entry.summary,
        body=entry.body,
        author=entry.author,
        outlet=entry.outlet or feed.name,
        language=entry.language,
        categories=entry.categories,
        published_at=entry.published,
        updated_at=entry.updated,
        first_seen_at=now,
        content_hash=entry.content_hash,
        baseline=item.fate is EntryFate.BASELINE,
        reading_version=item.reading_version,
    )


def _revise(session: Session, item: Found, now: datetime) -> Known | None:
    """Writes a revision; None for an entry that is not revised, or was just now by someone else."""
    if item.fate is not EntryFate.REVISED or item.known is None:
        return None
    revising = Revising(
        id=item.known.id,
        title=item.entry.title,
        summary=item.entry.summary,
        body=item.entry.body,
        content_hash=item.entry.content_hash,
        updated_at=item.entry.updated,
        reading_version=item.reading_version,
    )
    return item.known if entries.revise(session, revising, now) else None


def _new_print(entry_id: int, item: Found, now: datetime) -> NewPrint:
    told = told_at(item.entry.published, now)
    return NewPrint(entry_id=entry_id, told_at=told, print=item.print)


def _new_hit(live: Live, item: Found, entry_id: int, mark: Mark, now: datetime) -> NewHit:
    baseline = item.known.baseline if item.known else item.fate is EntryFate.BASELINE
    return NewHit(
        entry_id=entry_id,
        watchlist_id=mark.watchlist_id,
        found_at=now,
        later=False,
        baseline=baseline,
        weak=mark.weak,
        config_revision=live.revision,
        spans=mark.spans,
    )
