"""The map of the package leads to every module of it, and to no other."""

from __future__ import annotations

import re

import ingest
from tests.conftest import ROOT

_ELSEWHERE = {"remove", "rollback"}
"""Commands that have no module of their own."""


def test_the_map_names_every_module_of_ingest() -> None:
    named = set(re.findall(r"``(\w+)``", ingest.__doc__ or ""))
    modules = {path.stem for path in (ROOT / "ingest").glob("*.py")} - {"__init__"}
    assert named >= modules, "ingest/__init__.py should say what these are for"
    assert named <= modules | _ELSEWHERE
