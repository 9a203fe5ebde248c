"""News sitemaps stand in for feeds; other sitemaps say what to look for."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest

from monitor.core.feed import Verdict
from monitor.intake.parse import ParsedFeed, parse_feed

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
)


def item(number: int, *, title: str = "", date: str = "2026-11-20T07:30:00+01:00") -> str:
    return (
        f"<url><loc>https://x.test/news/{number}</loc><news:news><news:publication>"
        "<news:name>Carrier Courier</news:name><news:language>de</news:language></news:publication>"
        f"<news:publication_date>{date}</news:publication_date>"
        f"<news:title>{title or f'Report {number}'}</news:title>"
        "<news:keywords>5G, fibre</news:keywords></news:news></url>"
    )


def sitemap(*items: str, root: str = "urlset") -> bytes:
    return f'<?xml version="1.0"?><{root} {SPACES}>{"".join(items)}</{root}>'.encode()


def read(body: bytes, known: frozenset[bytes] = frozenset()) -> ParsedFeed:
    return parse_feed(
        body, content_type="text/xml", url="https://x.test/news.xml", known=known, now=NOW
    )


def test_news_sitemap_is_read_as_a_feed() -> None:
    parsed = read(sitemap(item(2, title="Masts &amp; cables"), item(1)))

    assert (parsed.verdict, parsed.title, parsed.language, parsed.listed) == (
        Verdict.OK, "Carrier Courier", "de", 2,
    )  # fmt: skip
    first = parsed.entries[0]
    assert (first.title, first.url) == ("Masts & cables", "https://x.test/news/2")
    assert first.published == datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
    assert (first.categories, first.language, first.outlet) == (("5G", "fibre"), "de", None)


def test_only_what_is_new_becomes_an_entry() -> None:
    before = read(sitemap(item(1)))
    after = read(sitemap(item(2), item(1)), known=frozenset(before.item_hashes))

    assert [entry.url for entry in after.entries] == ["https://x.test/news/2"]
    assert len(after.item_hashes) == 2


def test_names_of_several_outlets_stay_with_their_entries() -> None:
    other = item(2).replace("Carrier Courier", "Signal Post")
    parsed = read(sitemap(item(1), other))

    assert parsed.title is None
    assert [entry.outlet for entry in parsed.entries] == ["Carrier Courier", "Signal Post"]


def test_gzip_file_is_unpacked() -> None:
    assert read(gzip.compress(sitemap(item(1)))).listed == 1


def test_damaged_gzip_file_is_no_feed() -> None:
    assert read(gzip.compress(sitemap(item(1)))[:40]).verdict in (
        Verdict.NOT_A_FEED,
        Verdict.BROKEN,
    )


def test_date_without_time_counts() -> None:
    (entry,) = read(sitemap(item(1, date="2026-11-19"))).entries

    assert entry.published == datetime(2026, 11, 19, tzinfo=UTC)


def test_index_names_its_sitemaps_those_of_news_first() -> None:
    named = [f"<sitemap><loc>https://x.test/{name}.xml</loc></sitemap>" for name in ("a", "news-1")]
    parsed = read(sitemap(*named, root="sitemapindex"))

    assert parsed.verdict is Verdict.NOT_A_FEED
    assert [found.url for found in parsed.found] == [
        "https://x.test/news-1.xml",
        "https://x.test/a.xml",
    ]


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        (sitemap(), Verdict.EMPTY),
        (sitemap("<url><loc>https://x.test/</loc></url>"), Verdict.NOT_A_FEED),
        (sitemap(item(1))[:-20], Verdict.BROKEN),
        (sitemap(item(1, date="soon")), Verdict.UNDATED),
        (b'<!DOCTYPE u [<!ENTITY a "b">]>' + sitemap(item(1)).partition(b"?>")[2], Verdict.BROKEN),
    ],
    ids=["empty", "no news", "cut off", "undated", "doctype"],
)
def test_other_sitemaps_have_their_verdict(body: bytes, verdict: Verdict) -> None:
    assert read(body).verdict is verdict


def test_long_sitemap_is_cut_and_says_so() -> None:
    parsed = read(sitemap(*(item(n) for n in range(3_000))))

    assert (parsed.listed, len(parsed.entries)) == (2_000, 2_000)
    assert "2,000" in parsed.detail
