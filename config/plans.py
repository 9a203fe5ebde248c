"""What a digest of digests.yaml says beside its own keys: tags, schedules that fit, and what is muted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from config.building import digest_of, mute_of
from config.home import DIGESTS
from config.references import texts
from config.rules import did_you_mean
from config.schema import DigestRecord, MuteRecord
from config.source import Listing, Mapping, Node, problem_at
from config.validation import validate
from monitor.core.agenda import never_awake, parse_quiet
from monitor.core.digest import DigestPlan, WhenEmpty
from monitor.core.errors import Problem
from monitor.core.mute import Mute
from monitor.core.watchlist import Watchlist

# Tells of a concept that nobody knows which one may be meant ("" if none); None for a known one.
CheckConcept = Callable[[str], str | None]


def plan_of(
    record: DigestRecord, watchlists: Sequence[Watchlist], holidays: Sequence[str]
) -> DigestPlan:
    """The digest with the watchlists of its tags, and the holidays of all digests."""
    tagged = [one.id for one in watchlists if set(one.tags) & set(record.tags)]
    return digest_of(record, watchlists=(*record.watchlists, *tagged), holidays=holidays)


def plan_problems(
    part: Mapping, record: DigestRecord, watchlists: Sequence[Watchlist] | None
) -> Iterator[Problem]:
    """What does not fit together in a digest; `watchlists` None: not all of them are known."""
    if not record.watchlists and not record.tags:
        hint = "write watchlists: or tags:"
        yield problem_at(DIGESTS, part.place, f"digest {record.id} has no watchlists", hint)
    if watchlists is not None:
        yield from _unknown_tags(part, watchlists)
    immediate = record.schedule == "immediate"
    if not immediate and record.gather is not None:
        yield _misplaced(part, "gather", "is for schedule: immediate", "remove it")
    if immediate and record.when_empty is WhenEmpty.SEND:
        yield _misplaced(
            part, "when_empty", "send needs a schedule with times", "write when_empty: skip"
        )
    if never_awake(tuple(parse_quiet(text) for text in record.quiet)):
        yield _misplaced(part, "quiet", "leaves no minute of the week", "write shorter hours")


def mutes_of(
    node: Node | None, check_concept: CheckConcept | None, problems: list[Problem]
) -> tuple[Mute, ...]:
    """What the list `mutes:` says; what is wrong goes to `problems`."""
    if node is None:
        return ()
    if not isinstance(node, Listing):
        hint = "begin each with - story: or - concept:"
        problems.append(problem_at(DIGESTS, node.place, "mutes must be a list", hint))
        return ()
    found = []
    for part in node.items:
        record = None
        if isinstance(part, Mapping):
            record = validate(DIGESTS, part, MuteRecord, problems, "mute")
        else:
            hint = "write {story: 4711, until: 2027-01-04}"
            problems.append(problem_at(DIGESTS, part.place, "a mute must be a mapping", hint))
        if record is not None and isinstance(part, Mapping):
            wrong = list(_mute_problems(part, record, check_concept))
            problems += wrong
            found += [] if wrong else [mute_of(record)]
    return tuple(found)


def _mute_problems(
    part: Mapping, record: MuteRecord, check_concept: CheckConcept | None
) -> Iterator[Problem]:
    if (record.story is None) is (record.concept is None):
        hint = "write story: or concept:"
        yield problem_at(DIGESTS, part.place, "a mute names one story or one concept", hint)
    if record.concept is not None and check_concept is not None:
        meant = check_concept(record.concept)
        if meant is not None:
            hint = f"did you mean {meant}?" if meant else "write the name or id of a concept"
            node = part.get("concept") or part
            yield problem_at(DIGESTS, node.place, f"there is no concept {record.concept}", hint)


def _unknown_tags(part: Mapping, watchlists: Sequence[Watchlist]) -> Iterator[Problem]:
    known = sorted({tag for one in watchlists for tag in one.tags})
    for scalar in texts(part.get("tags")):
        if scalar.value not in known:
            meant = did_you_mean(str(scalar.value), known)
            hint = f"did you mean {meant}?" if meant else f"tags: {', '.join(known) or 'none yet'}"
            yield problem_at(
                DIGESTS, scalar.place, f"no watchlist has the tag {scalar.value}", hint
            )


def _misplaced(part: Mapping, key: str, message: str, hint: str) -> Problem:
    node = part.get(key) or part
    return problem_at(DIGESTS, node.place, f"{key}: {message}", hint)
