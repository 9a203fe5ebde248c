"""`telemon feeds ...`: what is added, refused, offered, exchanged."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest

from tests.cli.terminal import Terminal
from tests.flow.house import Files, wire
from tests.servers import Answer, FeedServer, entry, feed

PAGE = (
    b"<!doctype html><html><head><title>News</title>"
    b'<link rel="alternate" type="application/rss+xml" title="All" href="/all.xml">'
    b"</head><body>News</body></html>"
)


def test_feed_is_added_with_its_own_title_and_comments_stay(terminal: Terminal) -> None:
    terminal.do("init", "--bare")
    file = terminal.files.feeds_file
    file.write_text(
        "# the wires\nfeeds:\n  # kept\n  - {id: a, url: 'https://a.example/feed'}\n", "utf-8"
    )
    with FeedServer() as server:
        url = server.serve("/rss.xml", feed(entry("News"), title="Tower Gazette"))
        terminal.do("feeds", "add", url, "--kind", "analyst", "--country", "DE")

    text = file.read_text("utf-8")
    assert "# the wires" in text
    assert "# kept" in text
    assert "Tower Gazette" in text
    row = terminal.do("feeds", "list", "-f", "json").rows()[-1]
    assert (row["kind"], row["country"], row["url"]) == ("analyst", "DE", url)


def test_page_is_refused_and_its_feeds_are_offered(terminal: Terminal) -> None:
    terminal.do("init", "--bare")
    with FeedServer() as server:
        url = server.script("/", Answer(headers={"Content-Type": "text/html"}, body=PAGE))
        server.serve("/all.xml", feed(entry("News")))
        said = terminal.fail(1, "feeds", "add", url)
        assert "page instead of feed" in said
        assert f"telemon feeds add {url}all.xml" in said

        found = terminal.do("feeds", "discover", url, "-f", "json").rows()
        assert [row["url"] for row in found] == [f"{url}all.xml"]
    assert terminal.do("feeds", "list", "-f", "json").rows() == []


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://127.0.0.1:9/feed", "--unchecked"),
        ("http://10.1.2.3/feed", "TELEMON_ALLOW_NETWORKS"),
        ("http://[::ffff:10.0.0.1]/feed", "TELEMON_ALLOW_NETWORKS"),
        ("ftp://example.org/feed", "http"),
        ("no address", "http"),
    ],
)
def test_what_cannot_be_reached_is_refused_with_advice(
    terminal: Terminal, url: str, said: str
) -> None:
    terminal.do("init", "--bare")
    assert said in terminal.fail(1, "feeds", "add", url)


@pytest.mark.parametrize(
    ("content", "kind", "verdict"),
    [
        (b"", "application/rss+xml", "empty body"),
        (b"<html><body>no feed here</body></html>", "text/html", "page instead of feed"),
        (b"\x89PNG\r\n\x1a\n", "image/png", ""),
    ],
)
def test_what_is_no_feed_is_refused_unless_unchecked(
    terminal: Terminal, content: bytes, kind: str, verdict: str
) -> None:
    terminal.do("init", "--bare")
    with FeedServer() as server:
        url = server.script("/x", Answer(headers={"Content-Type": kind}, body=content))
        said = terminal.fail(1, "feeds", "add", url)
        assert verdict in said
        assert "--unchecked" in said
        terminal.do("feeds", "add", url, "--unchecked")
    assert len(terminal.do("feeds", "list", "-f", "json").rows()) == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--kind", "blog"), "regulator"),
        (("--language", "english"), "language code"),
        (("--country", "Germany"), "two letters"),
    ],
)
def test_wrong_option_of_a_feed_is_refused_and_nothing_written(
    terminal: Terminal, options: tuple[str, ...], said: str
) -> None:
    terminal.do("init", "--bare")
    before = terminal.files.feeds_file.read_text("utf-8")
    assert said in terminal.fail(2, "feeds", "add", "https://a.example/f", "--unchecked", *options)
    assert terminal.files.feeds_file.read_text("utf-8") == before


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "http://10.1.2.3/", "nonsense"])
def test_discovery_and_import_where_nothing_answers_fail_in_a_sentence(
    terminal: Terminal, url: str
) -> None:
    terminal.do("init", "--bare")
    assert url in terminal.fail(1, "feeds", "discover", url)
    if url.startswith("http"):
        assert url in terminal.fail(1, "feeds", "import", url)


def test_page_without_feeds_is_told_as_such(terminal: Terminal) -> None:
    with FeedServer() as server:
        url = server.serve("/", "<html><body>News</body></html>", type="text/html")
        assert "no feed found" in terminal.fail(1, "feeds", "discover", url)


def test_same_feed_twice_is_refused(terminal: Terminal) -> None:
    terminal.do("init", "--bare")
    terminal.do("feeds", "add", "https://a.example/feed", "--unchecked")
    said = terminal.call("feeds", "add", "https://a.example/feed", "--unchecked")
    assert "https://a.example/feed" in said.out + said.err
    assert len(terminal.do("feeds", "list", "-f", "json").rows()) == 1


def test_unknown_feed_cannot_be_removed(terminal: Terminal) -> None:
    terminal.do("init", "--bare")
    terminal.do("feeds", "add", "https://a.example/feed", "--unchecked", "--name", "Tower Gazette")
    assert "tower-gazette" in terminal.fail(2, "feeds", "remove", "tower-gazete")
    terminal.do("feeds", "remove", "tower-gazette")
    assert terminal.do("feeds", "list", "-f", "json").rows() == []


def test_list_has_four_forms(terminal: Terminal) -> None:
    terminal.write(
        Files(feeds=[wire("https://a.example/feed", "a"), wire("https://b.example/f", "b")])
    )

    assert "https://a.example/feed" in terminal.do("feeds", "list").out
    assert [row["id"] for row in terminal.do("feeds", "list", "-f", "json").rows()] == ["a", "b"]
    lines = terminal.do("feeds", "list", "-f", "jsonl").out.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["a", "b"]
    table = list(csv.DictReader(io.StringIO(terminal.do("feeds", "list", "-f", "csv").out)))
    assert [row["id"] for row in table] == ["a", "b"]


def test_catalogue_lists_what_ships(terminal: Terminal) -> None:
    rows = terminal.do("feeds", "catalogue", "-f", "json").rows()
    assert len(rows) >= 250
    assert len({row["language"] for row in rows}) >= 8


def test_health_names_what_fails(terminal: Terminal) -> None:
    with FeedServer() as server:
        just = format_datetime(datetime.now(UTC), usegmt=True)
        good = server.serve("/good", feed(entry("News", guid="1", published=just)))
        gone = server.script("/gone", Answer(status=404))
        terminal.write(Files(feeds=[wire(good, "good"), wire(gone, "gone")]))
        terminal.do("once")

    rows = {row["id"]: row for row in terminal.do("feeds", "health", "-f", "json").rows()}
    assert rows["good"]["verdict"] == "fresh"
    assert rows["gone"]["verdict"] == "not found"
    assert rows["gone"]["next_because"]
    failing = terminal.do("feeds", "health", "--failing", "-f", "json").rows()
    assert [row["id"] for row in failing] == ["gone"]
