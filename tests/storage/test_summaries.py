"""What models were asked of stories."""

from __future__ import annotations

from dataclasses import replace

from monitor.core.summary.asking import Asked, Outcome
from storage import entries, pruning, stories, summaries
from storage.engine import Database
from tests.storage.builders import HOUR, NOW, entry, furnish

ASKED = Asked(
    story_id=1,
    language="en",
    sources="0a1b",
    entries=(1, 2),
    outcome=Outcome.FAILED,
    model="small-1",
    asked_at=NOW,
    reason="no answer",
)


def _story(database: Database) -> int:
    furnish(database)
    with database.write() as session:
        ids = entries.add_many(session, [entry("a")])
        entry_id = ids["wire", "a"]
        story_id = stories.create(session, title="A", lead_entry_id=entry_id, seen_at=NOW)
        entries.set_story(session, [entry_id], story_id, "first report")
    return story_id


def test_question_asked_again_takes_the_new_answer(database: Database) -> None:
    first = replace(ASKED, story_id=_story(database))
    again = replace(
        first, outcome=Outcome.WRITTEN, text="A text.\0", reason=None, tries=2, asked_at=NOW + HOUR
    )
    german = replace(first, language="de", asked_at=NOW + 2 * HOUR)
    with database.write() as session:
        for one in (first, again, german):
            summaries.record(session, one)

    with database.read() as session:
        found = summaries.of_stories(session, [first.story_id])
        assert found == {first.story_id: [replace(again, text="A text."), german]}
        assert summaries.of_stories(session, []) == {}


def test_last_failure_counts_until_the_endpoint_answers(database: Database) -> None:
    failed = replace(ASKED, story_id=_story(database))
    with database.write() as session:
        assert summaries.last_failure(session) is None
        summaries.record(session, failed)
        assert summaries.last_failure(session) == NOW
        dropped = replace(failed, sources="2c3d", outcome=Outcome.DROPPED, asked_at=NOW + HOUR)
        summaries.record(session, dropped)
        assert summaries.last_failure(session) is None


def test_answers_go_with_their_story(database: Database) -> None:
    story_id = _story(database)
    with database.write() as session:
        summaries.record(session, replace(ASKED, story_id=story_id))
        pruning.prune_entries(session, before=NOW + HOUR, now=NOW + 2 * HOUR, limit=10)

        assert stories.get(session, story_id) is None
        assert summaries.of_stories(session, [story_id]) == {}
