"""From feedparser's entries to ours."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.core.entry import ParsedEntry
from monitor.intake.parse.dates import from_struct
from monitor.intake.parse.door import Piece
from monitor.intake.parse.links import web_url
from monitor.intake.parse.text import (
    MARKUP_LENGTH,
    SUMMARY_LENGTH,
    cut,
    fit,
    label,
    plain_text,
    plain_title,
)
from monitor.intake.parse.values import HASH_SIZE

MAX_CATEGORIES = 30
MAX_AUTHORS = 5
GUID_LENGTH = 1_000
UNTITLED_LENGTH = 120
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8})*")
_PAGE_TYPES = ("", "text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the entries of a document share: where its links start from, and its own name."""

    base: str
    title: str
    language: str | None
    now: datetime


def entry_of(raw: Piece, context: Context) -> ParsedEntry | None:
    """`raw` as an entry, without item hash; None for an item that says nothing at all."""
    summary, body = _texts(raw)
    url = _url(raw, context.base)
    published = from_struct(raw.time("published_parsed"), context.now)
    created = from_struct(raw.time("created_parsed"), context.now)
    updated = from_struct(raw.time("updated_parsed"), context.now)
    return composed(
        ParsedEntry(
            guid=guid_of(raw.text("id")),
            url=url,
            title=plain_title(raw.text("title")),
            summary=summary,
            body=body,
            author=_author(raw),
            outlet=_outlet(raw, context),
            language=_language(raw, context),
            published=published or created or updated,
            updated=updated,
            categories=categories(
                tag.text("label") or tag.text("term") for tag in raw.pieces("tags")
            ),
        )
    )


def composed(entry: ParsedEntry) -> ParsedEntry | None:
    """`entry` with a title, if need be the beginning of its text; None when it says nothing."""
    if entry.title:
        return _without_outlet(entry) if entry.outlet else entry
    text = entry.summary or entry.body
    if not text and not entry.url:
        return None
    return replace(entry, title=cut(text.partition("\n")[0], UNTITLED_LENGTH))


def _without_outlet(entry: ParsedEntry) -> ParsedEntry:
    """Aggregators write "Headline - Outlet"; the headline is the part before it."""
    headline = entry.title.removesuffix(f" - {entry.outlet}").rstrip()
    return replace(entry, title=headline or entry.title)


def guid_of(text: str) -> str | None:
    """A guid as it is, on one line; one of more than 1,000 characters is replaced by its hash."""
    guid = " ".join(fit(text).split())
    if len(guid) > GUID_LENGTH:
        return hashlib.blake2b(guid.encode("utf-8", "replace"), digest_size=16).hexdigest()
    return guid.encode("utf-8", "replace").decode() or None


def two_texts(first: str, others: Iterator[str]) -> tuple[str, str]:
    """Summary and body from the texts of an entry.

    A single text is the summary, and the body too only where the summary has no room for it all.
    """
    longest = max(others, key=len, default="")
    if not first or first == longest:
        only = first or longest
        return cut(only, SUMMARY_LENGTH), only if len(only) > SUMMARY_LENGTH else ""
    if len(longest) <= len(first):
        longest = first if len(first) > SUMMARY_LENGTH else ""
    return cut(first, SUMMARY_LENGTH), longest


def value_hash(entry: ParsedEntry) -> bytes:
    """8 bytes over the values of an entry, where items cannot be told apart as bytes."""
    when = entry.published or entry.updated
    parts = (entry.identity, entry.url or "", str(when or ""), entry.content_hash)
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=HASH_SIZE).digest()


def language_tag(text: str) -> str | None:
    """A language tag (BCP 47) such as `en` or `pt-BR`, None if `text` is none."""
    tag = text.strip().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) else None


def categories(terms: Iterator[str]) -> tuple[str, ...]:
    """At most 30 different names, in order."""
    names: dict[str, None] = {}
    for term in terms:
        if name := label(term):
            names.setdefault(name)
        if len(names) == MAX_CATEGORIES:
            break
    return tuple(names)


def _texts(raw: Piece) -> tuple[str, str]:
    detail = raw.piece("summary_detail").text("type")
    contents = list(raw.pieces("content"))
    value = raw.text("summary")
    if not detail and contents and contents[0].text("value") == value:
        value = ""  # feedparser's copy of the content
    first = plain_text(value, markup=detail != "text/plain")
    rest = (
        plain_text(each.text("value")[:MARKUP_LENGTH], markup=each.text("type") != "text/plain")
        for each in contents[:5]
        if each.text("type") in ("", "text/plain", "text/html", "application/xhtml+xml")
    )
    return two_texts(first, rest)


def _url(raw: Piece, base: str) -> str | None:
    for candidate in _links(raw):
        if url := web_url(candidate, base):
            return url
    return None


def _links(raw: Piece) -> Iterator[str]:
    yield raw.text("feedburner_origlink")
    link, guid = raw.text("link"), raw.text("id")
    if link != guid or link.startswith(("http://", "https://", "/")):
        yield link  # feedparser takes a guid for a link, be it a mere number
    links = list(raw.pieces("links"))
    for each in links:
        if each.text("rel") == "alternate" and each.text("type") in _PAGE_TYPES:
            yield each.text("href")
    if guid.startswith(("http://", "https://")):
        yield guid
    for each in links:
        if each.text("rel") in ("alternate", "via", "related", "enclosure"):
            yield each.text("href")
    for each in raw.pieces("media_content"):
        yield each.text("url")


def _author(raw: Piece) -> str | None:
    names = [label(each.text("name")) for each in raw.pieces("authors")]
    if not any(names):
        names = [label(raw.piece("author_detail").text("name"))]
    found = list(dict.fromkeys(name for name in names if name))[:MAX_AUTHORS]
    return ", ".join(found) or None


def _outlet(raw: Piece, context: Context) -> str | None:
    name = label(raw.piece("source").text("title"))
    return name if name and name.casefold() != context.title.casefold() else None


def _language(raw: Piece, context: Context) -> str | None:
    said = raw.text("language") or raw.piece("title_detail").text("language")
    tag = language_tag(said)
    if tag is None or context.language is None:
        return tag
    return tag if tag.casefold() != context.language.casefold() else None
