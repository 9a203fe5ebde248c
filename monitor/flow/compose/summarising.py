"""Summarising: the stories of an issue with their key sentences, what is new in them, what a model wrote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from monitor.core.digest import DigestStory, Issue, Update, Written
from monitor.core.material import StoryMaterial, StoryReport
from monitor.core.summary import Read, chosen_reports, document_of, key_sentences, news
from monitor.core.summary.asking import Asked, usable
from monitor.core.summary.checking import objection, summary_document
from monitor.flow.desk import Live
from monitor.flow.matching import read_safely
from storage import summaries
from storage.engine import Session

# Of a told story so many reports are read on either side of the telling.
_BEFORE, _AFTER = 24, 12


def summarised(
    session: Session, live: Live, issue: Issue, materials: Iterable[StoryMaterial]
) -> Issue:
    """`issue` with the summaries of its stories, and of those told before what is new."""
    known = {material.story_id: material for material in materials}
    asked = summaries.of_stories(session, [story.story_id for story in issue.stories])
    stories = (
        _summarised(live, story, known[story.story_id], asked.get(story.story_id, ()), issue)
        for story in issue.stories
    )
    return replace(issue, stories=tuple(stories))


def read_reports(live: Live, reports: Iterable[StoryReport]) -> list[Read]:
    """The reports with their readings; one that cannot be read is left out."""
    pairs = ((report, read_safely(live, document_of(report))) for report in reports)
    return [Read(report=report, reading=reading) for report, reading in pairs if reading]


def objection_to(live: Live, text: str, language: str, reads: Sequence[Read]) -> str | None:
    """What speaks against a written summary, held against the reports; None: it may be shown."""
    reading = read_safely(live, summary_document(text, language))
    if reading is None:
        return "it cannot be read"
    found = objection(text, reading, [read.reading for read in reads], live.concepts)
    return str(found) if found else None


def _summarised(
    live: Live, story: DigestStory, material: StoryMaterial, asked: Iterable[Asked], issue: Issue
) -> DigestStory:
    fallback = story.language or issue.language
    reads = read_reports(live, chosen_reports(material.reports))
    sentences = key_sentences(
        reads, title=story.title.text, language=issue.language, fallback=fallback
    )
    update = story.update and _with_news(live, story.update, material, issue.language, fallback)
    written = _written(live, story, reads, asked, issue)
    return replace(story, sentences=sentences, update=update, written=written)


def _written(
    live: Live, story: DigestStory, reads: Sequence[Read], asked: Iterable[Asked], issue: Issue
) -> Written | None:
    """What a model wrote, held once more against the reports: one may have been revised since."""
    found = usable(
        [read.report for read in reads],
        asked,
        language=issue.language.partition("-")[0].lower(),
        now=issue.composed_at,
        told_at=story.update.told_at if story.update else None,
    )
    if found is None or objection_to(live, found.text, found.language, reads):
        return None
    return Written(
        text=found.text, model=found.model, language=found.language, reports=len(found.entries)
    )


def _with_news(
    live: Live, update: Update, material: StoryMaterial, language: str, fallback: str
) -> Update:
    before = [report for report in material.reports if report.seen_at <= update.told_at]
    after = [report for report in material.reports if report.seen_at > update.told_at]
    chosen = [*chosen_reports(before, _BEFORE), *chosen_reports(after, _AFTER)]
    reads = read_reports(live, chosen)
    sentences, figures = news(reads, update.told_at, language=language, fallback=fallback)
    return replace(update, sentences=sentences, figures=figures)
