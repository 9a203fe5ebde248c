"""Explaining: what became of an entry, from the poll to the recipient."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Annotated

import typer

from monitor.cli.common import MAX_ID, database_of, live_of_files, settings_of
from monitor.cli.explanations import lines_of
from monitor.cli.output import Format, FormatOption, console, print_rows
from monitor.core.article import PageState
from monitor.core.errors import UsageError
from monitor.core.event.words import in_words
from monitor.core.mute import muted_by
from monitor.core.url import canonical_url
from monitor.flow.desk import Live
from monitor.flow.events import events_told
from monitor.flow.matching import document_of_stored, feed_of_stored, read_safely
from monitor.storyboard import lay_out
from storage import articles, deliveries, digests, entries, feeds, hits, mutes, polls, summaries
from storage.engine import Session
from storage.entries import Entry


def add_to(app: typer.Typer) -> None:
    """Adds this command."""
    app.command()(explain)


def explain(
    context: typer.Context,
    what: Annotated[str, typer.Argument(help="The id of an entry, or its address.")],
    form: FormatOption = Format.TABLE,
) -> None:
    """Says of an entry: fetched when, read how, matched or not and why, in which story, sent to whom.

    Example: `telemon explain https://www.example.org/2026/story`
    """
    settings = settings_of(context)
    with database_of(settings) as database:
        live = live_of_files(settings, database)
        with database.read() as session:
            found = _find(session, what)
            if not found:
                raise UsageError(f"{what}: no such entry is stored; `telemon entries` lists them")
            told = [_explained(session, live, entry) for entry in found]
    if form is not Format.TABLE:
        print_rows(told, tuple(told[0]), form)
        return
    for explanation in told:
        _print(explanation)


def _find(session: Session, what: str) -> list[Entry]:
    if what.isdecimal():
        entry = entries.get(session, int(what)) if int(what) <= MAX_ID else None
        return [entry] if entry else []
    return entries.by_url(session, what, canonical_url(what))


def _explained(session: Session, live: Live, entry: Entry) -> dict[str, object]:
    return {
        "entry": _entry(entry),
        "revisions": [
            {"title": r.title, "from": r.seen_at, "to": r.replaced_at}
            for r in entries.revisions(session, entry.id)
        ],
        "page": _page(session, entry),
        "feed": _feed(session, entry),
        "hits": _hits(session, entry),
        "watchlists": list(_watchlists(live, entry)),
        "story": _story(session, live, entry),
        "events": list(_events(session, live, entry)),
        "summaries": list(_summaries(session, entry)),
        "mutes": _mutes(session, live, entry),
        "digests": list(_digests(session, entry)),
    }


def _entry(entry: Entry) -> dict[str, object]:
    return {
        "id": entry.id,
        "title": entry.title,
        "url": entry.url,
        "canonical_url": entry.canonical_url,
        "outlet": entry.outlet,
        "language": entry.language,
        "published_at": entry.published_at,
        "first_seen_at": entry.first_seen_at,
        "revised_at": entry.revised_at,
        "revision": entry.revision,
        "baseline": entry.baseline,
        "reading": entry.reading_version,
    }


def _feed(session: Session, entry: Entry) -> dict[str, object]:
    state = next(iter(feeds.states(session, [entry.feed_id])), None)
    recent = polls.recent(session, entry.feed_id, 1)
    return {
        "id": entry.feed_id,
        "verdict": state.verdict if state else "retired",
        "last_poll_at": state.last_poll_at if state else None,
        "last_news": recent[0].at if recent else None,
    }


def _page(session: Session, entry: Entry) -> dict[str, object]:
    """What became of the entry's page, where its feed asks for pages."""
    found = articles.of_entries(session, [entry.id]).get(entry.id)
    if found is None:
        return {"state": "not asked for"}
    return {
        "state": found.state,
        "because": found.reason,
        "attempts": found.attempts,
        "next_attempt_at": found.due_at if found.state is PageState.WAITING else None,
        "read_at": found.read_at,
        "characters": found.length,
        "kept": found.kept,
    }


def _hits(session: Session, entry: Entry) -> list[dict[str, object]]:
    fields = {"title": entry.title, "summary": entry.summary, "body": entry.body}
    return [
        {
            "watchlist": hit.watchlist_id,
            "found_at": hit.found_at,
            "later": hit.later,
            "baseline": hit.baseline,
            "weak": hit.weak,
            "because": [
                {
                    "term": span.term,
                    "field": span.field,
                    "text": fields.get(span.field, "")[span.start : span.end],
                    "concept": span.concept,
                    "guard": span.guard,
                }
                for span in hit.spans
            ],
        }
        for hit in hits.of_entries(session, [entry.id]).get(entry.id, ())
    ]


def _watchlists(live: Live, entry: Entry) -> Iterator[dict[str, object]]:
    """What each watchlist says of the entry as it would be read now."""
    reading = live.matcher.read(document_of_stored(entry))
    feed = feed_of_stored(live, entry)
    for watchlist in live.configuration.watchlists:
        if not watchlist.feeds.admits(feed, entry.language):
            yield {"id": watchlist.id, "verdict": "does not listen to this feed", "why": []}
            continue
        explanation = live.matcher.explain(watchlist.id, reading)
        verdict = "hit" if explanation.holds else "miss"
        yield {"id": watchlist.id, "verdict": verdict, "why": list(lines_of(explanation))}


def _story(session: Session, live: Live, entry: Entry) -> dict[str, object]:
    board = lay_out(session, live.concepts, entry.story_id) if entry.story_id else None
    if board is None:
        return {"id": None, "because": "not folded yet"}
    line = next(line for line in board.lines if line.entry.id == entry.id)
    return {
        "id": board.story.id,
        "title": board.story.title,
        "because": line.because,
        "like": line.like,
        "why": list(line.why),
        "by_hand": line.by_hand,
        "outlets": list(board.independent),
        "copying": list(board.copying),
    }


def _events(session: Session, live: Live, entry: Entry) -> Iterator[dict[str, object]]:
    """The events that the entry tells, and those that its story tells when all reports are heard."""
    told = (
        entries.of_stories(session, [entry.story_id]).get(entry.story_id, [])
        if entry.story_id
        else []
    )
    read = partial(read_safely, live)
    for one in events_told(told or [entry], read, live.concepts):
        own = [event for number, event in one.sources if number == entry.id]
        yield {
            "says": in_words(one, live.concepts),
            "told_by": [number for number, _ in one.sources],
            "disputed": list(one.disputed),
            "sentence": own[0].quote if own else None,
        }


def _summaries(session: Session, entry: Entry) -> Iterator[dict[str, object]]:
    """What a model was asked of the entry's story, and why an answer was not shown."""
    if entry.story_id is None:
        return
    for asked in summaries.of_stories(session, [entry.story_id]).get(entry.story_id, ()):
        yield {
            "language": asked.language,
            "model": asked.model,
            "asked_at": asked.asked_at,
            "entries": list(asked.entries),
            "verdict": asked.outcome.value,
            "because": asked.reason,
            "text": asked.text,
        }


def _mutes(session: Session, live: Live, entry: Entry) -> list[str]:
    """The mutes that keep hits of the entry out of digests, as the composer applies them."""
    silenced = [*live.mutes, *(one.mute for one in mutes.listing(session))]
    found = dict[str, None]()
    for hit in hits.of_entries(session, [entry.id]).get(entry.id, ()):
        concepts = [span.concept for span in hit.spans if span.concept]
        story = entry.story_id or 0
        mute = muted_by(silenced, story=story, concepts=concepts, found_at=hit.found_at)
        if mute is not None:
            found[f"{hit.watchlist_id}: {mute}"] = None
    return list(found)


def _digests(session: Session, entry: Entry) -> Iterator[dict[str, object]]:
    """Where the entry's story was told, or which cap cut it."""
    if entry.story_id is None:
        return
    for telling in digests.of_story(session, entry.story_id):
        sent = deliveries.of_digest(session, telling.digest_pk)
        yield {
            "digest": telling.digest_id,
            "period": telling.period,
            "place": telling.position + 1 if telling.shown else None,
            "verdict": "told" if telling.cut is None else telling.cut.value,
            "rank": list(_rank(session, telling.digest_pk, entry.story_id)),
            "deliveries": [
                {"channel": d.channel_id, "state": d.state, "sent_at": d.sent_at} for d in sent
            ],
        }


def _rank(session: Session, digest_pk: int, story_id: int) -> Iterator[str]:
    """The parts of the rank that the story had in an edition."""
    edition = digests.get(session, digest_pk)
    for story in edition.issue.stories if edition else ():
        if story.story_id == story_id:
            for part in story.rank_parts:
                yield f"{part.name} {part.points:.2f}" + (f" ({part.note})" if part.note else "")


def _print(explanation: dict[str, object]) -> None:
    out = console()
    for name, value in explanation.items():
        out.print(name, style="bold")
        items = value if isinstance(value, list) else [value]
        for item in items or ["none"]:
            _print_item(item, "  ")


def _print_item(item: object, head: str) -> None:
    out = console()
    if not isinstance(item, dict):
        out.print(f"{head}{item}", markup=False)
        return
    for key, value in item.items():
        if isinstance(value, list) and value:
            out.print(f"{head}{key}:", markup=False)
            for part in value:
                text = (
                    ", ".join(f"{k} {v}" for k, v in part.items() if v)
                    if isinstance(part, dict)
                    else part
                )
                out.print(f"{head}  {text}", markup=False)
        elif value not in (None, [], ""):
            out.print(f"{head}{key}: {value}", markup=False)
