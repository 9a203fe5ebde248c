"""A text from a feed as templates show it."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from monitor.core.digest import Marked
from monitor.outlet.marks import direction, marked_html, marked_text, plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A text from a feed, as HTML and plain, with the language and direction it is read in."""

    html: Markup
    text: str
    language: str | None
    direction: str


def phrase(marked: Marked, language: str | None) -> Phrase:
    """`marked`, which was made harmless, as HTML and plain."""
    known = plain(language, 20) if language else None
    return Phrase(
        html=marked_html(marked),
        text=marked_text(marked).strip(),
        language=known,
        direction=direction(marked.text, known),
    )
