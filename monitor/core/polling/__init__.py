"""When a feed is polled: its rhythm, what that makes one expect, and the decision with its reason.

    rhythm = begin(times, now)                        after the first sound poll
    rhythm = learn(rhythm, times, since=..., now=...)  after each poll that brought entries
    decision = next_poll(feed_id, rhythm, pace, now)

The pace has the one figure that all feeds share, the price of a poll: `pace_for` their needs and
the interval that is allowed as a mean.
"""

from monitor.core.polling.decision import (
    Asked,
    Decision,
    Failing,
    Pace,
    Trouble,
    Why,
    first_turn,
    next_poll,
    pace_for,
    share_of,
    trouble_of,
)
from monitor.core.polling.forecast import Forecast, forecast
from monitor.core.polling.learning import begin, learn
from monitor.core.polling.planning import price_for
from monitor.core.polling.rhythm import Rhythm, dump, hour_of, load, moment_of
from monitor.core.polling.silence import Silence, silence_of

__all__ = [
    "Asked",
    "Decision",
    "Failing",
    "Forecast",
    "Pace",
    "Rhythm",
    "Silence",
    "Trouble",
    "Why",
    "begin",
    "dump",
    "first_turn",
    "forecast",
    "hour_of",
    "learn",
    "load",
    "moment_of",
    "next_poll",
    "pace_for",
    "price_for",
    "share_of",
    "silence_of",
    "trouble_of",
]
