"""A chain of redirects: what is asked of whom, and what a redirect makes of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

Pair = tuple[bytes, bytes]

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Whom a URL speaks to (RFC 6454); `port` is never left to the default."""

    scheme: str
    host: str
    port: int

    def trusts(self, other: Origin) -> bool:
        """Whether what is secret for this origin may be sent to `other`.

        Only to itself, or to the same host after the upgrade from http to https on the usual ports.
        """
        if self == other:
            return True
        here, there = (self.scheme, self.port), (other.scheme, other.port)
        return self.host == other.host and here == ("http", 80) and there == ("https", 443)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One request of a chain. `private` headers stay with the origins that the first one trusts."""

    method: str
    url: str
    origin: Origin
    headers: tuple[Pair, ...]
    private: tuple[Pair, ...] = ()
    body: bytes | None = None
    visited: frozenset[str] = field(default_factory=frozenset)
    permanent: bool = True
    downgraded: bool = False

    def onward(self, status: int, url: str, origin: Origin) -> Hop:
        """The next request, after a redirect of `status` to `url`."""
        return replace(
            self,
            url=url,
            origin=origin,
            private=self.private if self.origin.trusts(origin) else (),
            visited=self.visited | {self.url},
            permanent=self.permanent and status in PERMANENT,
            downgraded=self.downgraded
            or (self.origin.scheme == "https" and origin.scheme == "http"),
        )

    @property
    def permanent_url(self) -> str | None:
        """Where the first URL moved for good: every redirect said so, and none gave up https."""
        return self.url if self.visited and self.permanent and not self.downgraded else None
