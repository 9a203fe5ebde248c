"""The schema: brings a database to the newest revision, and says where it stands."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from monitor.core.errors import StorageError
from storage.engine import Database

LOCK = 0x7E1E_0001  # of the advisory lock that two starting processes meet at
FOLDER = Path(__file__).parent / "migrations"


def migrate(database: Database) -> None:
    """Brings the schema to the newest revision; one that is newer than this telemon is refused."""
    with database.connection(writing=True) as connection:
        if database.dialect == "postgresql":  # SQLite has taken its one lock by now
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        found = _current(connection)
        if found is not None and found not in _revisions():
            raise StorageError(
                f"the database was written by a newer telemon (schema {found}): upgrade telemon"
            )
        if found != head():
            _upgrade(connection)


def current(database: Database) -> str | None:
    """The revision a database stands at, None for an empty one."""
    with database.connection() as connection:
        return _current(connection)


def head() -> str:
    """The newest revision there is."""
    return _revisions()[-1]


def _revisions() -> list[str]:
    """Every revision in order: the files are named NNNN_what_it_does, a test holds them to it."""
    return sorted(path.name[:4] for path in (FOLDER / "versions").glob("[0-9]*.py"))


def _current(connection: Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return found


def _upgrade(connection: Connection) -> None:
    # Alembic is heavy to load, and needed at most once in the life of a schema.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
