"""OPML 2.0 (http://opml.org/spec2.opml): lists of feeds, in and out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from monitor.core.errors import UsageError
from monitor.intake.parse.encoding import decoded
from monitor.intake.parse.links import web_url
from monitor.intake.parse.split import mended
from monitor.intake.parse.text import label

MAX_BYTES = 10_000_000
FOLDER_MARK = "/"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpmlFeed:
    """One feed of a list. `folder` holds the names of the outlines around it, joined by "/"."""

    url: str
    title: str = ""
    folder: str = ""
    site_url: str | None = None
    language: str | None = None


def read_opml(content: bytes) -> list[OpmlFeed]:
    """The feeds of an OPML document, in order, each address once.

    Lists that are not quite well-formed are read as far as possible. Raises UsageError for what is no
    OPML, or holds no feed.
    """
    if len(content) > MAX_BYTES:
        raise UsageError(f"OPML list: more than {MAX_BYTES:,} bytes; split it")
    document = decoded(content, content_type=None).body
    if b"<!ENTITY" in document:
        raise UsageError("OPML list: it defines entities, which none needs; remove its DOCTYPE")
    root = _root(mended(document))
    feeds: dict[str, OpmlFeed] = {}
    for outline in root.iter("outline"):
        feed = _feed(outline)
        if feed is not None:
            feeds.setdefault(feed.url, feed)
    if not feeds:
        raise UsageError("OPML list: it names no feed (no outline has an xmlUrl of http or https)")
    return list(feeds.values())


def write_opml(feeds: Iterable[OpmlFeed], *, title: str = "telemon feeds") -> bytes:
    """An OPML 2.0 document in UTF-8, with an outline for each folder, in order of first use."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    folders: dict[str, etree._Element] = {"": body}
    for feed in feeds:
        etree.SubElement(_folder(folders, feed.folder), "outline", _attributes(feed))
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _root(document: bytes) -> etree._Element:
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(document.strip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UsageError(f"OPML list: it is not XML ({error}); export it once more") from error
    if root is None:
        raise UsageError("OPML list: it is not XML; export it once more")
    if etree.QName(root).localname.lower() != "opml":
        name = etree.QName(root).localname
        advice = "; add it with `feeds add`" if name.lower() in ("rss", "feed", "rdf") else ""
        raise UsageError(f"OPML list: its root is <{name}>, not <opml>{advice}")
    return root


def _feed(outline: etree._Element) -> OpmlFeed | None:
    values = {str(name).lower(): str(value) for name, value in outline.attrib.items()}
    url = web_url(values.get("xmlurl", ""))
    if url is None:
        return None
    return OpmlFeed(
        url=url,
        title=label(values.get("title") or values.get("text") or ""),
        folder=_folder_of(outline),
        site_url=web_url(values.get("htmlurl", "")),
        language=values.get("language") or None,
    )


def _folder_of(outline: etree._Element) -> str:
    names = [
        label(str(each.get("title") or each.get("text") or ""))
        for each in outline.iterancestors("outline")
    ]
    return FOLDER_MARK.join(reversed([name for name in names if name]))


def _folder(folders: dict[str, etree._Element], path: str) -> etree._Element:
    if path not in folders:
        above, _, name = path.rpartition(FOLDER_MARK)
        folders[path] = etree.SubElement(_folder(folders, above), "outline", text=name, title=name)
    return folders[path]


def _attributes(feed: OpmlFeed) -> dict[str, str]:
    title = feed.title or feed.url
    values = {"type": "rss", "text": title, "title": title, "xmlUrl": feed.url}
    if feed.site_url:
        values["htmlUrl"] = feed.site_url
    if feed.language:
        values["language"] = feed.language
    return values
