"""The reading: one pass over the text, used by everything after it."""

from monitor.core.reading.document import Document as Document
from monitor.core.reading.mention import Mention as Mention
from monitor.core.reading.mention import Reason as Reason
from monitor.core.reading.reader import Reader as Reader
from monitor.core.reading.reading import Reading as Reading
