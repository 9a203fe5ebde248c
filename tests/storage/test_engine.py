"""The database: units of work, the schema, and what is said when something is wrong."""

from __future__ import annotations

import os
import socket
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from monitor.core.errors import StorageError
from storage import entries, feeds, notices, schema
from storage.engine import Database, Session
from storage.tables import FeedRow, metadata
from tests.storage.builders import NOW, entry, feed, furnish


def _is_ours(_object: object, name: str | None, kind: str, *_: object) -> bool:
    return not (kind == "table" and (name or "").startswith("search_doc"))


def test_migrations_make_exactly_the_tables(database: Database) -> None:
    with database.connection() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": _is_ours})
        differences = compare_metadata(context, metadata)

    assert differences == []
    assert schema.current(database) == schema.head()


def test_new_file_waits_for_another_process_that_writes_before_wal(tmp_path: Path) -> None:
    path = tmp_path / "telemon.db"
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("CREATE TABLE other (id INTEGER)")
    other.execute("BEGIN IMMEDIATE")
    database = Database(f"sqlite:///{path}")
    with ThreadPoolExecutor(1) as pool:
        migrated = pool.submit(schema.migrate, database)
        with pytest.raises(TimeoutError):
            migrated.result(timeout=0.3)  # SQLite itself would have refused by now
        other.execute("COMMIT")
        migrated.result(timeout=30)
    other.close()

    with database.connection() as connection:
        assert connection.scalar(sa.text("PRAGMA journal_mode")) == "wal"
    assert schema.current(database) == schema.head()
    database.close()


def test_migrations_are_named_in_the_order_they_run() -> None:
    config = Config()
    config.set_main_option("script_location", str(schema.FOLDER))
    script = ScriptDirectory.from_config(config)
    walked = [revision.revision for revision in script.walk_revisions()]

    assert walked[::-1] == schema._revisions()
    assert script.get_current_head() == schema.head()


def test_migrating_twice_changes_nothing(database: Database) -> None:
    furnish(database)

    schema.migrate(database)

    with database.read() as session:
        assert [state.id for state in feeds.states(session)] == ["wire"]


def test_schema_of_a_newer_telemon_is_refused(database: Database) -> None:
    with database.connection() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(StorageError, match="newer telemon"):
        schema.migrate(database)


def test_unit_of_work_keeps_all_or_nothing(database: Database) -> None:
    def fail(session: Session) -> None:
        feeds.sync(session, [feed("wire")], NOW)
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError, match="in the middle"), database.write() as session:
        fail(session)

    with database.read() as session:
        assert feeds.states(session) == []


def test_reading_unit_keeps_no_change(database: Database) -> None:
    with database.read() as session:
        feeds.sync(session, [feed("wire")], NOW)

    with database.read() as session:
        assert feeds.states(session) == []


def test_concurrent_increments_are_all_kept(database: Database) -> None:
    furnish(database)

    def increment(_: int) -> None:
        with database.write() as session:
            row = session.get_one(FeedRow, "wire", with_for_update=True)
            row.failures += 1

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(increment, range(60)))

    with database.read() as session:
        assert feeds.states(session)[0].failures == 60


def test_time_without_a_zone_is_refused(database: Database) -> None:
    naive = datetime(2026, 1, 1)  # noqa: DTZ001 (the point)

    with (
        pytest.raises((sa.exc.StatementError, ValueError), match="without a zone"),
        database.write() as session,
    ):
        notices.raise_once(session, key="k", kind="k", subject="s", text="t", now=naive)


def test_times_come_back_aware_and_equal(database: Database) -> None:
    with database.write() as session:
        notices.raise_once(session, key="k", kind="k", subject="s", text="t", now=NOW)

    with database.read() as session:
        assert notices.listing(session)[0].raised_at == NOW


def test_full_disk_is_told_with_advice_and_loses_nothing(sqlite_url: str) -> None:
    roomy = Database(sqlite_url)
    schema.migrate(roomy)
    furnish(roomy)
    with roomy.connection() as connection:
        pages = connection.execute(sa.text("PRAGMA page_count")).scalar_one()
    roomy.close()
    full = Database(sqlite_url, max_pages=pages + 4)

    with pytest.raises(StorageError, match="free space"), full.write() as session:
        entries.add_many(session, [entry(str(n), body="x" * 4000) for n in range(100)])

    with full.read() as session:
        assert entries.count_since(session, None) == 0
    assert full.check_integrity() == []
    full.close()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://host/db", "postgresql\\+psycopg://"),
        ("nonsense", "sqlite:////"),
        ("sqlite:////no/such/folder/telemon.db", "folder must exist"),
    ],
)
def test_wrong_database_url_says_what_to_write(url: str, said: str) -> None:
    with pytest.raises(StorageError, match=said):
        schema.migrate(Database(url))


def test_unreachable_server_is_named_without_its_password() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    with pytest.raises(StorageError, match="TELEMON_DATABASE_URL") as caught:
        schema.migrate(Database(f"postgresql+psycopg://me:s3cret@127.0.0.1:{port}/news"))

    assert "s3cret" not in str(caught.value)


@pytest.mark.skipif(os.geteuid() == 0, reason="root ignores modes")
def test_read_only_file_says_what_to_do(sqlite_database: Database, tmp_path: Path) -> None:
    sqlite_database.close()
    (tmp_path / "telemon.db").chmod(0o444)
    tmp_path.chmod(0o555)

    try:
        with pytest.raises(StorageError, match="writable"):
            furnish(sqlite_database)
    finally:
        tmp_path.chmod(0o755)
