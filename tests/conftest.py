"""The test run itself: the option --no-skips, and how hypothesis searches.

`--no-skips` is what CI passes: a test that was skipped, was expected to fail or was never collected has proved nothing,
so each is a failure that says where it stands and why. Without it pytest behaves as always.

Hypothesis runs the profile "ci" where the environment variable CI is set (same examples each time), else "dev".
"""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("dev", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--no-skips", action="store_true", help="a skip, an xfail or an empty collection fails the run")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--no-skips"):
        config.pluginmanager.register(NoSkips(), "no-skips")


class NoSkips:
    """Turns every outcome that stands for a test not wholly run into a failure."""

    # tryfirst: outermost, so the report is seen as pytest's own skip and xfail handling leaves it.
    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        if report.skipped or hasattr(report, "wasxfail"):
            _fail(report)
        return report

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_make_collect_report(self) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        report = yield
        if report.skipped:
            _fail(report)
        return report

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if not any(terminalreporter.getreports(outcome) for outcome in ("passed", "failed", "error")):
            terminalreporter.write_line("--no-skips: no test was run", red=True)


def _fail(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Make it a failure whose text says what it was: an xfail with its reason, or a skip with its place and reason."""
    if hasattr(report, "wasxfail"):
        was = f"expected to fail ({report.wasxfail or 'no reason given'})"
        del report.wasxfail
    elif isinstance(report.longrepr, tuple):
        path, line, reason = report.longrepr
        was = f"skipped at {path}:{line} ({reason.removeprefix('Skipped: ')})"
    else:
        was = f"skipped ({report.longrepr})"
    report.outcome = "failed"
    report.longrepr = f"--no-skips: {was}"


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store built from data/samples, step by step and without Prefect; tests read it and do not change it."""
    from expectations.check import check_store
    from extract.collect.folder import collect_folder
    from publish.warehouse import build_warehouse
    from transform.batch import read_batch, unread_in_store
    from transform.forms import DATA

    store = tmp_path_factory.mktemp("samples")
    collect_folder(store, DATA / "samples")
    for batch in unread_in_store(store):
        read_batch(store, batch)
    check_store(store)
    build_warehouse(store, "samples")
    return store
