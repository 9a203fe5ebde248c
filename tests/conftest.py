"""Fixtures that every folder of tests uses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor import loop
from storage import schema
from storage.engine import Database
from tests.postgres import Server, running_server


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, bool]]:
    """The event loop of `@pytest.mark.anyio` tests: the one that telemon runs on."""
    return "asyncio", {"use_uvloop": loop.IS_UVLOOP}


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """One PostgreSQL server for the whole run, started by the first test that asks."""
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres: Server) -> str:
    """A database with the newest schema, to be copied."""
    name = postgres.create()
    database = Database(postgres.url(name))
    schema.migrate(database)
    database.close()
    return name


@pytest.fixture
def postgres_url(postgres: Server, postgres_template: str) -> Iterator[str]:
    """The URL of a fresh PostgreSQL database with the newest schema."""
    name = postgres.create(template=postgres_template)
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of a fresh SQLite file, without a schema."""
    return f"sqlite:///{tmp_path / 'telemon.db'}"


@pytest.fixture
def sqlite_database(sqlite_url: str) -> Iterator[Database]:
    """A fresh SQLite database with the newest schema."""
    database = Database(sqlite_url)
    schema.migrate(database)
    yield database
    database.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A fresh database with the newest schema, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_database")
        return
    found = Database(request.getfixturevalue("postgres_url"))
    yield found
    found.close()
