"""The outbox: where mails lie as files while no SMTP server is set, so that one can see them."""

from __future__ import annotations

import os
import re
import tempfile
from datetime import UTC
from pathlib import Path

from monitor.core.delivery import Message, delivery_key
from monitor.core.errors import DeliveryError
from monitor.outlet.channels.mail import build_mail


def write_outbox(
    folder: Path,
    message: Message,
    recipient: str,
    *,
    mail_from: str,
    mail_domain: str,
    unsubscribe_url: str | None = None,
) -> Path:
    """Writes the mail as `<period>-<digest>-<recipient>-<short id>.eml` and returns where.

    The name follows from the message alone: a repeat replaces its own file and adds none. Only the
    owner can read it. Raises DeliveryError: transient, since room can be made or rights given.
    """
    mail = build_mail(
        message,
        recipient,
        mail_from=mail_from,
        mail_domain=mail_domain,
        unsubscribe_url=unsubscribe_url,
    )
    path = folder / outbox_name(message, recipient)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _replace(path, mail.data)
    except OSError as error:
        raise DeliveryError(
            f"outbox: {folder} cannot be written ({error.strerror}); make room or give rights, "
            "or set TELEMON_SMTP_HOST to send mail instead",
            transient=True,
        ) from error
    return path


def outbox_name(message: Message, recipient: str) -> str:
    """The file name of a mail: 20261123T063000Z-morning-team-example-org-1f9c2a7b.eml."""
    period = message.created_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    short = delivery_key(message.message_id, recipient)[:8]
    return f"{period}-{_slug(message.list_id)}-{_slug(recipient)}-{short}.eml"


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:40] or "x"


def _replace(path: Path, data: bytes) -> None:
    """Whole or not at all: a name that the folder shows always holds a whole mail."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
