"""Lists of any kind as downloads, in words as on the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils import timezone

from accounts.models import Organisation
from teams.exporting import Cell, list_csv
from teams.views.downloads import CSV, XLSX, download


@dataclass(frozen=True, slots=True)
class Table:
    """A list as it is downloaded. `name` is that of the file and of the sheet."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def as_file(organisation: Organisation, table: Table, kind: str) -> HttpResponse:
    """The table as a file of `kind`, csv or xlsx."""
    name = f"{organisation.ods_code}-{table.name.replace(' ', '-')}-{timezone.localdate()}.{kind}"
    if kind == "csv":
        return download(list_csv(table.columns, table.rows), CSV, name)
    from teams.exporting_xlsx import list_xlsx  # loads XlsxWriter, which is slow and seldom needed

    return download(list_xlsx(table.name.capitalize(), table.columns, table.rows), XLSX, name)
