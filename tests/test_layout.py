"""The shape of the repository: small modules, one messages file in step with the code."""

from __future__ import annotations

import re
import subprocess
import tomllib

import pytest

from knowledge.messages import Messages
from tests.conftest import ROOT

PACKAGES = ("bot", "knowledge", "ingest")
MODULES = [file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))]


def test_modules_stay_under_300_lines() -> None:
    long = {str(f.relative_to(ROOT)): n for f in MODULES if (n := _lines(f)) >= 300}
    assert not long


def _lines(file) -> int:
    return len(file.read_text(encoding="utf-8").splitlines())


def test_every_module_says_what_it_is_for() -> None:
    assert [f.name for f in MODULES if not f.read_text(encoding="utf-8").startswith('"""')] == []


def test_every_pure_module_is_under_contract() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    (pure,) = (c for c in contracts if c["name"].startswith("pure modules"))
    names = {f"knowledge.{file.stem}" for file in (ROOT / "knowledge").glob("[a-z]*.py")}
    packages = {"knowledge.figures"}
    assert set(pure["source_modules"]) == names | packages


def test_every_sentence_is_used(messages: Messages) -> None:
    code = "\n".join(file.read_text(encoding="utf-8") for file in MODULES)
    written = set(re.findall(r"""f?["']([a-z_]+(?:\.[a-z_{}\[\]"'A-Za-z.]+)+)["']""", code))
    composed = [text for text in written if "{" in text]
    pattern = "|".join(re.sub(r"\\\{.*?\\\}", r".+", re.escape(text)) for text in composed)
    assert not {key for key in {*messages.keys()} - written if not re.fullmatch(pattern, key)}


@pytest.mark.parametrize("name", ["README.md", "HUONG_DAN.md", "CHANGELOG.md", "LICENSE"])
def test_documents_exist(name: str) -> None:
    assert len((ROOT / name).read_text(encoding="utf-8")) > 400


def test_the_readme_names_commands_that_exist() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"`?make ([a-z]+)`?", text))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert targets
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)


def test_the_lock_holds_every_direct_dependency() -> None:
    pinned = {
        line.split("==")[0].lower()
        for line in (ROOT / "requirements.lock").read_text().splitlines()
        if "==" in line
    }
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    named = re.findall(r'^    "([A-Za-z0-9-]+)(?:\[[^\]]*\])?==', project, re.MULTILINE)
    assert len(named) > 20
    assert [name for name in named if name.lower().replace("_", "-") not in pinned] == []


def test_help_lists_the_targets() -> None:
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    for target in ("run", "test", "check", "bench", "clean", "help"):
        assert f"make {target}" in shown.stdout
