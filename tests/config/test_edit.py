"""Edits change the part in question and leave every other line as the operator wrote it."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from pathlib import Path

import pytest

from config.edit import (
    NewFeed,
    WatchlistEdit,
    add_feeds,
    add_watchlist,
    move_feeds,
    remove_feed,
    remove_watchlist,
    set_watchlist,
)
from config.load import Loaded, hash_of, load_texts, read_files
from monitor.core.configuration import FileText
from monitor.core.errors import ConfigError, UsageError
from monitor.core.feed import Kind
from tests.config.files import accept, loaded, write

FEEDS = """\
# mine
feeds:
    # --- news
    -   id:   a      # the a
        url: "https://a.org/"
        country: NO

    # --- regulators
    - {id: b, url: 'https://b.org/', kind: regulator}   # flow
# the end
"""
WATCHLISTS = """\
watchlists:
- id: huawei
  # why
  query: 'Huawei'
  tags:
    - x
  note: |
    two
    lines

# the last
- id: zte   # keep
  query: ZTE
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with files that a person wrote."""
    return write(tmp_path, feeds=FEEDS, watchlists=WATCHLISTS)


def lines_of(diff: str) -> list[str]:
    """The lines a diff removes and adds."""
    lines = diff.splitlines()[2:]
    return [line for line in lines if line.startswith(("+", "-"))]


def test_a_feed_is_added_behind_the_last_in_its_indentation(folder: Path) -> None:
    feed = NewFeed(url="https://c.no/rss", name="Ärger: Nytt", language="no", country="NO")

    change = add_feeds(folder, [feed], check=accept)

    assert change.added == ("arger-nytt",)
    assert lines_of(change.diff) == [
        "+    - id: arger-nytt",
        "+      url: https://c.no/rss",
        "+      name: 'Ärger: Nytt'",
        "+      kind: news",
        "+      language: no",
        "+      country: NO",
    ]
    assert (folder / "feeds.yaml").read_text().endswith("country: NO\n# the end\n")
    assert loaded(folder).configuration.feeds[2].language == "no"


def test_a_feed_that_is_there_is_left_out_and_said_so(folder: Path) -> None:
    feeds = [
        NewFeed(url="https://b.org/"),
        NewFeed(url="https://c.org/x"),
        NewFeed(url="https://c.org/x"),
    ]

    change = add_feeds(folder, feeds, check=accept)

    assert change.added == ("c-org",)
    assert change.left_out == (
        ("https://b.org/", "is there already as b"),
        ("https://c.org/x", "is there already as c-org"),
    )


def test_an_imported_feed_cannot_ask_for_a_secret(folder: Path) -> None:
    feed = NewFeed(url="https://evil.example/?k=${TOKEN}", name="${TOKEN}")

    add_feeds(folder, [feed], check=accept)

    added = loaded(folder, {"TOKEN": "secret"}).configuration.feeds[-1]
    assert (added.url, added.name) == ("https://evil.example/?k=${TOKEN}", "${TOKEN}")


def test_the_operator_may_write_a_variable(folder: Path) -> None:
    def check(files: Sequence[FileText]) -> Loaded:
        return load_texts(files, environment={"TOKEN": "t"})

    add_feeds(folder, [NewFeed(url="https://x.org/${TOKEN}")], check=check, trusted=True)

    assert loaded(folder, {"TOKEN": "t"}).configuration.feeds[-1].url == "https://x.org/t"


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("feeds: []   # none yet\n", "feeds:   # none yet\n"),
        ("feeds:\n# none yet\n", "feeds:\n"),
        ("# none yet\n", "# none yet\nfeeds:\n"),
        ("", "feeds:\n"),
    ],
)
def test_the_first_feed_finds_its_place(tmp_path: Path, text: str, before: str) -> None:
    write(tmp_path, feeds=text)

    add_feeds(tmp_path, [NewFeed(url="https://a.org/", kind=Kind.VENDOR)], check=accept)

    written = (tmp_path / "feeds.yaml").read_text()
    assert written.lstrip("\n").startswith(before + "  - id: a-org\n    url: https://a.org/\n")
    assert loaded(tmp_path).configuration.feeds[0].kind is Kind.VENDOR


def test_a_feed_is_removed_and_no_comment_around_it(folder: Path) -> None:
    change = remove_feed(folder, "a", check=accept)

    assert change.removed == ("a",)
    assert lines_of(change.diff) == [
        "-    -   id:   a      # the a",
        '-        url: "https://a.org/"',
        "-        country: NO",
    ]


def test_the_last_feed_leaves_an_empty_list(folder: Path) -> None:
    remove_feed(folder, "a", check=accept)
    remove_feed(folder, "b", check=accept)

    assert loaded(folder).configuration.feeds == ()
    assert "feeds: []\n" in (folder / "feeds.yaml").read_text()


def test_an_unknown_id_is_refused_with_a_suggestion(folder: Path) -> None:
    with pytest.raises(UsageError, match="there is no watchlist huawey; did you mean huawei"):
        set_watchlist(folder, "huawey", WatchlistEdit(query="x"), check=accept)


def test_a_watchlist_is_changed_with_its_comments_and_quotes_kept(folder: Path) -> None:
    edit = WatchlistEdit(query='Huawei OR "5G: x"', tags=("q", "r"), note="")

    change = set_watchlist(folder, "huawei", edit, check=accept)

    assert lines_of(change.diff) == [
        "-  query: 'Huawei'",
        "-  tags:",
        "-    - x",
        "-  note: |",
        "-    two",
        "-    lines",
        "+  query: 'Huawei OR \"5G: x\"'",
        "+  tags: [q, r]",
    ]


def test_setting_what_is_so_already_writes_nothing(folder: Path) -> None:
    before = (folder / "watchlists.yaml").stat().st_mtime_ns

    change = set_watchlist(folder, "zte", WatchlistEdit(query="ZTE"), check=accept)

    assert change.diff == ""
    assert (folder / "watchlists.yaml").stat().st_mtime_ns == before


def test_watchlists_come_and_go(folder: Path) -> None:
    added = add_watchlist(folder, WatchlistEdit(query="5G licensing", tags=("a",)), check=accept)
    remove_watchlist(folder, "zte", check=accept)

    assert added.added == ("5g-licensing",)
    assert [one.id for one in loaded(folder).configuration.watchlists] == ["huawei", "5g-licensing"]
    assert "# the last\n- id: 5g-licensing\n" in (folder / "watchlists.yaml").read_text()


def test_an_edit_that_does_not_validate_is_not_written(folder: Path) -> None:
    before = (folder / "watchlists.yaml").read_bytes()

    with pytest.raises(ConfigError, match="this bracket is not closed"):
        set_watchlist(folder, "zte", WatchlistEdit(query="(ZTE"), check=accept)
    with pytest.raises(ConfigError, match="there is no watchlist huawei"):
        remove_watchlist(folder, "huawei", check=accept)

    assert (folder / "watchlists.yaml").read_bytes() == before


def test_an_edit_is_refused_when_the_editor_saw_other_files(folder: Path) -> None:
    seen = hash_of(read_files(folder))
    (folder / "digests.yaml").write_text("digests: []\n")

    with pytest.raises(UsageError, match="changed meanwhile"):
        remove_feed(folder, "a", check=accept, base_hash=seen)


def test_an_edit_is_refused_when_the_file_changes_under_it(folder: Path) -> None:
    def slow_check(files: Sequence[FileText]) -> None:
        (folder / "feeds.yaml").write_text("feeds: [] # someone else\n")

    with pytest.raises(UsageError, match="changed meanwhile"):
        remove_feed(folder, "a", check=slow_check)

    assert (folder / "feeds.yaml").read_text() == "feeds: [] # someone else\n"


def test_a_list_in_one_bracket_is_refused_with_advice(tmp_path: Path) -> None:
    write(tmp_path, feeds="feeds: [{id: a, url: https://a.org/}]\n")

    with pytest.raises(UsageError, match="begin each part on a line of its own"):
        remove_feed(tmp_path, "a", check=accept)


def test_mode_link_and_line_ends_stay(folder: Path, tmp_path: Path) -> None:
    real = tmp_path / "real.yaml"
    real.write_bytes(FEEDS.replace("\n", "\r\n").encode())
    real.chmod(0o640)
    (folder / "feeds.yaml").unlink()
    (folder / "feeds.yaml").symlink_to(real)

    add_feeds(folder, [NewFeed(url="https://c.org/")], check=accept)

    assert (folder / "feeds.yaml").is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert real.read_bytes().count(b"\r\n") == real.read_bytes().count(b"\n")
    assert not [path for path in folder.iterdir() if path.name.endswith(".new")]


def test_moved_feeds_get_their_new_addresses_and_nothing_else_changes(folder: Path) -> None:
    moves = {
        "a": ("https://a.org/", "https://a.org/rss?x=1&y=${Z}"),
        "b": ("https://b.org/", "https://www.b.org/feed"),
    }

    change = move_feeds(folder, moves, check=accept)

    assert change.changed == ("a", "b")
    after = (folder / "feeds.yaml").read_text("utf-8")
    assert 'url: "https://a.org/rss?x=1&y=$${Z}"' in after
    assert "url: 'https://www.b.org/feed'" in after
    comments = [line.partition("#")[2] for line in FEEDS.splitlines()]
    assert [line.partition("#")[2] for line in after.splitlines()] == comments


def test_move_that_cannot_be_followed_is_left_out_with_its_reason(folder: Path) -> None:
    before = (folder / "feeds.yaml").read_text("utf-8")
    moves = {
        "a": ("https://other.org/", "https://new.org/"),
        "b": ("https://b.org/", "https://a.org/"),
        "c": ("https://c.org/", "https://new.org/"),
    }

    change = move_feeds(folder, moves, check=accept)

    assert change.changed == ()
    assert [name for name, _ in change.left_out] == ["a", "b", "c"]
    assert (folder / "feeds.yaml").read_text("utf-8") == before
