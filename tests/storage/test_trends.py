"""What trends are reckoned from, on both databases."""

from __future__ import annotations

from datetime import timedelta

from monitor.core.trend import Pace
from storage import entries, folds, hits, stories, trends
from storage.engine import Database
from storage.folds import NewPrint
from tests.storage.builders import HOUR, NOW, entry, furnish, hit

MONTH = timedelta(days=29)


def test_trend_counts_hits_that_were_news(database: Database) -> None:
    furnish(database)
    with database.write() as session:
        ids = list(entries.add_many(session, [entry(f"n{n}") for n in range(5)]).values())
        hits.put_many(
            session,
            [
                hit(ids[0], found_at=NOW - HOUR),
                hit(ids[1], found_at=NOW - 30 * HOUR),
                hit(ids[2], found_at=NOW - HOUR, later=True),
                hit(ids[3], found_at=NOW - HOUR, baseline=True),
                hit(ids[4], found_at=NOW - MONTH),
            ],
        )

    with database.read() as session:
        (found,) = trends.watchlist_trends(session, ["huawei"], NOW)

    assert found.series.reports[-2:] == (1, 1)
    assert sum(found.series.reports) == 2
    assert found.pace is Pace.YOUNG


def test_reports_of_a_month_are_those_in_stories(database: Database) -> None:
    furnish(database)
    with database.write() as session:
        waiting, told = entries.add_many(session, [entry("waits"), entry("told")]).values()
        folds.put_prints(
            session,
            [
                NewPrint(entry_id=one, told_at=NOW, print="2\ten\te:huawei*")
                for one in (waiting, told)
            ],
        )
        story = stories.create(session, title="x", lead_entry_id=told, seen_at=NOW)
        entries.set_story(session, [told], story, "first report")

    with database.read() as session:
        found = list(trends.told_between(session, NOW - MONTH, NOW))

    assert [(one.story_id, one.print) for one in found] == [(story, "2\ten\te:huawei*")]
