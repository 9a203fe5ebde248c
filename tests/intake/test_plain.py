"""The quick reading of plain items gives the very values that feedparser gives."""

from __future__ import annotations

from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.farm import document
from monitor.core.entry import ParsedEntry
from monitor.intake.parse import door
from monitor.intake.parse.entries import Context, entry_of
from monitor.intake.parse.plain import Plain, read_plain
from monitor.intake.parse.split import well_formed

NOW = datetime(2026, 11, 20, tzinfo=UTC)
CONTEXT = Context(base="https://x.test/", title="X", language="fr", now=NOW)
SPACES = (
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:w="http://x.test/w"'
    ' xmlns:media="http://search.yahoo.com/mrss/" xmlns:i="http://www.itunes.com/DTDs/PodCast-1.0.dtd"'
    ' xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
    ' xmlns:slash="http://purl.org/rss/1.0/modules/slash/"'
)


def rss(*items: str, head: str = "<title>X</title>", root: str = "") -> bytes:
    listed = "".join(f"<item>{each}</item>" for each in items)
    return f'<rss version="2.0"{SPACES}{root}><channel>{head}{listed}</channel></rss>'.encode()


def atom(*entries: str, head: str = "<title>X</title>", root: str = "") -> bytes:
    listed = "".join(f"<entry>{each}</entry>" for each in entries)
    return f'<feed xmlns="http://www.w3.org/2005/Atom"{SPACES}{root}>{head}{listed}</feed>'.encode()


def rdf(*items: str) -> bytes:
    listed = "".join(
        f'<item rdf:about="https://x.test/{n}">{i}</item>' for n, i in enumerate(items)
    )
    return (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        f' xmlns="http://purl.org/rss/1.0/"{SPACES}><channel rdf:about="https://x.test/">'
        "<title>X</title><items><rdf:Seq><rdf:li/></rdf:Seq></items></channel>"
        f"{listed}</rdf:RDF>"
    ).encode()


def by_feedparser(body: bytes) -> list[ParsedEntry | None]:
    return [entry_of(piece, CONTEXT) for piece in door.read(body, utf8=True).entries]


def plain_of(body: bytes) -> Plain:
    assert well_formed(body)
    plain = read_plain(body)
    assert plain is not None
    return plain


def assert_same(body: bytes) -> int:
    """Holds what was read as plain against feedparser; how many items that were."""
    if not well_formed(body) or (plain := read_plain(body)) is None:
        return 0
    raw = door.read(body, utf8=True)
    pairs = [
        (entry_of(own, CONTEXT), entry_of(theirs, CONTEXT))
        for own, theirs in zip(plain.items, raw.entries, strict=True)
        if own is not None
    ]
    assert [own for own, _ in pairs] == [theirs for _, theirs in pairs]
    if plain.feed is not None:
        for key in ("title", "link", "language"):
            assert plain.feed.text(key) == raw.feed.text(key)
        for rel in ("hub", "self"):
            assert hrefs(plain.feed, rel) == hrefs(raw.feed, rel)
    return len(pairs)


def hrefs(feed: door.Piece, rel: str) -> list[str]:
    return [link.text("href") for link in feed.pieces("links") if link.text("rel") == rel]


FULL = (
    "<title>A &amp; B</title><link>https://x.test/1?a=1&amp;b=2</link><guid>https://x.test/1</guid>"
    "<description>&lt;p&gt;One &amp;amp; two&lt;/p&gt;</description><dc:creator>Ann</dc:creator>"
    "<dc:creator>Bob</dc:creator><pubDate>Thu, 05 Nov 2026 07:30:00 GMT</pubDate>"
    '<category domain="d">5G</category><category>Core</category><category/>'
    "<content:encoded><![CDATA[<p>Longer than the summary is</p>]]></content:encoded>"
    '<enclosure url="https://x.test/1.mp3" type="audio/mpeg" length="1"/>'
    '<source url="https://y.test/">Y</source><slash:comments>3</slash:comments>'
    '<media:content url="https://x.test/1.jpg"><media:credit>C</media:credit></media:content>'
)
ENTRY = (
    "<title type='html'>A &amp;amp; B</title><id>tag:x.test,2026:1</id>"
    "<link href='https://x.test/1'/><link rel='enclosure' href='https://x.test/1.mp3'/>"
    "<published>2026-11-05T07:30:00Z</published><updated>2026-11-06T07:30:00Z</updated>"
    "<author><name>Ann</name><email>a@x.test</email></author><author><name>Bob</name></author>"
    "<summary>Plain &lt; text</summary><content type='html'>&lt;p&gt;Longer&lt;/p&gt;</content>"
    "<category term='5g' label='5G'/><category term='core'/>"
)


@pytest.mark.parametrize(
    "body",
    [rss(FULL), atom(ENTRY), rdf("<title>T</title><link>https://x.test/0</link><dc:date>2026-11-05</dc:date>")],
    ids=["rss", "atom", "rdf"],
)  # fmt: skip
def test_full_item_is_plain_and_the_same(body: bytes) -> None:
    plain = plain_of(body)

    assert plain.feed is not None
    assert assert_same(body) == 1


HARD = {
    "guid that is no link": "<title>T</title><guid isPermaLink='false'>https://x.test/g</guid>",
    "guid alone": "<title>T</title><guid>https://x.test/g</guid>",
    "guid before an empty link": "<guid>https://x.test/g</guid><link/><title>T</title>",
    "content without summary": "<title>T</title><content:encoded>&lt;p&gt;c</content:encoded>",
    "content before description": "<content:encoded>c</content:encoded><description>d</description>",
    "empty description": "<description/><content:encoded>c</content:encoded><title>T</title>",
    "UTF-8 read as Latin-1": "<title>FranÃ§ois</title>",
    "Windows-1252 as controls": "<title>it\x92s \x93so\x94</title>",
    "nothing": "",
    "no-break spaces": "<title>\u00a0T\u2003</title><author>\u00a0</author>",
    "odd slashes": "<title>T</title><link>https:///x.test/1</link>",
    "broken address": "<title>T</title><link>http://[x</link>",
    "date of another form": "<title>T</title><pubDate>5 novembre 2026</pubDate>",
    "own language": "<title>T</title><language>pt_BR</language>",
    "second title": "<title>A</title><title>B</title>",
    "second description": "<title>T</title><description>a</description><description>b</description>",
    "summary of another kind": "<title>T</title><i:summary>s</i:summary>",
    "title of a picture": "<title>T</title><media:title>P</media:title>",
    "unknown element": "<title>T</title><w:title>x</w:title>",
    "address of an author": "<title>T</title><author>a@x.test (Ann)</author>",
    "reference in a link": "<link>https://x.test/?a=1&amp;copy;=2</link>",
    "type of a title": "<title type='html'>T</title>",
    "original link": "<title>T</title><feedburner:origLink>https://x.test/o</feedburner:origLink>",
}


@pytest.mark.parametrize("name", HARD)
def test_hard_item_is_plain_and_the_same(name: str) -> None:
    body = rss(HARD[name])

    assert plain_of(body).items[0] is not None
    assert assert_same(body) == 1


ODD = {
    "markup in place": "<title>T</title><description><b>d</b></description>",
    "picture of an item": "<title>T</title><image><url>u</url></image>",
    "empty name": "<author><name/></author>",
    "language of an element": "<title xml:lang='de'>T</title>",
    "attribute of another namespace": "<title w:type='x'>T</title>",
}


@pytest.mark.parametrize("name", ODD)
def test_odd_item_is_left_to_feedparser(name: str) -> None:
    plain = plain_of(rss(FULL, ODD[name]))

    assert [item is None for item in plain.items] == [False, True]


@pytest.mark.parametrize(
    "entry",
    ["<title type='xhtml'>T</title>", "<content src='x'/>", "<source><title>S</title></source>",
     "<content type='image/png'>aaaa</content>", "<author><name>A</name><name>B</name></author>"],
)  # fmt: skip
def test_odd_entry_is_left_to_feedparser(entry: str) -> None:
    assert plain_of(atom(entry)).items == (None,)


@pytest.mark.parametrize(
    "head", ["<title>A</title><title>B</title>", "<guid><link/></guid>", "<w:x><title/></w:x>"]
)
def test_odd_frame_leaves_the_items_plain(head: str) -> None:
    plain = plain_of(rss(FULL, head=head))

    assert plain.feed is None
    assert plain.items[0] is not None


@pytest.mark.parametrize(
    "body",
    [b"<opml><item/></opml>", rss(FULL, head="<title><b/></title>"), rss(FULL, root=" xmlns:itunes='http://purl.org/rss/1.0/'")],
    ids=["other root", "markup of the feed", "prefix of another namespace"],
)  # fmt: skip
def test_other_documents_are_left_to_feedparser(body: bytes) -> None:
    assert read_plain(body) is None


TEXTS = st.text(
    st.sampled_from(" \n\tabé\u00a0<>&;\"'/@Ã§\x93中🛰1")
    | st.characters(codec="utf-8", exclude_characters="\r"),
    max_size=12,
).filter(lambda text: well_formed(f"<a>{escape(text)}</a>".encode()))  # fmt: skip
ADDRESSES = st.sampled_from(
    ["https://x.test/1", "/1", "1", "", "https:////x.test", "mailto:a@x.test", "https://x.test/?a&b"]
) | TEXTS  # fmt: skip
DATES = st.sampled_from(["Thu, 05 Nov 2026 07:30:00 GMT", "2026-11-05T07:30:00+02:00", "", "x"])


def element(
    name: str, texts: st.SearchStrategy[str], attributes: str = ""
) -> st.SearchStrategy[str]:
    return texts.map(lambda text: f"<{name}{attributes}>{escape(text)}</{name}>")


ITEMS = st.lists(
    st.one_of(
        element("title", TEXTS), element("description", TEXTS), element("content:encoded", TEXTS),
        element("link", ADDRESSES), element("guid", ADDRESSES),
        element("guid", ADDRESSES, " isPermaLink='false'"), element("pubDate", DATES),
        element("dc:date", DATES), element("dc:creator", TEXTS), element("author", TEXTS),
        element("category", TEXTS), element("category", TEXTS, " domain='d'"),
        element("source", TEXTS, " url='https://y.test/'"), element("language", TEXTS),
        element("comments", ADDRESSES), element("media:credit", TEXTS), element("w:other", TEXTS),
        ADDRESSES.map(lambda url: f"<enclosure url={quoteattr(url)} type='Audio/X'/>"),
        ADDRESSES.map(lambda url: f"<media:content url={quoteattr(url)}><media:thumbnail/></media:content>"),
    ),
    max_size=8,
).map("".join)  # fmt: skip
RELATIONS = st.sampled_from(["", " rel='alternate'", " rel='via' type='text/html'", " type='image/png'",
                             " rel='Alternate' type='application/xhtml+xml'", " rel='self'"])  # fmt: skip
ENTRIES = st.lists(
    st.one_of(
        element("title", TEXTS), element("title", TEXTS, " type='html'"), element("id", ADDRESSES),
        element("summary", TEXTS), element("summary", TEXTS, " type='html'"),
        element("content", TEXTS, " type='text'"), element("content", TEXTS, " type='html'"),
        element("published", DATES), element("updated", DATES),
        TEXTS.map(lambda name: f"<author><name>{escape(name)}</name><uri>u</uri></author>"),
        TEXTS.map(lambda term: f"<category term={quoteattr(term)}/>"),
        st.tuples(ADDRESSES, RELATIONS).map(lambda pair: f"<link href={quoteattr(pair[0])}{pair[1]}/>"),
    ),
    max_size=8,
).map("".join)  # fmt: skip
HEADS = st.lists(
    st.one_of(
        element("title", TEXTS), element("link", ADDRESSES), element("language", TEXTS),
        element("description", TEXTS),
        st.just("<image><title>I</title><link>https://i.test/</link><url>u</url></image>"),
        st.tuples(ADDRESSES, RELATIONS).map(
            lambda pair: f"<atom:link href={quoteattr(pair[0])}{pair[1]}/>"
        ),
    ),
    max_size=5,
).map("".join)  # fmt: skip
LANGUAGES = st.sampled_from(["", " xml:lang='en_GB'", " lang='de'"])


@settings(max_examples=400)
@given(items=st.lists(ITEMS, max_size=3), head=HEADS, root=LANGUAGES)
def test_any_rss_is_the_same(items: list[str], head: str, root: str) -> None:
    assert_same(rss(*items, head=head, root=root))


@settings(max_examples=300)
@given(entries=st.lists(ENTRIES, max_size=3), root=LANGUAGES)
def test_any_atom_is_the_same(entries: list[str], root: str) -> None:
    assert_same(atom(*entries, root=root))


@settings(max_examples=100)
@given(items=st.lists(ITEMS, max_size=3))
def test_any_rdf_is_the_same(items: list[str]) -> None:
    assert_same(rdf(*items))


@pytest.mark.parametrize("feed", [0, 1])
def test_feeds_as_they_come_are_plain_as_a_whole(feed: int) -> None:
    body = document(feed, newest=40, entries=20)
    body = body.partition(b"?>")[2]

    assert assert_same(body) == 20
    assert plain_of(body).feed is not None
