"""A story: the entries about one event. The rule that folds an entry into one is pure and lives here.

`keys.fingerprint` takes a report's fingerprint from its reading, `Window` folds it. What stands in
`exact` folds by address and title alone, without a reading.
"""

from monitor.core.story.exact import WINDOW as WINDOW
from monitor.core.story.exact import Candidate as Candidate
from monitor.core.story.exact import Fingerprint as Fingerprint
from monitor.core.story.exact import Fold as Fold
from monitor.core.story.exact import FoldReason as FoldReason
from monitor.core.story.exact import Report as Report
from monitor.core.story.exact import bare_title as bare_title
from monitor.core.story.exact import fingerprint as fingerprint
from monitor.core.story.exact import fold as fold
from monitor.core.story.similarity import Part as Part
from monitor.core.story.similarity import Rule as Rule
from monitor.core.story.window import Window as Window
