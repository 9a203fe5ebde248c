"""Telling the operator of feeds: one notice when trouble lasts, another when it ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from monitor.core.feed import Verdict
from monitor.core.health import NOT_AGAIN, advice, ours, trouble_since, worth_a_notice
from monitor.flow.desk import Live
from monitor.flow.notify import notify, notify_end
from monitor.flow.poll.pacing import Paced
from monitor.flow.poll.visit import Outcome
from storage import feeds, notices
from storage.engine import Session
from storage.notices import feed_key

NETWORK = "network"
_KINDS = {Verdict.SILENT: "feed-silent", Verdict.EMPTY: "feed-empty"}


def tell(
    session: Session, live: Live, polled: Sequence[tuple[Outcome, Paced]], now: datetime
) -> None:
    """Raises and ends the notices of the feeds that were polled, in the unit that records them.

    What was told stands in the tables: a restart tells nothing again, and forgets nothing.
    """
    worse = [(outcome, plan) for outcome, plan in polled if _is_due(outcome, plan, now)]
    better = [
        (outcome, plan)
        for outcome, plan in polled
        if outcome.state.trouble_since is not None and not plan.standing.verdict.troubled
    ]
    if not worse and not better:
        return
    keys = {feed_key(outcome.state.id) for outcome, _ in (*worse, *better)}
    told = notices.open_among(session, {NETWORK, *keys})
    if better or NETWORK in told:
        _tell_network(session, live, told, now)
    for outcome, plan in better:
        if feed_key(outcome.state.id) in told:
            _tell_end(session, live, outcome, plan, now)
    for outcome, plan in worse:
        if feed_key(outcome.state.id) not in told:
            _tell_trouble(session, live, outcome, plan, now)


def _is_due(outcome: Outcome, plan: Paced, now: datetime) -> bool:
    verdict = plan.standing.verdict
    since = trouble_since(verdict, outcome.state.trouble_since, now)
    return since is not None and worth_a_notice(verdict, since, now, unresolved=outcome.unresolved)


def _tell_trouble(
    session: Session, live: Live, outcome: Outcome, plan: Paced, now: datetime
) -> None:
    state, standing = outcome.state, plan.standing
    if ours(standing.verdict, feeds.count_by_verdict(session)):
        notify(
            session,
            live,
            key=NETWORK,
            kind="network",
            subject="Most feeds are out of reach",
            text="More than half of the feeds do not answer at all: look at this machine's network "
            "and name server. The feeds are not told one by one.",
            now=now,
        )
        return
    since = state.trouble_since or now
    lasted = f"Since {since:%d %b %H:%M} UTC.\n" if now > since else ""
    notify(
        session,
        live,
        key=feed_key(state.id),
        kind=_KINDS.get(standing.verdict, "feed-failing"),
        subject=f"Feed {state.name}: {standing.verdict}",
        # Not its address, which may hold a key.
        text=f"{standing.detail or standing.verdict}\nIts id: {state.id}\n{lasted}"
        f"{advice(standing.verdict)}",
        now=now,
        again_after=NOT_AGAIN,
    )


def _tell_end(session: Session, live: Live, outcome: Outcome, plan: Paced, now: datetime) -> None:
    state = outcome.state
    lasted = now - (state.trouble_since or now)
    notify_end(
        session,
        live,
        key=feed_key(state.id),
        kind="feed-well",
        subject=f"Feed {state.name} is well again",
        text=f"It was in trouble for {_span(lasted)}, at last: {state.verdict}.\n"
        f"Now: {plan.standing.verdict}. {plan.standing.detail}",
        now=now,
    )


def _tell_network(session: Session, live: Live, told: set[str], now: datetime) -> None:
    """Ends the notice of the network once fewer feeds are out of reach."""
    if NETWORK in told and not ours(Verdict.UNREACHABLE, feeds.count_by_verdict(session)):
        notify_end(
            session,
            live,
            key=NETWORK,
            kind="network-well",
            subject="Feeds answer again",
            text="Most feeds are in reach again.",
            now=now,
        )


def _span(span: timedelta) -> str:
    hours = round(span.total_seconds() / 3600)
    return f"{hours} h" if hours < 48 else f"{span.days} days"
