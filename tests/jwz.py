"""Threads as mail programs make them: an independent implementation of Jamie Zawinski's algorithm.

https://www.jwz.org/doc/threading.html, steps 1 to 5 (or to 4, without subjects); it knows nothing of telemon.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage

_ID = re.compile(r"<[^<>\s]+>")
_PREFIX = re.compile(r"^\s*(re|fwd?)(\[\d+\])?:\s*", re.IGNORECASE)


@dataclass(eq=False)
class Container:
    """A place in a thread; without a message it is only known from References."""

    message: EmailMessage | None = None
    parent: Container | None = None
    children: list[Container] = field(default_factory=list)

    def holds(self, other: Container) -> bool:
        """Whether `other` stands below this one, or is it."""
        return other is self or any(child.holds(other) for child in self.children)

    def messages(self) -> Iterator[EmailMessage]:
        """The messages from here down."""
        if self.message is not None:
            yield self.message
        for child in self.children:
            yield from child.messages()


def threads(messages: Iterable[EmailMessage], *, subjects: bool = True) -> list[list[EmailMessage]]:
    """The messages of each thread, in order of the threads' first messages.

    Without `subjects` by References and In-Reply-To alone: step 5 is left out.
    """
    table: dict[str, Container] = {}
    for message in messages:
        _place(table, message)
    roots = [one for one in table.values() if one.parent is None]
    pruned = [kept for root in roots for kept in _pruned(root)]
    kept = _by_subject(pruned) if subjects else pruned
    return [list(root.messages()) for root in kept]


def _place(table: dict[str, Container], message: EmailMessage) -> None:
    own = table.setdefault(_ids(message, "Message-ID")[0], Container())
    assert own.message is None, "two messages with one id"
    own.message = message
    above: Container | None = None
    for reference in _ids(message, "References") or _ids(message, "In-Reply-To")[:1]:
        container = table.setdefault(reference, Container())
        if above is not None and container.parent is None and not container.holds(above):
            _link(above, container)
        above = container
    if own.parent is not None:
        own.parent.children.remove(own)
        own.parent = None
    if above is not None and not own.holds(above):
        _link(above, own)


def _link(parent: Container, child: Container) -> None:
    child.parent = parent
    parent.children.append(child)


def _pruned(container: Container, *, root: bool = True) -> list[Container]:
    """Step 4: an empty container gives way to its children, but at the root only to a single one."""
    container.children = [k for c in container.children for k in _pruned(c, root=False)]
    for child in container.children:
        child.parent = container
    if container.message is not None:
        return [container]
    if root and len(container.children) > 1:
        return [container]
    for child in container.children:
        child.parent = container.parent
    return container.children


def _by_subject(roots: list[Container]) -> list[Container]:
    """Step 5: a root whose subject is that of another one and bears Re: joins it."""
    first: dict[str, Container] = {}
    kept = []
    for root in roots:
        subject = next((str(one["Subject"]) for one in root.messages()), "")
        bare = _PREFIX.sub("", subject).strip()
        other = first.setdefault(bare, root)
        if other is not root and _PREFIX.match(subject):
            _link(other, root)
        else:
            kept.append(root)
    return kept


def _ids(message: EmailMessage, header: str) -> list[str]:
    return _ID.findall(str(message.get(header, "")))
