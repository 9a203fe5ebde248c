"""The outbox: a whole mail per file, under a name that a repeat finds again."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from pathlib import Path

import pytest

from monitor.core.delivery import Message
from monitor.core.errors import DeliveryError
from monitor.outlet.channels.outbox import write_outbox
from monitor.outlet.render import render
from tests.outlet.builders import NOW, realistic_issue


def message() -> Message:
    rendered = render(realistic_issue())
    return rendered.message(message_id="0a1b2c", list_id="morning", created_at=NOW)


def write(folder: Path, to: str = "anna@example.org", msg: Message | None = None) -> Path:
    return write_outbox(
        folder, msg or message(), to, mail_from="news@example.org", mail_domain="example.org"
    )


def test_mail_lies_under_a_name_that_says_what_it_is(tmp_path: Path) -> None:
    path = write(tmp_path / "outbox")

    assert path.parent == tmp_path / "outbox"
    assert path.name.startswith("20261123T063000Z-morning-anna-example-org-")
    assert path.suffix == ".eml"
    assert message_from_bytes(path.read_bytes())["Message-ID"] == "<0a1b2c@example.org>"


def test_repeat_writes_the_same_file_again(tmp_path: Path) -> None:
    first = write(tmp_path)
    before = first.read_bytes()
    second = write(tmp_path)

    assert first == second
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [before]


def test_recipients_and_messages_do_not_meet_in_one_file(tmp_path: Path) -> None:
    write(tmp_path, "a.b@example.org")
    write(tmp_path, "a-b@example.org")
    write(tmp_path, "a.b@example.org", replace(message(), message_id="other"))

    assert len(list(tmp_path.iterdir())) == 3


def test_name_stays_in_the_folder_whatever_the_ids_are(tmp_path: Path) -> None:
    path = write(tmp_path, msg=replace(message(), list_id="../../etc/" + "x" * 300))

    assert path.parent == tmp_path
    assert path.exists()


def test_only_the_owner_may_read_a_mail(tmp_path: Path) -> None:
    assert write(tmp_path).stat().st_mode & 0o077 == 0


def test_outbox_that_cannot_be_written_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file where the folder should be")

    with pytest.raises(DeliveryError, match="make room or give rights") as raised:
        write(tmp_path / "outbox")

    assert raised.value.transient
