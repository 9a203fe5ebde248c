"""The unsubscribe link of a mail: asked with GET, done with POST, effective at once."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from tests.flow.house import Files, wire
from tests.servers import FeedServer, entry, feed
from tests.web.test_pages import Site, site

pytestmark = pytest.mark.anyio

PUBLIC = "https://telemon.example.org"
MAIL = ({"id": "mail", "type": "email", "to": ["a@example.org", "b@example.org"]},)


def _mails(pages: Site) -> dict[str, EmailMessage]:
    """The newest mail to each recipient."""
    found = {}
    for path in sorted(pages.home.outbox, key=lambda one: one.stat().st_mtime_ns):
        mail = message_from_bytes(path.read_bytes(), policy=default)
        assert isinstance(mail, EmailMessage)
        found[str(mail["To"])] = mail
    return found


def _path(mail: EmailMessage) -> str:
    return str(mail["List-Unsubscribe"]).split(PUBLIC)[1].split(">")[0]


async def _tell(pages: Site, server: FeedServer, title: str) -> set[str]:
    """Who got a mail of the next day's news."""
    server.serve("/feed", feed(entry(title, guid=title)))
    before = set(pages.home.outbox)
    await pages.home.once(hours=24)
    new = set(pages.home.outbox) - before
    return {str(message_from_bytes(path.read_bytes())["To"]) for path in new}


async def test_one_click_ends_the_mails_of_one_reader_at_once(tmp_path: Path) -> None:
    with FeedServer() as server:
        url = server.serve("/feed", feed(entry("Huawei begins", guid="0")))
        files = Files(feeds=[wire(url)], channels=MAIL)
        async with site(tmp_path, files, public_url=PUBLIC) as pages:
            await pages.home.once()
            assert await _tell(pages, server, "Huawei one") == {"a@example.org", "b@example.org"}
            mail = _mails(pages)["a@example.org"]
            assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
            path = _path(mail)
            other = _path(_mails(pages)["b@example.org"])
            for kind in ("plain", "html"):
                body = mail.get_body((kind,))
                assert body is not None
                assert body.get_content().count(PUBLIC + path) == 1
                assert other not in body.get_content()

            asked = await pages.client.get(path)
            assert "Unsubscribe?" in asked.text
            assert "form-action 'self'" in asked.headers["content-security-policy"]
            assert await _tell(pages, server, "Huawei two") == {"a@example.org", "b@example.org"}

            done = await pages.client.post(
                path, content="List-Unsubscribe=One-Click",
                headers={"Content-Type": "application/x-www-form-urlencoded"},
            )  # fmt: skip
            assert "You are unsubscribed" in done.text
            assert await _tell(pages, server, "Huawei three") == {"b@example.org"}

            await pages.client.post(path + "/undo")
            assert await _tell(pages, server, "Huawei four") == {"a@example.org", "b@example.org"}
            again = _mails(pages)["a@example.org"].get_body(("plain",))
            assert again is not None
            assert "Huawei three" not in again.get_content()


async def test_mail_with_the_rest_of_a_day_is_left_by_one_click_and_all_digests_with_it(
    tmp_path: Path,
) -> None:
    channel = {**MAIL[0], "max_per_day": 1}
    plan = {"watchlists": ["huawei"], "channels": ["mail"], "schedule": "hourly"}
    plans = [{**plan, "id": "news", "name": "News"}, {**plan, "id": "more", "name": "More"}]
    with FeedServer() as server:
        told = [entry("Huawei begins", guid="0")]
        url = server.serve("/feed", feed(*told))
        files = Files(feeds=[wire(url)], channels=[channel], digests=plans)
        async with site(tmp_path, files, public_url=PUBLIC) as pages:
            await pages.home.once()
            for number in range(2):
                told.append(entry(f"Huawei opens school {number} in Oslo", guid=f"{number}x"))
                server.serve("/feed", feed(*told))
                await pages.home.once(hours=1)
            await pages.home.once(hours=24)
            mail = _mails(pages)["a@example.org"]
            assert str(mail["List-Id"]) == "<collected.mail.localhost>"
            assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
            assert "“News, More”" in (await pages.client.get(_path(mail))).text

            await pages.client.post(_path(mail))
            assert await _tell(pages, server, "Huawei after that") == {"b@example.org"}
            await pages.client.post(_path(mail) + "/undo")
            assert await _tell(pages, server, "Huawei once more") == {
                "a@example.org",
                "b@example.org",
            }


async def test_unknown_token_is_404_and_changes_nothing(tmp_path: Path) -> None:
    async with site(tmp_path) as pages:
        for method in ("GET", "POST"):
            answer = await pages.client.request(method, "/unsubscribe/guess")
            assert answer.status_code == 404


@pytest.mark.parametrize("public", [None, "http://telemon.example.org"])
async def test_without_a_public_https_address_there_is_only_the_mail_address(
    tmp_path: Path, public: str | None
) -> None:
    with FeedServer() as server:
        url = server.serve("/feed", feed(entry("Huawei begins", guid="0")))
        async with site(tmp_path, Files(feeds=[wire(url)]), public_url=public) as pages:
            await pages.home.once()
            await _tell(pages, server, "Huawei one")
            (mail,) = _mails(pages).values()
    assert "mailto:" in mail["List-Unsubscribe"]
    assert "http" not in mail["List-Unsubscribe"]
    assert mail["List-Unsubscribe-Post"] is None
