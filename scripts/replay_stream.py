"""Two months of the recorded stream through the real command, one `once --now` a poll.

    .venv/bin/python -m scripts.replay_stream [--polls 243] [--keep FOLDER]

Needs the recorded stream beside the checkout. Sets up a home as a user would (init --bare, feeds
import, a digest by mail), steps through the polls, repeats the last one, and prints the figures.
Exits with 1 where a figure is not what the stream served. tests/acceptance/test_stream.py does the
same in one process.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from tests.acceptance.process import Telemon
from tests.acceptance.stream import Stream, recorded_stream
from tests.mailserver import MailServer, mail_server

DIGEST = """channels:
  - {id: mail, type: email, to: [reader@example.org]}
digests:
  - {id: morning, watchlists: [huawei], channels: [mail], schedule: daily 07:30, when_empty: send}
"""
STALL, TIMEOUT = 3.0, 1.0


def main() -> int:
    """0 when everything served was stored once and told once a day."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--polls", type=int, default=0, help="how many; 0 means all")
    parser.add_argument("--keep", type=Path, help="a folder for the home, kept afterwards")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        stream = stack.enter_context(recorded_stream(STALL))
        mail = stack.enter_context(mail_server())
        telemon = _set_up(folder / "home", stream, mail)
        return _replay(telemon, stream, mail, options.polls or stream.polls())


def _set_up(home: Path, stream: Stream, mail: MailServer) -> Telemon:
    telemon = Telemon(
        home,
        {
            "TELEMON_FETCH_TIMEOUT": str(TIMEOUT),
            "TELEMON_SMTP_HOST": "127.0.0.1",
            "TELEMON_SMTP_PORT": str(mail.port),
            "TELEMON_SMTP_SECURITY": "none",
        },
    )
    _do(telemon, "init", "--bare")
    _do(telemon, "feeds", "import", f"{stream.base}/feeds.opml")
    _do(telemon, "watchlists", "add", "Huawei")
    (home / "config" / "digests.yaml").write_text(DIGEST, "utf-8")
    _do(telemon, "check")
    return telemon


def _replay(telemon: Telemon, stream: Stream, mail: MailServer, polls: int) -> int:
    started = time.monotonic()
    served: dict[str, set[str]] = {}
    days = set()
    for index in range(polls):
        at = stream.go_to(index)
        days.add(at.date())
        for row in stream.truth():
            served.setdefault(row["url"], set()).add(row["title"])
        _do(telemon, "once", "--now", at.isoformat())
        if index % 20 == 19:
            print(f"{index + 1} polls, {time.monotonic() - started:.0f} s", flush=True)
    before = _figures(telemon)
    _do(telemon, "once", "--now", stream.go_to(polls - 1).isoformat())
    after = _figures(telemon)

    seconds = time.monotonic() - started
    edited = sum(len(titles) > 1 for titles in served.values())
    mails = Counter(message["Message-ID"] for message in mail.messages)
    print(f"{polls} polls in {seconds:.0f} s: {len(served)} entries served, {edited} edited")
    print(json.dumps(after, indent=1))
    print(f"{len(mail.messages)} mails, {len(mails)} Message-IDs, {len(days)} days")
    sound = {
        "every entry once": after["entries"] == len(served),
        "last poll again changes nothing": before == after,
        "no mail twice": set(mails.values()) <= {1},
        "at most one mail a day": len(mails) <= len(days),
    }
    for claim, holds in sound.items():
        print(f"{'yes' if holds else 'NO ':<4}{claim}")
    return 0 if all(sound.values()) else 1


def _figures(telemon: Telemon) -> dict[str, object]:
    found: dict[str, object] = json.loads(_do(telemon, "status", "--format", "json"))
    return found


def _do(telemon: Telemon, *arguments: str) -> str:
    done = telemon.call(*arguments)
    if done.returncode:
        sys.exit(f"telemon {' '.join(arguments)}: {done.stderr}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
