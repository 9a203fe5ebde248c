"""What the templates show: an issue turned into finished words, links and directions. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from monitor.core.digest import Ahead, DigestStory, Issue, LeftOut, Marked, Reason, Source, Update
from monitor.core.schedule import LATE_AFTER
from monitor.outlet.cut import (
    MOST_NAMES,
    MOST_REASONS,
    MOST_WORDS,
    NAME,
    TITLE,
    WORD,
    Cut,
    left_out_with,
)
from monitor.outlet.marks import plain, safe_url, tidy
from monitor.outlet.phrase import Phrase, phrase
from monitor.outlet.summing import SummaryView, summary_view
from monitor.outlet.wording import Wording

_NAMELESS = "–"
_FRACTION = re.compile(r"\.\d+")  # of a second: issues sent by hand have one


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """The ways back that a message shows: the page, and to unsubscribe; None if there is none."""

    page: str | None = None
    unsubscribe: str | None = None
    issue_id: int | None = None  # of the stored edition; None before it is stored


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletView:
    """An outlet that tells a story; `url` is None where it has no safe address.

    `copy`: it passes on what another wrote.
    """

    name: str
    url: str | None
    time: str
    copy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonView:
    """Why a story is there: the watchlist's name, the words found, and what more is known."""

    name: str
    words: tuple[str, ...]
    more: int
    explanation: str | None
    weak: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryView:
    """One story as shown. `also_more` and `reasons_more` count what is not listed.

    `summary` is the beginning of the lead's text; mails show `told` in its place where that leads.
    """

    number: int
    title: Phrase
    summary: Phrase | None
    lead: OutletView
    official: bool
    also_in: tuple[OutletView, ...]
    also_more: int
    reasons: tuple[ReasonView, ...]
    reasons_more: int
    told: SummaryView
    update: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineView:
    """A day on which something is due, and the report that said so."""

    day: str
    about: str
    title: str
    outlet: str
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueView:
    """A whole issue as shown."""

    name: str
    subject: str
    preview: str
    day: str
    clock: str
    late: str | None
    collected: str | None
    sample: bool
    numbers: tuple[str, ...]
    counts: tuple[tuple[str, str], ...]
    stories: tuple[StoryView, ...]
    left_out: str | None
    left_out_count: str | None  # the beginning of `left_out`, which is a link
    left_out_detail: str | None  # its rest, by watchlist
    left_out_link: str | None
    left_out_command: str | None  # where there is no page to link to
    left_out_size: str | None
    rises: str | None
    deadlines: tuple[DeadlineView, ...]
    quiet: str | None
    muted: str | None
    failing: str | None
    footer_why: str
    revision: str
    way: Way


def issue_view(issue: Issue, words: Wording, cut: Cut, way: Way, *, sample: bool) -> IssueView:
    """`issue` as shown with `cut`; stories beyond the cut join those left out."""
    zone = ZoneInfo(issue.timezone)
    shown = issue.stories[: cut.stories]
    name = plain(issue.name, NAME)
    total = len(issue.stories) + issue.left_out.total
    moment = _moment(issue)
    left_out = left_out_with(issue, cut.stories)
    count = _count(words, "left_out", left_out.total)
    detail = _left_out_detail(left_out, words) if count else None
    page = safe_url(way.page)
    return IssueView(
        name=name,
        subject=_subject(shown, total, name, words),
        preview=" · ".join(plain(story.title.text, 90) for story in shown[1:4]),
        day=words.day(moment, zone),
        clock=f"{moment.astimezone(zone):%H:%M} {_place(issue.timezone)}",
        late=_late(issue, words, zone),
        collected=_count(words, "collected", issue.collected),
        sample=sample,
        numbers=_numbers(issue, shown, words),
        counts=_counts(shown, words),
        stories=tuple(
            _story(story, issue, words, cut, n) for n, story in enumerate(shown, start=1)
        ),
        left_out=f"{count}{detail}" if count else None,
        left_out_count=count,
        left_out_detail=detail,
        left_out_link=_left_out_link(page, way.issue_id) if count and page else None,
        left_out_command=None if sample or page or not count else _command(issue, way, words),
        left_out_size=_count(words, "left_out_size", len(issue.stories) - len(shown)),
        rises=_rises(issue, words),
        deadlines=tuple(_deadline(one, words) for one in issue.deadlines),
        quiet=_quiet(issue, words),
        muted=_count(words, "muted", issue.muted),
        failing=_count(words, "failing", issue.failing_feeds),
        footer_why=words("footer_why", name=name),
        revision=words(
            "footer_revision",
            digest=plain(issue.digest_id, NAME),
            period=_FRACTION.sub("", plain(issue.period, NAME)).replace("+00:00", "Z"),
            revision=str(issue.config_revision),
        ),
        way=replace(way, page=page),
    )


def _subject(shown: Sequence[DigestStory], total: int, name: str, words: Wording) -> str:
    if not shown:
        return f"{words('nothing_new')} · {name}" if not total else name
    title = plain(shown[0].title.text, 110)
    top = words("subject_more", title=title, more=total - 1) if total > 1 else title
    return f"{top} · {name}"


def _moment(issue: Issue) -> datetime:
    """What the head names: the scheduled minute; for a first issue, awaited by nobody, its own."""
    awaited = issue.late or issue.composed_at - issue.scheduled_at <= LATE_AFTER
    return issue.scheduled_at if awaited else issue.composed_at


def _late(issue: Issue, words: Wording, zone: ZoneInfo) -> str | None:
    if not issue.late:
        return None
    return words(
        "late",
        scheduled=words.moment(issue.scheduled_at, zone, issue.composed_at),
        composed=words.moment(issue.composed_at, zone, issue.composed_at),
    )


def _place(timezone: str) -> str:
    return timezone.split("/")[-1].replace("_", " ")


def _numbers(issue: Issue, shown: Sequence[DigestStory], words: Wording) -> tuple[str, ...]:
    outlets = {
        source.outlet.casefold() for story in shown for source in (story.lead, *story.also_in)
    }
    pairs = (
        ("stories", len(shown)),
        ("outlets", len(outlets)),
        ("entries", issue.entries_seen),
    )
    return tuple(words(key, count=count) for key, count in pairs if count)


def _counts(shown: Sequence[DigestStory], words: Wording) -> tuple[tuple[str, str], ...]:
    # Not a set: its order differs from process to process, and a repeat must have the same bytes.
    counts = Counter(
        name for story in shown for name in dict.fromkeys(r.name for r in story.reasons)
    )
    top = counts.most_common(MOST_NAMES)
    return tuple((plain(name, NAME), words.number(count)) for name, count in top)


def _story(story: DigestStory, issue: Issue, words: Wording, cut: Cut, number: int) -> StoryView:
    summary = tidy(story.summary, cut.summary) if cut.summary else Marked(text="")
    also, language = story.also_in[: cut.also], story.language or story.lead.language
    reasons = story.reasons[:MOST_REASONS]
    return StoryView(
        number=number,
        title=phrase(tidy(story.title, TITLE), language),
        summary=phrase(summary, language) if summary.text.strip() else None,
        lead=_outlet(story.lead, story, issue, words),
        official=story.lead.official,
        also_in=tuple(_outlet(source, story, issue, words) for source in also),
        also_more=len(story.also_in) - len(also),
        reasons=tuple(_reason(reason, words) for reason in reasons),
        reasons_more=len(story.reasons) - len(reasons),
        update=_update(story.update, issue, words, cut) if story.update else None,
        told=summary_view(story, words, cut),
    )


def _update(update: Update, issue: Issue, words: Wording, cut: Cut) -> str:
    """What is new in a story that was told before, and through whom."""
    when = words.moment(update.told_at, ZoneInfo(issue.timezone), issue.composed_at)
    told = words(f"new_{update.what}", when=when)
    names = [plain(source.outlet, NAME) or _NAMELESS for source in update.outlets[: cut.also]]
    rest = len(update.outlets) - len(names)
    if names and rest:
        names.append(words("also_more", count=rest))
    return f"{told}: {', '.join(names)}" if names else told


def _outlet(source: Source, story: DigestStory, issue: Issue, words: Wording) -> OutletView:
    seen = source.published or (story.first_seen if source is story.lead else None)
    zone = ZoneInfo(issue.timezone)
    return OutletView(
        name=plain(source.outlet, NAME) or _NAMELESS,
        url=safe_url(source.url),
        time=words.moment(seen, zone, issue.composed_at) if seen else "",
        copy=source.copy,
    )


def _reason(reason: Reason, words: Wording) -> ReasonView:
    found = tuple(plain(word, WORD) for word in reason.words[:MOST_WORDS])
    said = (reason.explanation or "").removeprefix(f"{', '.join(reason.words)}: ")
    more = [plain(said, 160)] if said else []
    if reason.weak:
        more.insert(0, words("only_in_text"))
    return ReasonView(
        name=plain(reason.name, NAME),
        words=found,
        more=len(reason.words) - len(found),
        explanation="; ".join(more) or None,
        weak=reason.weak,
    )


def _left_out_detail(left_out: LeftOut, words: Wording) -> str:
    top, rest = left_out.by_watchlist[:MOST_NAMES], left_out.by_watchlist[MOST_NAMES:]
    names = [f"{plain(name, NAME)} {words.number(count)}" for name, count in top]
    if rest:
        names.append(words("others", count=sum(count for _, count in rest)))
    return (f": {', '.join(names)}" if names else "") + "."


def _left_out_link(page: str, issue_id: int | None) -> str:
    """Where what was left out is listed; the list of issues, before the issue has an id."""
    digests = f"{page.rstrip('/')}/digests"
    return digests if issue_id is None else f"{digests}/{issue_id}#left-out"


def _command(issue: Issue, way: Way, words: Wording) -> str:
    which = issue.digest_id if way.issue_id is None else str(way.issue_id)
    return words("left_out_command", command=f"telemon digests left-out {plain(which, NAME)}")


def _rises(issue: Issue, words: Wording) -> str | None:
    """The watchlists that are told of more than usual."""
    told = [
        words("rise", name=plain(rise.name, NAME), count=rise.reports, usual=_rounded(rise.usual))
        for rise in issue.rises[:MOST_NAMES]
    ]
    return f"{words('rises')}: {'; '.join(told)}." if told else None


def _deadline(ahead: Ahead, words: Wording) -> DeadlineView:
    month = words.months_short[ahead.due.month - 1]
    return DeadlineView(
        day=words("date_short", day=ahead.due.day, month=month),
        about=words(f"due_{ahead.about.replace(' ', '_')}"),
        title=plain(ahead.title, TITLE),
        outlet=plain(ahead.outlet, NAME) or _NAMELESS,
        url=safe_url(ahead.url),
    )


def _rounded(usual: float) -> str:
    """A usual number for people: none below one half, whole from there on."""
    return str(round(usual)) if usual >= 0.5 else "<1"


def _quiet(issue: Issue, words: Wording) -> str | None:
    """The watchlists that found nothing, where some found something."""
    loud = {reason.watchlist for story in issue.stories for reason in story.reasons}
    cut = {name for name, _ in issue.left_out.by_watchlist}
    names = [name for id_, name in issue.watchlists if id_ not in loud and name not in cut]
    if not names or not issue.stories:
        return None
    shown = ", ".join(plain(name, NAME) for name in names[:MOST_NAMES])
    rest = len(names) - MOST_NAMES
    more = f", {words('others', count=rest)}" if rest > 0 else ""
    return f"{words('quiet')}: {shown}{more}."


def _count(words: Wording, key: str, count: int) -> str | None:
    return words(key, count=count) if count else None
