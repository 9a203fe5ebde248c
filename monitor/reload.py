"""Reloading: takes over the operator's files when they validate, and keeps the old revision when not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import structlog

from config.home import Home
from config.load import Loaded, fingerprint, load, load_texts, read_files
from monitor.compiled import matcher_of, reader_of, shipped_reader
from monitor.core.concept import Concepts
from monitor.core.configuration import FileText
from monitor.core.errors import ConfigError, Problem
from monitor.core.mute import concept_ids
from monitor.core.query import Matcher, parse_query
from monitor.core.reading import Document, Reader
from monitor.core.watchlist import Watchlist
from monitor.flow.adopt import adopt
from monitor.flow.desk import Live
from monitor.flow.notify import notify
from storage import notices, revisions
from storage.engine import Database

log = structlog.get_logger("telemon.config")

SETTLE = timedelta(seconds=2)
AUTHOR = "operator"
NOTICE = "configuration"


@dataclass(slots=True, kw_only=True)
class Reloader:
    """Watches the configuration of one home. `problems` is why the files are not live, empty if they are."""

    home: Home
    database: Database
    environment: Mapping[str, str]
    clock: Callable[[], datetime]
    problems: tuple[Problem, ...] = ()
    _seen: object = field(default=None)
    _changed_at: datetime | None = field(default=None)

    def start(self) -> Live:
        """The configuration to begin with: the files, or the last stored revision when they are bad.

        A failing example of a watchlist only warns here: it may come with an upgrade of telemon.
        Raises ConfigError when neither will do.
        """
        self._seen = fingerprint(self.home.config_dir)
        try:
            return self._adopt(self._load(examples_only_warn=True))
        except ConfigError as error:
            return self._last_revision(error)

    def refresh(self, live: Live) -> Live | None:
        """The new configuration when the files changed and have been still for 2 s; None otherwise.

        Files that do not validate leave `live` running: they are logged and kept in `problems`.
        """
        now = self.clock()
        seen = fingerprint(self.home.config_dir)
        if seen != self._seen:
            self._seen, self._changed_at = seen, now
            return None
        if self._changed_at is None or now - self._changed_at < SETTLE:
            return None
        self._changed_at = None
        try:
            return self._adopt(self._load())
        except ConfigError as error:
            self.problems = error.problems
            log.error(  # noqa: TRY400 (the problems say all; a traceback would hide them)
                "configuration refused",
                revision=live.revision,
                problems=[str(problem) for problem in error.problems],
            )
            self._tell(live, error)
            return None

    def _tell(self, live: Live, error: ConfigError) -> None:
        with self.database.write() as session:
            notify(
                session,
                live,
                key=NOTICE,
                kind="configuration-refused",
                subject="The configuration was refused",
                text=f"Revision {live.revision} keeps running.\n{error}",
                now=self.clock(),
            )

    def _load(self, *, examples_only_warn: bool = False) -> tuple[Loaded, Reader]:
        reader = reader_of(self.home)
        loaded = load(
            self.home.config_dir,
            environment=self.environment,
            check_query=parse_query,
            check_examples=partial(check_examples, self.home),
            examples_only_warn=examples_only_warn,
            check_concept=partial(unknown_concept, reader.concepts),
        )
        return loaded, reader

    def _own_or_shipped(self) -> Reader:
        """The reader with the operator's own concepts, without these when they are what is bad."""
        try:
            return reader_of(self.home)
        except ConfigError:
            return shipped_reader()

    def _adopt(self, found: tuple[Loaded, Reader]) -> Live:
        loaded, reader = found
        with self.database.write() as session:
            number = adopt(
                session,
                loaded.configuration,
                files=loaded.files,
                hash=loaded.hash,
                author=AUTHOR,
                now=self.clock(),
            )
            notices.end(session, NOTICE, self.clock())
        self.problems = ()
        for warning in loaded.warnings:
            log.warning("configuration", problem=str(warning))
        return live_of(number, loaded, reader)

    def _last_revision(self, error: ConfigError) -> Live:
        with self.database.read() as session:
            last = revisions.latest(session)
        if last is None:
            raise error
        self.problems = error.problems
        log.error(
            "configuration refused, the last revision runs",
            revision=last.number,
            problems=[str(problem) for problem in error.problems],
        )
        loaded = load_texts(last.files, environment=self.environment, check_query=parse_query)
        return live_of(last.number, loaded, self._own_or_shipped())


def peek(home: Home, database: Database, environment: Mapping[str, str]) -> Live:
    """The files as they stand, for a command that reads: validated, but not taken over.

    Raises ConfigError. The revision is the one that was stored last, 0 before the first.
    """
    reader = reader_of(home)
    loaded = load(
        home.config_dir,
        environment=environment,
        check_query=parse_query,
        check_concept=partial(unknown_concept, reader.concepts),
    )
    with database.read() as session:
        last = revisions.latest(session)
    return live_of(last.number if last else 0, loaded, reader)


def live_of(number: int, loaded: Loaded, reader: Reader) -> Live:
    """What a validated configuration becomes: everything parsed and ready to match."""
    queries = {w.id: parse_query(w.query) for w in loaded.configuration.watchlists}
    matcher = Matcher(reader.concepts, queries, reader)
    return Live.of(number, loaded.configuration, reader.concepts, matcher)


def check_examples(home: Home, watchlist: Watchlist) -> Sequence[tuple[str, str, str]]:
    """The examples of a watchlist that do not do what they should: (example, "hit" or "miss", why)."""
    if not (watchlist.hit_examples or watchlist.miss_examples):
        return ()
    query, reader = parse_query(watchlist.query), matcher_of(home)
    wrong = []
    for expected, examples in (("hit", watchlist.hit_examples), ("miss", watchlist.miss_examples)):
        for example in examples:
            match = reader.evaluate(query, reader.read(Document(title=example)))
            if bool(match) is not (expected == "hit"):
                said = "is not found" if expected == "hit" else "is found"
                wrong.append((example, expected, f"this example {said} by the query"))
    return wrong


def unknown_concept(concepts: Concepts, typed: str) -> str | None:
    """None for a concept that is known by id or name; else the one that may be meant, or ""."""
    if concept_ids(typed, concepts):
        return None
    return next((near.id for near in concepts.suggest(typed, 1)), "")


def check_files(
    home: Home, environment: Mapping[str, str], files: Sequence[FileText] | None = None
) -> Loaded:
    """Validates files (by default those of `home`) as a reload would; takes nothing over.

    Raises ConfigError.
    """
    concepts = reader_of(home).concepts
    return load_texts(
        read_files(home.config_dir) if files is None else files,
        environment=environment,
        check_query=parse_query,
        check_examples=partial(check_examples, home),
        check_concept=partial(unknown_concept, concepts),
    )
