"""Search of what is stored: the index finds candidates, the evaluator that matches on arrival decides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from config.concepts import load_concepts
from monitor.core.query import Matcher, parse_query, search_plan
from monitor.flow.matching import document_of_stored
from storage import entries, search
from storage.engine import Session
from storage.entries import Entry, EntryFilter
from storage.search import Page

PAGE = 200


def load_reader() -> Matcher:
    """A reader without watchlists, for queries typed once."""
    return Matcher(load_concepts(None), {})


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
