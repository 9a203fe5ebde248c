"""Concepts that are told more than usual, and those that come together more than usual."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

from monitor.core.trend import DAYS, Pace
from monitor.flow.prune import KEEP_PRINTS
from monitor.trending import Trending, concept_trends
from storage import entries, folds, stories
from storage.engine import Database
from storage.folds import NewPrint
from tests.core.concepts import concepts
from tests.storage.builders import NOW, entry, furnish

DAY = timedelta(days=1)
CONCEPTS = concepts()
NUMBERS = count(1)


def _tell(database: Database, age: float, *keys: str, first_seen: float | None = None) -> None:
    """A report of a story of its own, told so many days ago, seen then or so many days ago."""
    told, seen = NOW - age * DAY, NOW - (age if first_seen is None else first_seen) * DAY
    with database.write() as session:
        new = entry(f"n{next(NUMBERS)}", first_seen_at=seen)
        (made,) = entries.add_many(session, [new]).values()
        text = "2\ten" + "\t" * 8 + " ".join(keys)
        folds.put_prints(session, [NewPrint(entry_id=made, told_at=told, print=text)])
        story = stories.create(session, title="x", lead_entry_id=made, seen_at=told)
        entries.set_story(session, [made], story, "first report")


def _trends(database: Database) -> Trending:
    with database.read() as session:
        return concept_trends(session, CONCEPTS, NOW)


def test_concept_that_is_told_far_more_than_usual_is_a_spike_and_a_steady_one_is_none(
    database: Database,
) -> None:
    furnish(database)
    for age in range(14, 0, -1):
        _tell(database, age + 0.5, "e:huawei*", "e:orange")
    for _ in range(8):
        _tell(database, 0.5, "e:huawei*")
    _tell(database, 0.2, "e:orange")

    huawei, orange = _trends(database).concepts

    assert (huawei.series.name, huawei.reports, huawei.pace) == ("huawei", 8, Pace.SPIKE)
    assert (orange.series.name, orange.reports, orange.pace) == ("orange", 1, Pace.USUAL)
    assert huawei.series.stories[-3:] == (1, 1, 8)


def test_what_others_imply_and_what_no_registry_knows_is_no_concept(database: Database) -> None:
    furnish(database)
    _tell(database, 0.5, "e:huawei~", "e:orange", "e:nobody", "w:mast", "v:band:700")

    assert [one.series.name for one in _trends(database).concepts] == ["orange"]


def test_concepts_that_come_together_as_never_before_are_a_pair(database: Database) -> None:
    furnish(database)
    for age in range(19, 0, -1):
        for part in (0.8, 0.7, 0.6, 0.5):
            _tell(database, age + part, "s:merger", "e:zte")
        _tell(database, age + 0.1, "e:huawei*" if age % 2 else "e:orange")
    for _ in range(4):
        _tell(database, 0.5, "e:huawei", "e:orange*")
        _tell(database, 0.4, "s:merger", "e:zte")

    (pair,) = _trends(database).pairs

    assert (pair.one, pair.other, pair.stories) == ("huawei", "orange", 4)
    assert pair.usual < 0.2


def test_entries_that_were_days_old_at_first_sight_make_no_history(database: Database) -> None:
    furnish(database)
    _tell(database, 7.5, "e:orange", first_seen=3)
    for _ in range(9):
        _tell(database, 0.5, "e:huawei*")

    found = _trends(database)

    assert {one.pace for one in found.concepts} == {Pace.YOUNG}
    assert found.pairs == ()


def test_fingerprints_are_kept_as_long_as_trends_need_them() -> None:
    assert KEEP_PRINTS >= (DAYS + 1) * DAY
