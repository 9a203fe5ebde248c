"""How a feed stands: one verdict with its reason, and when its trouble is worth a notice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.core.feed import Verdict
from monitor.core.polling import Rhythm, Silence, Trouble, silence_of, trouble_of

FRESH_FOR = timedelta(days=1)
NOT_AGAIN = timedelta(days=7)  # trouble that returns so soon after its end is not told again
_PATIENCE = {
    # Many refuse once and answer the next time.
    Trouble.HARD: timedelta(hours=6),
    Trouble.SOFT: timedelta(hours=24),
    Trouble.NAME: timedelta(hours=24),
}
_EMPTY_FOR = timedelta(hours=24)
_OURS = frozenset({Verdict.UNREACHABLE, Verdict.TIMEOUT})
_MOST, _AT_LEAST = 0.5, 5
_ASKING = "telemon goes on asking, more and more seldom."
_LOOK = "See what is there: telemon feeds check, telemon feeds discover."
_ADVICE = {
    Verdict.SILENT: "The feed answers. Perhaps the outlet writes elsewhere now: telemon feeds discover.",
    Verdict.EMPTY: f"The feed answers, but lists nothing. {_LOOK}",
    Verdict.GONE: "Gone for good (410): remove it with telemon feeds remove, or find its new address.",
    Verdict.NOT_FOUND: f"{_ASKING} {_LOOK}",
    Verdict.PAGE: _LOOK,
    Verdict.NOT_A_FEED: _LOOK,
    Verdict.BROKEN: f"{_ASKING} Tell the publisher.",
    Verdict.BLOCKED: f"{_ASKING} Some publishers answer under another address: telemon feeds discover.",
    Verdict.REFUSED: "List its network in TELEMON_ALLOW_NETWORKS if it is yours.",
    Verdict.TOO_LARGE: "Raise TELEMON_MAX_BYTES or TELEMON_MAX_INFLATED_BYTES if it is meant so.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A verdict and its reason, for people."""

    verdict: Verdict
    detail: str


def standing(
    content: Verdict, detail: str, *, rhythm: Rhythm, moved_to: str | None, now: datetime
) -> Standing:
    """How a feed stands whose last answer was readable: `content` and `detail` say what was read.

    The first that holds: empty; unusually silent; moved; what reading it showed (mended, cut,
    undated); fresh, where an entry appeared within a day or none is owed yet; quiet as usual.
    """
    if content is Verdict.EMPTY:
        return Standing(verdict=content, detail=_with(detail, "it lists no entries"))
    silence = silence_of(rhythm, now)
    if silence is not None and silence.unusual:
        said = f"no entry since {_when(silence.last)}; usually {silence.usually}"
        return Standing(verdict=Verdict.SILENT, detail=_with(said, detail))
    if moved_to is not None:
        said = "it moved for good: telemon feeds moved"
        return Standing(verdict=Verdict.MOVED, detail=_with(said, detail))
    if content is not Verdict.OK:
        return Standing(verdict=content, detail=detail)
    if silence is None:
        return Standing(verdict=Verdict.QUIET, detail=_with(detail, "no dated entry of late"))
    fresh = now - silence.last <= FRESH_FOR or silence.owed < 1
    said = f"last entry {_when(silence.last)}, {silence.usually}"
    return Standing(verdict=Verdict.FRESH if fresh else Verdict.QUIET, detail=_with(said, detail))


def trouble_since(verdict: Verdict, before: datetime | None, now: datetime) -> datetime | None:
    """Since when a feed is in trouble, of whatever kind; None where it is not.

    `before` is what this said at the last poll.
    """
    return (before or now) if verdict.troubled else None


def worth_a_notice(verdict: Verdict, since: datetime, now: datetime, *, unresolved: bool) -> bool:
    """Whether trouble that began at `since` is to be told to the operator.

    What is gone (410) and unusual silence at once; what refuses or cannot be read after 6 hours,
    what may pass, and a feed that lists nothing, after 24.
    """
    if verdict in (Verdict.GONE, Verdict.SILENT):
        return True
    if verdict is Verdict.EMPTY:
        return now - since >= _EMPTY_FOR
    return now - since >= _PATIENCE[trouble_of(verdict, unresolved=unresolved)]


def ours(verdict: Verdict, counts: dict[str, int]) -> bool:
    """Whether a feed out of reach is one of so many that this machine's network is the cause.

    `counts`: how many feeds have which verdict. More than half of at least five.
    """
    lost = sum(counts.get(each.value, 0) for each in _OURS)
    return verdict in _OURS and lost >= _AT_LEAST and lost > _MOST * sum(counts.values())


def quiet_words(silence: Silence, now: datetime) -> str:
    """The silence as a sentence's end: "nothing since 2 Nov 2026 08:00 UTC (9 days); usually 4 a day"."""
    waited = now - silence.last
    span = f"{waited.days} days" if waited.days >= 2 else f"{waited.total_seconds() / 3600:.0f} h"
    return f"nothing since {_when(silence.last)} ({span}); usually {silence.usually}"


def _when(moment: datetime) -> str:
    return f"{moment.day} {moment:%b %Y %H:%M} UTC"


def _with(said: str, more: str) -> str:
    return "; ".join(part for part in (said, more) if part)


def advice(verdict: Verdict) -> str:
    """What the operator may do about trouble of this kind."""
    return _ADVICE.get(verdict, _ASKING)
