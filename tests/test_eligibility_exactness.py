"""No binary floating point on the calculator's path: the source itself is read."""

from __future__ import annotations

import ast

import pytest

from knowledge.adapters.files import PACKAGE

MODULES = [
    "case_reading", "cases", "check", "determination", "eligibility", "ratios", "reduction",
    "remarks", "rules", "rules_text", "signature", "targets", "workings", "written_numbers",
    "adapters/rule_files", "adapters/rule_schema",
]  # fmt: skip
CALLS = {"float", "complex", "round"}
IMPORTS = {"math", "statistics", "numpy"}


def faults(source: str) -> list[str]:
    """Where a module writes, makes or divides into a binary floating point number."""
    return [
        f"{node.lineno}: {what}" for node in ast.walk(ast.parse(source)) if (what := fault(node))
    ]


def fault(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
        return str(node.value)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        path = isinstance(node.right, ast.Constant) and isinstance(node.right.value, str)
        return None if path else "/"
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Div):
        return "/="
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
        return f"{node.func.id}()"
    names = []
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        names = [node.module or ""]
    return next((name for name in names if name.split(".")[0] in IMPORTS), None)


@pytest.mark.parametrize("name", MODULES)
def test_no_binary_floating_point(name: str) -> None:
    assert faults((PACKAGE / f"{name}.py").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    ["x = 0.2", "x = a / b", "x /= 5", "float(x)", "round(x, 2)", "import math", "1 + 2j"],
)
def test_the_reader_of_sources_sees(source: str) -> None:
    assert len(faults(source)) == 1


def test_the_modules_are_all_that_decide() -> None:
    """Every module the calculator imports for its arithmetic is read."""
    reached = set(MODULES)
    for name in MODULES:
        tree = ast.parse((PACKAGE / f"{name}.py").read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("knowledge."):
                reached.add(str(node.module).removeprefix("knowledge.").replace(".", "/"))
    of_words = {"adapters/files", "document_text", "errors", "messages", "text"}
    assert reached - of_words == set(MODULES)
