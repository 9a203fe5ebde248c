"""Marking: where watchlists hit in a text, its own words, and an excerpt about the first of the places."""

from __future__ import annotations

from collections.abc import Iterable

from monitor.core.digest import Mark, Marked
from monitor.core.material import ReportHit
from monitor.core.reading.closing import closings

EXCERPT = 320
_KNOWN_BY = 24  # characters of a title


def marked(text: str, hits: Iterable[ReportHit], field: str) -> Marked:
    """`text` with the spans that `hits` have in `field`; overlapping spans become one mark."""
    spans = sorted(
        (span.start, span.end, hit.watchlist_id)
        for hit in hits
        for span in hit.spans
        if span.field == field and 0 <= span.start < span.end <= len(text)
    )
    marks: list[Mark] = []
    for start, end, watchlist in spans:
        if marks and start < marks[-1].end:
            last = marks.pop()
            names = tuple(dict.fromkeys((*last.watchlists, watchlist)))
            marks.append(Mark(start=last.start, end=max(last.end, end), watchlists=names))
        else:
            marks.append(Mark(start=start, end=end, watchlists=(watchlist,)))
    return Marked(text=text, marks=tuple(marks))


def own_words(whole: Marked, title: str = "") -> Marked:
    """`whole` without what is not the entry's own: "The post ... appeared first on ...", other stories.

    By the entry's `title` such a signature is known even where a feed cut it off. A text that holds
    nothing else stays as it is.
    """
    length = len(whole.text)
    signed = whole.text.find(f"The post {title[:_KNOWN_BY]}") if title else -1
    cut_off = ((signed, length),) if signed >= 0 else ()
    parts: list[str] = []
    marks: list[Mark] = []
    at = shift = 0
    for start, end in (*sorted((*closings(whole.text), *cut_off)), (length, length)):
        if start < at:
            continue
        parts.append(whole.text[at:start])
        marks += [
            Mark(start=m.start - shift, end=m.end - shift, watchlists=m.watchlists)
            for m in whole.marks
            if at <= m.start and m.end <= start
        ]
        shift += end - start
        at = end
    text = "".join(parts).rstrip()
    return Marked(text=text, marks=tuple(marks)) if text.strip() else whole


def excerpt(whole: Marked, limit: int = EXCERPT) -> Marked:
    """At most `limit` characters and two ellipses: the beginning, or the part about the first mark.

    Cut at white space where there is some near by; marks that the cut would split are kept whole or
    left out.
    """
    text = whole.text
    if len(text) <= limit:
        return whole
    start = 0
    if whole.marks and whole.marks[0].end > limit:
        start = _after_space(text, max(0, whole.marks[0].start - limit // 3))
    end = min(len(text), start + limit)
    if end < len(text):
        end = _before_space(text, end, start)
    head, tail = "… " * (start > 0), " …" * (end < len(text))
    shift = len(head) - start
    marks = tuple(
        Mark(start=m.start + shift, end=m.end + shift, watchlists=m.watchlists)
        for m in whole.marks
        if start <= m.start and m.end <= end
    )
    return Marked(text=head + text[start:end] + tail, marks=marks)


def _after_space(text: str, at: int) -> int:
    space = text.find(" ", at, at + 40)
    return at if space < 0 else space + 1


def _before_space(text: str, at: int, least: int) -> int:
    space = text.rfind(" ", max(least, at - 40), at)
    return at if space <= least else space
