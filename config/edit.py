"""Edits of the operator's files from the command line and the page.

Only the lines of the part in question change: ruamel.yaml rewrites that part alone, with its
comments; all other lines stay as the operator wrote them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml.comments import CommentedMap

from config.home import DIGESTS, FEEDS, WATCHLISTS
from config.lines import (
    Value,
    append,
    escaped,
    find_parts,
    part_named,
    rewrite,
    set_keys,
)
from config.replace import Change, Check, Draft, edit_file
from config.rules import slug
from config.spans import Listed
from monitor.core.errors import UsageError
from monitor.core.feed import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFeed:
    """A feed to add; without an id it gets one from its name, without a name from its address."""

    url: str
    name: str | None = None
    id: str | None = None
    kind: Kind = Kind.NEWS
    language: str | None = None
    country: str | None = None
    weight: float | None = None
    article: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchlistEdit:
    """Keys of a watchlist to write; None leaves a key as it is, an empty value removes it."""

    query: str | None = None
    name: str | None = None
    note: str | None = None
    tags: tuple[str, ...] | None = None


def add_feeds(
    config_dir: Path,
    feeds: Sequence[NewFeed],
    *,
    check: Check,
    trusted: bool = False,
    base_hash: str | None = None,
) -> Change:
    """Adds feeds at the end of feeds.yaml; one whose address is there already is left out.

    `trusted`: `${NAME}` in name and address is meant so. It must not be for what comes from a page
    or an OPML file, which could else send a secret of the environment to an address of its choice.
    """

    def make(text: str) -> Draft:
        listed = find_parts(FEEDS, text, "feeds")
        urls = {part.url: part.id for part in listed.parts if part.url}
        ids = {part.id for part in listed.parts if part.id}
        added: list[CommentedMap] = []
        left_out: list[tuple[str, str]] = []
        for feed in feeds:
            url = escaped(feed.url, trusted)
            if url in urls:
                left_out.append((feed.url, f"is there already as {urls[url]}"))
                continue
            part = _feed_part(feed, url, ids, trusted)
            urls[url] = str(part["id"])
            ids.add(str(part["id"]))
            added.append(part)
        new = tuple(str(part["id"]) for part in added)
        change = Change(file=FEEDS, added=new, left_out=tuple(left_out))
        return Draft(text=append(text, "feeds", listed, added), change=change)

    return edit_file(config_dir, FEEDS, make, check=check, base_hash=base_hash)


def move_feeds(config_dir: Path, moves: Mapping[str, tuple[str, str]], *, check: Check) -> Change:
    """Writes new addresses into feeds.yaml: `moves` has (old, new) by id of the feed.

    Left out is a feed that is not written there any more, whose address is not the old one (changed
    meanwhile, or written with `${NAME}`), or whose new address another feed has already.
    """

    def make(text: str) -> Draft:
        listed = find_parts(FEEDS, text, "feeds")
        left_out: dict[str, str] = {}
        urls = {part.url: part.id for part in listed.parts if part.url}
        for name, (old, new) in moves.items():
            if why := _unmovable(listed, urls, name, old, new):
                left_out[name] = why
            else:
                urls[new] = name
        moved = [part for part in listed.parts if part.id in moves.keys() - left_out.keys()]
        for part in reversed(moved):  # from below, so that lines above keep their numbers
            new = escaped(moves[str(part.id)][1], trusted=False)
            text = rewrite(text, part, FEEDS, {"url": new})
        changed = tuple(str(part.id) for part in moved)
        change = Change(file=FEEDS, changed=changed, left_out=tuple(left_out.items()))
        return Draft(text=text, change=change)

    return edit_file(config_dir, FEEDS, make, check=check)


def _unmovable(
    listed: Listed, urls: Mapping[str, str | None], feed_id: str, old: str, new: str
) -> str | None:
    """Why the address of a feed cannot be replaced; None when it can."""
    own = next((part for part in listed.parts if part.id == feed_id), None)
    if own is None:
        return "is not in feeds.yaml"
    if own.url != old:
        return "its address in feeds.yaml is written otherwise; edit it by hand"
    if new in urls:
        return f"its new address is that of {urls[new]}: remove one of them"
    return None


def remove_feed(
    config_dir: Path, feed_id: str, *, check: Check, base_hash: str | None = None
) -> Change:
    """Removes one feed; comments around it stay. UsageError when there is no such feed."""
    return _remove(config_dir, FEEDS, "feeds", feed_id, check, base_hash)


def add_watchlist(
    config_dir: Path,
    watchlist: WatchlistEdit,
    *,
    check: Check,
    id: str | None = None,
    base_hash: str | None = None,
) -> Change:
    """Adds a watchlist; without an id it gets one from its name or query."""
    if not watchlist.query:
        raise UsageError("a watchlist needs a query, as Huawei or 5G licensing")

    def make(text: str) -> Draft:
        listed = find_parts(WATCHLISTS, text, "watchlists")
        ids = {part.id for part in listed.parts if part.id}
        new = id or slug(watchlist.name or watchlist.query or "", ids)
        part = CommentedMap({"id": new})
        set_keys(part, _watchlist_keys(watchlist))
        change = Change(file=WATCHLISTS, added=(new,))
        return Draft(text=append(text, "watchlists", listed, [part]), change=change)

    return edit_file(config_dir, WATCHLISTS, make, check=check, base_hash=base_hash)


def set_watchlist(
    config_dir: Path,
    watchlist_id: str,
    edit: WatchlistEdit,
    *,
    check: Check,
    base_hash: str | None = None,
) -> Change:
    """Changes keys of one watchlist; UsageError when there is no such watchlist."""

    def make(text: str) -> Draft:
        part = part_named(find_parts(WATCHLISTS, text, "watchlists"), "watchlist", watchlist_id)
        keys = _watchlist_keys(edit)
        change = Change(file=WATCHLISTS, changed=(watchlist_id,))
        return Draft(text=rewrite(text, part, WATCHLISTS, keys), change=change)

    return edit_file(config_dir, WATCHLISTS, make, check=check, base_hash=base_hash)


def remove_watchlist(
    config_dir: Path, watchlist_id: str, *, check: Check, base_hash: str | None = None
) -> Change:
    """Removes one watchlist; comments around it stay. UsageError when there is no such one."""
    return _remove(config_dir, WATCHLISTS, "watchlists", watchlist_id, check, base_hash)


def pause_digest(config_dir: Path, digest_id: str, until: str | None, *, check: Check) -> Change:
    """Writes until when a digest pauses, or None: that it does not. UsageError for an unknown digest."""

    def make(text: str) -> Draft:
        part = part_named(find_parts(DIGESTS, text, "digests"), "digest", digest_id)
        change = Change(file=DIGESTS, changed=(digest_id,))
        return Draft(
            text=rewrite(text, part, DIGESTS, {"paused_until": until or ""}), change=change
        )

    return edit_file(config_dir, DIGESTS, make, check=check)


def _remove(
    config_dir: Path, file: str, key: str, id_: str, check: Check, base_hash: str | None
) -> Change:
    def make(text: str) -> Draft:
        listed = find_parts(file, text, key)
        part = part_named(listed, key.removesuffix("s"), id_)
        lines = text.split("\n")
        if len(listed.parts) == 1 and listed.key_line is not None:
            lines[listed.key_line] = lines[listed.key_line].replace(f"{key}:", f"{key}: []", 1)
        del lines[part.first : part.last + 1]
        return Draft(text="\n".join(lines), change=Change(file=file, removed=(id_,)))

    return edit_file(config_dir, file, make, check=check, base_hash=base_hash)


def _feed_part(feed: NewFeed, url: str, ids: set[str], trusted: bool) -> CommentedMap:
    name = escaped(" ".join((feed.name or "").split()), trusted)
    host = url.partition("://")[2].partition("/")[0].removeprefix("www.")
    part = CommentedMap({"id": feed.id or slug(name or host, ids), "url": url})
    keys: dict[str, Value | None] = {"name": name or None, "kind": feed.kind.value}
    keys |= {"language": feed.language, "country": feed.country, "weight": feed.weight}
    keys["article"] = True if feed.article else None
    set_keys(part, keys)
    return part


def _watchlist_keys(edit: WatchlistEdit) -> dict[str, Value | None]:
    return {"name": edit.name, "query": edit.query, "note": edit.note, "tags": edit.tags}
