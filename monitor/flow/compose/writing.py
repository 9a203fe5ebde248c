"""Writing: asks a model for summaries of the stories of issues that are soon due.

Composing never waits for it: it takes what was written by then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import anyio
import anyio.to_thread
import structlog

from monitor.core.agenda import agenda_of
from monitor.core.digest import DigestPlan, DigestStory, Issue
from monitor.core.material import StoryReport
from monitor.core.schedule import Rhythm
from monitor.core.summary import chosen_reports
from monitor.core.summary.asking import (
    PAUSE,
    Asked,
    Outcome,
    Prompt,
    is_worth_asking,
    prompt_of,
    sources_of,
)
from monitor.core.summary.checking import prose_of
from monitor.flow.compose import preview
from monitor.flow.compose.choosing import materials
from monitor.flow.compose.summarising import objection_to, read_reports
from monitor.flow.desk import Desk, Live, Report
from monitor.intake.writer import WriterError
from storage import digests, summaries
from storage.engine import Session

log = structlog.get_logger("telemon")

# So long before an issue is due its stories are summed up.
AHEAD = timedelta(minutes=15)
MOST_AN_ISSUE = 20
# Seconds after which one run asks no more; the next one goes on.
LONGEST_RUN = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One story to be summed up, from which reports, and how often that failed."""

    story_id: int
    language: str
    reports: tuple[StoryReport, ...]
    failures: int = 0

    @property
    def prompt(self) -> Prompt:
        """What the model is asked."""
        return prompt_of(self.reports, self.language)


async def write_ahead(desk: Desk, live: Live) -> Report:
    """Asks for what soon due issues lack, one after the other; stops where the endpoint fails.

    After a failure it is left alone for five minutes.
    """
    if desk.writer is None:
        return Report(deed="summed up", done=0)
    questions = await desk.read(partial(_questions, live=live, now=desk.clock()))
    counts = dict.fromkeys(Outcome, 0)
    end = anyio.current_time() + LONGEST_RUN
    for question in questions:
        if anyio.current_time() > end:
            break
        asked = await _asked(desk, live, question)
        await desk.write(partial(summaries.record, asked=asked))
        counts[asked.outcome] += 1
        if asked.outcome is not Outcome.WRITTEN:
            log.info("no summary", story=asked.story_id, because=asked.reason)
        if asked.outcome is Outcome.FAILED:
            break
    facts = {outcome.value: count for outcome, count in counts.items()}
    return Report(deed="summed up", done=sum(counts.values()), facts=facts)


async def _asked(desk: Desk, live: Live, question: Question) -> Asked:
    """The question with its answer, which was held against the reports."""
    assert desk.writer is not None
    outcome, text, reason = Outcome.FAILED, "", None
    try:
        text = prose_of(await desk.writer.write(question.prompt))
    except WriterError as error:
        reason = str(error)
    else:
        found = await anyio.to_thread.run_sync(_objection, live, question, text)
        outcome, reason = (Outcome.DROPPED, found) if found else (Outcome.WRITTEN, None)
    return Asked(
        story_id=question.story_id,
        language=question.language,
        sources=sources_of(question.reports),
        entries=tuple(report.entry_id for report in question.reports),
        outcome=outcome,
        model=desk.writer.model,
        asked_at=desk.clock(),
        text=text,
        reason=reason,
        tries=question.failures + 1,
    )


def _objection(live: Live, question: Question, text: str) -> str | None:
    reads = read_reports(live, question.reports)
    return objection_to(live, text, question.language, reads)


def _questions(session: Session, *, live: Live, now: datetime) -> list[Question]:
    failed = summaries.last_failure(session)
    if failed is not None and now < failed + PAUSE:
        return []
    found: dict[tuple[int, str], Question] = {}
    for plan in live.configuration.digests:
        if _is_near(session, plan, now):
            for edition in preview(session, live, plan, now):
                for question in _of_issue(session, plan, edition.issue, now):
                    found.setdefault((question.story_id, question.language), question)
    return list(found.values())


def _is_near(session: Session, plan: DigestPlan, now: datetime) -> bool:
    """Whether an issue is due soon; stories of an immediate digest are, from their first report."""
    agenda = agenda_of(plan)
    if agenda.schedule.rhythm is Rhythm.IMMEDIATE:
        return True
    last = digests.last_scheduled(session, plan.id)
    return agenda.due(last=last, now=now + AHEAD) is not None


def _of_issue(
    session: Session, plan: DigestPlan, issue: Issue, now: datetime
) -> Iterator[Question]:
    """What to ask for the best stories of an issue."""
    best = issue.stories[:MOST_AN_ISSUE]
    ids = [story.story_id for story in best]
    told = {one.story_id: one.reports for one in materials(session, ids, plan.watchlists)}
    asked = summaries.of_stories(session, ids)
    for story in best:
        before = asked.get(story.story_id, [])
        question = _question(story, issue.language, told[story.story_id], before, now)
        if question is not None:
            yield question


def _question(
    story: DigestStory,
    language: str,
    told: Sequence[StoryReport],
    before: Sequence[Asked],
    now: datetime,
) -> Question | None:
    reports = chosen_reports(told)
    spoken = language.partition("-")[0].lower()
    told_at = story.update.told_at if story.update else None
    if not is_worth_asking(reports, before, language=spoken, now=now, told_at=told_at):
        return None
    sources = sources_of(reports)
    failures = sum(one.tries for one in before if one.sources == sources and one.language == spoken)
    return Question(
        story_id=story.story_id, language=spoken, reports=tuple(reports), failures=failures
    )
