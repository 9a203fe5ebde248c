"""A row of numbers as a small picture: SVG without styles or scripts, so that any policy allows it."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

_STEP, _HEIGHT = 3, 20


def spark(counts: Sequence[int], label: str) -> Markup:
    """Bars, the highest one as high as the picture; the last one, which is now, in another class.

    `label` is what is read aloud, and shown on a touch of the pointer.
    """
    top = max(counts, default=0) or 1
    bars = Markup("").join(
        _bar(place, max(1, round(_HEIGHT * count / top)), place == len(counts) - 1)
        for place, count in enumerate(counts)
    )
    return Markup(
        '<svg class="spark" width="{w}" height="{h}" viewBox="0 0 {w} {h}" role="img">'
        "<title>{label}</title>{bars}</svg>"
    ).format(w=_STEP * len(counts), h=_HEIGHT, label=label, bars=bars)


def _bar(place: int, height: int, now: bool) -> Markup:
    return Markup('<rect{kind} x="{x}" y="{y}" width="{w}" height="{height}"/>').format(
        kind=Markup(' class="now"') if now else "",
        x=_STEP * place,
        y=_HEIGHT - height,
        w=_STEP - 1,
        height=height,
    )
