"""Recording what visits brought: reads and matches what is new, writes all of it in one unit of work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from monitor.core.health import trouble_since
from monitor.core.polling import Pace
from monitor.flow.desk import Desk, Live
from monitor.flow.poll.entering import Found, Tally, appeared, look_up, read_found, write_found
from monitor.flow.poll.pacing import Paced, paced
from monitor.flow.poll.telling import tell
from monitor.flow.poll.visit import Outcome
from storage import feeds
from storage.feeds import Content, Hub, PollRecord


def record_outcomes(
    desk: Desk, live: Live, outcomes: Sequence[Outcome], pace: Pace, tally: Tally
) -> None:
    """Writes the outcomes of visits and adds them to `tally`. Called in a thread.

    Reading and matching happen between the unit that looks up what is known and the one that writes,
    so that nobody waits for them; unique constraints settle what came in twice meanwhile.
    """
    now = desk.clock()
    looked_up = _looked_up(desk, live, outcomes, now)
    plans = [
        paced(outcome, appeared(items), pace, now)
        for outcome, items in zip(outcomes, looked_up, strict=True)
    ]
    found = [read_found(live, item, now) for items in looked_up for item in items]
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


def _looked_up(
    desk: Desk, live: Live, outcomes: Sequence[Outcome], now: datetime
) -> list[list[Found]]:
    """For each outcome what is new or revised in it; most polls list nothing that has to be looked up."""
    if not any(outcome.parsed and outcome.parsed.entries for outcome in outcomes):
        return [[] for _ in outcomes]
    with desk.database.read() as session:
        return [look_up(session, desk, live, outcome, now) for outcome in outcomes]


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
