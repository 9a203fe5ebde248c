"""Statements that both databases understand: what SQLAlchemy writes differently for each stands here."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

T = TypeVar("T")
IN_LIMIT = 500
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def table_of(row: type[SQLModel]) -> sa.Table:
    """The Core table of a table model, for statements on hot paths."""
    table = sa.inspect(row).local_table
    assert isinstance(table, sa.Table)
    return table


def insert_new(session: Session, row: type[SQLModel], values: Sequence[dict[str, Any]]) -> None:
    """Inserts `values`; rows that a unique constraint knows already are left as they are."""
    if values:
        session.execute(_insert(session, table_of(row)).on_conflict_do_nothing(), list(values))


def insert_one(session: Session, row: type[SQLModel], **values: Any) -> int | None:
    """Inserts one row and returns its integer id, or None when it is there already."""
    table = table_of(row)
    statement = _insert(session, table).values(**values).on_conflict_do_nothing()
    return session.execute(statement.returning(table.c.id)).scalar()


def upsert(
    session: Session,
    row: type[SQLModel],
    values: Sequence[dict[str, Any]],
    *,
    key: Sequence[str],
    keep: Sequence[str] = (),
) -> None:
    """Inserts `values` (all with the same keys); rows with the same `key` take them, except for `keep`."""
    if not values:
        return
    statement = _insert(session, table_of(row))
    changed = {name: statement.excluded[name] for name in values[0] if name not in (*key, *keep)}
    session.execute(
        statement.on_conflict_do_update(index_elements=list(key), set_=changed), list(values)
    )


def chunks(items: Iterable[T], size: int = IN_LIMIT) -> Iterator[list[T]]:
    """`items` in lists of at most `size`, for IN clauses."""
    chunk: list[T] = []
    for item in items:
        chunk.append(item)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def among(
    session: Session, column: Any, values: Sequence[int] | Sequence[str]
) -> sa.ColumnElement[bool]:
    """`column IN values` for any number of values: a long list travels as one parameter."""
    if len(values) <= IN_LIMIT:
        found: sa.ColumnElement[bool] = column.in_(values)
    elif session.get_bind().dialect.name == "postgresql":
        kind = sa.String if isinstance(values[0], str) else sa.BigInteger
        found = column == sa.any_(sa.cast(list(values), sa.ARRAY(kind)))
    else:
        listed = sa.func.json_each(json.dumps(list(values))).table_valued("value")
        found = column.in_(sa.select(listed.c.value))
    return found


def storable(text: str) -> str:
    """`text` without what no database keeps: NUL goes, a lone surrogate becomes U+FFFD."""
    if not _UNSTORABLE.search(text):
        return text
    return _UNSTORABLE.sub(lambda sign: "" if sign[0] == "\0" else "\ufffd", text)


def rows_changed(result: Any) -> int:
    """How many rows an update or delete touched."""
    return int(result.rowcount)


def _insert(session: Session, table: sa.Table) -> Any:
    name = session.get_bind().dialect.name
    return postgresql.insert(table) if name == "postgresql" else sqlite.insert(table)


def insert_returning(
    session: Session,
    row: type[SQLModel],
    values: Sequence[dict[str, Any]],
    columns: Sequence[str],
) -> list[sa.Row[Any]]:
    """Inserts `values` and returns `columns` of those rows that were not there already."""
    if not values:
        return []
    table = table_of(row)
    statement = _insert(session, table).on_conflict_do_nothing()
    returning = statement.returning(*(table.c[name] for name in columns))
    return list(session.execute(returning, list(values)))
