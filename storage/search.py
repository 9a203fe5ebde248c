"""The search index: the one module that knows FTS5 from tsvector.

An entry is indexed as a set of lexemes ("w:licence", "s:licenc", "c:huawei"); a plan of lexemes finds
candidates, newest first, and the evaluator decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from monitor.core.query.plan import AllOf, AnyOf, Everything, Lexeme, Plan
from storage.statements import chunks, storable

LONGEST = 200  # characters of a lexeme: PostgreSQL takes 2046 bytes
MOST_BYTES = 900_000  # of one entry's lexemes: PostgreSQL takes 1 MiB


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Which candidates: ids below `before_id` and from `from_id` on; None means no bound."""

    limit: int
    before_id: int | None = None
    from_id: int | None = None


def write(
    session: Session, documents: Sequence[tuple[int, Iterable[str]]], *, fresh: bool = False
) -> None:
    """Indexes entries by id; what was indexed of them before is replaced.

    `fresh`: none of them was indexed before, so that nothing has to be looked for.
    """
    if not documents:
        return
    if _is_sqlite(session):
        if not fresh:
            delete(session, [entry_id for entry_id, _ in documents])
        _execute(
            session,
            "INSERT INTO search_doc (rowid, lexemes) VALUES (?, ?)",
            [(entry_id, " ".join(_bounded(lexemes))) for entry_id, lexemes in documents],
        )
        return
    session.execute(
        sa.text(
            "INSERT INTO search_doc (entry_id, lexemes) VALUES (:id, array_to_tsvector(:lexemes)) "
            "ON CONFLICT (entry_id) DO UPDATE SET lexemes = excluded.lexemes"
        ).bindparams(sa.bindparam("lexemes", type_=sa.ARRAY(sa.Text))),
        [{"id": entry_id, "lexemes": sorted(_bounded(lexemes))} for entry_id, lexemes in documents],
    )


def delete(session: Session, entry_ids: Sequence[int]) -> None:
    """Takes entries out of the index."""
    if _is_sqlite(session):
        _execute(
            session,
            "DELETE FROM search_doc WHERE rowid = ?",
            [(entry_id,) for entry_id in entry_ids],
        )
        return
    for part in chunks(entry_ids):
        session.execute(sa.text("DELETE FROM search_doc WHERE entry_id = ANY(:ids)"), {"ids": part})


def candidates(session: Session, plan: Plan, page: Page) -> list[int]:
    """Entries that may be what `plan` asks for, newest first. It is a superset, bounded by `page`."""
    asked = _fts5(plan) if _is_sqlite(session) else _tsquery(plan)
    if _is_sqlite(session):
        key, condition = "rowid", "search_doc MATCH :asked"
    else:
        key, condition = "entry_id", "lexemes @@ CAST(:asked AS tsquery)"
    source = "search_doc"
    if asked is None:
        source, key, condition = "entry", "id", "1 = 1"
    bounds: dict[str, Any] = {"limit": page.limit}
    if asked is not None:
        bounds["asked"] = asked
    if page.before_id is not None:
        condition += f" AND {key} < :before"
        bounds["before"] = page.before_id
    if page.from_id is not None:
        condition += f" AND {key} >= :from_id"
        bounds["from_id"] = page.from_id
    query = f"SELECT {key} FROM {source} WHERE {condition} ORDER BY {key} DESC LIMIT :limit"
    return [row[0] for row in session.execute(sa.text(query), bounds)]


def _fts5(plan: Plan) -> str | None:
    """`plan` for FTS5, None for everything. Each lexeme is quoted: no text is syntax."""
    return _written(plan, lambda lexeme: _quoted(lexeme, '"') + "*" * lexeme.prefix, "AND", "OR")


def _tsquery(plan: Plan) -> str | None:
    """`plan` for PostgreSQL, None for everything."""

    def one(lexeme: Lexeme) -> str:
        return _quoted(lexeme, "'").replace("\\", "\\\\") + ":*" * lexeme.prefix

    return _written(plan, one, "&", "|")


def _written(plan: Plan, one: Any, every: str, some: str) -> str | None:
    match plan:
        case Lexeme():
            return str(one(plan))
        case AllOf(parts=parts):
            asked = [part for part in (_written(p, one, every, some) for p in parts) if part]
            return f"({f' {every} '.join(asked)})" if asked else None
        case AnyOf(parts=parts):
            all_parts = [_written(p, one, every, some) for p in parts]
            if not all_parts or None in all_parts:
                return None
            return f"({f' {some} '.join(part for part in all_parts if part)})"
        case Everything():
            return None


def _quoted(lexeme: Lexeme, mark: str) -> str:
    return mark + _cut(lexeme.text).replace(mark, mark + mark) + mark


def _cut(text: str) -> str:
    """A lexeme as it is indexed and asked for."""
    return storable(text)[:LONGEST]


def _bounded(lexemes: Iterable[str]) -> dict[str, None]:
    """The lexemes, each once, as far as one entry may have them; the last ones of a book are lost."""
    listed = dict.fromkeys(lexemes)
    whole = "".join(listed)
    fits = (
        4 * (len(whole) + len(listed)) <= MOST_BYTES  # a character has at most 4 bytes
        and max(map(len, listed), default=0) <= LONGEST
        and storable(whole) is whole
    )
    return listed if fits else _cut_to_fit(listed)


def _cut_to_fit(lexemes: Iterable[str]) -> dict[str, None]:
    found: dict[str, None] = {}
    left = MOST_BYTES
    for lexeme in map(_cut, lexemes):
        if lexeme not in found:
            left -= len(lexeme.encode()) + 4
            if left < 0:
                break
            found[lexeme] = None
    return found


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _execute(session: Session, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
    session.connection().exec_driver_sql(statement, list(rows))
