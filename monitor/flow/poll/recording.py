"""Recording what visits brought: reads and matches what is new, writes all of it in one unit of work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from monitor.core.health import trouble_since
from monitor.core.polling import Pace
from monitor.flow.desk import Desk, Live
from monitor.flow.matching import gist_here
from monitor.flow.poll.entering import (
    Found,
    Tally,
    appeared,
    look_up,
    unread_of,
    with_gist,
    write_found,
)
from monitor.flow.poll.pacing import Paced, paced
from monitor.flow.poll.telling import tell
from monitor.flow.poll.visit import Outcome
from storage import feeds
from storage.feeds import Content, Hub, PollRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Outcomes that are recorded together; `items`: for each, what is new or revised in it."""

    outcomes: Sequence[Outcome]
    items: Sequence[Sequence[Found]]
    now: datetime

    @property
    def found(self) -> list[Found]:
        """What is new or revised in all of them."""
        return [item for items in self.items for item in items]


def looked_up(desk: Desk, live: Live, outcomes: Sequence[Outcome]) -> Batch:
    """The outcomes with what is new or revised in them; most list nothing that has to be looked up."""
    now = desk.clock()
    if not any(outcome.parsed and outcome.parsed.entries for outcome in outcomes):
        return Batch(outcomes=outcomes, items=[()] * len(outcomes), now=now)
    with desk.database.read() as session:
        items = look_up(session, desk, live, outcomes, now)
    return Batch(outcomes=outcomes, items=items, now=now)


async def read_batch(desk: Desk, live: Live, batch: Batch) -> list[Found]:
    """What is new or revised, read and matched: outside of any unit of work, so that nobody waits."""
    found = batch.found
    if not found:
        return []
    unread = [unread_of(item, batch.now) for item in found]
    gists = await desk.readers.read(live.matcher, live.watchlists, unread, partial(gist_here, live))
    return [with_gist(live, item, gist) for item, gist in zip(found, gists, strict=True)]


def record(
    desk: Desk, live: Live, batch: Batch, found: Sequence[Found], pace: Pace, tally: Tally
) -> None:
    """Writes outcomes and what was `found` in one unit, and adds them to `tally`. Called in a thread.

    Unique constraints settle what came in twice since it was looked up.
    """
    now, outcomes = batch.now, batch.outcomes
    plans = [
        paced(outcome, appeared(items), pace, now)
        for outcome, items in zip(outcomes, batch.items, strict=True)
    ]
    with desk.database.write() as session:
        counts = write_found(session, live, found, now, tally)
        feeds.record_polls(
            session,
            [
                _poll_record(outcome, plan, now, counts.get(outcome.state.id, (0, 0)))
                for outcome, plan in zip(outcomes, plans, strict=True)
            ],
        )
        tell(session, live, list(zip(outcomes, plans, strict=True)), now)
    tally.feeds += len(outcomes)
    tally.failed += sum(not outcome.verdict.healthy for outcome in outcomes)


def _poll_record(
    outcome: Outcome, plan: Paced, now: datetime, counts: tuple[int, int]
) -> PollRecord:
    state, fetched, parsed = outcome.state, outcome.fetched, outcome.parsed
    return PollRecord(
        feed_id=state.id,
        at=now,
        verdict=plan.standing.verdict,
        detail=plan.standing.detail,
        status=outcome.status,
        due_at=plan.decision.at,
        due_reason=plan.decision.reason,
        failures=0 if outcome.verdict.healthy else state.failures + 1,
        success=outcome.verdict.healthy,
        etag=fetched.etag if fetched else None,
        last_modified=fetched.last_modified if fetched else None,
        body_hash=outcome.body_hash,
        item_hashes=b"".join(parsed.item_hashes) if parsed else None,
        content=None if parsed is None else Content(verdict=outcome.verdict, detail=outcome.detail),
        trouble_since=trouble_since(plan.standing.verdict, state.trouble_since, now),
        moved_to=plan.moved_to,
        title=parsed.title if parsed else None,
        listed=parsed.listed if parsed else 0,
        new=counts[0],
        revised=counts[1],
        took=outcome.took,
        need=plan.decision.need,
        rhythm=plan.rhythm,
        asks=plan.asks,
        hub=_hub(outcome),
        unpushed=bool(counts[0]) and state.pushed_until is not None,
    )


def _hub(outcome: Outcome) -> Hub | None:
    """The hub that the answer names, its headers before the document; None where that is not known.

    A 304 says nothing, and a listing without news is not read: then only headers that name both count.
    """
    fetched, parsed = outcome.fetched, outcome.parsed
    if fetched is None or fetched.status == 304:
        return None
    if fetched.hub and fetched.topic:
        return Hub(url=fetched.hub, topic=fetched.topic)
    if parsed is None or not (parsed.entries or parsed.hubs):
        return None
    url = fetched.hub or (parsed.hubs[0] if parsed.hubs else None)
    return Hub(url=url, topic=fetched.topic or parsed.self_url or fetched.url)
