"""Search of what is stored: the index finds candidates, the evaluator that matches on arrival decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from monitor.core.query import Matcher, Plan, parse_query, search_plan
from monitor.flow.matching import document_of_stored
from storage import entries, hits, search
from storage.engine import Session
from storage.entries import Entry, EntryFilter
from storage.hits import Hit, HitFilter
from storage.search import Page

PAGE = 200
WIDE_PAGE = 5000


def find_entries(
    session: Session, reader: Matcher, query: str, wanted: EntryFilter
) -> Iterator[Entry]:
    """The entries that match `query` and `wanted`, newest first. Raises QueryError."""
    parsed = parse_query(query)
    plan = search_plan(parsed, reader.concepts)
    before = wanted.before_id
    while True:
        ids = search.candidates(session, plan, Page(limit=PAGE, before_id=before))
        if not ids:
            return
        found = entries.get_many(session, ids)
        for entry_id in ids:
            entry = found.get(entry_id)
            if entry is None or not _admits(wanted, entry):
                continue
            if reader.evaluate(parsed, reader.read(document_of_stored(entry))):
                yield entry
        before = ids[-1]
        if _too_old(wanted.since, found.get(before)):
            return


def find_hits(session: Session, reader: Matcher, query: str, wanted: HitFilter) -> Iterator[Hit]:
    """The hits of `wanted` whose entry also matches `query`, newest first. Raises QueryError."""
    parsed = parse_query(query)
    likely = _candidates(session, search_plan(parsed, reader.concepts))
    verdicts: dict[int, bool] = {}
    page = hits.listing(session, wanted, PAGE)
    while page:
        unknown = {hit.entry_id for hit in page} & likely - verdicts.keys()
        for entry_id, entry in entries.get_many(session, list(unknown)).items():
            reading = reader.read(document_of_stored(entry))
            verdicts[entry_id] = reader.evaluate(parsed, reading) is not None
        yield from (hit for hit in page if verdicts.get(hit.entry_id))
        page = hits.listing(session, replace(wanted, before_id=page[-1].id), PAGE)


def _candidates(session: Session, plan: Plan) -> set[int]:
    """Every entry id that the index does not rule out."""
    found: set[int] = set()
    before: int | None = None
    while ids := search.candidates(session, plan, Page(limit=WIDE_PAGE, before_id=before)):
        found.update(ids)
        before = ids[-1]
    return found


def _admits(wanted: EntryFilter, entry: Entry) -> bool:
    return (
        (not wanted.feeds or entry.feed_id in wanted.feeds)
        and (not wanted.kinds or entry.kind in wanted.kinds)
        and (not wanted.languages or entry.language in wanted.languages)
        and (wanted.since is None or entry.first_seen_at >= wanted.since)
        and (wanted.until is None or entry.first_seen_at < wanted.until)
    )


def _too_old(since: datetime | None, entry: Entry | None) -> bool:
    """Whether no later page can hold anything: ids are in order of first sight."""
    return since is not None and entry is not None and entry.first_seen_at < since
