"""From markup to plain text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.intake.parse.text import cut, fit, label, plain_text, plain_title


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("", ""),
        ("just text", "just text"),
        ("two\n  lines ", "two\nlines"),
        ("<p>One.</p><p>Two.</p>", "One.\nTwo."),
        ("<p>a\nb   c</p>", "a b c"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>d", "a\nb\nc\nd"),
        ("<b>AT</b>&amp;T, <i>O<sub>2</sub></i>", "AT&T, O2"),
        ("a&nbsp;b &euro;5 &#8364;6 &#x20ac;7", "a b €5 €6 €7"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<script>if (a<b) alert('<p>')</script>text", "text"),
        ("<style>p > a {}</style>text", "text"),
        ("before<aside>Read also<aside>x</aside>y</aside>after", "beforeafter"),
        ("<nav><a href='/'>Home</a></nav>text", "text"),
        ("<!-- hidden <b> -->text", "text"),
        ("<!-- never closed text", ""),
        ('<img alt="a > b" src="x">text', "text"),
        ("text <a href='http://cut", "text"),
        ("latency < 5 ms and > 1 ms", "latency < 5 ms and > 1 ms"),
        ("&lt;p&gt;Escaped twice&lt;/p&gt;&lt;p&gt;really&lt;/p&gt;", "Escaped twice\nreally"),
        ("AT&amp;amp;T", "AT&T"),
        ("<xhtml:p>prefixed</xhtml:p><xhtml:p>tags</xhtml:p>", "prefixed\ntags"),
        ("a\x00b\x0bc\ud800d\ufffee", "abcde"),
        ("a\x1eb <p>c", "ab\nc"),
        ("<P>UPPER</P><P>CASE</P>", "UPPER\nCASE"),
        ("<svg/>a<script src='x'></script>b", "ab"),
        ("&#99999999999;x&#xffffffffff;y", "xy"),
        ("华为 <b>在</b>瑞典", "华为 在瑞典"),
    ],
)
def test_text_of_markup(raw: str, text: str) -> None:
    assert plain_text(raw) == text


def test_plain_text_keeps_its_lines_and_signs() -> None:
    assert plain_text("a\nb < c & d", markup=False) == "a\nb < c & d"


def test_markup_in_text_declared_plain_is_read_as_markup() -> None:
    assert plain_text("<p>One</p><p>Two</p>", markup=False) == "One\nTwo"


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        ("AT&amp;T", "AT&T"),
        ("AT&amp;amp;T", "AT&T"),
        ("O<sub>2</sub> <em>and</em> EE", "O2 and EE"),
        ("&lt;b&gt;Bold&lt;/b&gt; claim", "Bold claim"),
        ("latency < 5 ms", "latency < 5 ms"),
        ("the <canvas> element", "the <canvas> element"),
        ("  two\n lines ", "two lines"),
        ("R&D at M&A", "R&D at M&A"),
        ("Q&A: what&#8217;s next?", "Q&A: what’s next?"),
    ],
)
def test_title_is_one_line_without_markup(raw: str, title: str) -> None:
    assert plain_title(raw) == title


def test_cut_shows_and_falls_between_words() -> None:
    assert cut("one two three four", 14) == "one two three…"
    assert cut("x" * 20, 10) == "x" * 9 + "…"
    assert cut("short", 5) == "short"


def test_texts_are_capped() -> None:
    assert len(plain_title("word " * 1000)) <= 500
    assert len(plain_text("<p>word " * 100_000)) <= 20_000
    assert plain_text("word " * 100_000).endswith("…")
    assert len(label("x" * 1000)) == 200


@pytest.mark.parametrize(
    "unit",
    ["<", "<a", "<a ", "<a '", '<a "', "<a b='", "</", "<!--", "<!", "<?", "&", "&#", "&#9", "&a",
     "<div>", "<b>", "<aside>", "<script>", "<aside></aside>", "<table><tr><td>", " ", "\n", "a<b "],
)  # fmt: skip
def test_time_is_linear_whatever_the_markup(unit: str) -> None:
    raw = (unit * 400_000)[:400_000]
    begun = time.perf_counter()
    plain_text(raw)
    plain_text(raw, markup=False)
    plain_title(raw)

    assert time.perf_counter() - begun < 3  # a quadratic pattern takes minutes


@given(st.text())
def test_any_text_gives_clean_text(raw: str) -> None:
    for text in (plain_text(raw), plain_title(raw)):
        assert fit(text) == text
        assert text == text.strip()
        text.encode()
