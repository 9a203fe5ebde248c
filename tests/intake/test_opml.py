"""Lists of feeds, in and out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.errors import UsageError
from monitor.intake.opml import OpmlFeed, read_opml, write_opml

NESTED = b"""<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.0"><head><title>mine</title></head><body>
<outline text="Regulators"><outline text="EU">
  <outline type="rss" text="BEREC &amp; co" xmlUrl="https://berec.example/rss" htmlUrl="https://berec.example/"/>
</outline></outline>
<outline title="Bare" xmlUrl="http://bare.example/feed"/>
<outline text="Again" xmlUrl="http://bare.example/feed"/>
<outline text="Not fetched" xmlUrl="file:///etc/passwd"/>
<outline text="A link" type="link" url="https://example.org/"/>
</body></opml>"""


def test_feeds_come_with_their_folders() -> None:
    assert read_opml(NESTED) == [
        OpmlFeed(
            url="https://berec.example/rss",
            title="BEREC & co",
            folder="Regulators/EU",
            site_url="https://berec.example/",
        ),
        OpmlFeed(url="http://bare.example/feed", title="Bare"),
    ]


def test_list_that_is_not_quite_well_formed_is_read() -> None:
    broken = b'<opml><body><outline text="R&D" xmlUrl="https://a.example/?x=1&y=2"></body></opml>'

    assert [each.url for each in read_opml(broken)] == ["https://a.example/?x=1&y=2"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not XML"),
        (b"just text", "not XML"),
        (b"<rss version='2.0'/>", "`feeds add`"),
        (b"<html><body/></html>", "its root is <html>"),
        (b"<opml version='2.0'><body/></opml>", "names no feed"),
        (b"<!DOCTYPE opml [<!ENTITY a 'b'>]><opml/>", "entities"),
    ],
)
def test_what_is_no_list_is_told_so(content: bytes, words: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_opml(content)

    assert words in str(caught.value)


TEXT = st.text(
    st.characters(categories=["L", "N"], include_characters="&<>'\" -"), min_size=1, max_size=20
).map(lambda text: " ".join(text.split()))
FEEDS = st.builds(
    OpmlFeed,
    url=st.integers(0, 999).map(lambda n: f"https://example.org/?a=1&b={n}"),
    title=TEXT.filter(lambda text: bool(text) and "<" not in text and "&" not in text),
    folder=st.sampled_from(["", "Vendors", "Vendors/RAN", "Régulateurs"]),
    site_url=st.none() | st.just("https://example.org/"),
    language=st.none() | st.just("de"),
)


@given(st.lists(FEEDS, min_size=1, unique_by=lambda each: each.url))
def test_what_is_written_is_read_again(feeds: list[OpmlFeed]) -> None:
    again = read_opml(write_opml(feeds))

    assert sorted(again, key=lambda each: each.url) == sorted(feeds, key=lambda each: each.url)
