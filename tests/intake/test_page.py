"""Pages as a reader wants them."""

from __future__ import annotations

import pytest

from monitor.intake.page import read_page

PAGE = b"""<!doctype html><html lang="en-GB"><head><title>Story | Outlet</title>
<meta property="og:title" content="Huawei &amp; partners sign">
<meta name="description" content="What it is about.">
<style>p { color: red }</style></head><body>
<nav><p>Home</p></nav><p>Teaser outside.</p>
<article><p>First  paragraph.</p><aside><p>Other stories</p></aside><p>Second.<script>x()</script></p>
</article>
<footer><p>Imprint</p></footer></body></html>"""


def test_article_is_read_and_what_stands_beside_it_is_not() -> None:
    page = read_page(PAGE)

    assert page.title == "Huawei & partners sign"
    assert page.text == "What it is about.\nFirst paragraph.\nSecond."
    assert page.language == "en-GB"


@pytest.mark.parametrize(
    "body", [b"", b"\x00\xff\xfe", b"<p>", b"<title>", b"plain text", b"<" * 5000]
)
def test_what_is_no_page_is_read_without_a_fall(body: bytes) -> None:
    assert read_page(body).language is None
