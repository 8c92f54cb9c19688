"""A database that takes no writes for now, as a standby that took over."""

from __future__ import annotations

import sqlite3

POSTGRESQL = "25006"
SQLITE = sqlite3.SQLITE_READONLY
LOWEST_BYTE = 0xFF
"""SQLite's further codes of the same kind differ above it."""


def takes_no_writes(error: BaseException | None) -> bool:
    """Whether the database refused a statement because it can only be read; PostgreSQL calls it an internal error."""
    cause = getattr(error, "__cause__", None)
    code = getattr(cause, "sqlite_errorcode", None)
    return getattr(cause, "sqlstate", None) == POSTGRESQL or (code is not None and code & LOWEST_BYTE == SQLITE)
