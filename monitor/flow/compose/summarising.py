"""Summarising: the stories of an issue with their key sentences, what is new in them, what a model wrote."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from monitor.core.digest import DigestStory, Issue, Update
from monitor.core.material import StoryMaterial, StoryReport
from monitor.core.summary import Read, chosen_reports, document_of, key_sentences, news
from monitor.flow.desk import Live
from monitor.flow.matching import read_safely

# Of a told story so many reports are read on either side of the telling.
_BEFORE, _AFTER = 24, 12


def summarised(live: Live, issue: Issue, materials: Iterable[StoryMaterial]) -> Issue:
    """`issue` with the key sentences of its stories, and of those told before what is new."""
    known = {material.story_id: material for material in materials}
    stories = (_summarised(live, story, known[story.story_id], issue) for story in issue.stories)
    return replace(issue, stories=tuple(stories))


def read_reports(live: Live, reports: Iterable[StoryReport]) -> list[Read]:
    """The reports with their readings; one that cannot be read is left out."""
    pairs = ((report, read_safely(live, document_of(report))) for report in reports)
    return [Read(report=report, reading=reading) for report, reading in pairs if reading]


def _summarised(
    live: Live, story: DigestStory, material: StoryMaterial, issue: Issue
) -> DigestStory:
    fallback = story.language or issue.language
    reads = read_reports(live, chosen_reports(material.reports))
    sentences = key_sentences(
        reads, title=story.title.text, language=issue.language, fallback=fallback
    )
    update = story.update and _with_news(live, story.update, material, issue.language, fallback)
    return replace(story, sentences=sentences, update=update)


def _with_news(
    live: Live, update: Update, material: StoryMaterial, language: str, fallback: str
) -> Update:
    before = [report for report in material.reports if report.seen_at <= update.told_at]
    after = [report for report in material.reports if report.seen_at > update.told_at]
    chosen = [*chosen_reports(before, _BEFORE), *chosen_reports(after, _AFTER)]
    reads = read_reports(live, chosen)
    sentences, figures = news(reads, update.told_at, language=language, fallback=fallback)
    return replace(update, sentences=sentences, figures=figures)
