"""Edits of the operator's files from the command line and the page.

Only the lines of the part in question change: ruamel.yaml rewrites that part alone, with its
comments; all other lines stay as the operator wrote them.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError

from config.home import FEEDS, WATCHLISTS
from config.replace import Change, Check, Draft, edit_file
from config.rules import did_you_mean, slug
from config.source import parse
from config.spans import Listed, Part, find_list
from monitor.core.errors import ConfigError, UsageError
from monitor.core.feed import Kind

Value = str | float | Sequence[str]


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
        listed = _find(FEEDS, text, "feeds")
        urls = {part.url: part.id for part in listed.parts if part.url}
        ids = {part.id for part in listed.parts if part.id}
        added: list[CommentedMap] = []
        left_out: list[tuple[str, str]] = []
        for feed in feeds:
            url = _outside(feed.url, trusted)
            if url in urls:
                left_out.append((feed.url, f"is there already as {urls[url]}"))
                continue
            part = _feed_part(feed, url, ids, trusted)
            urls[url] = str(part["id"])
            ids.add(str(part["id"]))
            added.append(part)
        new = tuple(str(part["id"]) for part in added)
        change = Change(file=FEEDS, added=new, left_out=tuple(left_out))
        return Draft(text=_append(text, "feeds", listed, added), change=change)

    return edit_file(config_dir, FEEDS, make, check=check, base_hash=base_hash)


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
        listed = _find(WATCHLISTS, text, "watchlists")
        ids = {part.id for part in listed.parts if part.id}
        new = id or slug(watchlist.name or watchlist.query or "", ids)
        part = CommentedMap({"id": new})
        _set_keys(part, _watchlist_keys(watchlist))
        change = Change(file=WATCHLISTS, added=(new,))
        return Draft(text=_append(text, "watchlists", listed, [part]), change=change)

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
        part = _part_named(_find(WATCHLISTS, text, "watchlists"), "watchlist", watchlist_id)
        keys = _watchlist_keys(edit)
        change = Change(file=WATCHLISTS, changed=(watchlist_id,))
        return Draft(text=_rewrite(text, part, WATCHLISTS, keys), change=change)

    return edit_file(config_dir, WATCHLISTS, make, check=check, base_hash=base_hash)


def remove_watchlist(
    config_dir: Path, watchlist_id: str, *, check: Check, base_hash: str | None = None
) -> Change:
    """Removes one watchlist; comments around it stay. UsageError when there is no such one."""
    return _remove(config_dir, WATCHLISTS, "watchlists", watchlist_id, check, base_hash)


def _remove(
    config_dir: Path, file: str, key: str, id_: str, check: Check, base_hash: str | None
) -> Change:
    def make(text: str) -> Draft:
        listed = _find(file, text, key)
        part = _part_named(listed, key.removesuffix("s"), id_)
        lines = text.split("\n")
        if len(listed.parts) == 1 and listed.key_line is not None:
            lines[listed.key_line] = lines[listed.key_line].replace(f"{key}:", f"{key}: []", 1)
        del lines[part.first : part.last + 1]
        return Draft(text="\n".join(lines), change=Change(file=file, removed=(id_,)))

    return edit_file(config_dir, file, make, check=check, base_hash=base_hash)


def _find(file: str, text: str, key: str) -> Listed:
    problems = parse(file, text).problems
    if problems:
        raise ConfigError(problems)
    return find_list(file, text, key)


def _part_named(listed: Listed, one: str, id_: str) -> Part:
    for part in listed.parts:
        if part.id == id_:
            return part
    meant = did_you_mean(id_, [part.id for part in listed.parts if part.id])
    raise UsageError(f"there is no {one} {id_}" + (f"; did you mean {meant}?" if meant else ""))


def _feed_part(feed: NewFeed, url: str, ids: set[str], trusted: bool) -> CommentedMap:
    name = _outside(" ".join((feed.name or "").split()), trusted)
    host = url.partition("://")[2].partition("/")[0].removeprefix("www.")
    part = CommentedMap({"id": feed.id or slug(name or host, ids), "url": url})
    keys: dict[str, Value | None] = {"name": name or None, "kind": feed.kind.value}
    keys |= {"language": feed.language, "country": feed.country, "weight": feed.weight}
    _set_keys(part, keys)
    return part


def _watchlist_keys(edit: WatchlistEdit) -> dict[str, Value | None]:
    return {"name": edit.name, "query": edit.query, "note": edit.note, "tags": edit.tags}


def _outside(text: str, trusted: bool) -> str:
    return text if trusted else text.replace("${", "$${")


def _set_keys(part: CommentedMap, keys: dict[str, Value | None]) -> None:
    for key, value in keys.items():
        if value is None:
            continue
        if value in ("", ()):
            part.pop(key, None)
        elif isinstance(value, str | float):
            if part.get(key) != value:
                part[key] = value
        elif part.get(key) != list(value):
            part[key] = CommentedSeq(value)
            part[key].fa.set_flow_style()


def _append(text: str, key: str, listed: Listed, parts: Sequence[CommentedMap]) -> str:
    if not parts:
        return text
    lines = text.split("\n")
    if listed.key_line is None:
        while lines and not lines[-1].strip():
            lines.pop()
        lines += [f"{key}:", ""]
        at, indent = len(lines) - 1, 2
    elif not listed.parts:
        at, indent = listed.key_line + 1, 2
        if listed.empty_value:
            start, end = listed.empty_value
            line = lines[listed.key_line]
            lines[listed.key_line] = (line[:start].rstrip() + line[end:]).rstrip()
    else:
        at, indent = listed.parts[-1].last + 1, listed.parts[-1].dash
    if at == len(lines):
        lines.append("")
    new = [line for part in parts for line in _shown(part, " " * indent + "- ", indent + 2)]
    return "\n".join([*lines[:at], *new, *lines[at:]])


def _rewrite(text: str, part: Part, file: str, keys: dict[str, Value | None]) -> str:
    lines = text.split("\n")
    start = part.first
    while not lines[start][part.column :].strip():
        start += 1
    prefix = lines[start][: part.column]
    body = [lines[start][part.column :]]
    body += [_dedented(line, part.column) for line in lines[start + 1 : part.last + 1]]
    try:
        found = _yaml().load("\n".join(body) + "\n")
    except YAMLError as error:
        raise UsageError(f"{file}: {part.id} cannot be edited here; edit it by hand") from error
    _set_keys(found, keys)
    return "\n".join([*lines[:start], *_shown(found, prefix, part.column), *lines[part.last + 1 :]])


def _dedented(line: str, column: int) -> str:
    indent = len(line) - len(line.lstrip(" "))
    return line[min(column, indent) :]


def _shown(part: CommentedMap, prefix: str, column: int) -> list[str]:
    out = io.StringIO()
    _yaml().dump(part, out)
    first, *rest = out.getvalue().rstrip("\n").split("\n")
    return [prefix + first, *(" " * column + line if line else line for line in rest)]


def _yaml() -> YAML:
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 100_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml
