"""The home folder: made where it is missing, refused with advice, run by one process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.home import Home
from monitor.core.errors import HomeError, HomeLockedError

HOLD = """
import sys
from pathlib import Path
from config.home import Home
with Home(Path(sys.argv[1])).lock():
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_home_is_made_where_it_is_missing(tmp_path: Path) -> None:
    home = Home(tmp_path / "new" / "home").ensure()

    assert home.config_dir.is_dir()
    assert home.outbox.is_dir()
    assert home.database_url == f"sqlite:///{tmp_path}/new/home/telemon.db"


def test_a_file_is_no_home(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")

    with pytest.raises(HomeError, match="is not a folder; name another one with --home"):
        Home(tmp_path / "home").ensure()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_home_is_refused_with_advice(tmp_path: Path) -> None:
    home = Home(tmp_path / "home").ensure()
    home.outbox.chmod(0o500)

    with pytest.raises(HomeError, match=r"cannot be written .* give this user the right"):
        home.ensure()


def test_a_home_is_run_by_one_process_at_a_time(tmp_path: Path) -> None:
    home = Home(tmp_path).ensure()
    with home.lock(), pytest.raises(HomeLockedError, match=f"process {os.getpid()} runs on this"):
        home.lock().__enter__()

    with home.lock():
        assert (tmp_path / "telemon.pid").read_text() == f"{os.getpid()}\n"


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    home = Home(tmp_path).ensure()
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(HomeLockedError, match=f"process {holder.pid} runs"):
            home.lock().__enter__()
        holder.kill()

    with home.lock():
        assert (tmp_path / "telemon.pid").read_text() == f"{os.getpid()}\n"
