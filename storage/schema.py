"""The schema: brings a database to the newest revision, and says where it stands."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from monitor.core.errors import StorageError
from storage.engine import Database

FOLDER = Path(__file__).parent / "migrations"


def migrate(database: Database) -> None:
    """Brings the schema to the newest revision; one that is newer than this telemon is refused."""
    with database.connection() as connection:
        current = _current(connection)
        if current is not None and current not in _known():
            raise StorageError(
                f"the database was written by a newer telemon (schema {current}): upgrade telemon"
            )
        if current != head():
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def current(database: Database) -> str | None:
    """The revision a database stands at, None for an empty one."""
    with database.connection() as connection:
        return _current(connection)


def head() -> str:
    """The newest revision there is."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    assert newest is not None
    return newest


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _known() -> set[str]:
    script = ScriptDirectory.from_config(_config())
    return {revision.revision for revision in script.walk_revisions()}


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    return config
