"""The floors of the house are kept apart: each folder imports only those to its left."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ["extract", "transform", "expectations", "publish", "flows"]
GX_MODULES = {"suites.py", "validate.py", "gate.py"}
LONGEST_FLOW = 100


def _modules(floor: str) -> list[Path]:
    return sorted((ROOT / floor).rglob("*.py"))


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return {name.split(".")[0] for name in found}


@pytest.mark.parametrize("floor", FLOORS)
def test_no_floor_imports_one_to_its_right(floor: str) -> None:
    right = set(FLOORS[FLOORS.index(floor) + 1 :])
    offenders = {str(path.relative_to(ROOT)): _imports(path) & right for path in _modules(floor)}
    assert _modules(floor)
    assert {path: names for path, names in offenders.items() if names} == {}


def test_prefect_stands_only_in_flows_and_great_expectations_only_behind_the_gate() -> None:
    for floor in FLOORS:
        for path in _modules(floor):
            names = _imports(path)
            assert "prefect" not in names or floor == "flows", path
            assert "great_expectations" not in names or (floor == "expectations" and path.name in GX_MODULES), path


def test_no_reader_knows_a_label_or_an_indicator_of_a_form() -> None:
    from transform.forms import load_reference
    from transform.labels import fold

    reference = load_reference()
    labels = {
        label
        for table in reference.tables
        for path in (*table.rows.values(), *table.columns.values())
        for label in path
    }
    words = {fold(label) for label in labels if len(fold(label)) > 1} | set(reference.indicators)
    for path in _modules("extract"):
        text = fold(path.read_text(encoding="utf-8"))
        plain = path.read_text(encoding="utf-8")
        assert not {word for word in words if word in text or word in plain}, path


def test_nothing_of_a_form_is_written_in_code() -> None:
    from transform.forms import load_reference

    reference = load_reference()
    names = set(reference.indicators) | {table.name for table in reference.tables if "." in table.name}
    for floor in ("transform", "expectations"):
        for path in _modules(floor):
            code = {node.value for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                    if isinstance(node, ast.Constant) and isinstance(node.value, str)}  # fmt: skip
            assert not code & names, path


@pytest.mark.parametrize("path", [p for p in _modules("flows") if p.name != "cli.py"], ids=lambda p: p.name)
def test_a_flow_module_only_wires(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < LONGEST_FLOW


_BLOCKED = """
import sys
class Block:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("prefect", "great_expectations"):
            raise ImportError(f"{name} is not to be imported here")
sys.meta_path.insert(0, Block())
from flows.cli import main
main(sys.argv[1:])
"""


@pytest.mark.parametrize("command", [["extract"], ["trend"], ["issues"], ["explain"]], ids=lambda c: c[0])
def test_reading_commands_answer_without_prefect_and_great_expectations(command: list[str], sample_store: Path) -> None:
    arguments = {
        "extract": [str(ROOT / "data" / "samples" / "yuyao_gonganju_2019.txt"), "--format", "csv"],
        "trend": ["行政处罚", "--store", str(sample_store)],
        "issues": ["--store", str(sample_store)],
        "explain": ["余姚市公安局", "2019", "行政处罚", "--store", str(sample_store)],
    }[command[0]]
    call = [sys.executable, "-c", _BLOCKED, *command, *arguments]
    done = subprocess.run(call, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    assert "余姚市公安局" in done.stdout
