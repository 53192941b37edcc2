"""Figures from text: sentences read exactly, silently misread, and each field's two scores."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from knowledge.adapters.admin_units import VietnamAdminUnits
from knowledge.figures import FIELDS, CaseReading, read_case

CORPUS = Path(__file__).resolve().parents[1] / "tests" / "figures"
ASKED_ON = date(2025, 3, 15)
"""The day a sentence of the corpus is asked on, unless it says another."""

_UNITS = VietnamAdminUnits()
_PLACE = ("province", "kind", "name", "listed_as")
_DECIDING = ("province", "kind", "listed_as", "submission_year", *FIELDS)
"""What a verdict hangs on; the name of a unit is only said back."""

Item = tuple[str, Any]
"""A field and what was read for it: a value, a year with a value, or the code of an ambiguity."""


@dataclass
class Score:
    """Counts over sentences.

    Attributes:
        sentences: how many were read.
        exact: those read exactly as expected, ambiguities included.
        silent: texts of those with a wrong value on which a verdict hangs and nothing asked.
        right: items read as expected, by field.
        read: items read, by field.
        expected: items expected, by field.
        characters: length of all texts.
        seconds: time spent reading.
    """

    sentences: int = 0
    exact: int = 0
    silent: list[str] = field(default_factory=list)
    right: Counter[str] = field(default_factory=Counter)
    read: Counter[str] = field(default_factory=Counter)
    expected: Counter[str] = field(default_factory=Counter)
    characters: int = 0
    seconds: float = 0.0


def sentences(files: Iterable[Path]) -> Iterator[dict[str, Any]]:
    """Yield the entries of corpus files; their keys are told at the head of ``accented.yaml``."""
    for path in files:
        yield from yaml.safe_load(path.read_text(encoding="utf-8"))


def score(entries: Iterable[dict[str, Any]]) -> Score:
    """Read every sentence and compare it with what its entry expects."""
    total = Score()
    for entry in entries:
        started = time.perf_counter()
        reading = read_case(entry["text"], asked_on=entry.get("asked_on", ASKED_ON), units=_UNITS)
        total.seconds += time.perf_counter() - started
        total.characters += len(entry["text"])
        total.sentences += 1
        read, expected = set(_items_read(reading)), set(_items_expected(entry))
        total.exact += read == expected
        wrong = {name for name, _ in read - expected}
        asked = any(ambiguity.blocking for ambiguity in reading.ambiguities)
        if wrong.intersection(_DECIDING) and not asked:
            total.silent.append(entry["text"])
        total.right.update(name for name, _ in read & expected)
        total.read.update(name for name, _ in read)
        total.expected.update(name for name, _ in expected)
    return total


def _items_read(reading: CaseReading) -> Iterator[Item]:
    case = reading.case
    yield from _of_place(case["place"])
    if "submission_year" in case:
        yield "submission_year", case["submission_year"]
    for figure in case["figures"]:
        yield from ((name, (figure["year"], figure[name])) for name in FIELDS if name in figure)
    yield "is_check", reading.is_check
    yield from (("ambiguities", item.code) for item in reading.ambiguities)


def _items_expected(entry: dict[str, Any]) -> Iterator[Item]:
    yield from _of_place(entry.get("place", {}))
    if "year" in entry:
        yield "submission_year", entry["year"]
    for year, values in entry.get("figures", {}).items():
        named = zip(FIELDS, values, strict=True)
        yield from ((name, (year, value)) for name, value in named if value is not None)
    yield "is_check", entry.get("check", False)
    yield from (("ambiguities", code) for code in entry.get("open", []))


def _of_place(place: dict[str, Any]) -> Iterator[Item]:
    for name in _PLACE:
        if name in place:
            value = place[name]
            yield name, tuple(value) if isinstance(value, list) else value


def main() -> None:
    """Print one row per corpus file, then precision and recall per field over all of them."""
    files = sorted(CORPUS.glob("*.yaml"))
    print("| corpus | sentences | exactly right | silently wrong | ms each | characters/s |")
    print("|---|---|---|---|---|---|")
    for names, chosen in [(path.stem, [path]) for path in files] + [("all", files)]:
        total = score(sentences(chosen))
        share = f"{total.exact} ({100 * total.exact / total.sentences:.1f} %)"
        pace = f"{1e3 * total.seconds / total.sentences:.2f}"
        speed = f"{total.characters / total.seconds:,.0f}"
        print(f"| {names} | {total.sentences} | {share} | {len(total.silent)} | {pace} | {speed} |")
    print("\n| field | expected | precision % | recall % |\n|---|---|---|---|")
    for name in (*_PLACE, "submission_year", *FIELDS, "is_check", "ambiguities"):
        right = total.right[name]
        precision = 100 * right / max(total.read[name], 1)
        recall = 100 * right / max(total.expected[name], 1)
        print(f"| {name} | {total.expected[name]} | {precision:.1f} | {recall:.1f} |")
