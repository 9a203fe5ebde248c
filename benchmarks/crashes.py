"""The long crash campaign: kill -9 over composing and sending, receivers that fail half of the time.

    python -m benchmarks.crashes [--kills 200] [--seed 1] [--minutes 60]

Runs tests/acceptance/campaign.py with as many kills (fewer if the minutes are over) and prints its
figures. Exit code 1 when a delivery was lost, composed twice, or repeated under another id.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.acceptance.campaign import campaign


def main() -> int:
    """0 when nothing was lost or doubled."""
    parser = argparse.ArgumentParser(description="Kills telemon over composing and sending.")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=60.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = campaign(
            Path(folder), kills=options.kills, seed=options.seed, seconds=options.minutes * 60
        )
    print(found)
    for problem in found.problems:
        print(problem)
    return 1 if found.problems else 0


if __name__ == "__main__":
    sys.exit(main())
