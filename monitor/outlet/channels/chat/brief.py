"""What a chat message shows of an issue: less than a mail, in one reading order for all chats."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from monitor.core.delivery import NoticeText
from monitor.core.digest import DigestStory, Issue, Marked
from monitor.outlet.channels.chat.markup import Markup
from monitor.outlet.channels.chat.texts import short
from monitor.outlet.cut import MOST_NAMES, NAME, Cut, left_out_with
from monitor.outlet.marks import isolated, plain
from monitor.outlet.view import IssueView, ReasonView, StoryView, Way, issue_view
from monitor.outlet.wording import Wording, wording

T = TypeVar("T")

_MOST_STORIES = 60
_TITLE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is told: stories, characters of a summary, outlets also named, words that matched."""

    stories: int
    summary: int
    also: int
    words: int


_SIZES = ((240, 4, 4), (160, 3, 3), (100, 2, 2), (0, 2, 1), (0, 0, 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One story: title and summary with their marks; the rest as the mail shows it."""

    title: Marked
    url: str | None
    summary: Marked | None
    view: StoryView


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """An issue as told in a chat. `notes` stand above the stories, `tail` below them."""

    heading: str
    subject: str
    notes: tuple[str, ...]
    items: tuple[Item, ...]
    tail: tuple[str, ...]
    page: str | None
    size: Size
    words: Wording


def fitted(
    issue: Issue,
    build: Callable[[Brief], T],
    fits: Callable[[T], bool],
    *,
    page: str | None = None,
    sample: bool = False,
) -> T:
    """What `build` makes of as much of `issue` as `fits`: summaries go first, then the last stories.

    What does not fit is counted in the message. Without any story every format fits.
    """
    words = wording(issue.language)
    most = min(len(issue.stories), _MOST_STORIES)

    def built(size: Size) -> T:
        return build(brief(issue, words, size, page=page, sample=sample))

    for size in _ladder(most):
        message = built(size)
        if fits(message):
            return message
    low, high, best = 0, most - 1, built(_size(0, _SIZES[-1]))
    while low < high:
        middle = (low + high + 1) // 2
        message = built(_size(middle, _SIZES[-1]))
        if fits(message):
            low, best = middle, message
        else:
            high = middle - 1
    return best


def _ladder(stories: int) -> Iterator[Size]:
    return (_size(stories, step) for step in _SIZES)


def _size(stories: int, step: tuple[int, int, int]) -> Size:
    summary, also, words = step
    return Size(stories=stories, summary=summary, also=also, words=words)


def brief(issue: Issue, words: Wording, size: Size, *, page: str | None, sample: bool) -> Brief:
    """`issue` at `size`; stories beyond it join those left out."""
    cut = Cut(stories=size.stories, summary=size.summary, also=size.also)
    view = issue_view(issue, words, cut, Way(page=page), sample=sample)
    stories = zip(issue.stories, view.stories, strict=False)
    return Brief(
        heading=f"{view.name} · {view.day}, {view.clock}",
        subject=view.subject,
        notes=_notes(issue, view, words),
        items=tuple(_item(story, shown, size) for story, shown in stories),
        tail=_tail(issue, view, words, size),
        page=view.way.page,
        size=size,
        words=words,
    )


def _notes(issue: Issue, view: IssueView, words: Wording) -> tuple[str, ...]:
    nothing = not issue.stories and not issue.left_out.total
    notes = (
        words("sample") if view.sample else None,
        view.late,
        view.collected,
        words("nothing_new_text") if nothing else None,
    )
    return tuple(note for note in notes if note)


def _item(story: DigestStory, view: StoryView, size: Size) -> Item:
    summary = short(story.summary, size.summary) if size.summary else Marked(text="")
    return Item(
        title=short(story.title, _TITLE),
        url=view.lead.url,
        summary=summary if summary.text.strip() else None,
        view=view,
    )


def _tail(issue: Issue, view: IssueView, words: Wording, size: Size) -> tuple[str, ...]:
    parts = (
        _left_out(issue, words, size.stories),
        view.quiet,
        view.muted,
        view.failing,
        view.revision,
    )
    return tuple(part for part in parts if part)


def _left_out(issue: Issue, words: Wording, stories: int) -> str | None:
    left_out = left_out_with(issue, stories)
    if not left_out.total:
        return None
    names = [
        f"{plain(name, NAME)} {words.number(count)}"
        for name, count in left_out.by_watchlist[:MOST_NAMES]
    ]
    rest = len(left_out.by_watchlist) - len(names)
    if rest:
        names.append(words("others", count=rest))
    detail = f": {', '.join(names)}" if names else ""
    return words("left_out_chat", count=left_out.total) + detail + "."


def told_by(item: Item, brief: Brief, markup: Markup) -> str:
    """The line below a story: who told it, who else did, and why it is there."""
    view, words = item.view, brief.words
    around = words.direction
    lead = markup.escape(isolated(view.lead.name, around))
    parts = [markup.escape(view.update)] if view.update else []
    parts.append(f"{lead} {view.lead.time}".strip())
    if view.official:
        parts.append(words("official"))
    also = [markup.linked(isolated(o.name, around), o.url) for o in view.also_in]
    if view.also_more:
        also.append(words("also_more", count=view.also_more))
    if also:
        parts.append(f"{words('also_in')}: {', '.join(also)}")
    reasons = [markup.escape(_reason(r, brief)) for r in view.reasons]
    if view.reasons_more:
        reasons.append(words("reasons_more", count=view.reasons_more))
    if reasons:
        parts.append(f"{words('why')}: {', '.join(reasons)}")
    return " · ".join(parts)


def _reason(reason: ReasonView, brief: Brief) -> str:
    around = brief.words.direction
    shown = [isolated(word, around) for word in reason.words[: brief.size.words]]
    if reason.weak:
        shown.append(brief.words("only_in_text"))
    return isolated(reason.name, around) + (f" ({', '.join(shown)})" if shown else "")


def told(notice: NoticeText) -> str:
    """The heading of a notice."""
    return f"{wording('en')('notice')}: {notice.subject}"
