"""Feeds as well-known programs write them are plain: they need no feedparser."""

from __future__ import annotations

import pytest

from tests.intake.sameness import Compared, compare

WORDPRESS = """<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:atom="http://www.w3.org/2005/Atom" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"
 xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:media="http://search.yahoo.com/mrss/"
 xmlns:georss="http://www.georss.org/georss" xmlns:geo="http://www.w3.org/2003/01/geo/wgs84_pos#">
<channel>
<title>Mast &amp; Mile</title>
<atom:link href="https://m.test/feed/" rel="self" type="application/rss+xml" />
<link>https://m.test</link><description>Towers</description>
<lastBuildDate>Mon, 02 Nov 2026 09:00:00 +0000</lastBuildDate>
<language>en-US</language><sy:updatePeriod> hourly </sy:updatePeriod>
<sy:updateFrequency> 1 </sy:updateFrequency>
<generator>https://wordpress.org/?v=7.0</generator>
<image><url>https://m.test/i.png</url><title>Mast</title><link>https://m.test</link><width>32</width>
</image>
<site xmlns="com-wordpress:feed-additions:1">1</site>
{items}</channel></rss>"""
WORDPRESS_ITEM = """<item><title>Masts &#8211; more of them</title><link>https://m.test/?p={n}</link>
<comments>https://m.test/?p={n}#respond</comments><dc:creator><![CDATA[Ann]]></dc:creator>
<pubDate>Mon, 02 Nov 2026 09:00:00 +0000</pubDate><category><![CDATA[Towers]]></category>
<guid isPermaLink="false">https://m.test/?p={n}</guid><description><![CDATA[<p>Short [&#8230;]</p>]]>
</description>
<content:encoded><![CDATA[<p>Long <a href="/x">x</a></p>]]></content:encoded>
<wfw:commentRss>https://m.test/?p={n}&amp;feed=rss2</wfw:commentRss><slash:comments>2</slash:comments>
<georss:point>51.5 -0.1</georss:point><geo:lat>51.5</geo:lat>
<media:content url="https://m.test/a.jpg" medium="image"><media:title type="html">mast</media:title>
</media:content></item>"""

VIDEO = """<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns:media="http://search.yahoo.com/mrss/"
 xmlns="http://www.w3.org/2005/Atom"><link rel="self" href="http://v.test/feeds"/><id>yt:channel:x</id>
<yt:channelId>x</yt:channelId><title>Fibre TV</title><link rel="alternate" href="https://v.test/c"/>
<author><name>Fibre TV</name><uri>https://v.test/c</uri></author>
<published>2026-01-01T00:00:00+00:00</published>
{items}</feed>"""
VIDEO_ITEM = """<entry><id>yt:video:{n}</id><yt:videoId>{n}</yt:videoId><yt:channelId>x</yt:channelId>
<title>Splicing fibre</title><link rel="alternate" href="https://v.test/watch?v={n}"/>
<author><name>Fibre TV</name><uri>https://v.test/c</uri></author>
<published>2026-11-01T10:00:00+00:00</published>
<updated>2026-11-02T10:00:00+00:00</updated><media:group><media:title>Splicing fibre</media:title>
<media:content url="https://v.test/{n}" type="video/mp4" width="640"/>
<media:thumbnail url="https://v.test/{n}.jpg"/>
<media:description>How it is done</media:description><media:community>
<media:starRating count="1" average="5.00"/>
<media:statistics views="10"/></media:community></media:group></entry>"""

PODCAST = """<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
 xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Spectrum Hour</title><link>https://p.test</link><description>Talk</description>
<itunes:author>Ann</itunes:author><itunes:owner><itunes:name>Ann</itunes:name>
<itunes:email>a@p.test</itunes:email>
</itunes:owner><itunes:image href="https://p.test/i.png"/><itunes:category text="News"/>
<itunes:explicit>false</itunes:explicit><podcast:locked>no</podcast:locked>{items}</channel></rss>"""
PODCAST_ITEM = """<item><title>Auctions</title><itunes:title>Auctions</itunes:title>
<link>https://p.test/{n}</link>
<guid isPermaLink="false">p-{n}</guid><pubDate>Mon, 02 Nov 2026 09:00:00 GMT</pubDate>
<description><![CDATA[<p>On auctions</p>]]></description>
<itunes:summary>On auctions, at length</itunes:summary>
<itunes:duration>3600</itunes:duration><itunes:episode>{n}</itunes:episode>
<itunes:image href="https://p.test/e.png"/>
<itunes:keywords>auction, spectrum</itunes:keywords><itunes:explicit>false</itunes:explicit>
<enclosure url="https://p.test/{n}.mp3" length="1" type="audio/mpeg"/>
<podcast:transcript url="https://p.test/{n}.srt" type="application/srt"/></item>"""

AGGREGATOR = """<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel>
<generator>NFE/5.0</generator>
<title>"5G licensing" - News</title><link>https://n.test/search?q=5G</link><language>en-US</language>
<webMaster>news@n.test</webMaster><copyright>2026</copyright>
<description>News</description>{items}</channel></rss>"""
AGGREGATOR_ITEM = """<item><title>Licence talks go on - The Wire</title>
<link>https://n.test/rss/{n}?oc=5</link>
<guid isPermaLink="false">{n}</guid><pubDate>Mon, 02 Nov 2026 09:00:00 GMT</pubDate>
<description>&lt;a href="https://n.test/{n}"&gt;Licence talks go on&lt;/a&gt;&amp;nbsp;The Wire</description>
<source url="https://wire.test">The Wire</source></item>"""

BLOG = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:openSearch="http://a9.com/-/spec/opensearchrss/1.0/"
 xmlns:gd="http://schemas.google.com/g/2005" xmlns:thr="http://purl.org/syndication/thread/1.0">
<id>tag:b.test,1999:blog</id><updated>2026-11-02T09:00:00.000-08:00</updated><category term="5G"/>
<title type="text">Bits</title>
<subtitle type="html"></subtitle><link rel="hub" href="https://hub.test/"/>
<link rel="alternate" type="text/html" href="https://b.test/"/>
<generator version="7.0" uri="https://b.test">B</generator>
<openSearch:totalResults>9</openSearch:totalResults>{items}</feed>"""
BLOG_ITEM = """<entry><id>tag:b.test,1999:post-{n}</id>
<published>2026-11-02T09:00:00.000-08:00</published>
<updated>2026-11-02T09:00:01.000-08:00</updated><category scheme="http://www.b.test/ns" term="core"/>
<title type="text">Bits of core</title><content type="html">&lt;p&gt;Text&lt;/p&gt;</content>
<link rel="replies" type="application/atom+xml" href="https://b.test/{n}/c" title="Comments"/>
<link rel="alternate" type="text/html" href="https://b.test/{n}.html" title="Bits of core"/>
<author><name>Bo</name><uri>https://b.test/bo</uri><email>noreply@b.test</email>
<gd:image rel="x" width="16" src="https://b.test/bo.png"/></author><thr:total>0</thr:total></entry>"""

NEWSPAPER = """<rss xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"
 xmlns:atom="http://www.w3.org/2005/Atom" xmlns:nyt="http://www.paper.test/namespaces/rss/2.0" version="2.0">
<channel>
<title>Paper &gt; Technology</title><link>https://paper.test/tech</link>
<atom:link href="https://paper.test/rss" rel="self"/>
<description></description><pubDate>Mon, 02 Nov 2026 09:00:00 +0000</pubDate>{items}</channel></rss>"""
NEWSPAPER_ITEM = """<item><title>A Network’s New Owner</title><link>https://paper.test/{n}</link>
<guid isPermaLink="true">https://paper.test/{n}</guid>
<atom:link href="https://paper.test/{n}" rel="standout"></atom:link>
<description>Told in full.</description><dc:creator>Ann Lee</dc:creator>
<pubDate>Mon, 02 Nov 2026 08:00:00 +0000</pubDate>
<category domain="http://www.paper.test/keywords/org">Networks</category><nyt:section>tech</nyt:section>
<media:content height="151" medium="image" url="https://paper.test/i.jpg" width="151"/>
<media:credit>Bo for Paper</media:credit><media:description>A mast at dusk.</media:description></item>"""

REGULATOR = """<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xml:lang="en">
<channel rdf:about="https://r.test/rss"><title>Regulator</title><link>https://r.test</link>
<description>Rules</description>
<dc:language>en</dc:language><items><rdf:Seq><rdf:li rdf:resource="https://r.test/1"/></rdf:Seq>
</items></channel>
{items}</rdf:RDF>"""
REGULATOR_ITEM = """<item rdf:about="https://r.test/{n}"><title>Consultation {n}</title>
<link>https://r.test/{n}</link>
<description>On numbering</description><dc:date>2026-11-02T09:00:00Z</dc:date>
<dc:subject>Numbering</dc:subject>
<dc:publisher>Regulator</dc:publisher><dcterms:issued>2026-11-01</dcterms:issued>
<dc:identifier>R{n}</dc:identifier></item>"""

PROGRAMS = {
    "weblog": (WORDPRESS, WORDPRESS_ITEM),
    "video channel": (VIDEO, VIDEO_ITEM),
    "podcast": (PODCAST, PODCAST_ITEM),
    "aggregator": (AGGREGATOR, AGGREGATOR_ITEM),
    "blog service": (BLOG, BLOG_ITEM),
    "newspaper": (NEWSPAPER, NEWSPAPER_ITEM),
    "regulator": (REGULATOR, REGULATOR_ITEM),
}


@pytest.mark.parametrize("program", PROGRAMS)
def test_feed_as_a_program_writes_it_is_plain(program: str) -> None:
    frame, item = PROGRAMS[program]
    document = frame.replace("{items}", "".join(item.replace("{n}", str(n)) for n in (1, 2, 3)))

    assert compare(document.encode()) == Compared(items=3, plain=3, feed=True)


@pytest.mark.parametrize(
    "root",
    [
        "xmlns='urn:example:x'",
        "xmlns:media='urn:example:x'",
        "xmlns:m='http://search.yahoo.com/mrss/'",
        "xmlns:MEDIA='http://search.yahoo.com/mrss' xmlns:a='urn:a' xmlns:b='urn:a'",
    ],
)
def test_namespaces_mean_what_feedparser_takes_them_for(root: str) -> None:
    prefixes = [name for name in ("media", "m", "MEDIA", "b") if f"xmlns:{name}=" in root]
    items = "".join(
        f"<item><{name}:title>Other</{name}:title><{name}:thing>x</{name}:thing>"
        f"<title>T</title><title xmlns='urn:q'>Q</title></item>"
        for name in prefixes
    )
    document = f"<rss version='2.0' {root}><channel><title>F</title>{items}<item/></channel></rss>"

    assert compare(document.encode()) == Compared(
        items=len(prefixes) + 1, plain=len(prefixes) + 1, feed=True
    )
