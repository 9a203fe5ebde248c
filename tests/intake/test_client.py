"""The client against real servers on loopback."""

from __future__ import annotations

import shutil
import ssl
import subprocess
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import anyio
import pytest

from monitor.core.feed import Verdict
from monitor.intake.client import Client
from monitor.intake.egress import Egress
from monitor.intake.exchange import FetchError, Response
from monitor.intake.resolve import Resolve
from tests.servers import Answer, FeedServer, bomb, entry, feed, gzipped, redirect

LOOPBACK = Egress([ip_network("127.0.0.0/8")])
BODY = feed(entry("Vodafone sells towers"))

pytestmark = pytest.mark.anyio


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as running:
        yield running


def client(
    *,
    egress: Egress = LOOPBACK,
    seconds: float = 5,
    max_bytes: int = 200_000,
    max_inflated_bytes: int = 400_000,
    resolve: Resolve | None = None,
    tls: ssl.SSLContext | None = None,
) -> AbstractAsyncContextManager[Client]:
    return Client(
        egress=egress,
        user_agent="telemon/test (+https://example.org/bot)",
        timeout=timedelta(seconds=seconds),
        max_bytes=max_bytes,
        max_inflated_bytes=max_inflated_bytes,
        resolve=resolve,
        ssl_context=tls,
    )


async def get(url: str, *, within: AbstractAsyncContextManager[Client] | None = None) -> Response:
    async with within or client() as entered:
        return await entered.get(url)


async def error_of(
    url: str, *, within: AbstractAsyncContextManager[Client] | None = None
) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await get(url, within=within)
    return caught.value


def names(table: dict[str, Sequence[str]]) -> Resolve:
    async def resolve(host: str, port: int) -> Sequence[str]:
        return table.get(host, ())

    return resolve


async def test_body_and_headers_come_back(server: FeedServer) -> None:
    url = server.serve("/feed", BODY, headers={"X-Thing": "a"})

    answer = await get(url)

    assert (answer.status, answer.body, answer.url) == (200, BODY, url)
    assert answer.headers["x-THING"] == "a"
    assert server.requests()[0].headers["user-agent"] == "telemon/test (+https://example.org/bot)"


async def test_gzip_is_inflated_and_counted_as_received(server: FeedServer) -> None:
    body = BODY * 50
    answer = await get(server.script("/feed", gzipped(body)))

    assert answer.body == body
    assert answer.bytes_received < len(body) / 5


@pytest.mark.parametrize(
    "packed", [zlib.compress(BODY), zlib.compress(BODY)[2:-4]], ids=["zlib", "raw"]
)
async def test_deflate_is_read_with_and_without_its_wrapper(
    server: FeedServer, packed: bytes
) -> None:
    url = server.script("/feed", Answer(headers={"Content-Encoding": "deflate"}, body=packed))

    assert (await get(url)).body == BODY


async def test_gzip_members_in_a_row_are_one_body(server: FeedServer) -> None:
    twice = gzipped(BODY).body + gzipped(b"more").body + b"\0\0\0"
    url = server.script("/feed", Answer(headers={"Content-Encoding": "gzip"}, body=twice))

    assert (await get(url)).body == BODY + b"more"


async def test_truncated_gzip_gives_what_came(server: FeedServer) -> None:
    packed = gzipped(BODY).body
    url = server.script("/feed", Answer(headers={"Content-Encoding": "gzip"}, body=packed[:-12]))

    answer = await get(url)

    assert BODY.startswith(answer.body)
    assert not answer.complete


async def test_damaged_gzip_is_broken(server: FeedServer) -> None:
    url = server.script("/feed", Answer(headers={"Content-Encoding": "gzip"}, body=b"no gzip"))

    assert (await error_of(url)).verdict is Verdict.BROKEN


async def test_coding_that_was_not_asked_for_is_refused(server: FeedServer) -> None:
    url = server.script("/feed", Answer(headers={"Content-Encoding": "br"}, body=b"\x0b\x02"))

    assert "encoded as br" in (await error_of(url)).detail


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
async def test_bomb_stops_at_the_cap(server: FeedServer, coding: str) -> None:
    error = await error_of(server.script("/bomb", bomb(100_000_000, coding)))

    assert error.verdict is Verdict.TOO_LARGE
    assert "inflates to more than 400,000 bytes" in error.detail


async def test_endless_body_stops_at_the_cap(server: FeedServer) -> None:
    url = server.script("/endless", Answer(endless=iter(lambda: b"x" * 50_000, b"")))

    error = await error_of(url)

    assert (error.verdict, error.detail) == (Verdict.TOO_LARGE, "more than 200,000 bytes")


async def test_dripping_body_is_bounded_by_total_time(server: FeedServer) -> None:
    url = server.script("/drip", Answer(body=b"x" * 1000, drip=0.02))
    with anyio.fail_after(3):
        error = await error_of(url, within=client(seconds=0.3))

    assert error.verdict is Verdict.TIMEOUT


async def test_stalling_server_times_out(server: FeedServer) -> None:
    url = server.script("/stall", Answer(stall=30))
    with anyio.fail_after(3):
        error = await error_of(url, within=client(seconds=0.2))

    assert error.verdict is Verdict.TIMEOUT


async def test_total_time_includes_redirects(server: FeedServer) -> None:
    for number in range(4):
        answer = redirect(f"/{number + 1}")
        server.script(
            f"/{number}", Answer(status=answer.status, headers=answer.headers, stall=0.15)
        )
    server.serve("/4", BODY)

    assert (await error_of(server.url("/0"), within=client(seconds=0.4))).verdict is Verdict.TIMEOUT


async def test_content_length_that_promises_more_gives_what_came(server: FeedServer) -> None:
    answer = await get(server.script("/lie", Answer(body=BODY, announce=len(BODY) + 500)))

    assert answer.body == BODY
    assert not answer.complete


async def test_content_length_that_promises_less_gives_that_much(server: FeedServer) -> None:
    answer = await get(server.script("/lie", Answer(body=BODY, announce=100)))

    assert answer.body == BODY[:100]


async def test_missing_content_length_is_read_to_the_end(server: FeedServer) -> None:
    answer = await get(server.script("/feed", Answer(body=BODY, announce=-1)))

    assert (answer.body, answer.complete) == (BODY, True)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(hang_up=True),
        Answer(raw=b"SSH-2.0-OpenSSH_9.2\r\n"),
        Answer(raw=b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nx"),
        Answer(raw=b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 300_000 + b"\r\n\r\n"),
        Answer(raw=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
    ],
    ids=["hang up", "ssh", "length", "huge header", "chunks"],
)
async def test_what_is_not_http_is_unreachable(server: FeedServer, answer: Answer) -> None:
    assert (await error_of(server.script("/feed", answer))).verdict is Verdict.UNREACHABLE


async def test_closed_port_is_unreachable(server: FeedServer) -> None:
    with FeedServer() as other:
        url = other.url("/feed")
    error = await error_of(url)

    assert (error.verdict, error.unresolved) == (Verdict.UNREACHABLE, False)


async def test_name_without_address_is_told_apart() -> None:
    error = await error_of("http://nowhere.test/", within=client(resolve=names({})))

    assert (error.verdict, error.unresolved) == (Verdict.UNREACHABLE, True)
    assert "nowhere.test" in error.detail


async def test_loop_of_redirects_ends(server: FeedServer) -> None:
    server.script("/a", redirect("/b"))
    server.script("/b", redirect("/a"))

    error = await error_of(server.url("/a"))

    assert (error.verdict, server.count()) == (Verdict.REDIRECTS, 2)
    assert "loop" in error.detail


async def test_sixth_redirect_is_too_many(server: FeedServer) -> None:
    for number in range(10):
        server.script(f"/{number}", redirect(f"/{number + 1}"))

    error = await error_of(server.url("/0"))

    assert (error.verdict, server.count()) == (Verdict.REDIRECTS, 6)


async def test_redirect_without_target_is_an_error(server: FeedServer) -> None:
    error = await error_of(server.script("/feed", Answer(status=302)))

    assert (error.verdict, error.detail) == (Verdict.REDIRECTS, "302 without a target")


async def test_redirect_target_in_utf8_is_followed(server: FeedServer) -> None:
    server.serve("/m%C3%BCnchen", BODY)
    target = "/münchen".encode().decode("latin-1")

    assert (await get(server.script("/feed", redirect(target)))).body == BODY


@pytest.mark.parametrize(
    "target",
    [
        "http://10.0.0.1/", "http://169.254.169.254/latest/meta-data/", "http://[fd00::1]/",
        "http://[fe80::1]/", "http://[::ffff:10.0.0.1]/", "http://[64:ff9b::10.0.0.1]/",
        "http://[2002:a00:1::]/", "http://0.0.0.0/", "http://1.1.1.1:22/", "//10.0.0.1/",
        "file:///etc/passwd", "ftp://10.0.0.1/", "gopher://10.0.0.1/", "data:text/plain,x",
        "javascript:alert(1)", "http://user:secret@127.0.0.1/", "http://167772161/",
        "http://0xa000001/", "http://10.1/", "http://0x0a.0.0.1/", "http://[::10.0.0.1]/",
        "http://[64:ff9b:1::1]/",
        "http://100.64.0.1/", "http://192.168.0.1:443/", "http://224.0.0.1/", "http://[ff02::1]/",
        "http://8.8.8.8:25/", "http://8.8.8.8:6379/", "dict://10.0.0.1:11211/", "ldap://10.0.0.1/",
        "http://0/", "http://10.0.0.1\\@example.org/",
    ],
)  # fmt: skip
async def test_redirect_out_of_bounds_is_refused(server: FeedServer, target: str) -> None:
    error = await error_of(server.script("/feed", redirect(target)))

    assert error.verdict is Verdict.REFUSED
    assert "redirected" in error.detail
    assert server.count() == 1


@pytest.mark.parametrize(
    "target",
    ["http://012.0.0.1/", "http://0012.1/", "http://[fe80::1%25eth0]/", "http://[10.0.0.1]/"],
)
async def test_redirect_to_a_disguised_address_contacts_nobody(
    server: FeedServer, target: str
) -> None:
    error = await error_of(server.script("/feed", redirect(target)))

    assert error.verdict in (Verdict.REFUSED, Verdict.REDIRECTS, Verdict.UNREACHABLE)
    assert server.count() == 1


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0",
        "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "127.0.0.1.", "１２７.0.0.1",
    ],
)  # fmt: skip
async def test_this_machine_is_not_reached_unless_allowed(server: FeedServer, host: str) -> None:
    server.serve("/feed", BODY)

    error = await error_of(f"http://{host}:{server.port}/feed", within=client(egress=Egress()))

    assert error.verdict in (Verdict.REFUSED, Verdict.UNREACHABLE)
    assert server.count() == 0


@pytest.mark.parametrize(
    "url",
    ["", "feed", "ftp://example.org/", "http://", "http://user@example.org/", "http://a\0b/",
     "http://[::1", "http://a:99999/", "mailto:x@example.org", "//example.org/feed"],
)  # fmt: skip
async def test_what_is_no_address_of_the_web_is_refused(url: str) -> None:
    assert (await error_of(url)).verdict is Verdict.REFUSED


@pytest.mark.parametrize(
    "url", [r"http://good.test\@127.0.0.1/", "http://good.test#@127.0.0.1/", "http://good.test?@x/"]
)
async def test_userinfo_tricks_do_not_change_the_host(url: str) -> None:
    asked: list[str] = []

    async def resolve(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ()

    error = await error_of(url, within=client(resolve=resolve))

    assert error.unresolved or error.verdict is Verdict.REFUSED
    assert set(asked) <= {"good.test"}


async def test_name_with_one_private_address_is_refused(server: FeedServer) -> None:
    server.serve("/feed", BODY)
    table = names({"mixed.test": ["127.0.0.1", "10.0.0.1"]})

    error = await error_of(f"http://mixed.test:{server.port}/feed", within=client(resolve=table))

    assert (error.verdict, server.count()) == (Verdict.REFUSED, 0)
    assert "mixed.test: 10.0.0.1" in error.detail


async def test_connection_goes_to_the_address_that_was_checked(server: FeedServer) -> None:
    """A second look-up that would answer otherwise (rebinding) never happens."""
    server.serve("/feed", BODY)
    answers = [["127.0.0.1"], ["10.0.0.1"]]
    looked_up = 0

    async def resolve(host: str, port: int) -> Sequence[str]:
        nonlocal looked_up
        looked_up += 1
        return answers[looked_up - 1]

    async with client(resolve=resolve) as entered:
        url = f"http://rebinding.test:{server.port}/feed"
        first = await entered.get(url)
        with pytest.raises(FetchError) as caught:
            await entered.get(url)

    assert (first.status, looked_up, server.count()) == (200, 2, 1)
    assert caught.value.verdict is Verdict.REFUSED


async def test_redirect_to_a_name_that_resolves_inside_is_refused(server: FeedServer) -> None:
    table = names({"outer.test": ["127.0.0.1"], "inner.test": ["192.168.1.1"]})
    server.script("/feed", redirect(f"http://inner.test:{server.port}/"))

    url = f"http://outer.test:{server.port}/feed"
    error = await error_of(url, within=client(resolve=table))

    assert error.verdict is Verdict.REFUSED
    assert "inner.test" in error.detail


@pytest.mark.parametrize(
    "inside",
    ["10.0.0.1", "169.254.169.254", "fd00::1", "fe80::1", "::ffff:10.0.0.1", "64:ff9b::a00:1",
     "2002:a00:1::1", "100.64.0.1", "198.18.0.1", "ff02::1"],
)  # fmt: skip
async def test_name_is_as_good_as_every_address_it_has(server: FeedServer, inside: str) -> None:
    table = names({"outer.test": ["127.0.0.1"], "inner.test": ["127.0.0.1", inside]})
    server.script("/feed", redirect(f"http://inner.test:{server.port}/secret"))
    server.serve("/secret", BODY)
    narrow = Egress([ip_network("127.0.0.1/32")])

    error = await error_of(
        f"http://outer.test:{server.port}/feed", within=client(egress=narrow, resolve=table)
    )

    assert error.verdict is Verdict.REFUSED
    assert server.count("/secret") == 0


async def test_name_is_looked_up_and_checked_again_at_each_redirect(server: FeedServer) -> None:
    """A name that was harmless at the first hop and leads inside at the second (rebinding)."""
    server.script("/feed", redirect("/secret"))
    server.serve("/secret", BODY)
    answers = [["127.0.0.1"], ["10.0.0.1"]]

    async def resolve(host: str, port: int) -> Sequence[str]:
        return answers.pop(0)

    error = await error_of(
        f"http://rebinding.test:{server.port}/feed", within=client(resolve=resolve)
    )

    assert (error.verdict, server.count("/secret")) == (Verdict.REFUSED, 0)


async def test_next_address_is_tried_when_the_first_does_not_answer(server: FeedServer) -> None:
    server.serve("/feed", BODY)
    table = names({"two.test": ["127.0.0.2", "127.0.0.1"]})

    answer = await get(f"http://two.test:{server.port}/feed", within=client(resolve=table))

    assert answer.status == 200


async def test_secrets_stay_with_their_origin(server: FeedServer) -> None:
    with FeedServer() as other:
        target = other.serve("/feed", BODY)
        server.script("/here", redirect(target))
        server.script("/first", redirect("/here"))
        async with client() as entered:
            await entered.get(
                server.url("/first"),
                headers=[("Accept", "a/b")],
                private=[("X-Key", "secret")],
                auth=("ann", "pass:wörd"),
            )
        there = other.requests()[0].headers

    here = [request.headers for request in server.requests()]
    assert all(each["x-key"] == "secret" and "authorization" in each for each in here)
    assert not {"x-key", "authorization"} & set(there)
    assert there["accept"] == "a/b"


async def test_header_that_cannot_be_sent_is_refused(server: FeedServer) -> None:
    for value in ("a\r\nb: c", "日本"):
        async with client() as entered:
            with pytest.raises(FetchError) as caught:
                await entered.get(server.url("/"), private=[("X-Key", value)])

        assert caught.value.verdict is Verdict.REFUSED
    assert server.count() == 0


async def test_cookies_are_not_kept(server: FeedServer) -> None:
    url = server.script("/feed", Answer(headers={"Set-Cookie": "a=b; Path=/"}))
    async with client() as entered:
        await entered.get(url)
        await entered.get(url)

    assert "cookie" not in server.requests()[1].headers


async def test_post_sends_its_body_and_follows_no_redirect(server: FeedServer) -> None:
    hook = server.script("/hook", redirect("/elsewhere", 307))
    async with client() as entered:
        answer = await entered.post(
            hook, body=b"{}", headers=[("Content-Type", "application/json")]
        )

    assert (answer.status, server.count()) == (307, 1)
    sent = server.requests()[0]
    assert (sent.method, sent.body, sent.headers["content-type"]) == (
        "POST", b"{}", "application/json",
    )  # fmt: skip


async def test_post_is_behind_the_same_check(server: FeedServer) -> None:
    async with client(egress=Egress()) as entered:
        with pytest.raises(FetchError) as caught:
            await entered.post(server.url("/hook"), body=b"{}")

    assert (caught.value.verdict, server.count()) == (Verdict.REFUSED, 0)


async def test_many_tasks_share_the_slots(server: FeedServer) -> None:
    server.serve("/feed", BODY)
    statuses: list[int] = []
    async with (
        Client(egress=LOOPBACK, concurrency=3) as entered,
        anyio.create_task_group() as tasks,
    ):

        async def one() -> None:
            statuses.append((await entered.get(server.url("/feed"))).status)

        for _ in range(40):
            tasks.start_soon(one)

    assert statuses == [200] * 40


async def test_proxies_of_the_environment_are_not_used(
    server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1/")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1/")

    assert (await get(server.serve("/feed", BODY))).status == 200


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    folder = tmp_path_factory.mktemp("tls")

    def make(name: str) -> Path:
        pem = folder / f"{name}.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-keyout", str(pem), "-out", str(folder / "cert"), "-days", "2",
             "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}"],
            check=True, capture_output=True,
        )  # fmt: skip
        pem.write_text(pem.read_text() + (folder / "cert").read_text())
        return pem

    return make


@pytest.mark.skipif(shutil.which("openssl") is None, reason="makes its certificate with openssl")
@pytest.mark.parametrize(("name", "works"), [("good.test", True), ("wrong.test", False)])
async def test_tls_verifies_the_name_though_the_address_is_pinned(
    certified: Callable[[str], Path], name: str, works: bool
) -> None:
    pem = certified("good.test")
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(pem)
    trusting = ssl.create_default_context(cafile=str(pem))
    table = names({"good.test": ["127.0.0.1"], "wrong.test": ["127.0.0.1"]})
    with FeedServer(tls=served) as secure:
        secure.serve("/feed", BODY)
        url = f"https://{name}:{secure.port}/feed"
        within = client(resolve=table, tls=trusting)
        if works:
            assert (await get(url, within=within)).body == BODY
        else:
            error = await error_of(url, within=within)

            assert error.verdict is Verdict.UNREACHABLE
            assert "TLS failed" in error.detail
            assert secure.count() == 0
