"""Rows of several tables out of one query of plain columns, which Django asks for faster than for annotated rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import models


@dataclass(frozen=True, slots=True)
class Part:
    """The columns of one table: a model by its `path` from the table that is asked, all or `only` some of them."""

    model: type[models.Model]
    path: str = ""
    without: Collection[str] = ()
    only: Collection[str] = ()

    @property
    def names(self) -> list[str]:
        """The names of its columns on the model."""
        names = [field.attname for field in self.model._meta.concrete_fields]
        return [name for name in names if name not in self.without and (not self.only or name in self.only)]


def split(asked: models.QuerySet[Any, Any], parts: Sequence[Part]) -> list[list[Any]]:
    """For each row of `asked`, joined to all `parts`, one object a part; None where there was nothing to join.

    The same row of a table is the same object wherever it comes.
    """
    columns = [(part, part.names) for part in parts]
    paths = [f"{part.path}__{name}" if part.path else name for part, names in columns for name in names]
    found: dict[Any, Any] = {}
    rows = []
    for row in asked.values_list(*paths):
        values = iter(row)
        rows.append(
            [_object(found, asked.db, part, names, list(islice(values, len(names)))) for part, names in columns]
        )
    return rows


def _object(found: dict[Any, Any], db: str, part: Part, names: list[str], values: list[Any]) -> Any:
    """`names` begin with the key of the table."""
    key = part.path, values[0]
    if values[0] is not None and key not in found:
        found[key] = part.model.from_db(db, names, values)
    return found.get(key)
