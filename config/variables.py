"""`${NAME}` in the values of the operator's files: filled in from the environment handed in."""

from __future__ import annotations

import re
from collections.abc import Mapping as Environment
from dataclasses import replace

from config.source import Listing, Mapping, Node, Pair, Place, Scalar, problem_at
from monitor.core.errors import Problem

_VARIABLE = re.compile(r"\$(?P<escape>\$)?\{(?P<name>[^}]*)(?P<end>\}?)")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Variables:
    """Fills in variables of one file; `problems` names each missing one with its line.

    `$${` stands for the characters `${`. Keys, numbers and comments are left as they are.
    """

    def __init__(self, file: str, environment: Environment[str, str]) -> None:
        self._file, self._environment = file, environment
        self.problems: list[Problem] = []

    def fill(self, node: Node) -> Node:
        """`node` with every variable under it replaced by its value."""
        if isinstance(node, Listing):
            return replace(node, items=tuple(self.fill(item) for item in node.items))
        if isinstance(node, Mapping):
            pairs = {
                key: Pair(place=pair.place, node=self.fill(pair.node))
                for key, pair in node.pairs.items()
            }
            return replace(node, pairs=pairs)
        return self._scalar(node)

    def _scalar(self, scalar: Scalar) -> Scalar:
        text = scalar.value
        if not isinstance(text, str) or "${" not in text:
            return scalar
        before = len(self.problems)
        filled = _VARIABLE.sub(lambda found: self._value(found, scalar), text)
        unknown = len(self.problems) > before
        return replace(scalar, value=filled, substituted=True, unknown=unknown)

    def _value(self, found: re.Match[str], scalar: Scalar) -> str:
        name = found["name"]
        if found["escape"]:
            return found[0][1:]
        if not found["end"] or not _NAME.fullmatch(name):
            self._note(
                scalar.at(found.start()),
                f"{found[0]} is no variable",
                "write ${NAME} with letters, digits and _, or $${ for the characters themselves",
            )
        elif name not in self._environment:
            self._note(
                scalar.at(found.start()),
                f"the environment variable {name} is not set",
                f"set {name} where telemon is started, or in .env",
            )
        return self._environment.get(name, "")

    def _note(self, place: Place, message: str, hint: str) -> None:
        self.problems.append(problem_at(self._file, place, message, hint))
