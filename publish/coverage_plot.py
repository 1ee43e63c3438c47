"""Coverage → a picture: one row per group, one column per year, the darker the more of the reports are there and sound.

Enters: sums of publish.coverage. Leaves: a .png or .svg file. A field prints found/expected; a field without a number had
no report to expect. Of more groups than a page holds, those with most reports are drawn, and the caption says so.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from publish.coverage import Covered, Report
from publish.errors import TrendError
from publish.picture import new_figure, save

MOST = 40
_CELL, _LABELS, _HEAD = 0.62, 2.6, 1.6  # inches


def draw_coverage(found: list[Covered] | list[Report], path: Path) -> None:
    """Draw sums by group and year."""
    rows = [row for row in found if isinstance(row, Covered)]
    if not rows:
        raise TrendError("there is nothing to draw: ask for sums (--by province, level, kind, agency or year)")
    sizes: Counter[str] = Counter()
    for row in rows:
        sizes[row.group] += max(row.expected, row.found)
    groups = sorted(sorted(sizes, key=lambda name: (-sizes[name], name))[:MOST])
    years = sorted({row.year for row in rows})
    at = {(row.group, row.year): row for row in rows}
    figure = new_figure(path, _LABELS + _CELL * len(years), _HEAD + 0.34 * len(groups))
    axes = figure.add_subplot()
    shares = [[_share(at.get((group, year))) for year in years] for group in groups]
    axes.imshow(shares, cmap="YlGnBu", vmin=0, vmax=1.25, aspect="auto")
    for y, group in enumerate(groups):
        for x, year in enumerate(years):
            row = at.get((group, year))
            if row is not None:
                dark = shares[y][x] > 0.7
                text = f"{row.found}/{max(row.expected, row.found)}"
                axes.text(x, y, text, ha="center", va="center", fontsize=8, color="white" if dark else "#333333")
    axes.set_xticks(range(len(years)), [str(year) for year in years], fontsize=8)
    axes.set_yticks(range(len(groups)), groups, fontsize=9)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    for edge in axes.spines.values():
        edge.set_visible(False)
    left_out = len(sizes) - len(groups)
    note = f"；另有 {left_out} 组未画出" if left_out else ""
    axes.set_title("年报覆盖情况（已收集／应有）", fontsize=12, pad=12)
    axes.set_xlabel(f"深色：已收集并通过校验的比例高；空白：当年无已知年报{note}", fontsize=8, labelpad=8)
    save(figure, path)


def _share(row: Covered | None) -> float:
    """Of the reports that should be there the part that is there; half counts what is not sound."""
    if row is None:
        return float("nan")
    return (row.sound + 0.5 * (row.found - row.sound)) / max(row.expected, row.found, 1)
