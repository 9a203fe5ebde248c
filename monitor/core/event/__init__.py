"""Events of the trade that an entry tells: spectrum awards, deals, deadlines. Empty rather than guessed.

`events_of` finds those of one reading, `combine` makes one of what several reports of a story say.
"""

from monitor.core.event.combining import Combined as Combined
from monitor.core.event.combining import combine as combine
from monitor.core.event.combining import standing as standing
from monitor.core.event.event import Event as Event
from monitor.core.event.event import Kind as Kind
from monitor.core.event.extract import events_of as events_of
from monitor.core.event.extract import kinds_in as kinds_in
