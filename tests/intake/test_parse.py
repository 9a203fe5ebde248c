"""Reading bodies as feeds."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.entry import ParsedEntry
from monitor.core.feed import Verdict
from monitor.intake.parse import ParsedFeed, parse_feed
from monitor.intake.parse.values import MAX_LISTED
from tests.servers import entry, feed

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
URL = "https://feeds.example.net/telecom/rss.xml"
ATOM = "xmlns='http://www.w3.org/2005/Atom'"
MODULES = (
    "xmlns:content='http://purl.org/rss/1.0/modules/content/' "
    "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:atom='http://www.w3.org/2005/Atom' "
    "xmlns:media='http://search.yahoo.com/mrss/' xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'"
)


def parse(body: bytes | str, *, known: frozenset[bytes] = frozenset(), **extra: str) -> ParsedFeed:
    return parse_feed(
        body.encode() if isinstance(body, str) else body,
        content_type=extra.get("content_type", "application/xml"),
        url=extra.get("url", URL),
        encoding=extra.get("encoding"),
        known=known,
        now=NOW,
    )


def only(body: bytes | str) -> ParsedEntry:
    (found,) = parse(body).entries
    return found


def atom(*entries: str, head: str = "", root: str = "") -> str:
    return f"<feed {ATOM} {root}><title>A</title>{head}{''.join(entries)}</feed>"


# --- forms


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        (b"", Verdict.EMPTY_BODY),
        (b" \r\n\t", Verdict.EMPTY_BODY),
        (b"\xef\xbb\xbf", Verdict.EMPTY_BODY),
        (b"\0\0\0", Verdict.EMPTY_BODY),
        (b"<!DOCTYPE html><html><head><title>x</title></head></html>", Verdict.PAGE),
        (b"<!-- x --><HTML><body>no</body></HTML>", Verdict.PAGE),
        (b"<?xml version='1.0'?><!DOCTYPE html PUBLIC 'a' 'b'><html xmlns='c'/>", Verdict.PAGE),
        (b"Service unavailable", Verdict.NOT_A_FEED),
        (b"\x89PNG\r\n\x1a\n0000", Verdict.NOT_A_FEED),
        (b"%PDF-1.7 ...", Verdict.NOT_A_FEED),
        (b'{"error": "nope"}', Verdict.NOT_A_FEED),
        (b"[1, 2, 3]", Verdict.NOT_A_FEED),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": [', Verdict.BROKEN),
        (b"<urlset><url><loc>https://example.org/</loc></url></urlset>", Verdict.NOT_A_FEED),
        (b"<opml version='2.0'><body/></opml>", Verdict.NOT_A_FEED),
        (feed(), Verdict.EMPTY),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'><title>x</title></feed>", Verdict.EMPTY),
        (b"<rss version='2.0'/>", Verdict.EMPTY),
        (feed(entry("a", published=None), entry("b", published=None)), Verdict.UNDATED),
        (feed(entry("a", published=None), entry("b")), Verdict.OK),
        (b"<rss><channel><item><title>never", Verdict.BROKEN),
        (b"<rss><channel><title>never", Verdict.BROKEN),
    ],
)
def test_body_has_its_verdict(body: bytes, verdict: Verdict) -> None:
    assert parse(body).verdict is verdict


def test_page_names_the_feeds_found_on_it() -> None:
    page = (
        "<html><head><base href='https://example.org/news/'>"
        "<link rel='alternate' type='application/rss+xml' title='Comments' href='/comments/feed'>"
        "<link rel='alternate' type='application/rss+xml' title='News &amp; more' href='feed.xml'>"
        "<link rel='alternate' type='application/json+oembed' href='/oembed'>"
        "</head><body><a href='/atom.xml'>Atom</a> <a href='/seaweed'>no</a></body></html>"
    )

    found = parse(page).found

    assert [(each.url, each.title) for each in found] == [
        ("https://example.org/news/feed.xml", "News & more"),
        ("https://example.org/atom.xml", "Atom"),
        ("https://example.org/comments/feed", "Comments"),
    ]
    assert "https://example.org/news/feed.xml" in parse(page).detail


def test_warnings_before_a_feed_are_skipped() -> None:
    result = parse(b"<br />Warning: mysql_connect() in db.php\n" + feed(entry("a")))

    assert (result.verdict, len(result.entries)) == (Verdict.OK, 1)
    assert "before the feed ignored" in result.detail


def test_feed_served_as_html_is_still_a_feed() -> None:
    assert parse(feed(entry("a")), content_type="text/html; charset=utf-8").verdict is Verdict.OK


# --- values of RSS and Atom


def test_values_of_an_rss_item() -> None:
    body = feed(
        "<item><title>AT&amp;amp;T &lt;b&gt;buys&lt;/b&gt; spectrum</title>"
        "<link>https://example.org/a?b=1&amp;c=2</link><guid isPermaLink='false'>id-1</guid>"
        "<pubDate>Mon, 02 Nov 2026 09:00:00 +0100</pubDate>"
        "<dc:creator>Jane Doe</dc:creator><category>5G</category><category>Spectrum</category>"
        "<category>5G</category><source url='https://wire.example/'>The Wire</source>"
        "<description><![CDATA[<p>One &amp; two.</p><p>Three.</p>]]></description>"
        "<content:encoded><![CDATA[<p>One &amp; two.</p><p>Three.</p><p>And more.</p>]]></content:encoded>"
        "</item>",
        root=MODULES,
    )

    assert replace(only(body), item_hash=b"") == ParsedEntry(
        guid="id-1",
        url="https://example.org/a?b=1&c=2",
        title="AT&T buys spectrum",
        summary="One & two.\nThree.",
        body="One & two.\nThree.\nAnd more.",
        author="Jane Doe",
        outlet="The Wire",
        published=datetime(2026, 11, 2, 8, tzinfo=UTC),
        categories=("5G", "Spectrum"),
    )


def test_values_of_an_atom_entry() -> None:
    body = atom(
        "<entry><id>tag:example.org,2026:1</id><title type='html'>Orange &amp;amp; Three</title>"
        "<link rel='edit' href='/edit'/><link rel='alternate' href='/news/1'/>"
        "<published>2026-11-01T10:00:00Z</published><updated>2026-11-02T10:00:00+01:00</updated>"
        "<author><name>A</name></author><author><name>B</name></author><category term='x' label='X'/>"
        "<summary>Plain &lt; text</summary><content type='xhtml'><div "
        "xmlns='http://www.w3.org/1999/xhtml'><p>Long</p><p>text here, indeed</p></div></content></entry>",
        head="<link href='https://site.example/'/>",
    )

    assert replace(only(body), item_hash=b"") == ParsedEntry(
        guid="tag:example.org,2026:1",
        url="https://feeds.example.net/news/1",
        title="Orange & Three",
        summary="Plain < text",
        body="Long\ntext here, indeed",
        author="A, B",
        published=datetime(2026, 11, 1, 10, tzinfo=UTC),
        updated=datetime(2026, 11, 2, 9, tzinfo=UTC),
        categories=("X",),
    )


def test_feed_tells_of_itself() -> None:
    body = feed(
        entry("a"),
        title="Light &amp; Reading",
        link="https://example.org/",
        root=MODULES,
        head="<language>en-us</language><ttl>45</ttl>"
        "<atom:link rel='hub' href='https://hub.example/'/>"
        "<atom:link rel='self' href='https://example.org/self.xml'/>",
    )

    result = parse(body)

    assert (result.title, result.language) == ("Light & Reading", "en-us")
    assert result.site_url == "https://example.org/"
    assert result.min_wait == timedelta(minutes=45)
    assert (result.hubs, result.self_url) == (
        ("https://hub.example/",),
        "https://example.org/self.xml",
    )


@pytest.mark.parametrize(
    ("head", "wait"),
    [
        ("", None),
        ("<ttl>60</ttl>", timedelta(hours=1)),
        ("<ttl>0</ttl>", None),
        ("<ttl>99999</ttl>", timedelta(days=7)),
        ("<ttl>soon</ttl>", None),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", timedelta(hours=1)),
        (
            "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>",
            timedelta(hours=6),
        ),
        ("<ttl>90</ttl><sy:updatePeriod>hourly</sy:updatePeriod>", timedelta(minutes=90)),
    ],
)
def test_interval_that_a_feed_asks_for(head: str, wait: timedelta | None) -> None:
    assert parse(feed(entry("a"), head=head, root=MODULES)).min_wait == wait


@pytest.mark.parametrize(
    ("head", "hours", "days"),
    [
        ("<skipHours><hour>0</hour><hour> 05 </hour><hour>24</hour></skipHours>", {0, 5}, set()),
        ("<skipDays><day>Saturday</day>\n<day>sunday</day></skipDays>", set(), {5, 6}),
        ("<skipHours><hour>25</hour><hour>x</hour></skipHours>", set(), set()),
        ("<skipDays><day>Caturday</day></skipDays>", set(), set()),
        ("<skipHours><hour>3</hour>", set(), set()),
    ],
)
def test_hours_and_days_that_a_feed_asks_to_skip(
    head: str, hours: set[int], days: set[int]
) -> None:
    result = parse(feed(entry("a"), head=head))

    assert (set(result.skip_hours), set(result.skip_days)) == (hours, days)


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ("<link>/news/1</link>", "https://example.org/news/1"),
        ("<link>news/1</link>", "https://example.org/news/1"),
        ("<link>//other.example/x</link>", "https://other.example/x"),
        ("<link>\n https://example.org/a b\n</link>", "https://example.org/a%20b"),
        ("<guid>https://example.org/g</guid>", "https://example.org/g"),
        ("<guid isPermaLink='true'>12345</guid>", None),
        ("<guid isPermaLink='false'>https://example.org/g</guid>", "https://example.org/g"),
        ("<link>javascript:alert(1)</link>", None),
        ("<link>mailto:x@example.org</link>", None),
        ("<link/><guid>https://example.org/g</guid>", "https://example.org/g"),
        ("<atom:link href='https://example.org/at'/>", "https://example.org/at"),
        ("<enclosure url='https://example.org/a.pdf' type='application/pdf'/>",
         "https://example.org/a.pdf"),
        ("<media:content url='https://example.org/m.mp4'/>", "https://example.org/m.mp4"),
        ("<link xml:base='https://base.example/x/'>y</link>", "https://base.example/x/y"),
    ],
)  # fmt: skip
def test_link_of_an_item(item: str, url: str | None) -> None:
    body = feed(f"<item><title>t</title>{item}</item>", root=MODULES, link="https://example.org/")

    assert only(body).url == url


def test_base_of_one_item_does_not_reach_the_next() -> None:
    body = feed(
        "<item xml:base='https://base.example/'><title>a</title><link>x</link></item>",
        "<item><title>b</title><link>/x</link></item>",
    )

    assert [each.url for each in parse(body).entries] == [
        "https://base.example/x",
        "https://example.org/x",
    ]


def test_number_as_guid_stays_what_it_is() -> None:
    body = feed("<item><title>t</title><link>https://example.org/1</link><guid>4711</guid></item>")

    assert only(body).guid == "4711"


@pytest.mark.parametrize(
    ("summary", "content", "expected"),
    [
        ("short", "", ("short", "")),
        ("", "only content", ("only content", "")),
        ("same", "same", ("same", "")),
        ("short", "a longer content", ("short", "a longer content")),
        ("a longer summary", "short", ("a longer summary", "")),
        ("", "", ("", "")),
    ],
)
@pytest.mark.parametrize("swapped", [False, True])
def test_summary_and_body(
    summary: str, content: str, expected: tuple[str, str], *, swapped: bool
) -> None:
    first = f"<description>{summary}</description>" if summary else ""
    second = f"<content:encoded>{content}</content:encoded>" if content else ""
    parts = second + first if swapped else first + second

    found = only(feed(f"<item><title>t</title>{parts}</item>", root=MODULES))

    assert (found.summary, found.body) == expected


def test_long_single_text_is_kept_as_body_too() -> None:
    found = only(feed(entry("t", summary="word " * 2000)))

    assert found.summary.endswith("…")
    assert len(found.summary) <= 4000
    assert len(found.body) > 9000


def test_untitled_entry_is_named_by_its_text() -> None:
    body = feed("<item><description>EU fines an operator. More to come.</description></item>")

    assert only(body).title == "EU fines an operator. More to come."


def test_item_that_says_nothing_is_left_out() -> None:
    result = parse(feed("<item/>", "<item><pubDate>x</pubDate></item>", entry("a")))

    assert [each.title for each in result.entries] == ["a"]
    assert result.listed == 3


@pytest.mark.parametrize(
    ("date", "published"),
    [
        ("Mon, 02 Nov 2026 10:00:00 GMT", datetime(2026, 11, 2, 10, tzinfo=UTC)),
        ("Mon, 02 Nov 2026 10:00:00 EST", datetime(2026, 11, 2, 15, tzinfo=UTC)),
        ("2026-11-02T10:00:00+02:00", datetime(2026, 11, 2, 8, tzinfo=UTC)),
        ("2026-11-02", datetime(2026, 11, 2, tzinfo=UTC)),
        ("Tue, 03 Nov 2026 11:00:00 GMT", datetime(2026, 11, 3, 11, tzinfo=UTC)),
        ("Tue, 03 Nov 2026 13:00:00 GMT", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("Fri, 30 Dec 1994 00:00:00 GMT", None),
        ("Mon, 02 Nov 9999 10:00:00 GMT", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_date_is_aware_and_believable_or_absent(date: str, published: datetime | None) -> None:
    assert only(feed(entry("a", published=date))).published == published


def test_dublin_core_date_is_the_time_of_publication() -> None:
    item = "<item><title>a</title><dc:date>2026-11-02T10:00:00Z</dc:date></item>"

    assert only(feed(item, root=MODULES)).published == datetime(2026, 11, 2, 10, tzinfo=UTC)


def test_guid_shared_by_different_links_identifies_nothing() -> None:
    items = [entry(f"t{n}", guid="same", link=f"https://example.org/{n}") for n in range(3)]

    identities = {each.identity for each in parse(feed(*items)).entries}

    assert identities == {f"url:https://example.org/{n}" for n in range(3)}


def test_guid_listed_twice_for_one_link_stays() -> None:
    items = [
        entry("first title", guid="g", link="https://example.org/1?utm_source=rss"),
        entry("second title", guid="g", link="https://example.org/1"),
    ]

    assert {each.identity for each in parse(feed(*items)).entries} == {"guid:g"}


def test_outlet_that_is_the_feed_itself_is_none() -> None:
    item = "<item><title>a</title><source url='https://example.org/'>My Feed</source></item>"

    assert only(feed(item, title="My feed")).outlet is None


def test_entry_of_a_query_feed_has_its_outlet_and_the_headline_without_it() -> None:
    """As Google News writes them."""
    link = "https://news.google.com/rss/articles/CBMiAUFVX3lxTE5x?oc=5"
    item = (
        "<item><title>Band auction ends - again - Tower Gazette</title>"
        f"<link>{link}</link><guid isPermaLink='false'>CBMiAUFVX3lxTE5x</guid>"
        "<source url='https://gazette.example'>Tower Gazette</source></item>"
    )

    entry = only(feed(item, title='"Huawei" - Google News'))

    assert (entry.outlet, entry.title) == ("Tower Gazette", "Band auction ends - again")
    assert entry.url == link


def test_title_that_is_nothing_but_its_outlet_stays() -> None:
    item = "<item><title> - Gazette</title><source url='https://g.example'>Gazette</source></item>"

    assert only(feed(item)).title.endswith("Gazette")


# --- what is known


def test_known_items_are_listed_but_not_read() -> None:
    items = [entry(f"t{n}", guid=f"g{n}") for n in range(5)]
    first = parse(feed(*items[1:]))

    second = parse(feed(*items), known=frozenset(first.item_hashes))

    assert [each.guid for each in second.entries] == ["g0"]
    assert second.item_hashes[1:] == first.item_hashes
    assert (second.listed, second.verdict) == (5, Verdict.OK)


def test_nothing_new_keeps_verdict_and_interval() -> None:
    dated = feed(entry("a"), head="<ttl>30</ttl>")
    undated = feed(entry("a", published="yesterday"))
    for body in (dated, undated):
        first = parse(body)
        again = parse(body, known=frozenset(first.item_hashes))

        assert again.entries == ()
        assert (again.verdict, again.listed) == (first.verdict, 1)
        assert (again.min_wait, again.item_hashes) == (first.min_wait, first.item_hashes)


def test_edited_item_is_new_to_the_reader() -> None:
    before = parse(feed(entry("Old title", guid="g")))

    after = parse(feed(entry("New title", guid="g")), known=frozenset(before.item_hashes))

    assert [(each.guid, each.title) for each in after.entries] == [("g", "New title")]


def test_same_item_twice_is_listed_once() -> None:
    result = parse(feed(entry("a", guid="g"), entry("a", guid="g")))

    assert (len(result.entries), result.listed, len(result.item_hashes)) == (1, 1, 1)


ITEMS = st.lists(
    st.sampled_from([
        entry("plain", guid="1", link="https://example.org/1"),
        entry("relative", link="/2"),
        "<item xml:base='https://base.example/'><title>based</title><link>x</link></item>",
        "<item xml:lang='fr'><title>langue</title></item>",
        "<item><title><![CDATA[in <b>CDATA</b> </item> & more]]></title></item>",
        "<item><!-- <item> --><title>comment</title></item>",
        entry("entities &euro;", summary="<p>x &amp; y</p>"),
        "<item><dc:creator>Me</dc:creator><dc:date>2026-11-02T10:00:00Z</dc:date><title>dc</title></item>",
        "<item><content:encoded><![CDATA[<p>a</p><p>b</p>]]></content:encoded><title>c</title></item>",
        "<item xmlns:x='urn:x' x:a='1'><x:title>no</x:title><title>own prefix</title></item>",
        "<item><source url='https://a.example/'>A</source><title>s</title></item>",
        "<item/>",
        "<item a='1 > 0'><title>sign</title></item>",
        "<item><media:group><media:title>m</media:title></media:group><title>t</title></item>",
        "<image><title>image between</title><url>/i.png</url></image>",
        "<textInput><title>input between</title></textInput>",
    ]),
    min_size=1, max_size=7, unique=True,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(ITEMS, st.data())
def test_reading_only_what_is_new_gives_the_values_of_the_whole(
    items: list[str], data: st.DataObject
) -> None:
    body = feed(*items, root=f"{MODULES} xml:base='https://root.example/'")
    whole = parse(body)
    hashes = sorted(whole.item_hashes)
    known = frozenset(data.draw(st.sets(st.sampled_from(hashes)))) if hashes else frozenset()

    part = parse(body, known=known)

    assert part.entries == tuple(e for e in whole.entries if e.item_hash not in known)
    assert (part.item_hashes, part.listed) == (whole.item_hashes, whole.listed)


# --- what is not well-formed


def test_stray_ampersands_and_html_entities_are_mended() -> None:
    body = feed(
        "<item><title>AT&T deal &nbsp;&euro;5 R&D</title><link>https://example.org/?a=1&b=2</link></item>"
    )

    result = parse(body)
    (found,) = result.entries

    assert (found.title, found.url) == ("AT&T deal €5 R&D", "https://example.org/?a=1&b=2")
    assert result.salvaged
    assert "mended" in result.detail


def test_mending_leaves_cdata_alone() -> None:
    body = feed("<item><title>a & b</title><description><![CDATA[x &amp; y]]></description></item>")

    assert only(body).summary == "x & y"


def test_control_characters_are_no_obstacle() -> None:
    assert only(feed(entry("a\x0bb\x1f"))).title == "ab"


def test_cut_off_body_gives_its_whole_entries_only() -> None:
    whole = feed(*(entry(f"t{n}", guid=f"g{n}", summary="x" * 100) for n in range(5)))
    first = parse(whole)

    cut = parse(whole[: whole.index(b"g3")])

    assert cut.entries == first.entries[:3]
    assert cut.salvaged
    assert "left out" in cut.detail


def test_rubbish_behind_the_end_is_ignored() -> None:
    result = parse(feed(entry("a")) + b"<script>x()</script><p>unclosed")

    assert [each.title for each in result.entries] == ["a"]


def test_bad_item_does_not_harm_its_neighbours() -> None:
    bad = "<item><title>b</title><description>line<br>line</description></item>"
    body = feed(entry("a", guid="1"), bad, entry("c", guid="3"))
    first = parse(body)

    assert {each.title for each in first.entries} == {"a", "b", "c"}
    assert first.salvaged
    assert "1 of 3 entries are not well-formed" in first.detail
    assert parse(body, known=frozenset(first.item_hashes)).entries == ()


def test_feed_of_bad_items_is_salvaged_by_feedparser() -> None:
    body = feed(entry("a").replace("</title>", ""), entry("b").replace("</link>", "<x>"))
    first = parse(body)

    assert first.entries
    assert first.salvaged
    assert "not well-formed" in first.detail
    assert parse(body, known=frozenset(first.item_hashes)).entries == ()


def test_bytes_without_known_encoding_are_guessed() -> None:
    body = feed(entry("Zürich – “quoted”")).decode().replace("encoding='utf-8'", "")

    assert only(body.encode("cp1252")).title == "Zürich – “quoted”"


def test_more_entries_than_read_are_counted() -> None:
    result = parse(feed(*(entry(f"t{n}", guid=str(n)) for n in range(MAX_LISTED + 5))))

    assert (len(result.entries), result.listed) == (MAX_LISTED, MAX_LISTED)
    assert "lists 2,005 entries; the first 2,000 are read" in result.detail


# --- JSON Feed


def json_feed(*items: object, **extra: object) -> bytes:
    root = {"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": items, **extra}
    return json.dumps(root).encode()


def test_values_of_a_json_feed() -> None:
    item = {
        "id": 17,
        "url": "/a",
        "title": "Nokia & co",
        "content_html": "<p>One</p><p>Two &amp; more</p>",
        "summary": "Short",
        "date_published": "2026-11-01T10:00:00-05:00",
        "authors": [{"name": "Jane"}],
        "tags": ["5G", "5G", 7],
        "language": "en-GB",
    }

    result = parse(json_feed(item, home_page_url="https://example.org/", language="en"))
    (found,) = result.entries

    assert (result.verdict, result.title) == (Verdict.OK, "J")
    assert replace(found, item_hash=b"") == ParsedEntry(
        guid="17",
        url="https://example.org/a",
        title="Nokia & co",
        summary="Short",
        body="One\nTwo & more",
        author="Jane",
        language="en-GB",
        published=datetime(2026, 11, 1, 15, tzinfo=UTC),
        categories=("5G",),
    )


def test_json_feed_knows_its_items_again() -> None:
    body = json_feed({"id": "1", "content_text": "a"}, {"content_text": "b", "id": "2"})
    first = parse(body)

    second = parse(
        json_feed({"id": "3", "content_text": "c"}, {"content_text": "a", "id": "1"}),
        known=frozenset(first.item_hashes),
    )

    assert first.verdict is Verdict.UNDATED
    assert [each.guid for each in second.entries] == ["3"]


@pytest.mark.parametrize(
    "body",
    [
        json_feed(1, None, "x", [], {}),
        json_feed({"id": {}, "title": [], "url": 3, "date_published": "x", "authors": 5}),
        json_feed(items=None),
        json_feed({"id": "\ud800", "title": "\ud800\0", "content_html": "<p>"}),
        b'{"version": "https://jsonfeed.org/version/1", "items": ' + b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"items": ' + b"9" * 10_000 + b"}",
    ],
)
def test_odd_json_gives_a_verdict(body: bytes) -> None:
    assert isinstance(parse(body).verdict, Verdict)


def test_lone_surrogate_in_an_address_of_a_json_feed_is_left_out() -> None:
    body = (
        b'{"version":"https://jsonfeed.org/version/1.1","items":'
        b'[{"id":"1","url":"https://x.test/\xed\xa0\x801","title":"One"}]}'
    )
    (entry,) = parse_feed(body, content_type=None, url="https://x.test/f").entries

    assert entry.url == "https://x.test/1"


def test_nul_in_a_guid_is_left_out() -> None:
    body = (
        b'{"version":"https://jsonfeed.org/version/1.1","items":'
        b'[{"id":"tag:\\u0000x","url":"https://x.test/1","title":"One"}]}'
    )
    (entry,) = parse_feed(body, content_type=None, url="https://x.test/f").entries

    assert entry.guid == "tag:x"
