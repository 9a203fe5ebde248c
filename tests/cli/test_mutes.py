"""`telemon mutes`, `digests readers` and `digests templates`."""

from __future__ import annotations

import pytest

from tests.cli.terminal import Terminal

LATER = "2999-01-01"


def test_mute_is_listed_and_explained_until_it_ends(newsroom: Terminal) -> None:
    (hit, *_) = newsroom.do("hits", "-w", "huawei", "-f", "json").rows()
    said = newsroom.do("mutes", "add", "--concept", "Huawei", "--until", LATER)
    assert said.out == "mute 1: concept huawei until 2999-01-01 00:00 UTC\n"

    (listed,) = newsroom.do("mutes", "list", "-f", "json").rows()
    assert (listed["concept"], listed["id"]) == ("huawei", 1)
    explained = newsroom.do("explain", str(hit["url"]))
    assert "huawei: concept huawei until 2999-01-01 00:00 UTC" in explained.out
    assert "is over" in newsroom.do("mutes", "remove", "1").out
    assert newsroom.do("mutes", "list", "-f", "json").rows() == []
    assert len(newsroom.do("mutes", "list", "--all", "-f", "json").rows()) == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--until", LATER], "name one story with --story"),
        (["--story", "1", "--concept", "Huawei", "--until", LATER], "name one story"),
        (["--story", "99999", "--until", LATER], "there is no story 99999"),
        (["--concept", "Huawai", "--until", LATER], "there is no concept 'Huawai': did you mean"),
        (["--concept", "Huawei", "--until", "2020-01-01"], "is over: name a time to come"),
        (["--concept", "Huawei", "--until", "soon"], "is no time"),
    ],
)
def test_what_cannot_be_muted_is_said(newsroom: Terminal, arguments: list[str], says: str) -> None:
    said = newsroom.call("mutes", "add", *arguments)

    assert said.code == 2
    assert says in said.err


def test_story_is_muted_where_stories_are_handled_too(newsroom: Terminal) -> None:
    assert "story 1 until" in newsroom.do("stories", "mute", "1", "--until", LATER).out
    (listed,) = newsroom.do("mutes", "list", "-f", "json").rows()
    assert listed["story"] == 1
    assert "no story 999" in newsroom.fail(2, "stories", "mute", "999", "--until", LATER)


def test_unknown_mute_cannot_be_removed(newsroom: Terminal) -> None:
    said = newsroom.call("mutes", "remove", "7")

    assert said.code == 2
    assert "there is no mute 7" in said.err


def test_readers_are_listed_with_since_when(newsroom: Terminal) -> None:
    rows = newsroom.do("digests", "readers", "-f", "json").rows()

    assert {row["state"] for row in rows} == {"reads"}
    assert all(row["since"] for row in rows)
    digest = str(rows[0]["digest"])
    only = newsroom.do("digests", "readers", "--digest", digest, "-f", "json").rows()
    assert {row["digest"] for row in only} == {digest}


def test_templates_are_copied_once_and_then_used(newsroom: Terminal) -> None:
    newsroom.do("digests", "templates", "--write", "frame.html.j2")

    rows = newsroom.do("digests", "templates", "-f", "json").rows()
    assert {row["name"]: row["used"] for row in rows}["frame.html.j2"] == "own"
    again = newsroom.call("digests", "templates", "--write", "frame.html.j2")
    assert again.code == 2
    assert "is there already" in again.err


def test_preview_tells_of_a_broken_template(newsroom: Terminal) -> None:
    (digest, *_) = (
        str(row["digest"]) for row in newsroom.do("digests", "readers", "-f", "json").rows()
    )
    newsroom.do("digests", "templates", "--write", "digest.html.j2")
    (newsroom.files.templates / "digest.html.j2").write_text("{{ oh")

    said = newsroom.do("digests", "preview", digest)

    assert "template broken" in said.err
    assert "Subject:" in said.out
