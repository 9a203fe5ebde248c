"""What the keys of an entry say of a query, before any place in the text is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from monitor.core.query.terms import Key

Keys = frozenset[Key]


class Rule(NamedTuple):
    """An entry that the query holds for has a key of each of `needs`, and none of `bans`.

    `exact`: the query holds for every such entry, so that nothing else need be looked at.
    """

    needs: tuple[Keys, ...] = ()
    bans: Keys = frozenset()
    exact: bool = False


def all_of(rules: Sequence[Rule]) -> Rule:
    """The rule of parts that must all hold."""
    return Rule(
        needs=tuple(keys for rule in rules for keys in rule.needs),
        bans=Keys().union(*(rule.bans for rule in rules)),
        exact=all(rule.exact for rule in rules),
    )


def any_of(rules: Sequence[Rule]) -> Rule:
    """The rule of parts of which one must hold."""
    if not all(rule.needs for rule in rules):
        return Rule()
    # Any set of each part will do; as many unions as there are sets keep a phrase with a common
    # word from waking the query wherever that word stands.
    ranked = [sorted(rule.needs, key=len) for rule in rules]
    needs = tuple(
        Keys().union(*(sets[min(place, len(sets) - 1)] for sets in ranked))
        for place in range(max(map(len, ranked)))
    )
    simple = all(rule.exact and len(rule.needs) == 1 and not rule.bans for rule in rules)
    return Rule(needs=needs, exact=simple)


def none_of(rule: Rule) -> Rule:
    """The rule of a part that must not hold."""
    if not rule.exact or len(rule.needs) + bool(rule.bans) != 1:
        return Rule()
    if rule.needs:
        return Rule(bans=rule.needs[0], exact=True)
    return Rule(needs=(rule.bans,), exact=True)
