"""Finding what is stored: `hits`, `entries`, `stories`, `explain`, `status`."""

from __future__ import annotations

import pytest

from tests.cli.command import Command, texts
from tests.cli.newsroom import ESCAPES, GERMAN, LATE, OLD, PLAIN, SHARED


def test_hits_are_listed_newest_first_with_the_words_that_matched(newsroom: Command) -> None:
    rows = newsroom.rows("hits", "--watchlist", "huawei")
    assert rows[0]["title"] == LATE
    assert sorted(map(str, texts(rows, "title"))) == sorted([LATE, SHARED, SHARED, OLD])
    assert all(row["matched"] == ["Huawei"] for row in rows)
    assert [row["title"] for row in rows if row["baseline"]] == [OLD]


@pytest.mark.parametrize(
    ("options", "titles"),
    [
        (["--watchlist", "licensing"], [SHARED, SHARED]),
        (["-w", "licensing", "--feed", "analyst"], [SHARED]),
        (["-w", "licensing", "--kind", "news"], [SHARED]),
        (["--language", "de"], []),
        (["--since", "2026-11-03"], [LATE]),
        (["--since", "2026-11-03T10:00+02:00"], [LATE]),
        (["-w", "huawei", "--until", "2026-11-03", "--feed", "wire"], [SHARED, OLD]),
        (["--until", "999d"], []),
        (["answers OR tender"], [LATE, OLD]),
        (["answers", "--until", "2026-11-03"], []),
    ],
)
def test_hits_are_narrowed_by(newsroom: Command, options: list[str], titles: list[str]) -> None:
    found = texts(newsroom.rows("hits", *options), "title")
    assert sorted(map(str, found)) == sorted(titles)


def test_pages_of_hits_follow_each_other_without_a_gap(newsroom: Command) -> None:
    every = texts(newsroom.rows("hits"), "id")
    paged: list[object] = []
    while page := newsroom.rows("hits", "-n", "2", *_after(paged)):
        assert len(page) <= 2
        paged += texts(page, "id")
    assert paged == every
    assert len(every) == 6


def test_pages_of_entries_follow_each_other_within_a_query(newsroom: Command) -> None:
    every = newsroom.rows("entries", "village")
    first = newsroom.rows("entries", "village", "-n", "5")
    rest = newsroom.rows("entries", "village", *_after(texts(first, "id")))
    assert texts(first + rest, "title") == texts(every, "title")
    assert sorted(map(str, texts(every, "title"))) == sorted(PLAIN)


def _after(seen: list[object]) -> list[str]:
    return ["--before", str(seen[-1])] if seen else []


@pytest.mark.parametrize(
    ("options", "titles"),
    [
        (["--feed", "office"], [GERMAN]),
        (["--kind", "regulator"], [GERMAN]),
        (["--language", "de"], [GERMAN]),
        (["--kind", "regulator", "--kind", "analyst"], [GERMAN, SHARED]),
        (["title:nokia"], [ESCAPES]),
        (["--since", "2026-11-03"], [LATE]),
    ],
)
def test_entries_are_narrowed_by(newsroom: Command, options: list[str], titles: list[str]) -> None:
    found = texts(newsroom.rows("entries", *options), "title")
    assert sorted(map(str, found)) == sorted(titles)


def test_the_four_formats_tell_the_same(newsroom: Command) -> None:
    rows = newsroom.rows("entries")
    lines = newsroom.well("entries", "--format", "jsonl").lines
    table = newsroom.well("entries", "--format", "csv").table
    people = newsroom.well("entries").out
    assert lines == rows
    assert [int(row["id"]) for row in table] == texts(rows, "id")
    assert set(table[0]) == set(rows[0])
    assert all(str(row["title"]) in people for row in rows)


def test_a_title_is_neither_markup_nor_a_formula(newsroom: Command) -> None:
    assert ESCAPES in newsroom.well("entries", "nokia").out
    (row,) = newsroom.well("entries", "nokia", "--format", "csv").table
    assert row["title"] == "'" + ESCAPES


def test_nothing_found_is_an_empty_list_and_no_failure(newsroom: Command) -> None:
    assert newsroom.rows("hits", "submarine") == []
    assert newsroom.well("hits", "submarine", "--format", "jsonl").out == ""
    assert newsroom.well("hits", "submarine", "--format", "csv").out.startswith(
        "found_at,watchlist"
    )
    assert "nothing found" in newsroom.well("hits", "submarine").err


def test_stories_name_the_outlets_that_told_them(newsroom: Command) -> None:
    (story,) = newsroom.rows("stories", "--outlets", "2")
    assert story["title"] == SHARED
    assert sorted(map(str, story["outlets"] if isinstance(story["outlets"], list) else ())) == [
        "Analyst",
        "Wire",
    ]
    assert story["entries"] == 2


def test_stories_that_nobody_watches_show_with_all(newsroom: Command) -> None:
    watched = texts(newsroom.rows("stories"), "title")
    assert GERMAN not in watched
    assert GERMAN in texts(newsroom.rows("stories", "--all"), "title")
    assert texts(newsroom.rows("stories", "-w", "licensing"), "title") == [SHARED]


def test_pages_of_stories_follow_each_other_without_a_gap(newsroom: Command) -> None:
    every = texts(newsroom.rows("stories", "--all"), "id")
    paged: list[object] = []
    while page := newsroom.rows("stories", "--all", "-n", "4", *_after(paged)):
        paged += texts(page, "id")
    assert sorted(map(str, paged)) == sorted(map(str, every))


def test_explain_tells_the_way_of_an_entry_from_the_poll_to_the_reader(newsroom: Command) -> None:
    (entry,) = newsroom.rows("entries", "Huawei", "--feed", "analyst")
    told = newsroom.well("explain", str(entry["id"])).out
    for words in (SHARED, "verdict: ok", "huawei", "Analyst", "morning", "told", "sent"):
        assert words in told


def test_explain_says_why_a_watchlist_missed(newsroom: Command) -> None:
    told = newsroom.well("explain", "https://news.example.org/" + GERMAN.lower().replace(" ", "-"))
    assert "verdict: miss" in told.out
    assert "not found" in told.out


def test_explain_of_an_address_told_twice_lists_both_entries(newsroom: Command) -> None:
    address = "https://news.example.org/" + SHARED.lower().replace(" ", "-")
    rows = newsroom.rows("explain", address)
    feeds = [row["feed"]["id"] for row in rows if isinstance(row["feed"], dict)]
    assert sorted(feeds) == ["analyst", "wire"]
    assert len(newsroom.well("explain", address, "--format", "jsonl").lines) == 2


def test_explain_of_something_never_stored_says_where_to_look(newsroom: Command) -> None:
    assert "telemon entries" in newsroom.refused("explain", "https://other.example.org/")
    assert "telemon entries" in newsroom.refused("explain", "12345678901234567890123")


def test_status_counts_in_integers(newsroom: Command) -> None:
    found = newsroom.well("status", "--format", "json").object
    assert found["entries"] == len(newsroom.rows("entries"))
    assert found["hits"] == len(newsroom.rows("hits"))
    states = texts(newsroom.rows("deliveries", "list"), "state")
    assert found["deliveries"] == {state: states.count(state) for state in ("parked", "sent")}
    assert found["feeds_by_verdict"] == {"ok": 3}


@pytest.mark.parametrize("command", ["hits", "entries", "stories"])
@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--since", "yesterday"),
        ("--since", "99999999999d"),
        ("--until", "2026-13-01"),
        ("--until", "0001-01-01T00:00+14:00"),
        ("--before", "abc"),
        ("--before", "99999999999999999999"),
        ("--limit", "0"),
        ("--format", "xml"),
    ],
)
def test_a_wrong_value_is_refused(newsroom: Command, command: str, option: str, value: str) -> None:
    told = newsroom.refused(command, option, value)
    assert value in told or option in told


@pytest.mark.parametrize("command", ["hits", "entries"])
def test_an_unknown_kind_names_the_known_ones(newsroom: Command, command: str) -> None:
    assert "regulator" in newsroom.refused(command, "--kind", "regulators")


@pytest.mark.parametrize("command", ["hits", "entries"])
def test_a_query_with_an_open_bracket_is_shown_with_its_place(
    newsroom: Command, command: str
) -> None:
    told = newsroom.refused(command, "(Huawei OR ZTE")
    assert told.splitlines()[1:] == ["  (Huawei OR ZTE", "  ^"]
    assert ")" in told.splitlines()[0]


def test_an_unknown_watchlist_names_the_known_ones(newsroom: Command) -> None:
    told = newsroom.refused("hits", "--watchlist", "huawey")
    assert "huawei" in told
    assert "huawei" in newsroom.refused("stories", "-w", "huawey")


def test_an_unknown_feed_names_a_near_one(newsroom: Command) -> None:
    assert "analyst" in newsroom.refused("hits", "--feed", "analist")
    assert "analyst" in newsroom.refused("entries", "--feed", "analist")
