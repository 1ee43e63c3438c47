"""Reports of several documents → the blocks of one.

Enters: Reports in order, each with the name it is known by. Leaves: their blocks, titles, links and problems together;
tables are numbered through, and what is said of a document's table names the table of the whole.
"""

from __future__ import annotations

from dataclasses import replace

from extract.report import Block, Link, Problem, Report, Table, Text


class Whole:
    """What is put together, while documents are added."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.titles: list[str] = []
        self.links: list[Link] = []
        self.problems: list[Problem] = []
        self.companions: list[str] = []
        self._tables = 0

    def add(self, name: str, report: Report) -> range:
        """Put a document below its name, which is a heading; the empty name for none. Returns its tables' numbers."""
        before = self._tables
        if name:
            self.blocks.append(Text(name, heading=True))
        for block in report.blocks:
            if isinstance(block, Table):
                self._tables = before + block.number
                block = replace(block, number=self._tables)
            self.blocks.append(block)
        self.titles += report.titles
        self.links += report.links
        self.companions += report.companions
        for problem in report.problems:
            table = None if problem.table is None else problem.table + before
            message = f"{name}: {problem.message}" if name else problem.message
            self.problems.append(replace(problem, message=message, table=table))
        return range(before + 1, self._tables + 1)
