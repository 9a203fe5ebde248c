"""Which shapes are plain, that each has feedparser's values, and that no other is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.intake.opml import read_opml
from monitor.intake.parse import parse_feed
from monitor.intake.parse.encoding import decoded
from tests.acceptance.stream import SERVER, recorded_stream
from tests.intake.sameness import Compared, compare

NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "georss": "http://www.georss.org/georss",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "other": "urn:example:other",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
}
DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
HEAD = (
    "<title>Wire</title><link>https://wire.example/</link><description>News</description>"
    "<language>en</language><lastBuildDate>Mon, 02 Nov 2026 09:00:00 GMT</lastBuildDate>"
    "<atom:link rel='self' href='https://wire.example/feed'/><ttl>60</ttl><generator>x</generator>"
    "<image><url>https://wire.example/i.png</url><title>W</title><link>https://w.example</link></image>"
)


def rss(*items: str, head: str = HEAD, root: str = DECLARED) -> bytes:
    listed = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0" {root}><channel>{head}{listed}</channel></rss>'.encode()


def rdf(*items: str) -> bytes:
    listed = "".join(f'<item rdf:about="https://a.example/">{item}</item>' for item in items)
    root = f'<rdf:RDF xmlns="http://purl.org/rss/1.0/" {DECLARED}>'
    return f"{root}<channel rdf:about='x'>{HEAD}</channel>{listed}</rdf:RDF>".encode()


def atom(*entries: str) -> bytes:
    head = (
        "<title type='text'>A</title><id>urn:a</id><updated>2026-11-02T09:00:00Z</updated>"
        "<link rel='self' href='https://a.example/f'/><author><name>A</name></author>"
    )
    listed = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return f'<feed xmlns="{NAMESPACES["atom"]}" xml:lang="en" {DECLARED}>{head}{listed}</feed>'.encode()


def all_plain(document: bytes) -> None:
    found = compare(document)
    assert found == Compared(items=found.items, plain=found.items, feed=True)
    assert found.items > 0


# --- the shapes that are worth it


@pytest.mark.parametrize("wrap", [rss, rdf, atom])
@pytest.mark.parametrize(
    "item",
    [
        ("<title>A &amp;amp; B</title><link>https://a.example/?x=1&amp;y=2</link>"
        "<guid isPermaLink='false'>id-1</guid><pubDate>Mon, 02 Nov 2026 09:00:00 +0100</pubDate>"
        "<description><![CDATA[<p>One &amp; two.</p>]]></description>"),
        "<title><![CDATA[A]]> and <![CDATA[B]]></title><guid>https://a.example/1</guid>",
        ("<title>A</title><dc:creator>Jane</dc:creator><dc:creator>Joe</dc:creator>"
        "<category domain='x'>5G</category><category>5G</category><category/><dc:subject>6G</dc:subject>"
        "<content:encoded>&lt;p&gt;Long&lt;/p&gt;</content:encoded><description>Short</description>"),
        "<title>A</title><author>jane@example.org (Jane Doe)</author><dc:date>2026-11-02</dc:date>",
        ("<title>T</title><media:content url='https://a.example/i.jpg' type='image/jpeg'>"
        "<media:title type='plain'>Picture</media:title><media:credit>P</media:credit>"
        "<media:description>Shown</media:description></media:content><description>D</description>"),
        ("<media:group><media:title>Video</media:title><media:thumbnail url='x'/>"
        "<media:description>Told</media:description></media:group><title>T</title>"),
        "<title>T</title><source url='https://b.example/'>The Paper</source><description>d</description>",
        ("<title>T</title><enclosure url='https://a.example/a.mp3' type='audio/MPEG' length='1'/>"
        "<itunes:author>Host</itunes:author><itunes:summary>Said</itunes:summary>"
        "<itunes:keywords>a, b,,c</itunes:keywords><itunes:image href='x'/>"
        "<itunes:explicit>no</itunes:explicit>"),
        ("<title type='html'>&lt;b&gt;T&lt;/b&gt;</title><id>tag:a,1</id><link href='https://a.example/1'/>"
        "<link rel='replies' type='application/atom+xml' href='https://a.example/r'/>"
        "<published>2026-11-02T09:00:00Z</published><updated>2026-11-02T10:00:00+01:00</updated>"
        "<author><name>A</name><uri>https://a.example</uri></author><author><name>B</name></author>"
        "<category term='t' scheme='s' label='L'/><summary>S</summary>"
        "<content type='html'>&lt;p&gt;x</content>"),
        ("<title>x</title><slash:comments>4</slash:comments><wfw:commentRss>u</wfw:commentRss>"
        "<comments>https://a.example/c</comments><other:thing a='1'>x<other:part/></other:thing>"
        "<feedburner:origLink>https://a.example/o</feedburner:origLink><georss:point>1 2</georss:point>"),
        "<title>CafÃ© \x93quoted\x94 …</title><description>naÃ¯ve \x85 ünd</description>",
    ],
)  # fmt: skip
def test_usual_items_are_plain(wrap: object, item: str) -> None:
    assert callable(wrap)
    all_plain(wrap(item, item))


# --- what is left to feedparser


@pytest.mark.parametrize(
    "item",
    [
        "<title>T</title><link xml:base='https://b.example/'>x</link>",
        "<title xml:lang='de'>T</title>",
        "<title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>T</div></title>",
        "<title>A <b>bold</b> title</title>",
        "<description mode='base64'>VGVsY28=</description>",
        "<description type='application/octet-stream'>VGVsY28=</description>",
        "<content src='https://a.example/c' type='text/html'/>",
        "<title>T</title><image><url>x</url></image>",
        "<title>T</title><body>B</body>",
        "<author>A <name>B</name></author>",
        "<author><name/></author>",
        "<author><email>a@example.org</email></author>",
        "<georss:where><x/></georss:where>",
        "<title other:type='x'>T</title>",
        "<svg><title>T</title></svg>",
        "<links>x</links>",
        "<date>2026-11-02</date>",
        "<media:group><author>A</author></media:group>",
        "<author><name>A</name><other:x>B</other:x></author>",
        "<foo:title xmlns:foo='urn:unknown'>T</foo:title>",
        "<media:title xmlns:media='urn:unknown'>T</media:title>",
        "<link href=''>https://a.example/</link>",
    ],
)
def test_unusual_item_is_left_to_feedparser_and_spoils_no_other(item: str) -> None:
    assert compare(rss("<title>Before</title>", item, "<title>After</title>")) == Compared(
        items=3, plain=2, feed=True
    )


@pytest.mark.parametrize(
    ("root", "head"),
    [
        ("xmlns='urn:unknown'", "<a:b xmlns:a='urn:unknown'/>"),
        ("xmlns:dc='http://search.yahoo.com/mrss/'", ""),
        ("xmlns='http://backend.userland.com/rss2'", ""),
        ("xml:base='https://a.example/'", ""),
        ("", "<title><b>T</b></title>"),
        ("", "<content>x</content>"),
        ("xmlns:a='urn:x'", "<a:b xmlns:a='urn:y'/>"),
    ],
)
def test_unusual_frame_is_left_to_feedparser(root: str, head: str) -> None:
    assert compare(rss("<title>T</title>", root=root, head=head)).plain == 0


def test_document_type_is_left_to_feedparser() -> None:
    document = b'<!DOCTYPE rss [\n<!ENTITY n "news">\n]>' + rss("<title>&n;</title>")

    assert (
        parse_feed(document, content_type=None, url="https://a.example/").entries[0].title == "news"
    )
    assert compare(document).plain == 0


def test_summary_after_one_of_the_feed_itself_is_left_to_feedparser() -> None:
    head = HEAD + "<itunes:summary>S</itunes:summary><description>D</description>"
    twice = "<description>One</description><itunes:summary>Two</itunes:summary>"

    found = compare(rss("<description>One</description>", twice, head=head))

    assert (found.plain, found.differences) == (1, ())


# --- any shape at all

_WORDS = st.sampled_from(
    ["", " ", "news", "A &amp;amp; B", "&lt;p&gt;x&lt;/p&gt;", "&lt;5 &amp; up", "a@b.example (Jo)",
     "https://a.example/1", "http:////a.example/b", "/relative?a=1&amp;b=2", "&amp;lt;", "CafÃ©",
     "\x93q\x94", "\x85", "ünï", "<![CDATA[<b>&amp;</b>]]>", "<!-- c -->", "<?p i?>", "\n a \t b\n",
     "2026-11-02T09:00:00Z", "Mon, 02 Nov 2026 09:00:00 GMT", "yesterday", "a, b,,c", "&#151;"]
)  # fmt: skip
_VALUES = st.sampled_from(
    ["", "text", "html", "HTML", "xhtml", "text/plain", "text/html", "image/png", "true", "false",
     "alternate", "self", "enclosure", "Via", "https://a.example/x", "x/y", "de", "base64", "a b"]
)  # fmt: skip
_ATTRIBUTES = st.sampled_from(
    ["type", "rel", "href", "url", "uri", "isPermaLink", "term", "scheme", "domain", "label", "mode",
     "src", "xml:lang", "lang", "xml:base", "rdf:about", "media:type", "other:type", "length", "REL"]
)  # fmt: skip
_TAGS = st.sampled_from(
    ["title", "link", "guid", "id", "description", "summary", "content", "content:encoded", "author",
     "name", "email", "uri", "pubDate", "published", "updated", "created", "category", "source",
     "enclosure", "comments", "image", "url", "body", "rights", "date", "tags", "Title", "links",
     "dc:title", "dc:creator", "dc:date", "dc:subject", "dc:language", "dc:description", "dc:source",
     "dc:publisher", "dc:contributor", "dcterms:issued", "dcterms:modified", "atom:link",
     "atom:title", "atom:summary", "atom:content", "atom:updated", "atom:author", "atom:name",
     "media:group", "media:content", "media:title", "media:description", "media:thumbnail",
     "media:keywords", "media:category", "media:credit", "itunes:author", "itunes:summary",
     "itunes:subtitle", "itunes:keywords", "itunes:category", "itunes:image", "itunes:duration",
     "feedburner:origLink", "georss:point", "slash:comments", "wfw:comment", "other:thing", "foo"]
)  # fmt: skip


def _element(tag: str, attributes: dict[str, str], parts: list[str]) -> str:
    written = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<{tag}{written}>{''.join(parts)}</{tag}>"


_FEW = st.dictionaries(_ATTRIBUTES, _VALUES, max_size=2)
_LEAVES = st.builds(_element, _TAGS, _FEW | st.just({}), st.lists(_WORDS, max_size=3))
_ELEMENTS = st.recursive(
    _LEAVES,
    lambda inner: st.builds(
        _element, _TAGS, st.just({}), st.lists(inner | st.sampled_from(["", "x"]), max_size=3)
    ),
    max_leaves=4,
)
_ITEMS = st.lists(_ELEMENTS, max_size=7).map("".join)


@settings(deadline=None, max_examples=400)
@given(st.sampled_from([rss, rdf, atom]), st.lists(_ITEMS, min_size=1, max_size=3))
def test_any_item_that_is_plain_is_read_as_feedparser_does(wrap: object, items: list[str]) -> None:
    assert callable(wrap)
    assert compare(wrap(*items)).differences == ()


@settings(deadline=None, max_examples=200)
@given(_ELEMENTS, _ITEMS, _ITEMS)
def test_no_frame_makes_the_items_differ(head: str, first: str, second: str) -> None:
    assert compare(rss(first, second, head=HEAD + head)).differences == ()


# --- the recorded stream


@pytest.mark.stream
@pytest.mark.slow
@pytest.mark.skipif(not SERVER.exists(), reason="the recorded stream is not beside the checkout")
def test_every_item_of_the_recorded_stream_is_plain() -> None:
    bodies: set[bytes] = set()
    with recorded_stream(stall=0) as stream:
        urls = [feed.url for feed in read_opml(stream.opml())]
        for index in range(stream.polls()):
            stream.go_to(index)
            bodies |= {body for url in urls if (body := stream.body(url))}

    found = [compare(decoded(body, content_type=None).body) for body in bodies]

    assert [each.differences for each in found if each.differences] == []
    assert sum(each.plain for each in found) == sum(each.items for each in found) > 5_000
