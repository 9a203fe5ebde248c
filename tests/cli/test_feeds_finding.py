"""`telemon feeds check|moved|catalogue`: feeds to be had, and those that went elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import pytest

from monitor.intake.opml import OpmlFeed, write_opml
from tests.cli.terminal import Terminal
from tests.flow.house import Files, wire
from tests.servers import Answer, FeedServer, entry, feed, redirect

TITLES = (
    "Regulator opens a consultation on the upper 6 GHz band",
    "Operator sells its towers for two billion",
    "Vendor wins a core network order in Norway",
    "Satellite company asks for more spectrum",
    "Court rules on essential patents of a modem maker",
)


def news(server: FeedServer, path: str = "/news", title: str = "Tower Gazette") -> str:
    """A feed that passes the test."""
    now = format_datetime(datetime.now(UTC), usegmt=True)
    entries = [
        entry(each, guid=each, link=server.url(f"/{n}"), published=now)
        for n, each in enumerate(TITLES)
    ]
    return server.serve(path, feed(*entries, title=title, link=server.url("/")))


def test_feed_is_accepted_or_told_what_speaks_against_it(terminal: Terminal) -> None:
    with FeedServer() as server:
        good = news(server)
        page = server.serve("/page", "<html><body>x</body></html>", type="text/html")
        terminal.write(Files())
        (row,) = terminal.do("feeds", "check", good, "-f", "json").rows()
        assert (row["verdict"], row["accepted"], row["entries"]) == ("ok", True, 5)
        said = terminal.call("feeds", "check", good, page, "-f", "json")

    assert said.code == 1
    assert [row["accepted"] for row in said.rows()] == [True, False]
    assert "page instead of feed" in str(said.rows()[1]["against"])
    assert terminal.do("entries", "-f", "json").rows() == []


def test_feed_of_ones_own_is_checked_by_its_id_and_another_like_it_is_a_duplicate(
    terminal: Terminal,
) -> None:
    with FeedServer() as server:
        good = news(server)
        twin = news(server, "/twin")
        terminal.write(Files(feeds=[wire(good, "good")]))
        terminal.do("once")
        assert terminal.do("feeds", "check", "good", "-f", "json").rows()[0]["accepted"]
        same = terminal.call("feeds", "check", good, twin, "-f", "json").rows()

    assert "its address is that of good" in str(same[0]["against"])
    assert "good has brought 5 of its 5 entries" in str(same[1]["against"])


@pytest.mark.parametrize("form", ["opml", "lines", "feed"])
def test_files_of_addresses_and_a_feed_in_a_file_are_checked(
    terminal: Terminal, tmp_path: Path, form: str
) -> None:
    with FeedServer() as server:
        url = news(server)
        file = tmp_path / "candidates"
        if form == "opml":
            file.write_bytes(write_opml([OpmlFeed(url=url)]))
        elif form == "lines":
            file.write_text(f"# candidates\n{url}  # good\n\n", "utf-8")
        else:
            file.write_bytes(feed(*(entry(t, link="https://a.example/" + t[:3]) for t in TITLES)))
        (row,) = terminal.call("feeds", "check", str(file), "-f", "json").rows()

    assert row["entries"] == 5
    assert row["url"] == (str(file) if form == "feed" else url)


def test_move_for_good_is_offered_and_applied_with_comments_kept(terminal: Terminal) -> None:
    with FeedServer() as server:
        new = news(server, "/new")
        old = server.script("/old", redirect("/new", 301))
        for_now = server.script("/for-now", redirect("/new", 302))
        terminal.write(Files(feeds=[wire(old, "old"), wire(for_now, "for-now")]))
        file = terminal.files.feeds_file
        file.write_text(file.read_text("utf-8").replace(f"url: {old}", f"url: {old}  # kept"))
        terminal.do("once")

        health = {row["id"]: row for row in terminal.do("feeds", "health", "-f", "json").rows()}
        assert health["old"]["verdict"] == "moved"
        assert "feeds moved" in str(health["old"]["detail"])
        assert health["for-now"]["verdict"] == "fresh"
        (row,) = terminal.do("feeds", "moved", "-f", "json").rows()
        assert (row["id"], row["moved_to"]) == ("old", new)
        assert old in file.read_text("utf-8")

        assert "changed old" in terminal.do("feeds", "moved", "--apply").out
        assert f"url: {new}  # kept" in file.read_text("utf-8")
        terminal.do("once")
        assert terminal.do("feeds", "moved", "-f", "json").rows() == []


def test_move_to_what_is_no_feed_is_not_offered(terminal: Terminal) -> None:
    with FeedServer() as server:
        server.serve("/home", "<html><body>x</body></html>", type="text/html")
        old = server.script("/old", redirect("/home", 308))
        gone = server.script("/gone", redirect("/nowhere", 301))
        terminal.write(Files(feeds=[wire(old, "old"), wire(gone, "gone")]))
        terminal.do("once")

        assert terminal.do("feeds", "moved", "-f", "json").rows() == []
        assert "feed that moved" in terminal.fail(2, "feeds", "moved", "old", "--apply")


def test_gone_feed_is_told_as_gone(terminal: Terminal) -> None:
    with FeedServer() as server:
        gone = server.script("/gone", Answer(status=410))
        terminal.write(Files(feeds=[wire(gone, "gone")]))
        terminal.do("once")

        (row,) = terminal.do("feeds", "health", "--failing", "-f", "json").rows()
        assert row["verdict"] == "gone"
        assert str(row["detail"]).startswith("HTTP 410")


def test_catalogue_is_picked_from_by_kind_country_and_language(terminal: Terminal) -> None:
    every = terminal.do("feeds", "catalogue", "-f", "json").rows()
    some = terminal.do(
        "feeds", "catalogue", "--kind", "regulator", "--country", "us", "--proven", "-f", "json"
    ).rows()

    assert 0 < len(some) < len(every)
    assert {(row["kind"], row["country"], row["proven"]) for row in some} == {
        ("regulator", "US", True)
    }
    german = terminal.do("feeds", "catalogue", "--language", "de", "-f", "json").rows()
    assert {row["language"] for row in german} == {"de"}
    assert "country" in terminal.fail(2, "feeds", "catalogue", "--country", "XX")


def test_choice_of_the_catalogue_is_added_once(terminal: Terminal) -> None:
    terminal.do("init", "--bare")
    choice = ("feeds", "catalogue", "--language", "de")
    wanted = [
        row["url"] for row in terminal.do(*choice, "-f", "json").rows() if not row["overlaps"]
    ]
    terminal.do(*choice, "--add")
    terminal.do(*choice, "--add")

    rows = terminal.do("feeds", "list", "-f", "json").rows()
    assert [row["url"] for row in rows] == wanted
    assert {row["language"] for row in rows} == {"de"}
