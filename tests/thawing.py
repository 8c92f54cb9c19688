"""Between tests a database that forbids changing a published rubric is emptied, and filled again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db.backends.base.creation import BaseDatabaseCreation
from django.db.backends.sqlite3.base import DatabaseWrapper


def let_the_database_be_refilled(patch: pytest.MonkeyPatch) -> None:
    """Take the triggers away while the database is emptied or filled. PostgreSQL empties without asking them."""
    operations = DatabaseWrapper.ops_class
    flush, fill = operations.sql_flush, BaseDatabaseCreation.deserialize_db_from_string

    def flush_thawed(self: Any, *args: Any, **kwargs: Any) -> list[str]:
        drops, makes = _triggers(self.connection)
        return [*drops, *flush(self, *args, **kwargs), *makes]

    def fill_thawed(self: Any, data: str) -> None:
        with thawed(self.connection):
            fill(self, data)

    patch.setattr(operations, "sql_flush", flush_thawed)
    patch.setattr(BaseDatabaseCreation, "deserialize_db_from_string", fill_thawed)


@contextmanager
def thawed(connection: Any) -> Iterator[None]:
    """The database without its triggers on published rubrics."""
    drops, makes = _triggers(connection)
    _run(connection, drops)
    try:
        yield
    finally:
        _run(connection, makes)


def _triggers(connection: Any) -> tuple[list[str], list[str]]:
    """The statements that take the triggers away, and those that bring them back."""
    if connection.vendor != "sqlite":
        alter = "ALTER TABLE assessment_rubricversion {} TRIGGER rubric_version_is_frozen"
        return [alter.format("DISABLE")], [alter.format("ENABLE")]
    with connection.cursor() as cursor:
        found = cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    return [f"DROP TRIGGER {name}" for name, _ in found], [sql for _, sql in found]


def _run(connection: Any, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
