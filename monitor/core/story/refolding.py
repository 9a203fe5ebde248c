"""Which ids stories keep when the same entries are folded anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence


def kept_ids(
    groups: Sequence[Sequence[int]],
    was: Mapping[int, int],
    sent: Collection[int],
    taken: Collection[int] = (),
) -> list[int | None]:
    """The story id of each group of entries, None for a new one; each id is kept by one group at most.

    `was`: entry -> its story until now. Stories in `sent` choose first, then those that have more
    entries in a group, then older ones. The ids in `taken` are kept by others.
    """
    shared = Counter(
        (number, was[entry])
        for number, group in enumerate(groups)
        for entry in group
        if entry in was
    )
    wishes = sorted(shared, key=lambda wish: (wish[1] not in sent, -shared[wish], wish[1], wish[0]))
    found: list[int | None] = [None] * len(groups)
    used = set(taken)
    for number, story in wishes:
        if found[number] is None and story not in used:
            found[number] = story
            used.add(story)
    return found
