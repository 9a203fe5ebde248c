"""Why an entry is in its story, in words."""

from __future__ import annotations

from monitor.core.concept import Concepts
from monitor.core.story.similarity import Part

_MOST_KEYS = 6
_UNITS = {"band": "MHz", "share": "%"}


def part_in_words(part: Part, concepts: Concepts) -> str:
    """One reason for or against: "entities Ericsson, Vodafone +9.1"."""
    names = [key_in_words(key, concepts) for key in part.keys[:_MOST_KEYS]]
    if len(part.keys) > _MOST_KEYS:
        names.append(f"{len(part.keys) - _MOST_KEYS} more")
    return " ".join(filter(None, (part.name, ", ".join(names), f"{part.bits:+.1f}")))


def key_in_words(key: str, concepts: Concepts) -> str:
    """What a key stands for: the name of a concept, a value with its unit, a word's stem."""
    kind, colon, rest = key.partition(":")
    if not colon:
        return key
    if kind == "v":
        return _value(rest)
    concept = concepts.get(rest)
    return concept.name if concept is not None else rest


def _value(text: str) -> str:
    kind, _, rest = text.partition(":")
    if kind == "money":
        currency, _, amount = rest.partition(":")
        return f"{_number(amount)} {currency}"
    if kind in _UNITS:
        return f"{_number(rest)} {_UNITS[kind]}"
    return f"{kind} {rest}" if kind not in ("number", "year") else rest


def _number(text: str) -> str:
    try:
        return f"{float(text):,.6g}"
    except ValueError:
        return text


def sum_in_words(
    reason: str, similarity: float, bar: float, like: int | None, *, first: bool
) -> str:
    """The reason with what was reckoned: "same event as entry 7 (12.3 bits, 5.1 needed)".

    Of a first report: which entry of another story came nearest, if any came near.
    """
    if first:
        near = like is not None and similarity > 0
        weighed = f"entry {like} came nearest ({similarity:.1f} bits, {bar:.1f} needed)"
        return f"{reason}; {weighed}" if near else reason
    if like is None:
        return reason
    weighed = f" ({similarity:.1f} bits, {bar:.1f} needed)" if bar else ""
    return f"{reason} as entry {like}{weighed}"
