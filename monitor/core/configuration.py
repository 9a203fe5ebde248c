"""The configuration as the rest of telemon sees it: one immutable value for one accepted revision."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.core.delivery import Channel
from monitor.core.digest import DigestPlan
from monitor.core.feed import Feed
from monitor.core.mute import Mute
from monitor.core.watchlist import Watchlist


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """Everything the operator's files say. `notice_channels` may be empty: then notices are logged only."""

    feeds: tuple[Feed, ...] = ()
    watchlists: tuple[Watchlist, ...] = ()
    channels: tuple[Channel, ...] = ()
    digests: tuple[DigestPlan, ...] = ()
    notice_channels: tuple[str, ...] = ()
    mutes: tuple[Mute, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FileText:
    """One configuration file as it was written, before `${ENV}`; `name` is its file name."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """An accepted configuration: its number (from 1), the hash over its files, and the files."""

    number: int
    hash: str
    files: tuple[FileText, ...]
    author: str
