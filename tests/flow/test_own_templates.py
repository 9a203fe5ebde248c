"""The operator's own templates: they are used, and a broken one never stops a digest."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from monitor.outlet.templating import shipped_text
from storage import notices
from storage.notices import Notice
from tests.flow.house import Files, House, house, wire
from tests.servers import FeedServer, entry, feed

pytestmark = pytest.mark.anyio


async def _mail_with(tmp_path: Path, **templates: str) -> tuple[EmailMessage, list[Notice]]:
    """The mail of a digest made with templates of the operator's, and what was noticed."""
    with FeedServer() as server:
        url = server.serve("/feed", feed(entry("Huawei opens a laboratory", guid="1")))
        async with house(tmp_path, Files(feeds=[wire(url)])) as home:
            _write(home, **templates)
            await home.once()
            (path,) = home.outbox
            made = message_from_bytes(path.read_bytes(), policy=policy.default)
            assert isinstance(made, EmailMessage)
            return made, await home.app.desk.read(lambda s: notices.listing(s, open_only=True))


def _write(home: House, **templates: str) -> None:
    folder = home.app.home.templates
    folder.mkdir(exist_ok=True)
    for name, text in templates.items():
        (folder / f"{name}.j2").write_text(text, "utf-8")


def _html(mail: EmailMessage) -> str:
    part = mail.get_body(("html",))
    assert part is not None
    return str(part.get_content())


async def test_own_template_takes_the_place_of_the_one_that_ships(tmp_path: Path) -> None:
    frame = shipped_text("frame.html.j2").replace("#0b57a4", "#aa0000")

    mail, told = await _mail_with(tmp_path, **{"frame.html": frame})

    assert "#aa0000" in _html(mail)
    assert "Huawei" in _html(mail)
    assert told == []


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("digest.html", "{% for story in view.stories %}", "digest.html.j2: line 1: "),
        ("digest.html", "\n\n{{ view.nonsense }}", "digest.html.j2: line 3: "),
        ("digest.html", "{{ view.stories[0].number / 0 }}", "ZeroDivisionError"),
        ("digest.html", "  ", "makes an empty mail"),
        ("digest.html", "x" * 200_000, "more than 100 KB without any story"),
        ("digest.html", "{% include 'digest.html.j2' %}", "RecursionError"),
        ("digest.txt", "{{ ''.__class__.__mro__ }}", "digest.txt.j2: line 1: "),
        ("frame.html", "{% block body %}", "frame.html.j2: line 1: "),
        ("digest.html", "{% extends 'nothing.j2' %}", "nothing.j2"),
    ],
)
async def test_broken_template_stops_no_digest_and_is_told(
    tmp_path: Path, name: str, text: str, says: str
) -> None:
    mail, told = await _mail_with(tmp_path, **{name: text})

    assert "Huawei" in _html(mail)
    (notice,) = told
    assert notice.kind == "template-broken"
    assert says in notice.text


async def test_broken_template_is_told_once_however_many_issues_it_spoils(tmp_path: Path) -> None:
    to = {"id": "mail", "type": "email", "to": ["a@example.org", "b@example.org"]}
    with FeedServer() as server:
        told = [entry("Huawei opens a laboratory", guid="1")]
        url = server.serve("/feed", feed(*told))
        files = Files(feeds=[wire(url)], channels=[to], extra={"notices": {"channels": ["mail"]}})
        async with house(tmp_path, files) as home:
            _write(
                home, **{"digest.html": "{{ broken", "notice.txt": shipped_text("notice.txt.j2")}
            )
            for day in range(3):
                told.append(entry(f"Huawei wins contract {day} in Oslo", guid=f"c{day}"))
                server.serve("/feed", feed(*told))
                await home.once(hours=24)

            (notice,) = await home.app.desk.read(lambda s: notices.listing(s, limit=99))
            assert notice.kind == "template-broken"
            assert notice.ended_at is None
            assert len([path for path in home.outbox if "notices" in path.name]) == 2


async def test_notice_of_a_broken_template_ends_when_it_is_mended(tmp_path: Path) -> None:
    with FeedServer() as server:
        first = entry("Huawei opens a laboratory", guid="1")
        url = server.serve("/feed", feed(first))
        async with house(tmp_path, Files(feeds=[wire(url)])) as home:
            _write(home, **{"digest.html": "{{ broken"})
            await home.once()
            assert await home.app.desk.read(lambda s: notices.listing(s, open_only=True))
            _write(home, **{"digest.html": shipped_text("digest.html.j2")})
            server.serve("/feed", feed(first, entry("Huawei wins a contract", guid="2")))
            await home.once(hours=24)

            assert await home.app.desk.read(lambda s: notices.listing(s, open_only=True)) == []
