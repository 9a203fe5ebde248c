"""Reading beside this process, where much is new at once."""

from monitor.flow.readers.pool import Readers as Readers
