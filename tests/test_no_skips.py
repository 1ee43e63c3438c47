"""`--no-skips`: a test that did not run cannot make a run green."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

NOT_RUN = {
    "mark_skip": "import pytest\n@pytest.mark.skip(reason='later')\ndef test_it(): pass",
    "mark_skipif": "import pytest\n@pytest.mark.skipif(True, reason='later')\ndef test_it(): pass",
    "skip_in_test": "import pytest\ndef test_it(): pytest.skip('later')",
    "skip_in_fixture": "import pytest\n@pytest.fixture\ndef it(): pytest.skip('later')\ndef test_it(it): pass",
    "importorskip": "import pytest\ndef test_it(): pytest.importorskip('no_such_module', reason='later')",
    "unittest": "import unittest\nclass TestIt(unittest.TestCase):\n    def test_it(self): self.skipTest('later')",
    "subtest": "import pytest\ndef test_it(subtests):\n    with subtests.test('one'): pytest.skip('later')",
    "xfail": "import pytest\n@pytest.mark.xfail(reason='later')\ndef test_it(): assert False",
    "xfail_not_run": "import pytest\n@pytest.mark.xfail(run=False, reason='later')\ndef test_it(): pass",
    "xfail_in_test": "import pytest\ndef test_it(): pytest.xfail('later')",
    "xpass": "import pytest\n@pytest.mark.xfail(strict=False, reason='later')\ndef test_it(): pass",
    "empty_parameters": "import pytest\n@pytest.mark.parametrize('it', [])\ndef test_it(it): pass",
    "whole_module": "import pytest\npytest.skip('later', allow_module_level=True)",
    "whole_module_import": "import pytest\npytest.importorskip('no_such_module', reason='later')",
}


@pytest.fixture
def inner(pytester: pytest.Pytester) -> pytest.Pytester:
    """An empty project with our conftest.py and one test that passes."""
    pytester.makeconftest((Path(__file__).parent / "conftest.py").read_text(encoding="utf-8"))
    pytester.makepyfile(test_sound="def test_sound(): pass")
    return pytester


@pytest.mark.parametrize("source", NOT_RUN.values(), ids=NOT_RUN)
def test_a_test_that_did_not_run_fails_the_run(inner: pytest.Pytester, source: str) -> None:
    inner.makepyfile(test_not_run=source)

    assert inner.runpytest("-q").ret == pytest.ExitCode.OK
    strict = inner.runpytest("-q", "--no-skips")

    assert strict.ret in (pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED)
    outcomes = strict.parseoutcomes()
    assert outcomes.get("failed", 0) + outcomes.get("errors", 0) >= 1
    assert not {"skipped", "xfailed", "xpassed"} & outcomes.keys()
    strict.stdout.fnmatch_lines("*--no-skips: *")


def test_the_failure_says_where_it_was_skipped_and_why(inner: pytest.Pytester) -> None:
    inner.makepyfile(test_not_run=NOT_RUN["skip_in_test"])
    inner.runpytest("--no-skips").stdout.fnmatch_lines("--no-skips: skipped at *test_not_run.py:2 (later)")


def test_a_run_without_tests_fails(inner: pytest.Pytester) -> None:
    inner.path.joinpath("test_sound.py").unlink()
    empty = inner.runpytest("--no-skips")
    assert empty.ret == pytest.ExitCode.TESTS_FAILED
    empty.stdout.fnmatch_lines("--no-skips: no test was run")


def test_a_run_whose_tests_are_all_deselected_fails(inner: pytest.Pytester) -> None:
    assert inner.runpytest("--no-skips", "-k", "no_such_test").ret == pytest.ExitCode.TESTS_FAILED


def test_a_sound_run_stays_green(inner: pytest.Pytester) -> None:
    sound = inner.runpytest("--no-skips")
    assert sound.ret == pytest.ExitCode.OK
    sound.assert_outcomes(passed=1)
