"""Deliver: claims the deliveries that are due, sends each, and records what became of it."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

import anyio
import anyio.to_thread
import structlog

from monitor.core.delivery import (
    Channel,
    ChannelType,
    DeliveryReason,
    DeliveryState,
    Message,
    Next,
    after_failure,
)
from monitor.core.errors import DeliveryError
from monitor.flow.deliver.ledger import Ledger
from monitor.flow.deliver.rendering import Press
from monitor.flow.desk import Desk, Live, Report, plain_errors
from monitor.flow.notify import notify
from monitor.outlet.channels.apprise import send_apprise
from monitor.outlet.channels.chat.send import CHATS, send_chat
from monitor.outlet.channels.email import Mailer, send_mail
from monitor.outlet.channels.exchange import Posted
from monitor.outlet.channels.outbox import write_outbox
from monitor.outlet.channels.webhook import send_webhook
from storage import deliveries, notices
from storage.deliveries import NOTICES, Delivery
from storage.engine import Session

log = structlog.get_logger("telemon.deliver")

CLAIM = 50
LONGEST_RUN = 20.0  # seconds, so that a process that shall stop does not wait long
AT_ONCE = 8
TEMPLATE = "template"
LEASE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What the deliveries of one run share: editions are rendered, connections opened once for many."""

    desk: Desk
    live: Live
    press: Press
    ledger: Ledger
    mailer: Mailer | None
    told: set[tuple[str, str | None]] = field(default_factory=set)  # of templates: what is broken


async def deliver(desk: Desk, live: Live) -> Report:
    """Sends deliveries that are due for up to twenty seconds: fifty claimed at a time, eight at once."""
    outcomes: Counter[DeliveryReason] = Counter()
    end = anyio.current_time() + LONGEST_RUN
    async with _mailer(desk) as mailer:
        turn = Round(desk=desk, live=live, press=Press(desk), ledger=Ledger(desk), mailer=mailer)
        while True:
            claim = partial(deliveries.claim, now=desk.clock(), limit=CLAIM, lease=LEASE)
            claimed = await desk.write(claim)
            outcomes.update(await _sent(turn, claimed))
            if len(claimed) < CLAIM or anyio.current_time() > end:
                break
    sent, again = outcomes[DeliveryReason.SENT], outcomes[DeliveryReason.AGAIN]
    done = outcomes.total()
    facts = {"sent": sent, "again": again, "parked": done - sent - again}
    return Report(deed="delivered", done=done, facts=facts)


def _mailer(desk: Desk) -> AbstractAsyncContextManager[Mailer | None]:
    smtp = desk.outgoing.smtp
    return nullcontext() if smtp is None else Mailer(smtp)


async def _sent(turn: Round, claimed: Sequence[Delivery]) -> list[DeliveryReason]:
    """Sends what was claimed, and how each ended."""
    slots = asyncio.Semaphore(AT_ONCE)

    async def one(delivery: Delivery) -> DeliveryReason:
        async with slots:
            return (await _deliver(turn, delivery)).reason

    with plain_errors():
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(delivery)) for delivery in claimed]
    return [task.result() for task in tasks]


async def send_message(
    desk: Desk,
    channel: Channel,
    message: Message,
    recipient: str,
    *,
    mailer: Mailer | None = None,
) -> str:
    """Sends one message and says where it went. Raises DeliveryError.

    Mail goes by `mailer` where one is given, else over a connection of its own.
    """
    outgoing = desk.outgoing
    if channel.type is ChannelType.WEBHOOK:
        await send_webhook(channel, message, post=partial(_post, desk), now=desk.clock())
        return "webhook"
    if channel.type in CHATS:
        await send_chat(channel, message, post=partial(_post, desk), now=desk.clock())
        return channel.type.value
    if channel.type is ChannelType.APPRISE:
        await send_apprise(channel, message, now=desk.clock())
        return channel.type.value
    if outgoing.smtp is not None:
        url = message.unsubscribe_url
        if mailer is None:
            await send_mail(outgoing.smtp, message, recipient, unsubscribe_url=url)
        else:
            await mailer.send(message, recipient, unsubscribe_url=url)
        return f"{outgoing.smtp.host}:{outgoing.smtp.port}"
    write = partial(
        write_outbox,
        outgoing.outbox,
        message,
        recipient,
        mail_from=outgoing.mail_from,
        mail_domain=outgoing.mail_domain,
        unsubscribe_url=message.unsubscribe_url,
    )
    return str(await anyio.to_thread.run_sync(write))


async def _deliver(turn: Round, delivery: Delivery) -> Next:
    """One attempt: sends, and records how it ended in a unit of work of its own."""
    desk, live = turn.desk, turn.live
    channel = live.channels.get(delivery.channel_id)
    try:
        detail = await _send(turn, channel, delivery)
        follows = Next(state=DeliveryState.SENT, reason=DeliveryReason.SENT)
    except DeliveryError as error:
        detail, follows = str(error), _after(desk, channel, delivery, error)
    except Exception as error:
        # What we did not foresee must not stop the other deliveries, nor lose this one.
        log.exception("delivery failed", delivery=delivery.id)
        detail = f"telemon failed on it: {type(error).__name__} (see the log)"
        follows = _after(desk, channel, delivery, DeliveryError(detail, transient=True))
    record = partial(
        _record, desk=desk, live=live, delivery=delivery, follows=follows, detail=detail
    )
    await turn.ledger.record(record)
    return follows


async def _send(turn: Round, channel: Channel | None, delivery: Delivery) -> str:
    desk = turn.desk
    if channel is None:
        raise DeliveryError(
            f"channel {delivery.channel_id} is not in digests.yaml any more", transient=False
        )
    ready = await desk.read(partial(turn.press.message, delivery=delivery))
    # Notices have templates of their own, which say nothing of those of digests.
    state = (TEMPLATE if delivery.notice_id is None else f"{TEMPLATE}:notice", ready.broken)
    if ready.own and state not in turn.told:
        turn.told.add(state)
        await _tell_of_template(desk, turn.live, *state)
    return await send_message(desk, channel, ready.message, delivery.recipient, mailer=turn.mailer)


async def _tell_of_template(desk: Desk, live: Live, key: str, broken: str | None) -> None:
    """Logs a broken template and raises one notice of it, or ends that; mails go out by what ships."""
    if broken is None:
        await desk.write(lambda session: notices.end(session, key, desk.clock()))
        return
    log.warning("template broken", template=broken)
    tell = partial(
        notify,
        live=live,
        key=key,
        kind="template-broken",
        subject="A template of yours is broken",
        text=f"{broken}\nMails go out by the templates that ship until it is mended.\n"
        "See how it looks: telemon digests preview",
        now=desk.clock(),
    )
    await desk.write(tell)


def _after(desk: Desk, channel: Channel | None, delivery: Delivery, error: DeliveryError) -> Next:
    return after_failure(
        channel=channel.type if channel else ChannelType.EMAIL,
        attempts=delivery.attempts - delivery.revived,
        transient=error.transient,
        gone=error.gone,
        retry_after=error.retry_after,
        now=desk.clock(),
        jitter=random.random(),
    )


def _record(
    session: Session,
    *,
    desk: Desk,
    live: Live,
    delivery: Delivery,
    follows: Next,
    detail: str | None,
) -> None:
    """Records the attempt; a channel that gave up is told to the operator, once, over another one."""
    now = desk.clock()
    deliveries.record(session, delivery, follows, detail=detail, now=now)
    key = f"channel:{delivery.channel_id}"
    if follows.state is DeliveryState.SENT:
        notices.end(session, key, now)
    if follows.state is not DeliveryState.PARKED or delivery.digest_id == NOTICES:
        return
    notify(
        session,
        live,
        key=key,
        kind="channel-parked",
        subject=f"Channel {delivery.channel_id} does not take deliveries",
        text=f"{follows.reason.value}: {detail}\n"
        "The delivery is parked. When the cause is mended: telemon deliveries retry",
        now=now,
        avoid=(delivery.channel_id,),
    )


async def _post(desk: Desk, url: str, body: bytes, headers: Mapping[str, str]) -> Posted:
    answer = await desk.client.post(url, body=body, headers=tuple(headers.items()))
    return Posted(status=answer.status, headers=answer.headers, body=answer.body)
