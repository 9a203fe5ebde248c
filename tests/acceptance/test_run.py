"""`telemon run` as a process: its page, its lock, its end, and edits of the files while it runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from config.home import Home
from tests.acceptance.process import Telemon, running, wait_until
from tests.flow.house import Files, wire
from tests.servers import FeedServer, entry, feed

pytestmark = [pytest.mark.slow]


def _telemon(folder: Path, server: FeedServer) -> Telemon:
    url = server.serve("/feed", feed(entry("Huawei wins a 5G order", guid="1")))
    Files(feeds=[wire(url)]).write(Home(folder / "home"))
    return Telemon(folder / "home", {"TELEMON_POLL_INTERVAL": "1"})


def test_page_is_up_and_sigterm_ends_it_in_order(tmp_path: Path) -> None:
    with FeedServer() as server, running(_telemon(tmp_path, server)) as telemon:
        status, page = telemon.ask("/")
        assert status == 200
        assert "Stories" in page
        wait_until(lambda: "Huawei wins a 5G order" in telemon.ask("/stories")[1])

        assert telemon.stop() == 0
        assert "Traceback" not in telemon.log
        assert "stopped" in telemon.log


def test_second_process_on_the_same_home_is_refused(tmp_path: Path) -> None:
    with FeedServer() as server, running(_telemon(tmp_path, server)) as telemon:
        refused = telemon.call("once")

        assert refused.returncode == 1
        assert telemon.process is not None
        assert str(telemon.process.pid) in refused.stderr
        assert "Traceback" not in refused.stderr
        assert telemon.call("status", "--format", "json").returncode == 0


def test_taken_port_ends_it_with_advice(tmp_path: Path) -> None:
    with FeedServer() as server, running(_telemon(tmp_path, server)) as telemon:
        other = Telemon(tmp_path / "other", port=telemon.port)
        Files().write(Home(other.home))

        refused = other.call("run")

        assert refused.returncode == 2
        assert "TELEMON_BIND" in refused.stderr
        assert "Traceback" not in refused.stderr


def test_bad_edit_keeps_the_old_revision_and_a_good_one_is_taken_over(tmp_path: Path) -> None:
    with FeedServer() as server, running(_telemon(tmp_path, server)) as telemon:
        file = Home(telemon.home).watchlists_file
        good = file.read_text("utf-8")

        def health() -> dict[str, object]:
            found: dict[str, object] = json.loads(telemon.ask("/healthz")[1])
            return found

        file.write_text("watchlists:\n  - {id: huawei, query: '(Huawei'}\n", "utf-8")
        wait_until(lambda: health()["status"] == "red", lambda: telemon.log)
        assert "watchlists.yaml:2:" in str(health()["problems"])
        assert health()["config_revision"] == 1

        file.write_text(good.replace("query: Huawei", "query: ZTE"), "utf-8")
        wait_until(lambda: health()["config_revision"] == 2, lambda: telemon.log)
        assert health()["status"] == "green"


def test_bad_files_at_a_start_run_the_last_revision(tmp_path: Path) -> None:
    with FeedServer() as server:
        telemon = _telemon(tmp_path, server)
        with running(telemon):
            telemon.stop()
        Home(telemon.home).digests_file.write_text("digests: [", "utf-8")
        with running(telemon):
            status, body = telemon.ask("/healthz")

            assert status == 503
            assert "digests.yaml" in body


def test_bad_files_without_a_revision_end_it_with_every_problem(tmp_path: Path) -> None:
    telemon = Telemon(tmp_path / "home")
    Files(watchlists=[{"id": "a", "query": "(Huawei"}, {"id": "b", "qery": "ZTE"}]).write(
        Home(telemon.home)
    )

    refused = telemon.call("run")

    assert refused.returncode == 2
    assert "watchlists.yaml:3:10: query: the (" in refused.stderr
    assert "did you mean" in refused.stderr
    assert "Traceback" not in refused.stderr
