"""The database: one engine, and two doors to it, reading units and writing units (units of work)."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from psycopg.errors import UndefinedTable
from sqlalchemy import event, text
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DataError,
    DBAPIError,
    IntegrityError,
    NoSuchModuleError,
    ProgrammingError,
)
from sqlmodel import Session as Session
from sqlmodel import create_engine

from monitor.core.errors import StorageError

WRITING = "telemon_writing"
BUSY_SECONDS = 10  # how long a connection waits for another process's lock
FORMS = "sqlite:////absolute/path/telemon.db or postgresql+psycopg://user:password@host/name"


class Database:
    """A SQLite file or a PostgreSQL database, by URL; nothing is opened before the first unit.

    `max_pages` bounds a SQLite file (pages of 4 KiB), None does not. Raises StorageError, with advice,
    for a URL that names neither.
    """

    def __init__(self, url: str, *, max_pages: int | None = None) -> None:
        self.url = url
        self._engine = _engine_of(url, max_pages)
        self.dialect = self._engine.dialect.name
        self._writer = threading.Lock()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A unit that reads: one consistent view, nothing is kept of what it would change."""
        with self._translated(), Session(self._engine) as session:
            if self.dialect == "postgresql":  # its default would see each commit of others at once
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield session
            session.rollback()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A unit of work: all of it is committed at the end, or nothing when the block raises.

        On SQLite it begins IMMEDIATE behind one lock of the process, so that writers queue here and
        do not wait for each other in the database.
        """
        with self._translated(), self._one_writer(), Session(self._engine) as session:
            session.connection(execution_options={WRITING: True})
            yield session
            session.commit()

    @contextmanager
    def connection(self, *, writing: bool = False) -> Iterator[Connection]:
        """A bare connection in a transaction of its own, for migrations (`writing`) and checks."""
        engine = self._engine.execution_options(**{WRITING: writing})
        with self._translated(), engine.begin() as connection:
            yield connection

    @property
    def engine(self) -> Engine:
        """The SQLAlchemy engine, for Alembic."""
        return self._engine

    def check_integrity(self) -> list[str]:
        """What SQLite's integrity check complains of; empty when sound, and always on PostgreSQL."""
        if self.dialect != "sqlite":
            return []
        with self.connection() as connection:
            found = [str(row[0]) for row in connection.execute(text("PRAGMA integrity_check"))]
        return [] if found == ["ok"] else found

    def close(self) -> None:
        """Closes every connection."""
        self._engine.dispose()

    @contextmanager
    def _one_writer(self) -> Iterator[None]:
        if self.dialect != "sqlite":
            yield
            return
        with self._writer:
            yield

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (IntegrityError, DataError):
            raise  # a defect of ours, or a conflict that the caller knows of
        except DatabaseError as error:
            if isinstance(error, ProgrammingError) and not isinstance(error.orig, UndefinedTable):
                raise
            raise StorageError(_advice(self.url, error)) from error


def _engine_of(url: str, max_pages: int | None) -> Engine:
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
        if backend == "sqlite":
            return _sqlite_engine(url, max_pages)
        if backend != "postgresql":
            raise StorageError(f"database URL names {backend!r}: write {FORMS}")
        return create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise StorageError(f"database URL cannot be read: write {FORMS}") from error


def _sqlite_engine(url: str, max_pages: int | None) -> Engine:
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _set_up(raw: Any, _record: Any) -> None:
        # The driver must not begin transactions by itself: the begin event below does.
        raw.isolation_level = None
        cursor = raw.cursor()
        cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
        _use_wal(cursor)
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA cache_size=-32000")
        if max_pages is not None:
            cursor.execute(f"PRAGMA max_page_count={int(max_pages)}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get(WRITING, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _use_wal(cursor: sqlite3.Cursor) -> None:
    """Switches a new file to WAL, which SQLite refuses at once, whatever busy_timeout says, while
    another process makes the same switch or writes (sqlite.org/c3ref/busy_handler.html)."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _advice(url: str, error: DBAPIError) -> str:
    """What happened, in words, and what to do about it."""
    parsed = make_url(url)
    said = str(error.orig).strip().splitlines()[0] if error.orig else "it failed"
    if isinstance(error.orig, UndefinedTable):
        return f"database {parsed.database}: {said}. Its schema is missing: run `telemon migrate`."
    if parsed.get_backend_name() != "sqlite":
        where = f"{parsed.host or 'localhost'}:{parsed.port or 5432}/{parsed.database or ''}"
        return f"database at {where}: {said}. Check TELEMON_DATABASE_URL and that the server runs."
    path = Path(parsed.database or "")
    if path.is_dir():
        return f"database {path}: is a folder. Name a file, in TELEMON_DATABASE_URL if it is set."
    for sign, advice in _SQLITE_ADVICE:
        if sign in said:
            return f"database {path}: {said}. {advice}"
    return f"database {path}: {said}."


_SQLITE_ADVICE = (
    (
        "full",
        (
            "Nothing of this step was kept and nothing stored before is lost: free space or raise "
            "TELEMON_SQLITE_MAX_PAGES, and it goes on by itself."
        ),
    ),
    ("readonly", "Make the file and its folder writable for the user telemon runs as."),
    ("unable to open", "The folder must exist and be writable for the user telemon runs as."),
    ("locked", "Another program holds the file for more than 10 seconds: close it."),
    ("malformed", "The file is damaged: restore a backup (docs/operations.md)."),
    ("not a database", "Name another file in TELEMON_DATABASE_URL, or move this one away."),
    ("no such table", "The schema is missing or old: run `telemon migrate`."),
)
