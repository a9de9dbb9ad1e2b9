"""Tables as they are sent: CSV, Parquet, spreadsheets, and tables of a database by its address."""

from pathlib import Path

from riskpanel.singleview.sheets.columnar import open_parquet, open_tables, shown
from riskpanel.singleview.sheets.sheet import Cells, Sheet
from riskpanel.singleview.sheets.text import open_text
from riskpanel.singleview.sheets.workbook import open_workbook

__all__ = ["Cells", "Sheet", "open_sheet", "open_tables", "shown"]


def open_sheet(path: Path, sheet: str = "", header_row: int = 0, separator: str = "") -> Sheet:
    """The table of a file, by the ending of its name. Raises NotUnderstood, in words."""
    ending = path.suffix.casefold()
    if ending in {".xlsx", ".xlsm"}:
        return open_workbook(path, sheet, header_row)
    if ending == ".parquet":
        return open_parquet(path)
    return open_text(path, header_row, separator)
