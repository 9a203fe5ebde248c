"""Alembic's environment: always run by `storage.schema`, which hands over its connection."""

from __future__ import annotations

from alembic import context

from storage.tables import metadata


def include(_object: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    """The search index is written by hand; another program's tables are its own affair."""
    return not (kind == "table" and (name or "").startswith(("search_doc", "procrastinate_")))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_object=include,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
