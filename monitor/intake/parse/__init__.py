"""Reading bodies as feeds: `parse_feed` for one, `ParsePool` for many without harm to the rest."""

from monitor.intake.parse.document import parse_feed
from monitor.intake.parse.pool import ParsePool
from monitor.intake.parse.values import FoundFeed, ParsedFeed

__all__ = ["FoundFeed", "ParsePool", "ParsedFeed", "parse_feed"]
