"""The map of a package leads to every module of it, and to no other."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest

import bot.telegram
import ingest

_ELSEWHERE = {"remove", "rollback"}
"""Commands that have no module of their own."""


@pytest.mark.parametrize("package", [ingest, bot.telegram], ids=lambda package: package.__name__)
def test_the_map_names_every_module(package: ModuleType) -> None:
    named = set(re.findall(r"``(\w+)``", package.__doc__ or ""))
    modules = {path.stem for path in Path(package.__file__ or "").parent.glob("*.py")}
    modules -= {"__init__"}
    assert named >= modules, "the docstring of the package should say what these are for"
    assert named <= modules | _ELSEWHERE
