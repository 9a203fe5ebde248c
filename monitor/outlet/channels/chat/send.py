"""Sending to a chat: the body in its form, and what its answers mean."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit, urlunsplit

from monitor.core.delivery import Channel, ChannelType, Message, NoticeText
from monitor.core.digest import Issue
from monitor.core.errors import DeliveryError
from monitor.outlet.channels.chat.discord import discord_digest, discord_notice
from monitor.outlet.channels.chat.mattermost import mattermost_digest, mattermost_notice
from monitor.outlet.channels.chat.ntfy import ntfy_digest, ntfy_notice, topic_of
from monitor.outlet.channels.chat.slack import slack_digest, slack_notice
from monitor.outlet.channels.chat.teams import teams_digest, teams_notice
from monitor.outlet.channels.exchange import (
    LONGEST_WAIT,
    Post,
    Posted,
    address,
    exchange,
    gone,
    judge,
    named,
)

_FORMS = {
    ChannelType.SLACK: (slack_digest, slack_notice),
    ChannelType.TEAMS: (teams_digest, teams_notice),
    ChannelType.DISCORD: (discord_digest, discord_notice),
    ChannelType.MATTERMOST: (mattermost_digest, mattermost_notice),
}
CHATS = frozenset({*_FORMS, ChannelType.NTFY})
_JSON = {"content-type": "application/json; charset=utf-8"}
_ADVICE = "make a new webhook in the chat and correct its url"
# What the platforms say of a webhook that somebody removed.
_GONE = {
    ChannelType.SLACK: re.compile(r"no_service|no_active_hooks|no_team|channel_is_archived"),
    ChannelType.DISCORD: re.compile(r'"code":\s*(10015|50027)\b'),
    ChannelType.TEAMS: re.compile(r"WorkflowNotFound"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request to a chat."""

    url: str
    body: str
    headers: Mapping[str, str]


async def send_chat(channel: Channel, message: Message, *, post: Post, now: datetime) -> None:
    """Posts `message` in the chat's form; returns when the chat has taken it.

    Raises DeliveryError: gone where the chat says that the webhook was removed; transient for 408,
    425, 429 (with the wait it asks for), 5xx and a lost connection; permanent for all else.
    """
    call = call_of(channel, message)
    posted = await exchange(channel, call.url, call.body, call.headers, post=post)
    _judge(channel, posted, now)


def call_of(channel: Channel, message: Message) -> Call:
    """The request that carries `message`. Raises DeliveryError where the channel has no address."""
    url = address(channel)
    if channel.type is ChannelType.NTFY:
        return _ntfy(channel, url, message)
    if channel.type is ChannelType.DISCORD:
        # Without it Discord answers before it knows whether the message can be stored.
        parts = urlsplit(url)
        query = "&".join(filter(None, (parts.query, urlencode({"wait": "true"}))))
        url = urlunsplit(parts._replace(query=query))
    digest, notice = _FORMS[channel.type]
    about = message.about
    if isinstance(about, Issue):
        body = digest(about, page=message.page, sample=message.sample)
    else:
        body = notice(_told(channel, about))
    return Call(url=url, body=body, headers=_JSON)


def _ntfy(channel: Channel, url: str, message: Message) -> Call:
    topic, about = topic_of(url), message.about
    if isinstance(about, Issue):
        body = ntfy_digest(
            about, topic.name, message.message_id, page=message.page, sample=message.sample
        )
    else:
        body = ntfy_notice(_told(channel, about), topic.name, message.message_id)
    access = {"authorization": f"Bearer {channel.secret}"} if channel.secret else {}
    return Call(url=topic.server, body=body, headers=_JSON | access)


def _told(channel: Channel, about: NoticeText | None) -> NoticeText:
    if about is None:
        raise DeliveryError(f"{named(channel)}: the message has no content", transient=False)
    return about


def _judge(channel: Channel, posted: Posted, now: datetime) -> None:
    said = posted.body[:2000].decode("utf-8", "replace")
    if posted.status in (400, 401, 403, 404) and _says_gone(channel, said):
        raise gone(channel, posted)
    if posted.status == 429 and (wait := _wait(said)) is not None:
        raise DeliveryError(f"{named(channel)} answered 429", transient=True, retry_after=wait)
    told = f" ({posted.says()})" if posted.body and posted.status >= 400 else ""
    advice = f"it was refused{told}; {_advice(channel)}"
    judge(channel, posted, now, advice=advice)
    strange = channel.type is ChannelType.SLACK and said.strip() != "ok"
    if strange or said.lstrip()[:1] == "<":
        raise DeliveryError(
            f"{named(channel)} answered {posted.status}, but not as {channel.type} does; "
            "check its url",
            transient=False,
        )


def _says_gone(channel: Channel, said: str) -> bool:
    pattern = _GONE.get(channel.type)
    return bool(pattern and pattern.search(said))


def _advice(channel: Channel) -> str:
    if channel.type is ChannelType.NTFY:
        return "check its url and token"
    return _ADVICE


def _wait(said: str) -> timedelta | None:
    """The wait that Discord writes into its answer, in seconds and their parts."""
    try:
        answer = json.loads(said)
    except ValueError:
        return None
    seconds = answer.get("retry_after") if isinstance(answer, dict) else None
    if not isinstance(seconds, int | float) or seconds < 0:
        return None
    return timedelta(seconds=min(float(seconds), LONGEST_WAIT.total_seconds()))
