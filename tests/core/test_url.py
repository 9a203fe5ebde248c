"""Canonical URLs: one key for one article, never one key for two."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.url import canonical_url

PLAIN = "https://example.com/news/5g-auction-ends"

SAME = [
    "https://example.com/news/5g-auction-ends",
    "http://example.com/news/5g-auction-ends",
    "https://www.example.com/news/5g-auction-ends",
    "https://WWW.Example.COM/news/5g-auction-ends",
    "https://example.com:443/news/5g-auction-ends",
    "http://example.com:80/news/5g-auction-ends",
    "https://example.com./news/5g-auction-ends",
    "  https://example.com/news/5g-auction-ends\n",
    "https://user:secret@example.com/news/5g-auction-ends",
    "https://example.com/news/5g-auction-ends/",
    "https://example.com/news/5g-auction-ends/index.html",
    "https://example.com/news/5g%2Dauction%2dends",
    "https://example.com/news/5g-auction-ends?",
    "https://example.com/news/5g-auction-ends?utm_source=rss&utm_medium=feed&utm_campaign=x",
    "https://example.com/news/5g-auction-ends?UTM_Source=rss",
    "https://example.com/news/5g-auction-ends?fbclid=abc&gclid=def&msclkid=1&mc_cid=2&mc_eid=3",
    "https://example.com/news/5g-auction-ends?ref=rss",
    "https://example.com/news/5g-auction-ends?ref=",
    "https://example.com/news/5g-auction-ends?source=feedburner",
    "https://example.com/news/5g-auction-ends?cid=rss-home",
    "https://example.com/news/5g-auction-ends?at_medium=RSS&at_campaign=rss",
    "https://example.com/news/5g-auction-ends?cmpid=x&ncid=y&guccounter=1&_hsenc=z",
    "https://example.com/news/5g-auction-ends?amp",
    "https://example.com/news/5g-auction-ends?amp=1",
    "https://example.com/news/5g-auction-ends?outputType=amp",
    "https://example.com/news/5g-auction-ends/amp",
    "https://example.com/news/5g-auction-ends/amp/",
    "https://example.com/amp/news/5g-auction-ends",
    "https://amp.example.com/news/5g-auction-ends",
    "https://example-com.cdn.ampproject.org/c/s/example.com/news/5g-auction-ends",
    "https://www.google.com/amp/s/example.com/news/5g-auction-ends/amp",
    "https://www.google.com/url?rct=j&sa=t&url=https://example.com/news/5g-auction-ends&ct=ga",
    "https://example.com/news/5g-auction-ends#comments",
    "https://example.com/news/5g-auction-ends#comment-1234",
    "https://example.com/news/5g-auction-ends#xtor=RSS-3208",
    "https://example.com/news/5g-auction-ends#:~:text=auction",
    "https://example.com/news/5g-auction-ends#section2",
]

DIFFERENT = [
    ("https://example.com/?p=12", "https://example.com/?p=13"),
    ("https://example.com/news?id=12", "https://example.com/news?id=13"),
    ("https://example.com/news?source=12", "https://example.com/news?source=13"),
    ("https://example.com/news?cid=4411", "https://example.com/news?cid=4412"),
    ("https://example.com/news?ref=a-12", "https://example.com/news?ref=a-13"),
    ("https://example.com/news?amp=50", "https://example.com/news?amp=60"),
    ("https://example.com/a", "https://example.com/A"),
    ("https://example.com/a/b", "https://example.com/a%2Fb"),
    ("https://example.com/a", "https://news.example.com/a"),
    ("https://example.com/a", "https://example.com:8443/a"),
    ("https://example.com/a", "https://example.org/a"),
    ("https://example.com/#!/news/1", "https://example.com/#!/news/2"),
    ("https://example.com/#/news/1", "https://example.com/#/news/2"),
    ("https://example.com/releases#n2041", "https://example.com/releases#n2042"),
    (
        "https://example.com/releases.html#2026-11-02",
        "https://example.com/releases.html#2026-11-03",
    ),
    ("https://example.com/products/amp", "https://example.com/products"),
    ("https://example.com/amp", "https://example.com/"),
    ("https://example.com/a?x=1", "https://example.com/a?x=1&y=2"),
    ("https://example.com/a?x=%26", "https://example.com/a?x=&"),
]


@pytest.mark.parametrize("url", SAME)
def test_forms_of_one_address_have_one_key(url: str) -> None:
    assert canonical_url(url) == PLAIN


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_articles_keep_different_keys(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://example.com", "https://example.com"),
        ("https://example.com/index.php?id=3", "https://example.com?id=3"),
        ("https://example.com/a?b=2&a=1", "https://example.com/a?a=1&b=2"),
        ("https://example.com/a?b=2&b=1", "https://example.com/a?b=2&b=1"),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
        ("https://[2001:db8::1]:8080/a", "https://[2001:db8::1]:8080/a"),
        ("https://www.com/a", "https://www.com/a"),
        ("https://example.com/2026/story-1.amp.html", "https://example.com/2026/story-1.html"),
        ("mailto:a@example.com", "mailto:a@example.com"),
        ("tag:example.com,2026:1", "tag:example.com,2026:1"),
        ("http://[broken", "http://[broken"),
        ("http://example.com:port/", "http://example.com:port/"),
        (
            "https://www.google.com/url?rct=j&url=https://example.com/a&ct=ga",
            "https://example.com/a",
        ),
        (
            "http://www.bing.com/news/apiclick.aspx?ref=x&url=https%3a%2f%2fexample.com%2fa&c=1",
            "https://example.com/a",
        ),
        (
            "https://www.bing.com/news/search?url=https://a.example/",
            "https://bing.com/news/search?url=https://a.example/",
        ),
        (
            "https://news.google.com/rss/articles/CBMiI2h0dHBzOi8vd3d3LmV4YW1wbGUuY29tL2Etc3RvcnktMdIBAA?oc=5",
            "https://example.com/a-story-1",
        ),
        (
            "https://news.google.com/rss/articles/CBMiAUFVX3lxTE5x?oc=5",
            "https://news.google.com/rss/articles/CBMiAUFVX3lxTE5x?oc=5",
        ),
        ("", ""),
    ],
)
def test_key_of_an_address(url: str, key: str) -> None:
    assert canonical_url(url) == key


@pytest.mark.parametrize(
    "unit", ["/", "-", "/-", "-1", "%", "%2", "a=b&", "?", "#1", ".amp", "/amp"]
)
def test_long_address_is_no_burden(unit: str) -> None:
    begun = time.perf_counter()
    for start in ("https://example.com/", "https://example.com/?", "https://example.com/?ref="):
        canonical_url(start + (unit * 20_000)[:20_000])

    assert time.perf_counter() - begun < 1  # a pattern that backtracks takes many seconds


@given(st.text(max_size=200) | st.text(max_size=60).map("https://example.com/".__add__))
def test_key_is_its_own_key(url: str) -> None:
    key = canonical_url(url)

    assert canonical_url(key) == key
