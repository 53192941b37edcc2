"""``make evaluate``: every set of questions over freshly read corpora, against saved figures."""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from knowledge.adapters.evaluation_files import load_questions

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "corpus"
EVALS = ROOT / "tests" / "evals"
FIGURES = EVALS / "figures"
SETS = (
    "articles",
    "starter",
    "yes_no",
    "questions_tuning",
    "questions_heldout",
    *(f"questions_blind_{letter}" for letter in "abcdefghij"),
)
SPECIMENS = ROOT / "tests" / "specimens" / "ingest"
CORPORA = {
    "articles": (SHARED / "articles",),
    "law": (SHARED / "law",),
    "starter": (ROOT / "knowledge" / "corpus",),
    "plans": (
        EVALS / "plans",
        SPECIMENS / "ke-hoach.txt",
        SPECIMENS / "quyet-dinh-kem-ke-hoach.txt",
    ),
}
"""Names that sets give their corpora, and what is read for each."""


def main() -> int:
    """Read the corpora, run every set; return 1 when a figure dropped or a set failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.evaluation", description=__doc__)
    parser.add_argument("sets", nargs="*", default=SETS, help=f"of {', '.join(SETS)}")
    parser.add_argument("--save", action="store_true", help="save the figures, compare nothing")
    parser.add_argument("--folder", type=Path, help="keep the data folders there for another run")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder: Path = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        return max(_run(name, folder, save=options.save) for name in options.sets)


def _run(name: str, folder: Path, *, save: bool) -> int:
    file = EVALS / f"{name}.yaml"
    for corpus in load_questions(file).corpora:
        sources = CORPORA[corpus]
        absent = [source for source in sources if not source.exists()]
        if absent:
            print(f"{name}: left out, {absent[0].relative_to(ROOT.parent)} is absent")
            return 0
        _read(sources, folder, corpus)
    figures = FIGURES / f"{name}.json"
    option = "--save" if save or not figures.exists() else "--baseline"
    return _start("knowledge", "evaluate", file, "--corpora", folder, option, figures)


def _read(sources: tuple[Path, ...], folder: Path, corpus: str) -> None:
    """Bring the sources into a data folder of their own, vectors too; known texts cost little."""
    config = folder / "evaluation.yaml"
    body = (ROOT / "config.yaml").read_text(encoding="utf-8")
    config.write_text(re.sub(r"(foreground_passages:) \d+", r"\1 1000000", body), encoding="utf-8")
    status = _start(
        "ingest", "--data", folder / corpus, "--config", config, "--json", *sources, quiet=True
    )
    if status:
        raise SystemExit(f"{corpus}: python -m ingest failed")


def _start(module: str, *arguments: object, quiet: bool = False) -> int:
    return subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL if quiet else None,
        stderr=subprocess.DEVNULL if quiet else None,
        check=False,
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
