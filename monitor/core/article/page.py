"""The page of an entry: whether it tells the entry's story, and what it adds to it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from monitor.core.article.walls import CONSENT_HOST, wall
from monitor.core.text import HAS_CJK, folded_words

SHORTEST = 200  # characters: less is a teaser, a notice or a picture's caption
SHORTEST_CJK = 80
WALL_TEXT = 2_500  # a page that says so much is no wall, whatever its box for subscribers says
BOILERPLATE_PAGES = 3
_SHARED = 0.34


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a page says: its title, its running text in paragraphs, and whether it says that it costs.

    `url` is where it came from, after redirects.
    """

    url: str
    title: str
    paragraphs: tuple[str, ...]
    paid: bool = False

    @property
    def text(self) -> str:
        """The running text, a line a paragraph."""
        return "\n".join(self.paragraphs)


def refusal(page: Page, *, asked: str, title: str, summary: str) -> str | None:
    """Why the page is not taken as the text of an entry (title and summary), None when it is.

    `asked` is the address that the entry named.
    """
    text = page.text
    if why := _sent_away(asked, page.url):
        return why
    if len(text) < WALL_TEXT:
        if why := wall(f"{page.title}\n{text}"):
            return why
        if page.paid:
            return "the page says that its text has to be paid for"
    if len(text) < (SHORTEST_CJK if HAS_CJK.search(text) else SHORTEST):
        return f"the page has no running text ({len(text)} characters)"
    if not tells(page, title, summary):
        return "the page tells another story"
    return None


def _sent_away(asked: str, arrived: str) -> str | None:
    """The reason when a redirect led to a wall or to a front page."""
    before, after = urlsplit(asked), urlsplit(arrived)
    if after.hostname != before.hostname and CONSENT_HOST.match(after.hostname or ""):
        return f"the page was redirected to {after.hostname}, which asks for consent or a login"
    if before.path.strip("/") and not after.path.strip("/") and not after.query:
        return "the page was redirected to the front page"
    return None


def tells(page: Page, title: str, summary: str) -> bool:
    """Whether the page has enough of the words of an entry to be its page.

    A third of the title's words, or of the summary's, stand in the page's title or text.
    """
    there = _words(f"{page.title}\n{page.text}")
    return any(
        len(wanted & there) >= _SHARED * len(wanted)
        for wanted in (_words(title), _words(summary[:1_000]))
        if wanted
    )


def _words(text: str) -> set[str]:
    """The words that carry something: those of four letters and more, CJK signs, and numbers."""
    words = set(folded_words(text))
    long = {word for word in words if len(word) > 3 or word.isdigit() or HAS_CJK.match(word)}
    return long or words


def paragraph_hash(paragraph: str) -> bytes:
    """8 bytes that are the same for paragraphs that differ in case, signs and spaces only."""
    words = " ".join(folded_words(paragraph))
    return hashlib.blake2b(words.encode(), digest_size=8).digest()


def without_boilerplate(paragraphs: Iterable[str], recurring: Collection[bytes]) -> tuple[str, ...]:
    """The paragraphs whose hash is not among those that recur on the host; each only once."""
    kept: dict[bytes, str] = {}
    for paragraph in paragraphs:
        key = paragraph_hash(paragraph)
        if key not in recurring:
            kept.setdefault(key, paragraph)
    return tuple(kept.values())


def only_there(paragraphs: Iterable[str], told: Sequence[str]) -> tuple[str, ...]:
    """The paragraphs of a page that the texts of the feed do not have already."""
    known = _flat(" ".join(told))
    return tuple(p for p in paragraphs if _flat(p) not in known)


def _flat(text: str) -> str:
    return " ".join(folded_words(text))


def joined(body: str, added: Sequence[str]) -> str:
    """The text that is read as the body of an entry: what the feed told, then what the page adds."""
    return "\n".join(part for part in (body, *added) if part)
