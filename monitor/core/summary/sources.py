"""Which reports of a story a summary is made from, and how they are read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from monitor.core.digest import OFFICIAL_KINDS
from monitor.core.material import StoryReport
from monitor.core.reading import Document, Reading

# More reports of one event rarely bring a sentence that these do not have.
MOST_REPORTS = 12
# What is worth a place in a summary stands before this many characters.
LONGEST_TEXT = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A report with its reading, which was made of `document_of` it."""

    report: StoryReport
    reading: Reading

    @property
    def language(self) -> str:
        """ISO 639-1."""
        return self.reading.language


def chosen_reports(reports: Sequence[StoryReport], most: int = MOST_REPORTS) -> list[StoryReport]:
    """The reports to read, in order of first sight: no copies unless there is nothing else.

    Of more than `most`: those that were hit, then official ones, the heavier, the longer, the earlier.
    """
    own = [report for report in reports if not report.copy] or list(reports)
    best = sorted(own, key=_precedence)[:most]
    return sorted(best, key=lambda report: (report.seen_at, report.entry_id))


def document_of(report: StoryReport) -> Document:
    """The report as the reader wants it; of a long text the beginning."""
    return Document(
        title=report.title,
        summary=report.summary[:LONGEST_TEXT],
        body=report.body[:LONGEST_TEXT],
        language=report.language,
        outlet=report.outlet,
        kind=report.kind.value,
        country=report.country,
    )


def spoken_in(reads: Iterable[Read], language: str, fallback: str) -> list[Read]:
    """Those in `language`; where none is, those in `fallback`."""
    wanted, second = (name.partition("-")[0].lower() for name in (language, fallback))
    every = list(reads)
    found = [read for read in every if read.language == wanted]
    return found or [read for read in every if read.language == second]


def _precedence(report: StoryReport) -> tuple[object, ...]:
    length = len(report.summary) + len(report.body)
    official = report.kind in OFFICIAL_KINDS
    return (not report.hits, not official, -report.weight, -length, report.seen_at, report.entry_id)
