"""Ids: written once, and meant to exist where another part of the files names them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from config.rules import did_you_mean
from config.source import Listing, Mapping, Node, Place, Scalar, problem_at
from monitor.core.errors import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One list of a file, as "feeds" of feeds.yaml: what may be named by id.

    `complete` is False where its file could not be read as YAML: then a missing id proves nothing.
    """

    file: str
    name: str
    parts: tuple[Mapping, ...] = ()
    complete: bool = True
    ids: dict[str, Place] = field(default_factory=dict)
    old_ids: dict[str, str] = field(default_factory=dict)

    @property
    def one(self) -> str:
        """The name of one part: "feed"."""
        return self.name.removesuffix("s")


def collect_ids(section: Section) -> list[Problem]:
    """Fills `ids` and `old_ids` of the section; the problems are ids that mean two parts."""
    problems = []
    for part in section.parts:
        for scalar in texts(part.get("id")):
            known = section.ids.setdefault(str(scalar.value), scalar.place)
            if known is not scalar.place:
                message = f"id {scalar.value} is taken by the {section.one} in line {known.line}"
                problems.append(problem_at(section.file, scalar.place, message, "write another id"))
    for part in section.parts:
        problems += _collect_old_ids(section, part)
    return problems


def check_references(section: Section, file: str, *nodes: Node | None) -> list[Problem]:
    """The ids under `nodes` that `section` does not have."""
    if not section.complete:
        return []
    problems = []
    for scalar in (found for node in nodes for found in texts(node)):
        wanted = str(scalar.value)
        if wanted in section.ids:
            continue
        if wanted in section.old_ids:
            hint: str | None = f"write {section.old_ids[wanted]}, as it is called now"
        else:
            meant = did_you_mean(wanted, section.ids)
            hint = f"did you mean {meant}?" if meant else _existing(section)
        problems.append(problem_at(file, scalar.place, f"there is no {section.one} {wanted}", hint))
    return problems


def texts(node: Node | None) -> Iterator[Scalar]:
    """The texts that `node` is or lists; what has another type is reported elsewhere."""
    found = node.items if isinstance(node, Listing) else (node,)
    for item in found:
        if isinstance(item, Scalar) and isinstance(item.value, str) and not item.unknown:
            yield item


def _collect_old_ids(section: Section, part: Mapping) -> Iterator[Problem]:
    new = next((str(scalar.value) for scalar in texts(part.get("id"))), "")
    for scalar in texts(part.get("was")):
        old = str(scalar.value)
        if old in section.ids:
            message = f"was: {old} is the id of a {section.one} of today"
        elif section.old_ids.setdefault(old, new) != new:
            message = f"was: {old} is claimed by {section.old_ids[old]}, too"
        else:
            continue
        yield problem_at(section.file, scalar.place, message, "remove it here or there")


def _existing(section: Section) -> str:
    if not section.ids:
        return f"{section.file} has no {section.name} yet"
    shown = sorted(section.ids)[:8]
    rest = len(section.ids) - len(shown)
    return f"{section.name}: {', '.join(shown)}" + (f" and {rest} more" if rest else "")
