"""docs/variations.md names every item, and only tests that there are."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ITEMS = range(1, 56)
ROW = re.compile(r"\| (\d+) \| [^|]+ \| ([^|]+) \|")


def test_no_item_of_variations_is_forgotten_and_no_test_is_named_that_is_not_there() -> None:
    rows = ROW.findall((ROOT / "docs" / "variations.md").read_text(encoding="utf-8"))
    assert [int(item) for item, _ in rows] == list(ITEMS)
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "tests").rglob("test_*.py"))
    there = {node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    for item, shown in rows:
        named = re.findall(r"`(\w+)`", shown)
        assert set(named) <= there, item
        assert named or "issue" in shown, item
