"""The page on faults: every test it names is there, and every test of a fault stands on it."""

import ast
import re

from .conftest import ROOT


def test_the_table_names_every_test_of_a_fault_and_no_other():
    page = (ROOT / "book" / "robustness.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| ") and "`test_" in line]
    named = [name for row in rows for name in re.findall(r"`(test_\w+)`", row.rpartition(" | ")[2])]
    there = [
        node.name
        for path in sorted((ROOT / "tests" / "faults").glob("test_*.py"))
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    assert sorted(named) == sorted(there)
