"""The tree of errors: one root, then one branch by subject.

TelemonError
├── UsageError               what was typed cannot be done; the message says what to do instead
├── ConfigError              the operator's files do not validate (holds every problem found)
├── SettingsError            the environment does not validate
├── QueryError               a query does not parse (text, position, suggestion)
├── ConceptError             registry or glossary data are wrong
├── FeedError                one fetch or parse of a feed failed (url)
├── StorageError             the database cannot be used
├── HomeError                the home folder cannot be used
│   └── HomeLockedError      another process runs on this home
└── DeliveryError            one attempt of a delivery failed (transient or permanent)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta


class TelemonError(Exception):
    """Root of all errors that telemon raises on purpose; its text is meant for the user."""


class UsageError(TelemonError):
    """What was asked for cannot be done; the message says what to do instead."""


class SettingsError(TelemonError):
    """A `TELEMON_*` setting is wrong."""


class ConceptError(TelemonError):
    """A registry or glossary file is wrong."""


class StorageError(TelemonError):
    """The database cannot be opened, read or written."""


class HomeError(TelemonError):
    """The home folder cannot be used."""


class HomeLockedError(HomeError):
    """Another telemon process holds the lock of this home."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong in a file of the operator: where, what, and what to write instead.

    `line` and `column` count from 1; None where the whole file is meant.
    """

    file: str
    message: str
    hint: str | None = None
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        return f"{place}: {self.message}" + (f" ({self.hint})" if self.hint else "")


class ConfigError(TelemonError):
    """The operator's files do not validate; `problems` has all of them in file order."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class QueryError(TelemonError):
    """A query does not parse. `position` counts characters from 0."""

    def __init__(
        self, text: str, position: int, message: str, suggestion: str | None = None
    ) -> None:
        self.text, self.position, self.suggestion = text, position, suggestion
        self.message = message
        super().__init__(message + (f"; {suggestion}" if suggestion else ""))


class FeedError(TelemonError):
    """A fetch or a parse of `url` failed."""

    def __init__(self, url: str, message: str) -> None:
        self.url = url
        super().__init__(f"{url}: {message}")


class DeliveryError(TelemonError):
    """One attempt to deliver failed.

    `transient`: worth another attempt. `retry_after`: the receiver's own wish, None if it had none.
    `gone`: the receiver says that it is not there any more (HTTP 410), so the channel is dead.
    """

    def __init__(
        self,
        message: str,
        *,
        transient: bool,
        retry_after: timedelta | None = None,
        gone: bool = False,
    ) -> None:
        self.transient, self.retry_after, self.gone = transient, retry_after, gone
        super().__init__(message)
