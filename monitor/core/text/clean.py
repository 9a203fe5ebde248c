"""Written text -> plain characters, with the way back to the original offsets."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)\b[^<>]*>")
_BLOCKS = frozenset(
    "p br li ul ol div h1 h2 h3 h4 h5 h6 tr td th table blockquote hr section".split()
)
_SIGNS = {
    **dict.fromkeys("‘’‚‛′`´ʼʹ＇", "'"),
    **dict.fromkeys("“”„‟″«»＂〝〞", '"'),
    **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
    **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u0640", ""),
    # Arabic vowel signs: written or not at the writer's pleasure, and no letters to a tokenizer.
    **{chr(point): "" for point in (*range(0x064B, 0x0653), 0x0670)},
    "\u2028": "\n",
    "\u2029": "\n",
    "…": "...",
}
_KEPT = frozenset("'\"-")


class _Table(dict[int, str]):
    """Code point -> replacement, filled on demand; `changing` holds those that change the length."""

    def __init__(self) -> None:
        super().__init__()
        self.changing: set[str] = set()

    def __missing__(self, point: int) -> str:
        sign = chr(point)
        plain = _SIGNS.get(sign)
        if plain is None:
            plain = unicodedata.normalize("NFKC", sign)
            plain = " " if unicodedata.category(sign) == "Zs" else plain
        if len(plain) != 1:
            self.changing.add(sign)
        self[point] = plain
        return plain


_TABLE = _Table()
_COMBINING = re.compile("[\u0300-\u036f\u3099\u309a\uff9e\uff9f\u1161-\u11ff]")


@dataclass(frozen=True, slots=True)
class Clean:
    """Plain text; `starts` and `ends` give each character's place in the original, None = same."""

    text: str
    starts: list[int] | None = None
    ends: list[int] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Where characters [start, end) of the plain text stand in the original."""
        if self.starts is None or self.ends is None or start >= end:
            return start, end
        return self.starts[start], self.ends[end - 1]


def clean(text: str) -> Clean:
    """Text without markup, entities (also escaped twice), soft hyphens and curly signs.

    NFKC, one kind of quote, dash and space. Accents and case stay. Tags become blanks, those of
    blocks a line break.
    """
    if text.isascii() and "&" not in text and "<" not in text:
        return Clean(text)
    plain = Clean(text)
    if "&" in text:
        plain = _unescape(_unescape(plain))
    if "<" in plain.text:
        plain = Clean(_TAG.sub(_blank, plain.text), plain.starts, plain.ends)
    if plain.text.isascii():
        return plain
    return _compose(_translate(plain))


def _blank(tag: re.Match[str]) -> str:
    first = "\n" if tag.group(1).lower() in _BLOCKS else " "
    return first + " " * (len(tag.group()) - 1)


def _places(plain: Clean) -> tuple[list[int], list[int]]:
    if plain.starts is not None and plain.ends is not None:
        return plain.starts, plain.ends
    return list(range(len(plain.text))), list(range(1, len(plain.text) + 1))


def _unescape(plain: Clean) -> Clean:
    found = list(_ENTITY.finditer(plain.text))
    if not found:
        return plain
    starts, ends = _places(plain)
    text, new_starts, new_ends, at = [], list[int](), list[int](), 0
    for entity in found:
        sign = html.unescape(entity.group())
        if sign == entity.group():
            continue
        text += [plain.text[at : entity.start()], sign]
        new_starts += starts[at : entity.start()] + [starts[entity.start()]] * len(sign)
        new_ends += ends[at : entity.start()] + [ends[entity.end() - 1]] * len(sign)
        at = entity.end()
    text.append(plain.text[at:])
    return Clean("".join(text), new_starts + starts[at:], new_ends + ends[at:])


def _translate(plain: Clean) -> Clean:
    text = plain.text.translate(_TABLE)
    if _TABLE.changing.isdisjoint(plain.text):
        return Clean(text, plain.starts, plain.ends)
    starts, ends = _places(plain)
    widths = [len(_TABLE[ord(sign)]) for sign in plain.text]
    return Clean(
        text,
        [start for start, width in zip(starts, widths, strict=True) for _ in range(width)],
        [end for end, width in zip(ends, widths, strict=True) for _ in range(width)],
    )


def _compose(plain: Clean) -> Clean:
    """A letter and its combining marks become one character, where Unicode has one."""
    if not _COMBINING.search(plain.text):
        return plain
    starts, ends = _places(plain)
    signs: list[str] = []
    new_starts: list[int] = []
    new_ends: list[int] = []
    for sign, start, end in zip(plain.text, starts, ends, strict=True):
        joined = unicodedata.normalize("NFC", signs[-1] + sign) if signs else sign
        if signs and len(joined) == 1 and _COMBINING.match(sign):
            signs[-1], new_ends[-1] = joined, end
        else:
            signs.append(sign)
            new_starts.append(start)
            new_ends.append(end)
    return Clean("".join(signs), new_starts, new_ends)
