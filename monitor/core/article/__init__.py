"""The page of an entry: whether it is taken as its text, and what of it is kept."""

from monitor.core.article.excerpt import excerpt
from monitor.core.article.page import (
    BOILERPLATE_PAGES,
    Page,
    joined,
    only_there,
    paragraph_hash,
    refusal,
    tells,
    without_boilerplate,
)
from monitor.core.article.state import PageState, next_attempt

__all__ = [
    "BOILERPLATE_PAGES",
    "Page",
    "PageState",
    "excerpt",
    "joined",
    "next_attempt",
    "only_there",
    "paragraph_hash",
    "refusal",
    "tells",
    "without_boilerplate",
]
