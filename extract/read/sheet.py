"""XLS and XLSX → Report.

Enters: the bytes of a workbook. Leaves: for each visible sheet its name as a heading and what it shows: rows that stand
together, up to a blank row, are one Table with the row and column numbers of the sheet, or lines of text where none of
them has more than one filled cell. Hidden sheets, rows and columns are not printed and left out. Numbers are text as the
sheet shows them (see sheet_numbers).
"""

from __future__ import annotations

from collections.abc import Iterator

from extract.bounds import MAX_CELLS, check
from extract.read.formats import XLS, media_type
from extract.read.lines import one_line, split_lines
from extract.read.sheet_grid import Grid, Sheet, Workbook
from extract.read.sheet_xls import read_xls
from extract.read.sheet_xlsx import read_xlsx
from extract.read.unread import Unreadable, unread
from extract.report import Block, Cell, Report, Table, Text, digest
