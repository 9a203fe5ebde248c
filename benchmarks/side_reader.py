"""The side of lemon24/reader; runs in an environment of its own, which need not have telemon."""

from __future__ import annotations

import tempfile
from pathlib import Path

from reader import make_reader  # type: ignore[import-not-found]

from benchmarks.phases import Job, Side, go_through


def main() -> None:
    """Goes through the phases on a new database."""
    job = Job.from_stdin()
    with tempfile.TemporaryDirectory() as folder:
        reader = make_reader(str(Path(folder) / "reader.sqlite"))
        for url in job.urls:
            reader.add_feed(url)

        def poll() -> int:
            # more workers are no faster on loopback: parsing holds the interpreter's lock
            reader.update_feeds(workers=1, scheduled=False)
            return 0

        go_through(job, Side(poll=poll, stored=lambda: int(reader.get_entry_counts().total)))
        reader.close()


if __name__ == "__main__":
    main()
