"""The real reports are not part of the repository; where ../shared/reports lies beside it, the tests here are collected.

No marks: what is not collected cannot be mistaken for a test that passed, and a skip would fail CI.
"""

from __future__ import annotations

from pathlib import Path

import pytest

REPORTS = Path(__file__).resolve().parents[3] / "shared" / "reports"
WANTED = (
    "yuyao_gonganju_2019.txt",
    "shanghai_office_2019.html",
    "shanghai_office_2025.md",
    "hongze_2023.pdf",
    "hongze_2024.pdf",
    "excerpts/INDEX.csv",
    "../reference/report_addresses.csv",
)

collect_ignore_glob = [] if all((REPORTS / name).is_file() for name in WANTED) else ["test_*.py"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which were found; at the end, as pytest asks a conftest below tests/ for no header."""
    found = [name for name in WANTED if (REPORTS / name).is_file()]
    names = ", ".join(found) or "none, tests/real was not collected"
    terminalreporter.write_line(f"real reports found in ../shared/reports: {names}")
