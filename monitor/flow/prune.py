"""Prune: forgets what is older than the operator keeps, a bounded step at a time."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from monitor.flow.desk import Desk, Report
from storage import pruning

BATCH = 500
KEEP_POLLS = timedelta(days=30)
# Trends look at 29 days, the window of folding at 7 before the entry told last.
KEEP_PRINTS = timedelta(days=36)
KEEP_PARAGRAPHS = timedelta(days=60)


async def prune(desk: Desk) -> Report:
    """Forgets up to 500 entries, polls of more than 30 days ago, fingerprints that nothing folds by."""
    now = desk.clock()
    entries = await desk.write(
        partial(pruning.prune_entries, before=now - desk.rules.keep, now=now, limit=BATCH)
    )
    polls = await desk.write(partial(pruning.prune_polls, before=now - KEEP_POLLS))
    prints = await desk.write(partial(pruning.prune_prints, before=now - KEEP_PRINTS))
    await desk.write(partial(pruning.prune_paragraphs, before=now - KEEP_PARAGRAPHS))
    return Report(deed="pruned", done=entries, facts={"polls": polls, "fingerprints": prints})
