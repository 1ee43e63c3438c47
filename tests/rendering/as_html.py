"""Grids → an HTML page like those of government sites.

Enters: title, the sentence that names the period, grids. Leaves: the bytes of a page, UTF-8.
A cell is <td><p>…</p></td> with its spans; a line break in a text is <br />, a blank cell &nbsp;.
"""

from __future__ import annotations

from html import escape

from tests.rendering.layout import Grid, Printed


def as_html(title: str, period: str, grids: list[Grid], spans: bool = False) -> bytes:
    """`spans`: each two characters of a text stand in a <span> of their own, as Word leaves them."""
    parts = [
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(_flat(title))}</title></head>',
        f"<body>\n<h1>{_text(title, spans)}</h1>\n<p>{_text(period, spans)}</p>",
    ]
    for grid in grids:
        parts += [f"<p>{_text(grid.heading, spans)}</p>"] if grid.heading else []
        parts.append('<table border="1"><tbody>')
        for row in range(1, grid.height + 1):
            parts.append(f"<tr>{''.join(_cell(cell, spans) for cell in grid.cells if cell.row == row)}</tr>")
        parts.append("</tbody></table>")
    parts.append("</body></html>\n")
    return "\n".join(parts).encode()


def _flat(text: str) -> str:
    return text.replace("\n", "")


def _cell(cell: Printed, spans: bool) -> str:
    attributes = f' rowspan="{cell.row_span}"' if cell.row_span > 1 else ""
    attributes += f' colspan="{cell.column_span}"' if cell.column_span > 1 else ""
    return f"<td{attributes}><p>{_text(cell.text, spans) or '&nbsp;'}</p></td>"


def _text(text: str, spans: bool) -> str:
    return "<br />".join(_line(line, spans) for line in text.split("\n"))


def _line(line: str, spans: bool) -> str:
    if not spans:
        return escape(line)
    return "".join(f"<span>{escape(line[start : start + 2])}</span>" for start in range(0, len(line), 2))
