"""Written summaries: what a real endpoint on loopback invents is dropped, and no digest waits for it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path

import pytest
from pydantic import SecretStr

from monitor.core.digest import DigestStory
from monitor.core.summary.asking import Asked, Outcome
from monitor.flow.compose import compose
from monitor.tasks import run_fold, run_poll
from storage import digests, summaries
from tests.flow.house import Files, House, house, wire
from tests.servers import Answer, FeedServer, Request, entry, feed

pytestmark = pytest.mark.anyio

TITLE = "Huawei and Orange agree to share masts in Romania"
TEXTS = {
    "wire": "Huawei and Orange will share 1,900 masts in rural Romania. They expect to save 140 million "
    "euros over five years, the two companies said in a statement.",
    "post": "Huawei and Orange signed the agreement about masts in Bucharest on Monday. The regulator "
    "Ancom has three months to object to it, and nobody expects it to.",
}
GOOD = (
    "Huawei and Orange will share 1,900 masts in Romania and expect to save 140 million euros over "
    "five years. The regulator Ancom has three months to object."
)
KEY = "sk-of-nobody"
PATH = "/v1/chat/completions"


def says(text: str, **tricks: float) -> Answer:
    """A chat completion that says `text`."""
    body = {"choices": [{"index": 0, "message": {"role": "assistant", "content": text}}]}
    return Answer(body=json.dumps(body).encode(), **tricks)  # type: ignore[arg-type]  # stall, drip


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as running:
        yield running


def _feeds(server: FeedServer, texts: dict[str, str] | None = None) -> list[dict[str, object]]:
    return [
        wire(
            server.serve(
                f"/{name}",
                feed(entry(TITLE, guid="1", link=f"https://{name}.example/1", summary=text)),
            ),
            name,
        )
        for name, text in (texts or TEXTS).items()
    ]


def _settings(server: FeedServer) -> dict[str, object]:
    return {
        "summary_url": server.url("/v1"),
        "summary_model": "small-1",
        "summary_key": SecretStr(KEY),
        "summary_timeout": 0.5,
    }


async def _story(home: House) -> DigestStory:
    (issue,) = [one.issue for one in await home.digests() if one.issue.stories]
    return issue.stories[0]


async def _asked(home: House) -> list[Asked]:
    return (await home.app.desk.read(lambda s: summaries.of_stories(s, [1]))).get(1, [])


async def _told(server: FeedServer, folder: Path, *answers: Answer) -> tuple[DigestStory, Asked]:
    """The story of the one digest that was composed, and the question that was asked for it."""
    server.script(PATH, *answers)
    async with house(folder, Files(feeds=_feeds(server)), **_settings(server)) as home:
        await home.once()
        (asked,) = await _asked(home)
        return await _story(home), asked


async def test_summary_that_stands_up_to_its_sources_is_sent_and_marked(
    server: FeedServer, tmp_path: Path
) -> None:
    server.script(PATH, says(GOOD))
    async with house(tmp_path, Files(feeds=_feeds(server)), **_settings(server)) as home:
        await home.once()

        story = await _story(home)
        assert story.written is not None
        assert (story.written.text, story.written.model, story.written.reports) == (
            GOOD,
            "small-1",
            2,
        )
        mail = home.outbox[0].read_text("utf-8")
        assert "Written by a model (small-1) from 2 reports" in " ".join(mail.split())
        (request,) = server.requests(PATH)
        assert request.method == "POST"
        assert request.headers["authorization"] == f"Bearer {KEY}"
        question = json.loads(request.body)
        assert question["model"] == "small-1"
        assert all(text in question["messages"][1]["content"] for text in TEXTS.values())


@pytest.mark.parametrize(
    ("answer", "because"),
    [
        (GOOD.replace("1,900", "2,900"), "it has a number that no report has: 2,900"),
        (GOOD.replace("140 million", "140 billion"), "it has a number that no report has: 140 billion euros"),
        (GOOD.replace("Orange", "Vodafone"), "it has a name that no report has: Vodafone"),
        (GOOD.replace("Ancom", "Zyxotel"), "it has a name that no report has: Zyxotel"),
        ("I'm sorry, but I can't help with that request about telecom news.", "it has a name"),
        ("{\"summary\": \"Huawei and Orange share masts.\"}", "it is no plain prose"),
        ("", "there is nothing in it"),
    ],
)  # fmt: skip
async def test_what_a_model_invents_is_dropped_with_its_reason(
    server: FeedServer, tmp_path: Path, answer: str, because: str
) -> None:
    story, asked = await _told(server, tmp_path, says(answer))

    assert story.written is None
    assert len({sentence.outlet for sentence in story.sentences}) == 2
    assert asked.outcome is Outcome.DROPPED
    assert asked.reason is not None
    assert asked.reason.startswith(because)


@pytest.mark.parametrize(
    ("answer", "because"),
    [
        (Answer(status=500, body=b"out of memory"), "the endpoint answered 500"),
        (Answer(status=302, headers={"Location": "http://elsewhere.example/"}), "the endpoint answered 302"),
        (Answer(body=b"<html>It works!</html>"), "the endpoint's answer is no chat completion"),
        (Answer(body=b'{"choices": []}'), "the endpoint's answer is no chat completion"),
        (Answer(body=b"[" * 150_000), "the endpoint's answer is no chat completion"),
        (Answer(body=b'{"choices": [{"message": {"content": null}}]}'), "the endpoint's answer has no text"),
        (Answer(endless=iter([b"x" * 50_000] * 50)), "no answer (over a cap"),
        (Answer(hang_up=True), "no answer (unreachable"),
        (says(GOOD, stall=9), "no answer (timed out"),
        (says(GOOD, drip=0.2), "no answer (timed out"),
    ],
)  # fmt: skip
async def test_endpoint_that_gives_no_answer_stops_no_digest(
    server: FeedServer, tmp_path: Path, answer: Answer, because: str
) -> None:
    started = time.monotonic()
    story, asked = await _told(server, tmp_path, answer)

    assert time.monotonic() - started < 8
    assert story.written is None
    assert story.sentences
    assert asked.outcome is Outcome.FAILED
    assert asked.reason is not None
    assert asked.reason.startswith(because)
    assert str(server.port) not in asked.reason


async def test_composing_never_asks_and_so_never_waits(server: FeedServer, tmp_path: Path) -> None:
    server.script(PATH, says(GOOD, stall=30))
    async with house(tmp_path, Files(feeds=_feeds(server)), **_settings(server)) as home:
        await run_poll(home.app)
        await run_fold(home.app)
        await compose(home.app.desk, home.app.live)

        assert (await _story(home)).sentences
        assert server.count(PATH) == 0


async def test_same_reports_are_asked_about_once_and_more_reports_again(
    server: FeedServer, tmp_path: Path
) -> None:
    server.script(PATH, says(GOOD))
    daily = {"watchlists": ["huawei"], "channels": ["mail"]}
    plans = [
        {"id": "one", "schedule": "daily 07:30", **daily},
        {"id": "two", "schedule": "daily 07:30", **daily},
    ]
    files = Files(feeds=_feeds(server), digests=plans)
    async with house(tmp_path, files, **_settings(server)) as home:
        await home.once()
        await home.once(minutes=5)
        assert server.count(PATH) == 1

        written = [one.issue.stories[0].written for one in await home.digests()]
        assert len(written) == 2
        assert all(one is not None and one.text == GOOD for one in written)


async def test_endpoint_that_fails_is_left_alone_for_five_minutes(
    server: FeedServer, tmp_path: Path
) -> None:
    server.script(PATH, Answer(status=500), says(GOOD))
    flash = {"id": "flash", "watchlists": ["huawei"], "channels": ["mail"], "schedule": "immediate"}
    plan = flash | {"gather": "10m"}
    files = Files(feeds=_feeds(server), digests=[plan])
    async with house(tmp_path, files, **_settings(server)) as home:
        await home.once()
        await home.once(minutes=2)
        assert server.count(PATH) == 1
        await home.once(minutes=4)
        assert server.count(PATH) == 2
        await home.once(minutes=6)

        (asked,) = await _asked(home)
        assert (asked.outcome, asked.tries) == (Outcome.WRITTEN, 2)
        assert (await _story(home)).written is not None


async def test_private_endpoint_is_refused_unless_its_network_is_allowed(
    server: FeedServer, tmp_path: Path
) -> None:
    with FeedServer(host="127.0.0.2") as endpoint:
        endpoint.script(PATH, says(GOOD))
        settings = _settings(endpoint) | {"allow_networks": (ip_network("127.0.0.1/32"),)}
        async with house(tmp_path, Files(feeds=_feeds(server)), **settings) as home:
            await home.once()

            (asked,) = await _asked(home)
            assert asked.reason is not None
            assert "TELEMON_ALLOW_NETWORKS" in asked.reason
            assert endpoint.count() == 0


async def test_revised_report_takes_back_what_was_written_of_it(
    server: FeedServer, tmp_path: Path
) -> None:
    plan = {"id": "flash", "watchlists": ["huawei"], "channels": ["mail"], "schedule": "immediate"}
    server.script(PATH, says(GOOD))
    files = Files(feeds=_feeds(server), digests=[plan | {"gather": "30m"}])
    async with house(tmp_path, files, **_settings(server)) as home:
        await home.once()
        assert [one.outcome for one in await _asked(home)] == [Outcome.WRITTEN]
        _feeds(server, TEXTS | {"wire": TEXTS["wire"].replace("1,900", "2,900")})
        await home.once(minutes=20)
        await home.once(minutes=20)

        assert (await _story(home)).written is None


async def test_stored_issue_keeps_what_it_was_composed_with(
    server: FeedServer, tmp_path: Path
) -> None:
    def once(request: Request) -> Answer:
        return says(GOOD)

    server.script(PATH, once, says("Nothing."))
    async with house(tmp_path, Files(feeds=_feeds(server)), **_settings(server)) as home:
        await home.once()
        first = await home.digests()
        await home.once(hours=2)

        assert await home.digests() == first
        again = await home.app.desk.read(lambda s: digests.get(s, first[0].id))
        assert again == first[0]
