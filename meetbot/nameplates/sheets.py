"""
Names from a spreadsheet (XLSX): the first sheet that holds anything, row by row, as text.

A spreadsheet is a packed folder of XML from anybody: how large it becomes is known before it is unpacked, entities are
refused (openpyxl reads through defusedxml), and a formula is the text that it is: nothing is ever worked out.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any, Final
from zipfile import BadZipFile, ZipFile

from meetbot.nameplates.errors import ListTooBig, ListTooLong, NotAList
from meetbot.texts import one_line

if TYPE_CHECKING:  # imported when the first spreadsheet comes: a bot does not need it to start
    from openpyxl.workbook import Workbook

SIGNATURE: Final = b"PK\x03\x04"
# A list of a thousand names has some 30 KB and unpacks to some 200; this much is read in well under a second.
LARGEST_UNPACKED: Final = 20 * 1024 * 1024
MOST_PARTS: Final = 200
MOST_ROWS: Final = 5000
MOST_COLUMNS: Final = 30
# More than any name: only its length is still of interest.
LONGEST_CELL: Final = 1000


def is_sheet(content: bytes) -> bool:
    """Whether this may be a spreadsheet in its own format."""
    return content.startswith(SIGNATURE)


def rows_of(content: bytes) -> list[list[str]]:
    """The cells of each row, also of empty ones. Raises NotAList, ListTooBig, ListTooLong."""
    from openpyxl import load_workbook

    _check_unpacked(content)
    try:
        book = load_workbook(BytesIO(content), read_only=True, keep_links=False)
        try:
            sheets = (_rows(sheet) for sheet in _sheets(book))
            return next((rows for rows in sheets if any(map(any, rows))), [])
        finally:
            book.close()
    except ListTooLong:
        raise
    except Exception:  # noqa: BLE001  whatever a forged or broken file makes the library raise, it is no list
        raise NotAList from None


def _check_unpacked(content: bytes) -> None:
    """By what the file says of itself; the library stops where a part becomes larger than it said."""
    try:
        with ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
    except (BadZipFile, ValueError, OSError, NotImplementedError):
        raise NotAList from None
    unpacked = sum(part.file_size for part in parts)
    if unpacked > LARGEST_UNPACKED or len(parts) > MOST_PARTS:
        raise ListTooBig(unpacked, LARGEST_UNPACKED)


def _sheets(book: Workbook) -> list[Any]:
    """Those with cells: a sheet that is one chart has none."""
    return [sheet for sheet in book.worksheets if hasattr(sheet, "reset_dimensions")]


def _rows(sheet: Any) -> list[list[str]]:
    sheet.reset_dimensions()  # a file may claim any
    rows = [
        [_text(value) for value in row]
        for row in sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True)
    ]
    if len(rows) > MOST_ROWS and any(rows[MOST_ROWS]):
        raise ListTooLong(MOST_ROWS)
    return rows


def _text(value: object) -> str:
    """What the cell shows: a whole number without its decimal point."""
    if value is None:
        return ""
    said = int(value) if isinstance(value, float) and value.is_integer() else value
    return one_line(str(said)[:LONGEST_CELL])
