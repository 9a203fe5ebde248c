"""What trends are reckoned from, on both databases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from monitor.core.trend import DAYS, Pace, day_of
from storage import entries, folds, hits, stories, trends
from storage.engine import Database
from storage.folds import NewPrint
from tests.storage.builders import HOUR, MINUTE, NOW, entry, furnish, hit

MONTH = timedelta(days=29)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


def _hits_told(database: Database, told: Mapping[str, datetime], found_at: datetime) -> list[int]:
    """Entries told at these times, each hit at the same moment; their ids in order."""
    with database.write() as session:
        ids = entries.add_many(session, [entry(name) for name in told])
        prints = [
            NewPrint(entry_id=ids["wire", name], told_at=at, print="2") for name, at in told.items()
        ]
        folds.put_prints(session, prints)
        hits.put_many(session, [hit(one, found_at=found_at) for one in ids.values()])
    return [ids["wire", name] for name in told]


def test_trend_counts_hits_that_were_news(database: Database) -> None:
    furnish(database)
    with database.write() as session:
        ids = list(entries.add_many(session, [entry(f"n{n}") for n in range(6)]).values())
        hits.put_many(
            session,
            [
                hit(ids[0], found_at=NOW - HOUR),
                hit(ids[1], found_at=NOW - 30 * HOUR),
                hit(ids[2], found_at=NOW - HOUR, later=True),
                hit(ids[3], found_at=NOW - HOUR, baseline=True),
                hit(ids[4], found_at=NOW - MONTH),
                hit(ids[5], found_at=NOW + HOUR),
            ],
        )

    with database.read() as session:
        (found,) = trends.watchlist_trends(session, ["huawei"], NOW)

    assert found.series.reports[-2:] == (1, 1)
    assert sum(found.series.reports) == 2
    assert found.pace is Pace.YOUNG


def test_hits_found_at_once_after_a_stop_count_for_the_days_on_which_they_were_told(
    database: Database,
) -> None:
    furnish(database)
    _hits_told(database, {f"n{age}": NOW - age * DAY - HOUR for age in (0, 1, 1.1, 2)}, NOW)

    with database.read() as session:
        (found,) = trends.watchlist_trends(session, ["huawei"], NOW)

    assert found.series.reports[-4:] == (0, 1, 2, 1)


def test_days_of_the_database_end_where_those_of_the_rule_do(database: Database) -> None:
    furnish(database)
    told = {
        f"{age} {off}": NOW - age * DAY + off
        for age in (0, 1, 2, DAYS, DAYS + 1)
        for off in (-SECOND, timedelta(), SECOND)
    }
    _hits_told(database, told, NOW)

    with database.read() as session:
        (found,) = trends.watchlist_trends(session, ["huawei"], NOW)

    ages = [day_of(at, NOW) for at in told.values()]
    expected = tuple(ages.count(age) for age in range(DAYS, -1, -1))
    assert found.series.reports == expected


def test_story_of_several_reports_counts_once_a_day(database: Database) -> None:
    furnish(database)
    ids = _hits_told(
        database, {"a": NOW - HOUR, "b": NOW - 2 * HOUR, "c": NOW - 26 * HOUR}, NOW - MINUTE
    )
    with database.write() as session:
        story = stories.create(session, title="x", lead_entry_id=ids[0], seen_at=NOW)
        entries.set_story(session, ids, story, "first report")

    with database.read() as session:
        found, other = trends.watchlist_trends(session, ["huawei", "licensing"], NOW)

    assert found.series.reports[-2:] == (1, 2)
    assert found.series.stories[-2:] == (1, 1)
    assert sum(other.series.reports) == 0


def test_reports_of_a_month_are_those_in_stories_in_order_of_their_telling(
    database: Database,
) -> None:
    furnish(database)
    with database.write() as session:
        waiting, *told = entries.add_many(session, [entry(f"n{n}") for n in range(5)]).values()
        texts = ["2\ten\te:huawei*", "2\ten\te:nokia", "", "2\ten\te:zte"]
        moments = [NOW, NOW - HOUR, NOW, NOW - MONTH]
        made = zip(told, moments, texts, strict=True)
        folds.put_prints(session, [NewPrint(entry_id=waiting, told_at=NOW, print="2")])
        folds.put_prints(
            session, [NewPrint(entry_id=one, told_at=at, print=text) for one, at, text in made]
        )
        story = stories.create(session, title="x", lead_entry_id=told[0], seen_at=NOW)
        entries.set_story(session, told, story, "first report")

    with database.read() as session:
        found = list(trends.told_between(session, NOW - MONTH, NOW))
        seen = trends.seen_since(session)

    assert [(one.at, one.print) for one in found] == [(NOW - HOUR, texts[1]), (NOW, texts[0])]
    assert {one.story_id for one in found} == {story}
    assert seen == NOW
