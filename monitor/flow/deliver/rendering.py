"""Rendering a delivery: the message of what was stored when it was composed, in its thread."""

from __future__ import annotations

from dataclasses import dataclass, replace
from threading import Lock

from monitor.core.delivery import LINK, Message
from monitor.core.digest import Event, Issue
from monitor.flow.desk import Desk
from monitor.outlet.render import Rendered, mailto, render, render_notice
from monitor.outlet.templating import Templates
from storage import deliveries, digests, notices, subscriptions
from storage.deliveries import Delivery
from storage.digests import Digest
from storage.engine import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A message ready to be sent. `own`: the operator has templates; `broken`: what is wrong with them."""

    message: Message
    own: bool = False
    broken: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """An edition as it is rendered for all who get it, but for the link to unsubscribe."""

    digest: Digest
    rendered: Rendered


class Press:
    """Renders deliveries; an edition is rendered once for all its recipients, as long as it is kept."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._sheets: dict[int, Sheet] = {}
        self._rendering = Lock()  # several deliveries of one edition come at once

    def message(self, session: Session, delivery: Delivery) -> Ready:
        """The message of a delivery; the same at every try."""
        desk = self._desk
        if delivery.notice_id is not None:
            return _notice(session, desk, delivery, delivery.notice_id)
        assert delivery.digest_pk is not None
        sheet = self._sheet(session, delivery.digest_pk)
        url = _unsubscribe_url(session, desk, delivery)
        link = url or mailto(desk.outgoing.mail_from, delivery.digest_id, delivery.recipient)
        made = sheet.rendered
        message = made.message(
            message_id=delivery.id,
            list_id=delivery.digest_id,
            created_at=sheet.digest.composed_at,
        )
        message = replace(message, link=link or "", unsubscribe_url=url)
        message = _threaded(session, message, sheet.digest.issue, delivery)
        return Ready(message=message, own=_own(desk), broken=made.broken)

    def _sheet(self, session: Session, digest_pk: int) -> Sheet:
        with self._rendering:
            return self._rendered(session, digest_pk)

    def _rendered(self, session: Session, digest_pk: int) -> Sheet:
        if digest_pk not in self._sheets:
            digest = digests.get(session, digest_pk)
            assert digest is not None
            made = render(
                digest.issue,
                public_url=self._desk.rules.public_url,
                issue_id=digest_pk,
                unsubscribe_url=LINK,
                templates=self._desk.outgoing.templates,
            )
            self._sheets[digest_pk] = Sheet(digest=digest, rendered=made)
        return self._sheets[digest_pk]


def _notice(session: Session, desk: Desk, delivery: Delivery, notice_id: int) -> Ready:
    notice = notices.get(session, notice_id)
    assert notice is not None
    made = render_notice(
        notice.kind,
        notice.subject,
        notice.text,
        now=notice.raised_at,
        templates=desk.outgoing.templates,
    )
    message = made.message(
        message_id=delivery.id, list_id=delivery.digest_id, created_at=notice.raised_at
    )
    return Ready(message=message, own=_own(desk), broken=made.broken)


def _own(desk: Desk) -> bool:
    return bool(Templates(folder=desk.outgoing.templates).own)


def _threaded(session: Session, message: Message, issue: Issue, delivery: Delivery) -> Message:
    """A story's message begins a thread of its own; what develops answers the message that told it.

    It bears that message's subject, too: some programs thread only what has the same.
    """
    if issue.event is Event.DIGEST:
        return message
    story_id = issue.stories[0].story_id
    root = f"story.{story_id}.{delivery.digest_id}"
    first = deliveries.first_telling(
        session,
        digest_id=delivery.digest_id,
        story_id=story_id,
        channel_id=delivery.channel_id,
        recipient=delivery.recipient,
    )
    if first is None or first[0] == delivery.id:
        return replace(message, thread=(root,))
    told = digests.get(session, first[1])
    single = told is not None and told.issue.event is not Event.DIGEST
    subject = f"Re: {render(told.issue).subject}" if told and single else message.subject
    return replace(message, thread=(root, first[0]), subject=subject)


def _unsubscribe_url(session: Session, desk: Desk, delivery: Delivery) -> str | None:
    """The recipient's own page to leave the digest; None where the page has no public https address."""
    public = desk.rules.public_url
    if public is None or not public.startswith("https://"):
        return None
    reader = subscriptions.get(session, delivery.digest_id, delivery.channel_id, delivery.recipient)
    return f"{public}/unsubscribe/{reader.token}" if reader else None
