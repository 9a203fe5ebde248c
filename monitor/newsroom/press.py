"""The press: prints what an outlet of the newsroom has to say as RSS, Atom, JSON Feed or a page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from enum import StrEnum
from html import escape
from importlib import resources

import yaml


class Format(StrEnum):
    """In which form an outlet answers."""

    RSS = "rss"
    ATOM = "atom"
    JSON = "json"
    PAGE = "page"  # an HTML page where a feed should be
    MISSING = "missing"  # 404


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One entry of an outlet; `hours` before the newsroom opened it was published."""

    title: str
    path: str
    hours: int
    summary: str
    body: str = ""
    sidebar: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """One invented outlet."""

    slug: str
    name: str
    format: Format
    kind: str
    language: str
    country: str | None = None
    weight: float = 1.0
    undated: bool = False
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What an outlet answers over HTTP."""

    status: int
    content_type: str
    body: bytes


def outlets() -> tuple[Outlet, ...]:
    """The outlets of the newsroom, from the data file beside this module."""
    text = resources.files(__package__).joinpath("outlets.yaml").read_text("utf-8")
    return tuple(_outlet(row) for row in yaml.safe_load(text)["outlets"])


def print_outlet(outlet: Outlet, base: str, opened: datetime) -> Printed:
    """`outlet` as it answers at `base` (no slash at the end); times count back from `opened`."""
    if outlet.format is Format.RSS:
        return Printed(
            status=200, content_type="application/rss+xml", body=_rss(outlet, base, opened)
        )
    if outlet.format is Format.ATOM:
        return Printed(
            status=200, content_type="application/atom+xml", body=_atom(outlet, base, opened)
        )
    if outlet.format is Format.JSON:
        return Printed(
            status=200, content_type="application/feed+json", body=_json(outlet, base, opened)
        )
    if outlet.format is Format.PAGE:
        return Printed(
            status=200, content_type="text/html; charset=utf-8", body=_page(outlet, base)
        )
    return Printed(status=404, content_type="text/plain", body=b"no such page")


def print_article(outlet: Outlet, piece: Piece) -> Printed:
    """The page of one entry, with the outlet's list of other stories beside the text."""
    body = (
        f"<!doctype html><html lang={outlet.language}><meta charset=utf-8>"
        f"<title>{escape(piece.title)} - {escape(outlet.name)}</title>"
        f"<article><h1>{escape(piece.title)}</h1><p>{escape(piece.summary)}</p>{piece.body}</article>"
        f"{_sidebar(piece)}</html>"
    )
    return Printed(status=200, content_type="text/html; charset=utf-8", body=body.encode())


def _outlet(row: dict[str, object]) -> Outlet:
    known = {key: row[key] for key in ("country", "weight", "undated") if key in row}
    pieces = row["entries"]
    assert isinstance(pieces, list)
    return Outlet(
        slug=str(row["slug"]),
        name=str(row["name"]),
        format=Format(str(row["format"])),
        kind=str(row["kind"]),
        language=str(row["language"]),
        pieces=tuple(
            Piece(**{**piece, "sidebar": tuple(piece.get("sidebar", ()))}) for piece in pieces
        ),
        **known,  # type: ignore[arg-type]  # the data file ships with the package
    )


def _sidebar(piece: Piece) -> str:
    if not piece.sidebar:
        return ""
    lines = "".join(f"<li><a href='/'>{escape(title)}</a></li>" for title in piece.sidebar)
    return f"<aside><h3>Latest in News</h3><ul>{lines}</ul></aside>"


def _url(outlet: Outlet, piece: Piece, base: str) -> str:
    return f"{base}/{outlet.slug}/{piece.path}"


def _when(piece: Piece, opened: datetime) -> datetime:
    return opened - timedelta(hours=piece.hours)


def _rss(outlet: Outlet, base: str, opened: datetime) -> bytes:
    items = []
    for piece in outlet.pieces:
        url = escape(_url(outlet, piece, base))
        date = format_datetime(_when(piece, opened))
        full = piece.body + _sidebar(piece)
        items.append(
            f"<item><title>{escape(piece.title)}</title><link>{url}</link><guid>{url}</guid>"
            + ("" if outlet.undated else f"<pubDate>{date}</pubDate>")
            + f"<description>{escape(piece.summary)}</description>"
            + (f"<content:encoded><![CDATA[{full}]]></content:encoded>" if full else "")
            + "</item>"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>{escape(outlet.name)}</title><link>{base}/{outlet.slug}</link>"
        f"<description>{escape(outlet.name)}</description>{''.join(items)}</channel></rss>"
    ).encode()


def _atom(outlet: Outlet, base: str, opened: datetime) -> bytes:
    entries = "".join(
        f"<entry><title>{escape(piece.title)}</title><id>tag:{outlet.slug},2026:{piece.path}</id>"
        f'<link href="{escape(_url(outlet, piece, base))}"/>'
        f"<updated>{_when(piece, opened).isoformat()}</updated>"
        f"<summary>{escape(piece.summary)}</summary></entry>"
        for piece in outlet.pieces
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{outlet.language}">'
        f"<title>{escape(outlet.name)}</title><id>tag:{outlet.slug},2026:feed</id>"
        f"<updated>{opened.isoformat()}</updated>{entries}</feed>"
    ).encode()


def _json(outlet: Outlet, base: str, opened: datetime) -> bytes:
    items = [
        {
            "id": f"{outlet.slug}/{piece.path}",
            "url": _url(outlet, piece, base),
            "title": piece.title,
            "content_text": piece.summary,
            "date_published": _when(piece, opened).isoformat(),
        }
        for piece in outlet.pieces
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": outlet.name, "items": items}
    return json.dumps(feed, ensure_ascii=False).encode()


def _page(outlet: Outlet, base: str) -> bytes:
    return (
        f"<!doctype html><html lang={outlet.language}><head><meta charset=utf-8>"
        f"<title>{escape(outlet.name)}</title>"
        f'<link rel=alternate type="application/rss+xml" title="{escape(outlet.name)}"'
        f' href="{base}/{outlet.slug}/real.xml"></head><body><h1>{escape(outlet.name)}</h1>'
        + "".join(f"<p>{escape(piece.summary)}</p>" for piece in outlet.pieces)
        + "</body></html>"
    ).encode()
