"""Finding what is stored: `hits`, `entries`, `stories`, `explain`, `status`."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.cli.newsroom import DEADLINE, ESCAPES, GERMAN, LATE, OLD, PLAIN, SHARED
from tests.cli.terminal import Terminal

Row = dict[str, object]


def _rows(newsroom: Terminal, *arguments: str) -> list[Row]:
    return newsroom.do(*arguments, "--format", "json").rows()


def _lines(newsroom: Terminal, *arguments: str) -> list[Row]:
    printed = newsroom.do(*arguments, "--format", "jsonl").out
    return [json.loads(line) for line in printed.splitlines()]


def _table(newsroom: Terminal, *arguments: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(newsroom.do(*arguments, "--format", "csv").out)))


def _column(rows: list[Row], name: str) -> list[object]:
    return [row[name] for row in rows]


def test_hits_are_listed_newest_first_with_the_words_that_matched(newsroom: Terminal) -> None:
    rows = _rows(newsroom, "hits", "--watchlist", "huawei")
    assert rows[0]["title"] == LATE
    assert sorted(map(str, _column(rows, "title"))) == sorted([LATE, SHARED, SHARED, OLD])
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
def test_hits_are_narrowed_by(newsroom: Terminal, options: list[str], titles: list[str]) -> None:
    found = _column(_rows(newsroom, "hits", *options), "title")
    assert sorted(map(str, found)) == sorted(titles)


def test_pages_of_hits_follow_each_other_without_a_gap(newsroom: Terminal) -> None:
    every = _column(_rows(newsroom, "hits"), "id")
    paged: list[object] = []
    while page := _rows(newsroom, "hits", "-n", "2", *_after(paged)):
        assert len(page) <= 2
        paged += _column(page, "id")
    assert paged == every
    assert len(every) == 6


def test_pages_of_entries_follow_each_other_within_a_query(newsroom: Terminal) -> None:
    every = _rows(newsroom, "entries", "village")
    first = _rows(newsroom, "entries", "village", "-n", "5")
    rest = _rows(newsroom, "entries", "village", *_after(_column(first, "id")))
    assert _column(first + rest, "title") == _column(every, "title")
    assert sorted(map(str, _column(every, "title"))) == sorted(PLAIN)


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
def test_entries_are_narrowed_by(newsroom: Terminal, options: list[str], titles: list[str]) -> None:
    found = _column(_rows(newsroom, "entries", *options), "title")
    assert sorted(map(str, found)) == sorted(titles)


def test_the_four_formats_tell_the_same(newsroom: Terminal) -> None:
    rows = _rows(newsroom, "entries")
    lines = _lines(newsroom, "entries")
    table = _table(newsroom, "entries")
    people = newsroom.do("entries").out
    assert lines == rows
    assert [int(row["id"]) for row in table] == _column(rows, "id")
    assert set(table[0]) == set(rows[0])
    assert all(str(row["title"]) in people for row in rows)


def test_a_title_is_neither_markup_nor_a_formula(newsroom: Terminal) -> None:
    assert ESCAPES in newsroom.do("entries", "nokia").out
    (row,) = _table(newsroom, "entries", "nokia")
    assert row["title"] == "'" + ESCAPES


def test_nothing_found_is_an_empty_list_and_no_failure(newsroom: Terminal) -> None:
    assert _rows(newsroom, "hits", "submarine") == []
    assert newsroom.do("hits", "submarine", "--format", "jsonl").out == ""
    assert newsroom.do("hits", "submarine", "--format", "csv").out.startswith("found_at,watchlist")
    assert "nothing found" in newsroom.do("hits", "submarine").err


def test_stories_name_the_outlets_that_told_them(newsroom: Terminal) -> None:
    (story,) = _rows(newsroom, "stories", "--outlets", "2")
    assert story["title"] == SHARED
    assert sorted(map(str, story["outlets"] if isinstance(story["outlets"], list) else ())) == [
        "Analyst",
        "Wire",
    ]
    assert story["entries"] == 2


def test_stories_that_nobody_watches_show_with_all(newsroom: Terminal) -> None:
    watched = _column(_rows(newsroom, "stories"), "title")
    assert GERMAN not in watched
    assert GERMAN in _column(_rows(newsroom, "stories", "--all"), "title")
    assert _column(_rows(newsroom, "stories", "-w", "licensing"), "title") == [SHARED]


def test_pages_of_stories_follow_each_other_without_a_gap(newsroom: Terminal) -> None:
    every = _column(_rows(newsroom, "stories", "--all"), "id")
    paged: list[object] = []
    while page := _rows(newsroom, "stories", "--all", "-n", "4", *_after(paged)):
        paged += _column(page, "id")
    assert sorted(map(str, paged)) == sorted(map(str, every))


def test_explain_tells_the_way_of_an_entry_from_the_poll_to_the_reader(newsroom: Terminal) -> None:
    (entry,) = _rows(newsroom, "entries", "Huawei", "--feed", "analyst")
    told = newsroom.do("explain", str(entry["id"])).out
    for words in (SHARED, "verdict: fresh", "huawei", "Analyst", "morning", "told", "sent"):
        assert words in told


def test_explain_says_why_a_watchlist_missed(newsroom: Terminal) -> None:
    told = newsroom.do("explain", "https://news.example.org/" + GERMAN.lower().replace(" ", "-"))
    assert "verdict: miss" in told.out
    assert "not found" in told.out


def test_explain_names_the_events_that_an_entry_tells_with_their_sentence(
    newsroom: Terminal,
) -> None:
    told = newsroom.do("explain", "https://news.example.org/" + GERMAN.lower().replace(" ", "-"))
    assert "says: comments: due 2027-01-15" in told.out
    assert f"sentence: {DEADLINE}" in told.out


def test_explain_of_an_address_told_twice_lists_both_entries(newsroom: Terminal) -> None:
    address = "https://news.example.org/" + SHARED.lower().replace(" ", "-")
    rows = _rows(newsroom, "explain", address)
    feeds = [row["feed"]["id"] for row in rows if isinstance(row["feed"], dict)]
    assert sorted(feeds) == ["analyst", "wire"]
    assert len(_lines(newsroom, "explain", address)) == 2


def test_explain_of_something_never_stored_says_where_to_look(newsroom: Terminal) -> None:
    assert "telemon entries" in newsroom.fail(2, "explain", "https://other.example.org/")
    assert "telemon entries" in newsroom.fail(2, "explain", "12345678901234567890123")


def test_status_counts_in_integers(newsroom: Terminal) -> None:
    found = json.loads(newsroom.do("status", "--format", "json").out)
    assert found["entries"] == len(_rows(newsroom, "entries"))
    assert found["hits"] == len(_rows(newsroom, "hits"))
    states = _column(_rows(newsroom, "deliveries", "list"), "state")
    assert found["deliveries"] == {state: states.count(state) for state in ("parked", "sent")}
    assert found["feeds_by_verdict"] == {"fresh": 3}


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
def test_a_wrong_value_is_refused(
    newsroom: Terminal, command: str, option: str, value: str
) -> None:
    told = newsroom.fail(2, command, option, value)
    assert value in told or option in told


@pytest.mark.parametrize("command", ["hits", "entries"])
def test_an_unknown_kind_names_the_known_ones(newsroom: Terminal, command: str) -> None:
    assert "regulator" in newsroom.fail(2, command, "--kind", "regulators")


@pytest.mark.parametrize("command", ["hits", "entries"])
def test_a_query_with_an_open_bracket_is_shown_with_its_place(
    newsroom: Terminal, command: str
) -> None:
    told = newsroom.fail(2, command, "(Huawei OR ZTE")
    assert told.splitlines()[1:] == ["  (Huawei OR ZTE", "  ^"]
    assert ")" in told.splitlines()[0]


def test_an_unknown_watchlist_names_the_known_ones(newsroom: Terminal) -> None:
    told = newsroom.fail(2, "hits", "--watchlist", "huawey")
    assert "huawei" in told
    assert "huawei" in newsroom.fail(2, "stories", "-w", "huawey")


def test_an_unknown_feed_names_a_near_one(newsroom: Terminal) -> None:
    assert "analyst" in newsroom.fail(2, "hits", "--feed", "analist")
    assert "analyst" in newsroom.fail(2, "entries", "--feed", "analist")
