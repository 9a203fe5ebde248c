"""What is read: an entry's words and what is known of its outlet."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An entry as the reader sees it. `summary` and `body` may hold markup.

    `language` is ISO 639-1 (en, zh; en-GB is taken as en), None = found out from the text. `kind`,
    `country` and `feed` are those of the feed.
    """

    title: str
    summary: str = ""
    body: str = ""
    language: str | None = None
    outlet: str | None = None
    author: str | None = None
    categories: tuple[str, ...] = ()
    kind: str | None = None
    country: str | None = None
    feed: str | None = None
