"""When and what of a digest in digests.yaml: quiet hours, holidays, routing, mutes, and their errors."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from config.load import load
from monitor.core.digest import DigestPlan
from monitor.core.errors import ConfigError
from monitor.core.feed import Kind
from monitor.core.mute import Mute
from tests.config.files import DIGESTS, WATCHLISTS, loaded, told, write

TAGGED = WATCHLISTS + "  - {id: bans, query: bans, tags: [policy]}\n"


def _plan(tmp_path: Path, *lines: str, schedule: str = "daily 07:30") -> DigestPlan:
    digests = DIGESTS.replace("daily 07:30", schedule) + "".join(f"    {one}\n" for one in lines)
    return loaded(write(tmp_path, watchlists=TAGGED, digests=digests)).configuration.digests[0]


def test_digest_says_when_it_is_silent(tmp_path: Path) -> None:
    plan = _plan(tmp_path, "quiet: [22:00-6:30, sat sun 00:00-24:00]", "paused_until: 2027-01-04")

    assert plan.quiet == ("22:00-06:30", "sat sun 00:00-24:00")
    assert plan.paused_until == "2027-01-04 00:00"


def test_holidays_of_all_digests_are_added_to_its_own(tmp_path: Path) -> None:
    digests = "holidays: 2026-12-25\n" + DIGESTS + "    holidays: [2027-01-01, 2026-12-25]\n"

    (plan,) = loaded(write(tmp_path, digests=digests)).configuration.digests

    assert plan.holidays == (date(2026, 12, 25), date(2027, 1, 1))


def test_tags_bring_their_watchlists(tmp_path: Path) -> None:
    assert _plan(tmp_path, "tags: policy").watchlists == ("huawei", "bans")


def test_routing_by_kind_language_and_rank_is_read(tmp_path: Path) -> None:
    plan = _plan(tmp_path, "feeds: {kind: regulator, language: [en, de]}", "min_rank: 4.5")

    assert plan.feeds.kind == (Kind.REGULATOR,)
    assert plan.feeds.language == ("en", "de")
    assert plan.min_rank == 4.5


@pytest.mark.parametrize(
    ("schedule", "lines", "expected"),
    [
        ("immediate", [], (timedelta(minutes=5), True)),
        ("immediate", ["gather: 90s", "updates: false"], (timedelta(seconds=90), False)),
        ("hourly", [], (timedelta(minutes=5), False)),
        ("hourly", ["updates: true"], (timedelta(minutes=5), True)),
    ],
)
def test_immediate_digests_gather_and_update(
    tmp_path: Path, schedule: str, lines: list[str], expected: tuple[timedelta, bool]
) -> None:
    plan = _plan(tmp_path, *lines, schedule=schedule)

    assert (plan.gather, plan.updates) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("quiet: nights", "quiet: nights are not understood (write 22:00-06:30 or sat sun"),
        ("quiet: 25:00-06:00", "quiet: 25:00-06:00 '25:00' is no time (write 00:00 to 24:00)"),
        ("quiet: 00:00-24:00", "quiet: leaves no minute of the week (write shorter hours)"),
        ("holidays: [2026-02-30]", "holidays: 2026-02-30 is no day (write days without it"),
        ("paused_until: soon", "is no day"),
        ("paused_until: 2027-01-04T07:00+01:00", "leave the zone away"),
        ("gather: 5 weeks", "gather: 5 weeks is no span of time (write how long"),
        ("gather: 25h", "gather: 25h is more than a day"),
        ("gather: 5m", "gather: is for schedule: immediate (remove it)"),
        ("tags: [polcy]", "no watchlist has the tag polcy (did you mean policy?)"),
        ("feeds: {kind: [newz]}", "kind: newz is not allowed (did you mean news?)"),
        (
            "feeds: {id: [light-readng]}",
            "there is no feed light-readng (did you mean light-reading",
        ),
        ("min_rank: high", "min_rank must be a number, not high"),
        ("updates: yes", "updates: yes is a text in YAML 1.2 (write true)"),
    ],
)
def test_what_does_not_fit_is_told_with_its_line(tmp_path: Path, line: str, expected: str) -> None:
    digests = DIGESTS + f"    {line}\n"

    (problem,) = told(write(tmp_path, watchlists=TAGGED, digests=digests))

    assert problem.startswith("digests.yaml:8:")
    assert expected in problem


def test_immediate_digest_cannot_send_when_empty(tmp_path: Path) -> None:
    digests = DIGESTS.replace("daily 07:30", "immediate") + "    when_empty: send\n"

    (problem,) = told(write(tmp_path, digests=digests))

    assert problem == (
        "digests.yaml:8:17: when_empty: send needs a schedule with times (write when_empty: skip)"
    )


def test_digest_needs_watchlists_or_tags(tmp_path: Path) -> None:
    digests = DIGESTS.replace("    watchlists: [huawei]\n", "")

    (problem,) = told(write(tmp_path, digests=digests))

    assert "digest morning has no watchlists (write watchlists: or tags:)" in problem


def test_cap_for_each_day_is_read(tmp_path: Path) -> None:
    digests = DIGESTS.replace("type: email,", "type: email, max_per_day: 10,")

    assert loaded(write(tmp_path, digests=digests)).configuration.channels[0].max_per_day == 10


def test_mutes_are_read(tmp_path: Path) -> None:
    digests = DIGESTS + (
        "mutes:\n"
        "  - {concept: Huawei, until: 2027-01-04}\n"
        "  - {story: 4711, until: 2026-12-01 12:00}\n"
    )

    assert loaded(write(tmp_path, digests=digests)).configuration.mutes == (
        Mute(concept="Huawei", until=datetime(2027, 1, 4, tzinfo=UTC)),
        Mute(story=4711, until=datetime(2026, 12, 1, 12, tzinfo=UTC)),
    )


@pytest.mark.parametrize(
    ("mute", "expected"),
    [
        ("{until: 2027-01-04}", "a mute names one story or one concept (write story: or concept:)"),
        ("{story: 1, concept: x, until: 2027-01-04}", "a mute names one story or one concept"),
        ("{story: 4711}", "until of mute is missing (write 2027-01-04"),
        ("{story: 0, until: 2027-01-04}", "story: 0 is not allowed"),
        ("4711", "a mute must be a mapping"),
        (
            "{concept: Huawai, until: 2027-01-04}",
            "there is no concept Huawai (did you mean huawei?)",
        ),
    ],
)
def test_what_is_no_mute_is_told_with_its_line(tmp_path: Path, mute: str, expected: str) -> None:
    write(tmp_path, digests=DIGESTS + f"mutes:\n  - {mute}\n")

    with pytest.raises(ConfigError) as caught:
        load(tmp_path, environment={}, check_concept=lambda name: "huawei" if name != "x" else None)

    (problem,) = caught.value.problems
    assert problem.line == 9
    assert expected in str(problem)
