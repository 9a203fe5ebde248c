"""Names of elements as feedparser knows them: `media_content` for whatever prefix a document uses."""

from __future__ import annotations

from collections.abc import Callable

from monitor.intake.parse import door

_STANDARD_PREFIXES = frozenset(prefix.lower() for prefix in door.PREFIXES.values() if prefix)
_VERSIONS = {"http://purl.org/rss/1.0/": "rss10", "http://www.w3.org/2005/atom": "atom10"}


class OddError(Exception):
    """A shape that is left to feedparser."""


class _Tags(dict[str, str]):
    """Names of feedparser by those of expat, each worked out once."""

    def __init__(self, work_out: Callable[[str], str]) -> None:
        self._work_out = work_out

    def __missing__(self, name: str) -> str:
        tag = self[name] = self._work_out(name)
        return tag


class Names:
    """The namespaces of one document, declared as they come; `version` is feedparser's guess so far.

    `tags[name]` is what feedparser calls the element that expat calls `name`; OddError where that
    would depend on more than its namespace.
    """

    def __init__(self) -> None:
        self.version = ""
        self.tags = _Tags(self._tag)
        self._declared: dict[str, str] = {}
        self._prefixes: dict[str, str] = {}
        self._without: set[str] = set()  # unknown namespaces whose elements have no prefix

    def declare(self, prefix: str | None, uri: str | None, *, new: bool) -> None:
        """A declaration; one that changes the meaning of a prefix, or is not allowed as new, raises.

        feedparser puts prefixes of its own for the namespaces it knows, and believes those of the
        document for the others: a prefix that means two things confuses it. Elements of an unknown
        namespace without a prefix are to it what they are called.
        """
        lower = (uri or "").lower()
        if "userland.com/rss" in lower or (not new and not self.version and lower in _VERSIONS):
            raise OddError
        self.version = self.version or _VERSIONS.get(lower, "")
        if prefix is None:
            self._declare_default(uri, lower)
        elif self._declared.get(prefix.lower()) != uri:
            if not new or not uri or prefix.lower() in self._declared:
                raise OddError
            self._declare_prefix(prefix.lower(), uri, door.PREFIXES.get(lower))

    def _declare_default(self, uri: str | None, lower: str) -> None:
        if uri and lower not in door.PREFIXES and uri not in self._prefixes:
            self._without.add(uri)

    def _declare_prefix(self, prefix: str, uri: str, standard: str | None) -> None:
        if standard is not None and prefix in _STANDARD_PREFIXES and prefix != standard.lower():
            raise OddError
        if uri in self._without:
            raise OddError
        self._declared[prefix] = uri
        if standard is None:
            self._prefixes.setdefault(uri, prefix)

    def _tag(self, name: str) -> str:
        """What feedparser calls the element that expat calls `name` (namespace, space, local name)."""
        uri, _, local = name.rpartition(" ")
        local = local.lower()
        if " " in uri or local in ("svg", "math"):
            raise OddError
        prefix = door.PREFIXES.get(uri.lower())
        if prefix is None:
            prefix = self._prefixes.get(uri, "")
            if not prefix and uri not in self._without:
                raise OddError
        return f"{prefix.lower()}_{local}" if prefix else local
