"""What comes back from one HTTP exchange: a response, or an error that names its verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from monitor.core.errors import FeedError
from monitor.core.feed import Verdict


class Headers(Mapping[str, str]):
    """Header fields by name, in any case; fields of one name are joined by ", ".

    Bytes are read as Latin-1, so that a value (an ETag) can be sent back as it came.
    """

    __slots__ = ("_fields",)

    def __init__(self, fields: Iterable[tuple[bytes, bytes]] = ()) -> None:
        self._fields: dict[str, str] = {}
        for raw_name, raw_value in fields:
            name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1").strip()
            seen = self._fields.get(name)
            self._fields[name] = value if seen is None else f"{seen}, {value}"

    def __getitem__(self, name: str) -> str:
        return self._fields[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __repr__(self) -> str:
        return f"Headers({self._fields!r})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """An answer, whatever its status.

    `url` is where it came from after redirects; `permanent_url` is the same when every hop was
    permanent (301, 308), else None. `body` is inflated; `bytes_received` counts what came over the
    wire. `complete` is False when the connection broke before the announced end. `downgraded`: a
    redirect led from https to http.
    """

    status: int
    url: str
    headers: Headers
    body: bytes
    permanent_url: str | None = None
    bytes_received: int = 0
    complete: bool = True
    downgraded: bool = False


class FetchError(FeedError):
    """No answer could be had of `url`; `verdict` and `detail` say why.

    `server_wait` is what the server asked to wait, if it did. `unresolved`: the name has no
    address, which is often a matter of this machine and says less of the feed than other failures.
    """

    def __init__(
        self,
        url: str,
        verdict: Verdict,
        detail: str,
        *,
        server_wait: timedelta | None = None,
        unresolved: bool = False,
    ) -> None:
        self.verdict, self.detail = verdict, detail
        self.server_wait, self.unresolved = server_wait, unresolved
        super().__init__(url, f"{verdict}: {detail}")
