"""A story: the entries about one event. The rule that folds an entry into one is pure and lives here.

`fingerprint` takes a report's fingerprint from its reading, `Window` folds it.
"""

from monitor.core.story.copies import bare_title as bare_title
from monitor.core.story.keys import Told as Told
from monitor.core.story.keys import bare_fingerprint as bare_fingerprint
from monitor.core.story.keys import fingerprint as fingerprint
from monitor.core.story.keys import told_at as told_at
from monitor.core.story.prints import Fingerprint as Fingerprint
from monitor.core.story.prints import from_text as from_text
from monitor.core.story.prints import keys_among as keys_among
from monitor.core.story.prints import keys_of_text as keys_of_text
from monitor.core.story.prints import spellings as spellings
from monitor.core.story.similarity import Part as Part
from monitor.core.story.similarity import Rule as Rule
from monitor.core.story.window import COPIES as COPIES
from monitor.core.story.window import DAYS as DAYS
from monitor.core.story.window import Fold as Fold
from monitor.core.story.window import Reason as Reason
from monitor.core.story.window import Window as Window
