"""What makes a text another's: its title and lead without what the passing on adds."""

from __future__ import annotations

import hashlib
import re

_LEAD_LETTERS, _SHORTEST_LEAD, _SHORTEST_TITLE = 200, 60, 4
_NOT_LETTER = re.compile(r"[\W_]+")
_REVISED = re.compile(
    r"^(?:update|wrapup|refile|corrected|rpt|exclusive|breaking|eilmeldung|urgente)"
    r"(?:\s?\d{1,2})?\s?[-:–—]\s?",
    re.IGNORECASE,
)
# "HONG KONG, March 3 (Agency) - "
_DATELINE = re.compile(r"^[A-Z][\w .,'’-]{2,40}\([A-Z][\w ]{1,25}\)\s?[-–—]+\s?")
_VIA = re.compile(
    r"\(?\b(?:via|source|quelle|fuente|fonte)[:\s]+[A-Z][\w .&'-]{1,30}\)?\.?\s*$", re.IGNORECASE
)
_NOT_WORD = re.compile(r"[\W_]+")
_OUTLET_TAIL = re.compile(r"\s+[-–—|·:]\s+[^-–—|·:]{2,40}$")
_VIA_LETTERS = 48
_DIGITS = re.compile(r"\d+")
_SEPARATOR = re.compile(r"(?<=\d)[.,](?=\d)")
_FIRST_ON = " appeared first on "


def bare_title(title: str, outlet: str = "") -> str:
    """A title as folding compares it: no trailing " - Outlet", case, punctuation or articles.

    A tail is an outlet's name when it is the entry's own outlet, or has at most four words of which
    each begins with a capital or digit.
    """
    tail = _OUTLET_TAIL.search(title)
    if tail:
        name = tail.group().strip(" \t-–—|·:")
        words = name.split()
        named = len(words) <= 4 and all(w[0].isupper() or w[0].isdigit() for w in words)
        if tail.start() >= 20 and (name.casefold() == outlet.casefold() or named):
            title = title[: tail.start()]
    words = _NOT_WORD.sub(" ", title.replace(".", "").casefold()).split()
    return " ".join(word for word in words if word not in ("a", "an", "the"))


def title_of(title: str, outlet: str) -> str:
    """The title as copies have it in common; empty where it is too short to tell."""
    bare = bare_title(_REVISED.sub("", title), outlet)
    return bare if len(bare.split()) >= _SHORTEST_TITLE or not bare.isascii() else ""


def shape_of(title: str, outlet: str) -> str:
    """A hash of the bare title without its numbers, a slash, its numbers; empty where it has none."""
    bare = bare_title(_SEPARATOR.sub("", title), outlet)
    numbers = _DIGITS.findall(bare)
    return f"{hashed(_DIGITS.sub('#', bare))}/{'-'.join(numbers)}" if numbers else ""


def lead_of(text: str) -> str:
    """The first letters of a text as copies have them in common; empty where there are few."""
    text = _without_tail(_DATELINE.sub("", text[: 3 * _LEAD_LETTERS].strip()))
    letters = _NOT_LETTER.sub("", text[: 2 * _LEAD_LETTERS]).casefold()
    return letters[:_LEAD_LETTERS] if len(letters) >= _SHORTEST_LEAD else ""


def _without_tail(text: str) -> str:
    """The text without "The post ... appeared first on ..." and "Via Agency."."""
    if _FIRST_ON in text:
        text = text[: text.rfind(_FIRST_ON)].rpartition("The post ")[0]
    tail = _VIA.search(text, max(0, len(text) - _VIA_LETTERS))
    return text[: tail.start()] if tail else text


def hashed(text: str) -> str:
    """12 hexadecimal digits; empty for an empty text."""
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest() if text else ""
