"""Apprise: a digest or a notice over any of the services that Apprise knows (an extra).

https://github.com/caronc/apprise. One address names one service. Apprise tells no Retry-After, and of
an HTTP status only in what it logs.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib import import_module
from typing import Protocol, cast

import anyio.to_thread

from monitor.core.delivery import Channel, Message, NoticeText
from monitor.core.digest import Issue
from monitor.core.errors import DeliveryError
from monitor.outlet.channels.chat.brief import Brief, fitted, told, told_by
from monitor.outlet.channels.chat.markup import QUIET
from monitor.outlet.channels.chat.texts import kept, pieces, short_text
from monitor.outlet.channels.exchange import Posted, address, judge, named
from monitor.outlet.marks import ELLIPSIS

INSTALL = "pip install 'telemon[apprise]'"
# Seconds for one message, whatever the service does.
TIMEOUT = 60.0
# Services that take more are read on phones all the same.
_LONGEST = 12_000
_ROOM = 300  # for the title, which some services put above the text
_TITLE = 200
_STATUS = re.compile(r"\berror=(\d{3})\b")


class Service(Protocol):
    """A service as Apprise makes it of an address; `body_maxlen` is in characters."""

    body_maxlen: int


class Entry(Protocol):
    """A line that Apprise logged while it sent."""

    message: str


class Status(Protocol):
    """How sending ended: SUCCESS, FAILURE, NOMATCH, PARTIAL or TIMEOUT."""

    name: str


class Outcome(Protocol):
    """What became of one message."""

    status: Status

    def logs(self) -> list[Entry]:
        """What Apprise logged of it, oldest first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """A message as plain text, within the limit of the service."""

    title: str
    body: str
    warning: bool = False


async def send_apprise(channel: Channel, message: Message, *, now: datetime) -> None:
    """Hands `message` to the service; returns when the service has taken it.

    Raises DeliveryError: permanent without the extra, for an address that Apprise does not know, where
    only some targets were reached, and for a refusal (gone for 410); transient for a time-out, 408,
    425, 429, 5xx and every other failure. It does not tell the address: it is a key.
    """
    await anyio.to_thread.run_sync(partial(_send, channel, message, now))


def objection(channel: Channel) -> str | None:
    """Why nothing can be sent over `channel`, None where nothing speaks against it."""
    try:
        _service(channel)
    except DeliveryError as error:
        return str(error)
    return None


def written(message: Message, limit: int) -> Writing:
    """`message` in at most `limit` characters: summaries go first, then the last stories."""
    about = message.about
    if isinstance(about, Issue):
        brief, text = fitted(
            about,
            _digest,
            lambda made: len(made[1]) <= limit,
            page=message.page,
            sample=message.sample,
        )
        return Writing(title=short_text(brief.subject, _TITLE), body=_cut(text, limit))
    assert isinstance(about, NoticeText)
    lines = kept(pieces(about.text), lambda some: len("\n".join(some)) <= limit)
    text = QUIET.escape("\n".join(lines) or about.subject)
    return Writing(title=short_text(told(about), _TITLE), body=text, warning=True)


def _digest(brief: Brief) -> tuple[Brief, str]:
    stories = []
    for item in brief.items:
        summary = QUIET.marked(item.summary) if item.summary else None
        lines = (QUIET.marked(item.title), summary, told_by(item, brief, QUIET), item.url)
        stories.append("\n".join(filter(None, lines)))
    tail = (*brief.tail, *((brief.page,) if brief.page else ()))
    return brief, "\n\n".join((*brief.notes, *stories, *tail))


def _room_of(service: Service) -> int:
    """How many characters of text the service takes in one message, its title beside it."""
    return max(min(service.body_maxlen - _ROOM, _LONGEST), min(service.body_maxlen, 100))


def _cut(text: str, limit: int) -> str:
    """`text` for a service with less room than the shortest message needs."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + ELLIPSIS


def _send(channel: Channel, message: Message, now: datetime) -> None:
    service = _service(channel)
    library = import_module("apprise")
    writing = written(message, _room_of(service))
    notifier = library.Apprise(asset=_asset())
    notifier.add(service)
    outcome = notifier.notify(
        title=writing.title,
        body=writing.body,
        body_format=library.NotifyFormat.TEXT,
        notify_type=library.NotifyType.WARNING if writing.warning else library.NotifyType.INFO,
        timeout=TIMEOUT,
    )
    _judge(channel, cast(Outcome, outcome), now)


def _judge(channel: Channel, outcome: Outcome, now: datetime) -> None:
    name, status = named(channel), outcome.status.name
    if status == "SUCCESS":
        return
    if status == "PARTIAL":
        raise DeliveryError(
            f"{name} reached some of its targets and not all; it is not repeated for those that "
            "have it: write a channel for each target",
            transient=False,
        )
    if status == "TIMEOUT":
        raise DeliveryError(f"{name} did not answer in time", transient=True)
    code = next((found[1] for e in outcome.logs() if (found := _STATUS.search(e.message))), None)
    if code is None:
        raise DeliveryError(f"{name} cannot be reached, or it refused the message", transient=True)
    judge(channel, Posted(status=int(code)), now, advice="check its url")


def _service(channel: Channel) -> Service:
    """The service that the channel's address names. Raises DeliveryError (permanent)."""
    url = address(channel)
    try:
        library = import_module("apprise")
    except ImportError as error:
        raise DeliveryError(
            f"{named(channel)} needs Apprise, which is not installed: {INSTALL}", transient=False
        ) from error
    # It logs whole addresses, with their keys, when it cannot read them; and it logs the status that an
    # answer had, which must be heard however quiet the service's own log is.
    logger = logging.getLogger("apprise")
    logger.propagate = False
    logger.setLevel(logging.WARNING)
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    service = library.Apprise.instantiate(url, asset=_asset(), suppress_exceptions=True)
    if service is None:
        raise DeliveryError(
            f"{named(channel)}: its url is none that Apprise knows; write it as "
            "`apprise --details` lists them",
            transient=False,
        )
    return cast(Service, service)


def _asset() -> object:
    """How Apprise presents itself: as telemon, with no picture; it keeps nothing and follows nowhere."""
    library = import_module("apprise")
    return library.AppriseAsset(
        app_id="telemon",
        app_desc="telemon",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        http_redirects=False,
        storage_mode=library.PersistentStoreMode.MEMORY,
    )
