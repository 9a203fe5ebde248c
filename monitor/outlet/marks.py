"""Text from feeds on its way out: made harmless, cut at a word, its marks kept."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import cache
from urllib.parse import urlsplit

import nh3
from markupsafe import Markup, escape

from monitor.core.digest import Mark, Marked

RTL_LANGUAGES = frozenset({"ar", "he", "fa", "ur", "ps", "sd", "ug", "yi", "ckb", "dv"})
ELLIPSIS = "…"
_BROKEN = "\N{REPLACEMENT CHARACTER}"
LONGEST_URL = 2000


@cache
def _harmless() -> dict[int, str]:
    """One character for one, so that marks stay where they are: controls and lone surrogates go.

    The bidirectional controls go too: with them a headline could turn round what follows it.
    """
    controls = (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, 0xFEFF)
    turning = (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F)
    broken = (*range(0xD800, 0xE000), 0xFFFE, 0xFFFF)
    return dict.fromkeys((*controls, *turning), " ") | dict.fromkeys(broken, _BROKEN)


def plain(text: str, limit: int) -> str:
    """One line of harmless text of at most `limit` characters, an ellipsis where it was cut."""
    line = " ".join(text[: limit * 4].translate(_harmless()).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + ELLIPSIS


def tidy(whole: Marked, limit: int) -> Marked:
    """A marked text made harmless and cut to `limit` characters, at a word if one ends near by.

    Marks that only white space parts become one; a mark that the cut meets is left out.
    """
    text = whole.text.translate(_harmless())
    end = len(text)
    if end > limit:
        space = text.rfind(" ", max(0, limit - 40), limit)
        end = space if space > 0 else limit - 1
        text = text[:end].rstrip() + (f" {ELLIPSIS}" if space > 0 else ELLIPSIS)
    return Marked(text=text, marks=_joined(text, (m for m in whole.marks if m.end <= end)))


def _joined(text: str, marks: Iterable[Mark]) -> tuple[Mark, ...]:
    joined: list[Mark] = []
    for mark in sorted(marks, key=lambda m: (m.start, m.end)):
        if not 0 <= mark.start < mark.end <= len(text):
            continue
        if joined and not text[joined[-1].end : mark.start].strip():
            last = joined.pop()
            names = tuple(dict.fromkeys((*last.watchlists, *mark.watchlists)))
            mark = Mark(start=last.start, end=max(last.end, mark.end), watchlists=names)  # noqa: PLW2901
        joined.append(mark)
    return tuple(joined)


def marked_html(marked: Marked) -> Markup:
    """The text as HTML with its marks in `<span class="mark">`; nothing else of it is markup."""
    parts = [Markup()]
    at = 0
    for mark in marked.marks:
        parts.append(escape(marked.text[at : mark.start]))
        inside = escape(marked.text[mark.start : mark.end])
        parts.append(Markup('<span class="mark">{}</span>').format(inside))
        at = mark.end
    parts.append(escape(marked.text[at:]))
    # Everything is escaped by now; nh3 stands guard should this function ever be wrong.
    clean = nh3.clean(
        str(Markup().join(parts)),
        tags={"span"},
        attributes={"span": {"class"}},
        link_rel=None,
    )
    return Markup(clean)


def marked_text(marked: Marked) -> str:
    """The text with its marks between asterisks."""
    text = marked.text
    for mark in reversed(marked.marks):
        text = f"{text[: mark.start]}*{text[mark.start : mark.end]}*{text[mark.end :]}"
    return text


def safe_url(url: str | None) -> str | None:
    """`url` if it is an http or https address that a mail may link to, else None."""
    if not url or len(url) > LONGEST_URL or any(c.isspace() or not c.isprintable() for c in url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return url if parts.scheme.lower() in ("http", "https") and host else None


def direction(text: str, language: str | None) -> str:
    """Which way a text runs, ltr or rtl: that of its language, if it has such letters at all.

    Without a right-to-left language the first letter decides ("5G" or a Latin name may well begin a
    headline in Arabic, so the language comes first).
    """
    kinds = [k for k in map(unicodedata.bidirectional, text) if k in ("L", "R", "AL")]
    rightward = bool(language) and str(language).lower().split("-")[0] in RTL_LANGUAGES
    if not kinds:
        return "rtl" if rightward else "ltr"
    return (
        "rtl"
        if "L" not in kinds or kinds[0] != "L" or (rightward and set(kinds) != {"L"})
        else "ltr"
    )


def isolated(text: str, around: str) -> str:
    """`text` between bidirectional isolates where it does not run as `around` does (ltr, rtl)."""
    if direction(text, None) == around:
        return text
    return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"


def wrapped(text: str, width: int, indent: str = "") -> str:
    """`text` in lines of at most `width` columns; a wide character (CJK) takes two."""
    lines = [indent]
    for word in text.split():
        for piece, glued in _pieces(word, width - len(indent)):
            space = "" if glued or lines[-1] == indent else " "
            if lines[-1] != indent and _columns(lines[-1] + space + piece) > width:
                lines.append(indent + piece)
            else:
                lines[-1] += space + piece
    return "\n".join(lines)


def hung(text: str, way: str, around: str, width: int, lead: str) -> str:
    """`text` in lines that hang behind `lead`; each is isolated where `way` is not that `around`.

    An isolate ends with its line, so that one around a whole text would hold for its first line only.
    """
    indent = " " * len(lead)
    lines = [line[len(lead) :] for line in wrapped(text, width, indent).splitlines()]
    if way != around:
        opening = "\N{RIGHT-TO-LEFT ISOLATE}" if way == "rtl" else "\N{LEFT-TO-RIGHT ISOLATE}"
        lines = [f"{opening}{line}\N{POP DIRECTIONAL ISOLATE}" for line in lines]
    return "\n".join((lead if number == 0 else indent) + line for number, line in enumerate(lines))


def _pieces(word: str, width: int) -> list[tuple[str, bool]]:
    """The parts of a word between which a line may end; True: it follows the one before."""
    pieces: list[str] = [""]
    for character in word:
        wide = unicodedata.east_asian_width(character) in "WF"
        if pieces[-1] and (wide or _columns(pieces[-1]) >= width):
            pieces.append("")
        pieces[-1] += character
    return [(piece, n > 0) for n, piece in enumerate(pieces)]


def _columns(text: str) -> int:
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )
