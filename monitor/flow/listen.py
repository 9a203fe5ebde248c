"""Listen: tells of watchlists that fell silent while the feeds that used to bring their hits speak."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from monitor.core.health import NOT_AGAIN, quiet_words
from monitor.core.polling import Rhythm, Silence, hour_of, learn, silence_of
from monitor.core.watchlist import Watchlist
from monitor.flow.desk import Desk, Live, Report
from monitor.flow.notify import notify, notify_end
from storage import feeds, hits, notices, watchlists
from storage.engine import Session
from storage.hits import Heard
from storage.notices import watchlist_key

REACH = timedelta(days=90)
EACH = 300
ALIVE = 0.5


async def listen(desk: Desk, live: Live) -> Report:
    """Raises one notice for each watchlist that fell silent, and ends it when it is hit again."""
    now = desk.clock()
    found = await desk.read(partial(_heard, now=now))
    silences = {name: silence_of(_rhythm(each, now), now) for name, each in found.items()}
    told = await desk.write(partial(_tell_all, live=live, found=found, silences=silences, now=now))
    return Report(deed="listened", done=told)


def _heard(session: Session, *, now: datetime) -> dict[str, list[Heard]]:
    """What each watchlist heard, oldest first; those whose past is still being read are left out."""
    waiting = {backfill.watchlist_id for backfill in watchlists.backfills(session)}
    found: defaultdict[str, list[Heard]] = defaultdict(list)
    for each in hits.heard(session, since=now - REACH, each=EACH):
        if each.watchlist_id not in waiting:
            found[each.watchlist_id].append(each)
    return found


def _rhythm(heard: Sequence[Heard], now: datetime) -> Rhythm:
    since = min(heard[0].at, now)
    times = [min(each.at, now) for each in heard]
    return learn(Rhythm(at=hour_of(since)), times, since=since, now=now)


def _tell_all(
    session: Session,
    *,
    live: Live,
    found: Mapping[str, Sequence[Heard]],
    silences: Mapping[str, Silence | None],
    now: datetime,
) -> int:
    """Returns how many notices were raised or ended."""
    troubled = {state.id for state in feeds.states(session) if state.verdict.troubled}
    keys = [watchlist_key(name) for name in live.watchlists]
    told = notices.open_among(session, keys)
    changed = 0
    for watchlist in live.configuration.watchlists:
        silence = silences.get(watchlist.id)
        is_told = watchlist_key(watchlist.id) in told
        if silence is None:
            continue
        if silence.unusual and not is_told and _alive(found[watchlist.id], live, troubled):
            changed += _tell(session, live, watchlist, silence, now)
        elif not silence.unusual and is_told:
            changed += _tell_end(session, live, watchlist, now)
    return changed


def _alive(heard: Sequence[Heard], live: Live, troubled: Collection[str]) -> bool:
    """Whether at least half of the hits came from feeds that speak today."""
    speaking = sum(each.feed_id in live.feeds and each.feed_id not in troubled for each in heard)
    return speaking >= ALIVE * len(heard)


def _tell(
    session: Session, live: Live, watchlist: Watchlist, silence: Silence, now: datetime
) -> bool:
    return notify(
        session,
        live,
        key=watchlist_key(watchlist.id),
        kind="watchlist-silent",
        subject=f"Watchlist {watchlist.name}: unusually silent",
        text=f"Its feeds speak, but it was hit by {quiet_words(silence, now)}.\n"
        f"Perhaps its query misses what is written today: telemon watchlists test {watchlist.id}",
        now=now,
        again_after=NOT_AGAIN,
    )


def _tell_end(session: Session, live: Live, watchlist: Watchlist, now: datetime) -> bool:
    return notify_end(
        session,
        live,
        key=watchlist_key(watchlist.id),
        kind="watchlist-heard",
        subject=f"Watchlist {watchlist.name} is hit again",
        text="The silence is over.",
        now=now,
    )
