"""`telemon stories`: why reports are one, and what a person makes of it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from config.home import Home
from monitor.core.summary import chosen_reports
from monitor.core.summary.asking import Asked, Outcome, sources_of
from monitor.flow.compose.choosing import materials
from storage import summaries
from storage.engine import Database
from tests.cli.newsroom import LATE, SHARED
from tests.cli.terminal import Terminal

Row = dict[str, object]


def _story(newsroom: Terminal, title: str) -> str:
    rows = newsroom.do("stories", "--format", "json").rows()
    (found,) = {str(row["id"]) for row in rows if row["title"] == title}
    return found


def _reports(newsroom: Terminal, story: str) -> list[Row]:
    found = json.loads(newsroom.do("stories", "show", story, "--format", "json").out)
    reports: list[Row] = found["reports"]
    return reports


def test_story_shows_its_reports_in_order_of_time_and_why_they_are_in_it(
    newsroom: Terminal,
) -> None:
    first, second = _reports(newsroom, _story(newsroom, SHARED))
    assert (first["because"], first["copy"]) == ("first report", False)
    assert (second["because"], second["copy"]) == (f"same address as entry {first['entry']}", True)
    assert second["like"] == first["entry"]
    assert first["watchlists"] == ["huawei", "licensing"]

    printed = newsroom.do("stories", "show", _story(newsroom, SHARED)).out
    assert "told by Wire; copied by Analyst" in printed or "copied by Wire" in printed
    assert "same address as entry" in printed


def test_trends_tell_every_watchlist_and_say_what_is_too_young_to_judge(
    newsroom: Terminal,
) -> None:
    then = ("--until", "2026-11-04")
    rows = newsroom.do("stories", "--trending", "--all", *then, "--format", "json").rows()
    lists = {str(row["id"]): row for row in rows if row["of"] == "watchlist"}

    assert {"huawei", "licensing"} <= lists.keys()
    assert {str(row["pace"]) for row in rows} <= {"too little known yet", "as usual"}
    assert "huawei" in {row["id"] for row in rows if row["of"] == "concept"}
    assert newsroom.do("stories", "--trending", "--format", "json").rows() == []
    assert "▁" in newsroom.do("stories", "--trending", "--all").out


def test_trends_refuse_what_they_would_ignore(newsroom: Terminal) -> None:
    for more in (("--since", "7d"), ("--outlets", "2"), ("--before", "9")):
        said = newsroom.fail(2, "stories", "--trending", *more)

        assert "--trending goes with --watchlist, --until" in said


def test_split_entry_is_a_story_and_merging_undoes_it(newsroom: Terminal) -> None:
    story = _story(newsroom, SHARED)
    copy = _reports(newsroom, story)[1]
    newsroom.do("stories", "split", str(copy["entry"]))
    rows = newsroom.do("stories", "--format", "json").rows()
    apart = [str(row["id"]) for row in rows if row["title"] == SHARED]
    assert len(apart) == 2

    (other,) = set(apart) - {story}
    newsroom.do("stories", "merge", story, other)
    assert [line["by_hand"] for line in _reports(newsroom, story)] == [True, True]
    assert _reports(newsroom, other) == _reports(newsroom, story)
    told = newsroom.do("explain", str(copy["entry"])).out
    assert "merged by hand" in told


def test_folding_anew_by_the_same_rules_changes_nothing(newsroom: Terminal) -> None:
    before = newsroom.do("stories", "--all", "--format", "json").rows()
    done = json.loads(newsroom.do("stories", "refold", "--since", "900d", "--format", "json").out)
    assert done["entries"] > 0
    assert (done["moved"], done["stories_begun"], done["stories_ended"]) == (0, 0, 0)
    assert newsroom.do("stories", "--all", "--format", "json").rows() == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["show", "99999"], "no such story"),
        (["split", "99999"], "no such entry"),
        (["merge", "99999", "1"], "no such story"),
        (["refold", "--since", "yesterday"], "no time"),
    ],
)
def test_what_cannot_be_done_is_said(newsroom: Terminal, arguments: list[str], words: str) -> None:
    assert words in newsroom.fail(2, "stories", *arguments)


def test_explain_tells_what_spoke_for_the_story(newsroom: Terminal) -> None:
    (late,) = [r for r in newsroom.do("entries", "--format", "json").rows() if r["title"] == LATE]
    told = json.loads(newsroom.do("explain", str(late["id"]), "--format", "json").out)[0]["story"]
    assert told["because"].startswith("first report")
    assert told["outlets"] == ["Wire"]


def test_explain_tells_the_parts_of_the_rank(newsroom: Terminal) -> None:
    (late,) = [r for r in newsroom.do("entries", "--format", "json").rows() if r["title"] == LATE]
    told = json.loads(newsroom.do("explain", str(late["id"]), "--format", "json").out)[0]["digests"]
    assert "hits 3.00 (huawei in title)" in told[0]["rank"]
    assert "novelty 1.00 (not told before)" in told[0]["rank"]


def test_what_a_model_wrote_is_shown_and_explained(newsroom: Terminal) -> None:
    story = _story(newsroom, SHARED)
    entry = str(_reports(newsroom, story)[0]["entry"])
    _ask(newsroom, int(story))
    shown = json.loads(newsroom.do("stories", "show", story, "--format", "json").out)
    explained = json.loads(newsroom.do("explain", entry, "--format", "json").out)

    assert shown["written"]["text"] == "A text."
    assert "A text. (written by small-1)" in newsroom.do("stories", "show", story).out
    asked = {row["language"]: row for row in explained[0]["summaries"]}
    assert asked["en"]["verdict"] == "written"
    assert asked["de"]["because"] == "it has a name that no report has: Nokia"
    assert "Nokia" in newsroom.do("explain", entry).out


def _ask(newsroom: Terminal, story: int) -> None:
    """Keeps two answers of a model: one that stands, one that was dropped."""
    database = Database(Home(newsroom.home).database_url)
    with database.write() as session:
        (material,) = materials(session, [story], [])
        written = Asked(
            story_id=story,
            language="en",
            sources=sources_of(chosen_reports(material.reports)),
            entries=tuple(report.entry_id for report in material.reports),
            outcome=Outcome.WRITTEN,
            model="small-1",
            asked_at=datetime(2026, 11, 2, tzinfo=UTC),
            text="A text.",
        )
        because = "it has a name that no report has: Nokia"
        dropped = replace(written, language="de", outcome=Outcome.DROPPED, reason=because)
        for one in (written, dropped):
            summaries.record(session, one)
    database.close()
