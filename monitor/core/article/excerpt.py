"""What is kept of a text that only a page has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

LEAD = 600
AROUND = 400
EXCERPT = 2_400


def excerpt(paragraphs: Sequence[str], marks: Iterable[tuple[int, int]]) -> tuple[str, ...]:
    """What is kept of a text by default: its beginning, and the surroundings of what matched.

    `marks` are characters [start, end) of the paragraphs joined by line ends, the most important
    first. Some 2,400 characters at most; a paragraph that was cut shows it by "…".
    """
    text = "\n".join(paragraphs)
    pieces = [_to_a_space(text, 0, LEAD)]
    for start, end in marks:
        if sum(last - first for first, last in pieces) >= EXCERPT:
            break
        if 0 <= start < end <= len(text):
            pieces = _merged([*pieces, _around(text, start, end)])
    return tuple(_shown(text, start, end) for start, end in pieces if text[start:end].strip())


def _merged(pieces: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pieces in order, those that touch as one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(pieces):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _around(text: str, start: int, end: int) -> tuple[int, int]:
    """The paragraph of a mark, or as much of a long one as stands next to it."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    last = len(text) if last < 0 else last
    if start - first > AROUND // 2:
        first = text.find(" ", start - AROUND // 2, start) + 1 or start - AROUND // 2
    if last - end > AROUND // 2:
        last = text.rfind(" ", end, end + AROUND // 2)
        last = end + AROUND // 2 if last < 0 else last
    return first, last


def _to_a_space(text: str, start: int, length: int) -> tuple[int, int]:
    if len(text) - start <= length:
        return start, len(text)
    space = text.rfind(" ", start + length // 2, start + length)
    return start, space if space > 0 else start + length


def _shown(text: str, start: int, end: int) -> str:
    before = "" if start == 0 or text[start - 1] == "\n" else "… "
    after = "" if end == len(text) or text[end] == "\n" else " …"
    return f"{before}{text[start:end].strip()}{after}"
