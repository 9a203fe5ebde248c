"""Pages of entries at the terminal: asked for with --article, told by health, hits and explain."""

from __future__ import annotations

from tests.cli.terminal import Terminal
from tests.servers import FeedServer, entry, feed

TEXT = "The regional operator extends its network along the coast, it said on Monday. " * 4
PAGE = f"""<html><head><title>Regional operator extends its network</title></head><body><article>
<p>{TEXT}</p><p>The radio equipment comes from Huawei, people who know the contract said.</p>
</article></body></html>"""


def test_page_is_asked_for_and_what_it_brought_is_told(terminal: Terminal) -> None:
    terminal.do("init", "--bare")
    terminal.do("watchlists", "add", "Huawei")
    with FeedServer() as server:
        page = server.serve("/a", PAGE, type="text/html")
        items = [
            entry("Regional operator extends its network", guid="1", link=page, published=None),
            entry("Nothing behind it", guid="2", link=server.url("/none"), published=None),
        ]
        terminal.do("feeds", "add", server.serve("/feed", feed()), "--article")
        terminal.do("once")
        server.serve("/feed", feed(*items))
        terminal.do("once")

    (listed,) = terminal.do("feeds", "list", "-f", "json").rows()
    (health,) = terminal.do("feeds", "health", "-f", "json").rows()
    (hit,) = terminal.do("hits", "-f", "json").rows()
    assert listed["article"] is True
    assert (health["pages_read"], health["pages_not_read"]) == (1, 1)
    assert health["pages_because"] == "HTTP 404"
    assert (hit["weak"], hit["in"], hit["matched"]) == (True, ["body"], ["Huawei"])
    explained = terminal.do("explain", str(hit["entry"])).out
    assert "read" in explained
    assert "kept" in explained
