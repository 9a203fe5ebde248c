"""The acceptance test of a feed: is it one, does it speak, of what, under its own name, and is it new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from monitor.core.entry import ParsedEntry
from monitor.core.feed import Verdict
from monitor.core.url import canonical_url

FRESH, STALE = timedelta(days=14), timedelta(days=90)
_FEW = 5
_MOST = 0.5
_REAL_TITLE = 12
# Registries that hand out names below a second level: bbc.co.uk is a name, co.uk is none.
_SECOND_LEVELS = frozenset({"ac", "co", "com", "edu", "gob", "gov", "net", "or", "org", "ne", "go"})


class Grade(StrEnum):
    """How a finding is meant: only `bad` speaks against a feed."""

    GOOD = "good"
    NOTE = "note"
    BAD = "bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at: `check` is readable, entries, dates, fresh, domain, titles or new."""

    check: str
    grade: Grade
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A feed to be tested, as it answered. `urls`: the address asked for, and where it led."""

    urls: tuple[str, ...]
    verdict: Verdict
    detail: str = ""
    title: str | None = None
    site_url: str | None = None
    listed: int = 0
    entries: tuple[ParsedEntry, ...] = ()


def accept(
    candidate: Candidate, *, known: Mapping[str, str], shared: Mapping[str, int], now: datetime
) -> tuple[Finding, ...]:
    """What speaks for and against a feed, in order of weight.

    `known`: the names of feeds by their addresses; `shared`: how many of its entries feeds of these
    names have brought already. What cannot be read is not looked at further.
    """
    if not candidate.verdict.healthy:
        said = f"{candidate.verdict}: {candidate.detail}".removesuffix(": ")
        return (Finding(check="readable", grade=Grade.BAD, detail=said),)
    readable = Finding(
        check="readable", grade=Grade.GOOD, detail=candidate.detail or "it is a feed"
    )
    if not candidate.entries:
        none = Finding(check="entries", grade=Grade.BAD, detail="it lists none")
        return (readable, none, _new(candidate, known, shared))
    return (
        readable,
        _entries(candidate),
        _dates(candidate),
        _fresh(candidate, now),
        _domain(candidate),
        _titles(candidate),
        _new(candidate, known, shared),
    )


def accepted(findings: Sequence[Finding]) -> bool:
    """Whether nothing speaks against the feed."""
    return all(finding.grade is not Grade.BAD for finding in findings)


def site_of(url: str | None) -> str:
    """The registered name in an address: `bbc.co.uk` of `https://feeds.bbc.co.uk/x`; "" if none."""
    try:
        labels = (urlsplit(url or "").hostname or "").rstrip(".").split(".")
    except ValueError:
        return ""
    short = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVELS
    return ".".join(labels[-3:] if short else labels[-2:])


def _entries(candidate: Candidate) -> Finding:
    grade = Grade.GOOD if candidate.listed >= _FEW else Grade.NOTE
    return Finding(check="entries", grade=grade, detail=f"{candidate.listed} listed")


def _dates(candidate: Candidate) -> Finding:
    dated, listed = len(_times(candidate)), len(candidate.entries)
    if dated == listed:
        return Finding(check="dates", grade=Grade.GOOD, detail="every entry has one")
    if dated:
        return Finding(check="dates", grade=Grade.NOTE, detail=f"{dated} of {listed} have one")
    detail = "no entry has one: the time of first sight will stand for it"
    return Finding(check="dates", grade=Grade.NOTE, detail=detail)


def _fresh(candidate: Candidate, now: datetime) -> Finding:
    newest = max(_times(candidate), default=None)
    if newest is None:
        return Finding(check="fresh", grade=Grade.NOTE, detail="unknown without dates")
    age = now - newest
    grade = Grade.GOOD if age <= FRESH else Grade.NOTE if age <= STALE else Grade.BAD
    span = f"{age.days} days ago" if age >= timedelta(days=2) else "within two days"
    return Finding(check="fresh", grade=grade, detail=f"newest entry {span}")


def _domain(candidate: Candidate) -> Finding:
    own = {site_of(url) for url in (*candidate.urls, candidate.site_url)} - {""}
    sites = Counter(site_of(entry.url) for entry in candidate.entries if entry.url)
    if not sites:
        return Finding(check="domain", grade=Grade.BAD, detail="no entry has a link")
    at_home = sum(count for site, count in sites.items() if site in own)
    if at_home >= _MOST * sites.total():
        return Finding(
            check="domain", grade=Grade.GOOD, detail=f"links to {', '.join(own & sites.keys())}"
        )
    named = sum(entry.outlet is not None for entry in candidate.entries)
    if named >= _MOST * len(candidate.entries):
        detail = "an aggregator: its entries name their outlets, which are taken"
        return Finding(check="domain", grade=Grade.NOTE, detail=detail)
    (site, _), *_ = sites.most_common(1)
    detail = f"links elsewhere, mostly to {site}: an aggregator, or a feed that changed hands"
    return Finding(check="domain", grade=Grade.NOTE, detail=detail)


def _titles(candidate: Candidate) -> Finding:
    titles = [entry.title for entry in candidate.entries]
    real = {title for title in titles if _is_real(title, candidate.title)}
    if len(real) < _MOST * len(titles):
        detail = f"only {len(real)} of {len(titles)} are headlines of their own"
        return Finding(check="titles", grade=Grade.BAD, detail=detail)
    shown = min(real, key=lambda title: (abs(len(title) - 60), title))
    return Finding(check="titles", grade=Grade.GOOD, detail=f"such as: {shown[:100]}")


def _is_real(title: str, feed_title: str | None) -> bool:
    # Scripts without spaces say more in fewer signs.
    long_enough = len(title.encode()) >= _REAL_TITLE
    return long_enough and title != feed_title and not title.startswith(("http://", "https://"))


def _new(candidate: Candidate, known: Mapping[str, str], shared: Mapping[str, int]) -> Finding:
    keys = {canonical_url(url): name for url, name in known.items()}
    for url in candidate.urls:
        if name := keys.get(canonical_url(url)):
            return Finding(check="new", grade=Grade.BAD, detail=f"its address is that of {name}")
    for name, count in sorted(shared.items(), key=lambda pair: -pair[1]):
        if count >= _MOST * len(candidate.entries) and count > 1:
            detail = f"{name} has brought {count} of its {len(candidate.entries)} entries"
            return Finding(check="new", grade=Grade.BAD, detail=detail)
    return Finding(check="new", grade=Grade.GOOD, detail="no feed of yours is like it")


def _times(candidate: Candidate) -> list[datetime]:
    return [entry.published for entry in candidate.entries if entry.published is not None]
