"""Deadlines of consultations: until when comments are taken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from monitor.core.event.dates import DATE, date_of
from monitor.core.event.event import Event, Kind
from monitor.core.event.passage import Passage

REPLIES, COMMENTS, CONSULTATION = "reply comments", "comments", "consultation"
_ABOUT = {
    REPLIES: r"reply comments|replies (?:are |is )?due",
    COMMENTS: r"comments|comment (?:period|window|deadline)|responses|submissions|stakeholder views"
    r"|stellungnahmen?|kommentare|contributions|observations|comentarios|observaciones|alegaciones",
    CONSULTATION: r"consultation|consulting|konsultation\w*|anhörung\w*|concertation"
    r"|consulta p[úu]blica|audiencia p[úu]blica|en consulta",
}
_SUBJECT = re.compile(
    "|".join(rf"\b(?P<{key.split()[0]}>{words})\b" for key, words in _ABOUT.items()), re.IGNORECASE
)
_WEEKDAY = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|montag|dienstag|mittwoch|donnerstag|freitag"
    r"|lundi|mardi|mercredi|jeudi|vendredi|lunes|martes|miércoles|jueves|viernes)"
)
_CLOCK = (
    r"(?:(?:midnight|noon|close of business|\d{1,2}(?::\d\d)?\s?[ap]\.?m\.?)"
    r"(?:\s[A-Z]{2,4})?\s(?:on|of)\s)?"
)
_LIMIT = re.compile(
    r"\b(?:due(?: (?:by|on|in))?|by|until|till|through|no later than|on or before"
    r"|(?:close[sd]?|closing|end(?:s|ed|ing)?|expires?)(?: (?:on|by))?"
    r"|deadline(?: for [\w ]{3,40})?(?: is| of| falls on|:)"
    r"|(?:läuft |endet |spätestens )?(?:bis(?: zum| spätestens)?|endet am|frist endet am)"
    r"|jusqu'au|avant le|au plus tard le|date limite(?: est| :| fixée au| est fixée au)?(?: le)?"
    r"|hasta el|antes del|a más tardar el|(?:termina|finaliza|vence|cierra) el|plazo:?)\s"
    rf"{_CLOCK}(?:the |le |el |dem )?(?:{_WEEKDAY},?\s(?:the |den |dem )?)?{DATE}",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:decision|final rules|take effect|in force|come into|entry into|trial|launch|auction (?:by|on))\b",
    re.IGNORECASE,
)
_AND_NEXT = re.compile(
    rf"(?:,| and)+ (?:with )?(?P<replies>reply comments|replies)(?: (?:are )?(?:due )?(?:by|on)?)?\s{DATE}",
    re.IGNORECASE,
)
_REACH = 130
SIGNS = (
    "comment", "consult", "konsult", "respons", "submission", "stellungnahm", "kommentar", "anhörung",
    "contribution", "observa", "concertation", "comentario", "alegacion", "audiencia", "replies",
    "stakeholder views",
)  # fmt: skip


def deadlines(passage: Passage, published: date) -> Iterator[Event]:
    """The deadlines of a sentence: a word for a limit, a day right behind it, and what is due near by."""
    text = passage.text
    for limit in _LIMIT.finditer(text):
        about = _about(text, limit)
        due = date_of(limit, published) if about else None
        if about and due:
            yield _event(passage, about, due)
            after = _AND_NEXT.match(text, limit.end())
            if after and (next_due := date_of(after, published)):
                yield _event(passage, REPLIES, next_due)


def _about(text: str, limit: re.Match[str]) -> str | None:
    """What the nearest words before the limit (or in it, or shortly behind) say is due."""
    before = text[max(0, limit.start() - _REACH) : limit.end()]
    found = list(_SUBJECT.finditer(before))
    if not found or _OTHER.search(before, found[-1].end()):
        return None
    nearest = found[-1].lastgroup
    return REPLIES if nearest == "reply" else nearest


def _event(passage: Passage, about: str, due: date) -> Event:
    start, end = passage.place
    return Event(
        kind=Kind.DEADLINE, field=passage.sentence.field, start=start, end=end,
        quote=passage.text.strip(), about=about, due=due,
    )  # fmt: skip
