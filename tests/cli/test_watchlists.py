"""`telemon watchlists ...`: edits keep what stands there, tries say why."""

from __future__ import annotations

import pytest

from tests.cli.terminal import Terminal
from tests.flow.house import Files, wire
from tests.servers import Answer, FeedServer, entry, feed

WRITTEN = """# who we follow
watchlists:
  # the vendor
  - id: huawei
    query: Huawei  # the company
    tags: [vendor]
"""


def _start(terminal: Terminal) -> None:
    terminal.do("init", "--bare")
    terminal.files.watchlists_file.write_text(WRITTEN, "utf-8")


def test_added_watchlist_is_listed_and_comments_stay(terminal: Terminal) -> None:
    _start(terminal)
    terminal.do("watchlists", "add", "5G licensing", "--tag", "policy")

    text = terminal.files.watchlists_file.read_text("utf-8")
    assert text.startswith(WRITTEN)
    rows = terminal.do("watchlists", "list", "-f", "json").rows()
    assert [row["id"] for row in rows] == ["huawei", "5g-licensing"]


def test_changed_query_keeps_comments_and_order(terminal: Terminal) -> None:
    _start(terminal)
    terminal.do("watchlists", "set", "huawei", "--query", "Huawei NOT title:phone")

    text = terminal.files.watchlists_file.read_text("utf-8")
    for comment in ("# who we follow", "# the vendor", "# the company"):
        assert comment in text
    assert "Huawei NOT title:phone" in text
    assert "Huawei NOT title:phone" in terminal.do("watchlists", "show", "huawei").out


def test_query_that_does_not_parse_is_shown_with_the_place_and_not_written(
    terminal: Terminal,
) -> None:
    _start(terminal)
    for arguments in (("add", "(Huawei OR ZTE"), ("set", "huawei", "--query", "(Huawei OR ZTE")):
        assert "( at column 1 is not closed" in terminal.fail(2, "watchlists", *arguments)
    assert terminal.files.watchlists_file.read_text("utf-8") == WRITTEN


def test_removed_watchlist_is_gone(terminal: Terminal) -> None:
    _start(terminal)
    assert "huawei" in terminal.fail(2, "watchlists", "remove", "huwei")
    terminal.do("watchlists", "remove", "huawei")
    assert terminal.do("watchlists", "list", "-f", "json").rows() == []


def test_query_is_tried_on_texts(terminal: Terminal) -> None:
    rows = terminal.do(
        "watchlists", "test", "Orange",
        "Orange wins French fibre tender", "Orange juice prices rise in Brazil", "-f", "json",
    ).rows()  # fmt: skip
    assert [row["verdict"] for row in rows] == ["hit", "miss"]
    assert rows[0]["matched"] == ["Orange"]

    said = terminal.fail(2, "watchlists", "test", "Huawei AND", "x")
    assert "Huawei AND" in said
    assert "^" in said


def test_rehearsal_says_what_a_change_would_gain_and_lose(terminal: Terminal) -> None:
    titles = ("Huawei wins an order", "ZTE wins an order", "Huawei sells a phone", "Weather")
    with FeedServer() as server:
        url = server.serve("/feed", feed(*(entry(title, guid=title) for title in titles)))
        terminal.write(Files(feeds=[wire(url)]))
        terminal.do("once")

    rows = terminal.do(
        "watchlists", "rehearse", "huawei", "--query", "(Huawei OR ZTE) NOT phone", "-f", "json"
    ).rows()

    assert sorted((row["change"], row["title"]) for row in rows) == [
        ("gained", "ZTE wins an order"),
        ("lost", "Huawei sells a phone"),
    ]


def test_page_and_stored_entries_are_tried_too(terminal: Terminal) -> None:
    page = b"<title>Huawei</title><article><p>Huawei wins a 5G order in Kenya.</p></article>"
    with FeedServer() as server:
        url = server.script("/page", Answer(headers={"Content-Type": "text/html"}, body=page))
        listed = server.serve("/feed", feed(entry("ZTE wins", guid="1")))
        terminal.write(Files(feeds=[wire(listed)]))
        terminal.do("once")
        said = terminal.do(
            "watchlists", "test", "Kenya", "--url", url, "--stored", "10", "-f", "json"
        )
    assert [row["verdict"] for row in said.rows()] == ["hit", "miss"]
    assert "--stored" in terminal.fail(2, "watchlists", "test", "Kenya")


def test_words_that_mean_no_concept_are_told_with_near_ones(terminal: Terminal) -> None:
    said = terminal.do("watchlists", "test", "licencing OR Huawei", "x")
    assert "licencing: no concept of this name" in said.err
    assert "near to it: licensing" in said.err
    assert "Huawei: means Huawei (vendor)" in said.err


def test_near_miss_is_shown_with_the_guards_verdict(terminal: Terminal) -> None:
    said = terminal.do("watchlists", "test", "Orange", "Orange juice prices rise in Brazil")
    assert "'Orange' in the title is not orange" in " ".join(said.out.split())


def test_rehearsal_of_a_new_watchlist_says_that_it_is_new(newsroom: Terminal) -> None:
    said = newsroom.do("watchlists", "rehearse", "fibre", "--query", "village", "--since", "999d")
    assert "there is no watchlist fibre yet" in said.err
    assert "0 hits now, 12 then: 12 gained, 0 lost" in said.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", ""), "empty"),
        (("add", "a*"), "every word"),
        (("add", "Huawei", "--id", "huawei"), "taken"),
        (("add", "Huawei", "--id", "BAD ID!"), "did you mean bad-id?"),
        (("add", "titel:Huawei"), "title"),
        (("set", "huawei"), "--query"),
        (("set", "huawei", "--query", ""), "empty"),
        (("set", "hawei", "--query", "x"), "huawei"),
        (("show", "hawei"), "huawei"),
        (("rehearse", "huawei", "--query", "("), "^"),
        (("rehearse", "huawei", "--query", "x", "--since", "soon"), "is no time"),
        (("test", "Huawei"), "text"),
    ],
)
def test_mistake_is_told_and_nothing_is_written(
    newsroom: Terminal, arguments: tuple[str, ...], said: str
) -> None:
    before = newsroom.files.watchlists_file.read_text("utf-8")
    assert said in newsroom.fail(2, "watchlists", *arguments)
    assert newsroom.files.watchlists_file.read_text("utf-8") == before
