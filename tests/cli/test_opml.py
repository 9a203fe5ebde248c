"""`telemon feeds import` and `export`: lists of feeds from elsewhere and for elsewhere."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal
from tests.flow.house import Files, wire
from tests.servers import Answer, FeedServer


def test_opml_goes_out_and_comes_in_the_same(terminal: Terminal, tmp_path: Path) -> None:
    terminal.write(
        Files(
            feeds=[
                wire("https://a.example/feed?x=1&y=2", "a", kind="regulator"),
                wire("https://b.example/feed", "b", kind="news", language="de"),
            ]
        )
    )
    terminal.do("feeds", "export", "-o", str(tmp_path / "out.opml"))
    before = terminal.do("feeds", "list", "-f", "json").rows()
    terminal.files.feeds_file.write_text("feeds: []\n", "utf-8")

    assert "2 added, 0 were there" in terminal.do("feeds", "import", str(tmp_path / "out.opml")).out
    assert "0 added, 2 were there" in terminal.do("feeds", "import", str(tmp_path / "out.opml")).out

    after = terminal.do("feeds", "list", "-f", "json").rows()
    kept = ("url", "name", "kind", "language")
    assert [[row[k] for k in kept] for row in after] == [[row[k] for k in kept] for row in before]


def test_opml_is_written_to_standard_output_and_read_from_standard_input(
    terminal: Terminal,
) -> None:
    terminal.write(Files(feeds=[wire("https://a.example/feed", "a")]))
    opml = terminal.do("feeds", "export").out
    assert 'xmlUrl="https://a.example/feed"' in opml
    terminal.files.feeds_file.write_text("feeds: []\n", "utf-8")
    terminal.monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(opml.encode())))
    assert "1 added" in terminal.do("feeds", "import", "-").out


def test_opml_that_names_a_feed_twice_adds_it_once(terminal: Terminal, tmp_path: Path) -> None:
    terminal.do("init", "--bare")
    outline = '<outline type="rss" xmlUrl="https://a.example/f"/>'
    file = tmp_path / "twice.opml"
    file.write_text(f'<opml version="2.0"><body>{outline}{outline}</body></opml>', "utf-8")
    assert "1 added, " in terminal.do("feeds", "import", str(file)).out
    assert len(terminal.do("feeds", "list", "-f", "json").rows()) == 1


def test_export_into_a_folder_that_is_not_there_is_refused(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal.write(Files())
    file = str(tmp_path / "none" / "x.opml")
    assert file in terminal.fail(1, "feeds", "export", "-o", file)


def test_opml_is_imported_from_an_address(terminal: Terminal) -> None:
    terminal.do("init", "--bare")
    opml = b'<opml version="2.0"><body><outline type="rss" xmlUrl="https://a.example/f"/></body></opml>'
    with FeedServer() as server:
        url = server.script("/feeds.opml", Answer(body=opml))
        assert "1 added" in terminal.do("feeds", "import", url).out
        assert "404" in terminal.fail(2, "feeds", "import", url + ".none")


@pytest.mark.parametrize("content", [b"", b"<html></html>", b"<opml>", b"\x00\xff"])
def test_file_that_is_no_opml_is_refused(
    terminal: Terminal, tmp_path: Path, content: bytes
) -> None:
    terminal.do("init", "--bare")
    file = tmp_path / "bad.opml"
    file.write_bytes(content)
    assert "OPML" in terminal.call("feeds", "import", str(file)).err
    assert "no-such.opml" in terminal.fail(2, "feeds", "import", "no-such.opml")
