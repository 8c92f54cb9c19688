"""What an Excel workbook unpacks to, checked before anything is made of it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

from python_calamine import PasswordError

from teams.importing import MAX_ROWS, Refused

MAX_UNPACKED = 50 * 1024 * 1024
MAX_RATIO = 100
"""How many times smaller an archive above a megabyte may be than what it unpacks to; real sheets reach 10 to 30."""
MAX_ENTRIES = 300

DAMAGED = "The workbook is damaged or cut short. Open it in Excel, save it again and choose it again."
LOCKED = "The workbook has a password. Remove the password and choose the file again."
COPY = "Copy the posts into a blank template and choose that."

_NESTED = (".zip", ".xlsx", ".xlsm", ".xls", ".jar", ".gz", ".7z", ".rar", ".docx", ".exe")
_MEBIBYTE = 1024 * 1024


@contextmanager
def damage_refused() -> Iterator[None]:
    """Whatever the libraries make of a damaged workbook becomes one refusal."""
    try:
        yield
    except Refused:
        raise
    except PasswordError:
        raise Refused(LOCKED) from None
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  # calamine, zipfile and expat each have errors of their own
        raise Refused(DAMAGED) from None
    except BaseException as error:
        if type(error).__module__ != "pyo3_runtime":  # a panic inside calamine, which is no Exception
            raise
        raise Refused(DAMAGED) from None


def unpacked_parts(data: bytes) -> dict[str, bytes]:
    """The XML parts of the archive by name. Refused: too much, odd names, a lying size, or a DTD."""
    with damage_refused(), zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        _check_sizes(entries, len(data))
        for entry in entries:
            _check_name(entry)
        _check_kind({entry.filename for entry in entries}, archive)
        # Each part is unpacked once: zipfile stops at the size that the archive declares and checks the sum.
        parts = {entry.filename: archive.read(entry) for entry in entries}
    return {name: _without_dtd(part) for name, part in parts.items() if name.endswith((".xml", ".rels"))}


def _check_sizes(entries: list[zipfile.ZipInfo], size: int) -> None:
    if len(entries) > MAX_ENTRIES or len({entry.filename for entry in entries}) < len(entries):
        raise Refused(f"The workbook is put together of {len(entries):,} parts, more than a roster needs. {COPY}")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED or (unpacked > _MEBIBYTE and unpacked > MAX_RATIO * size):
        raise Refused(
            f"The workbook unpacks to {unpacked / _MEBIBYTE:,.0f} MB, more than {MAX_ROWS:,} posts need. {COPY}"
        )


def _check_name(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    if entry.flag_bits & 1:
        raise Refused(LOCKED)
    link = (entry.external_attr >> 16) & 0o170000 == 0o120000
    if link or name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
        raise Refused(f"The workbook is not one that a sheet program wrote: it has a part named “{name[:60]}”. {COPY}")
    if name.lower().endswith(_NESTED):
        raise Refused(f"The workbook holds another file, “{name[:60]}”. {COPY}")


def _check_kind(names: set[str], archive: zipfile.ZipFile) -> None:
    if "xl/workbook.xml" in names:
        return
    if "xl/workbook.bin" in names:
        kind = "a binary Excel workbook (.xlsb)"
    elif "word/document.xml" in names:
        kind = "a Word document"
    elif "ppt/presentation.xml" in names:
        kind = "a PowerPoint presentation"
    elif "mimetype" in names and b"opendocument" in archive.open("mimetype").read(100):
        kind = "an OpenDocument file"
    else:
        kind = "a compressed file (zip)"
    raise Refused(f"This is {kind}. Save the roster as an Excel workbook (.xlsx) or as CSV and choose it again.")


def _without_dtd(part: bytes) -> bytes:
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part or part.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refused(f"The workbook is not one that a sheet program wrote: its XML has a document type. {COPY}")
    return part
