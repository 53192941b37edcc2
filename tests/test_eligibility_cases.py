"""Runs every table in tests/cases: one row, one case, read as a jurist would read it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import pytest

from knowledge.adapters.files import PACKAGE, load_messages, load_yaml
from knowledge.adapters.rule_files import load_calculator
from knowledge.case_reading import parse_case
from knowledge.determination import Reason

HERE = Path(__file__).parent
TABLES = [load_yaml(table) for table in sorted((HERE / "cases").glob("*.yaml"))]
MESSAGES = load_messages()
OWN = "../knowledge/programmes"
CALCULATORS = {
    folder: load_calculator(MESSAGES, HERE / folder)
    for folder in {table.get("programmes", OWN) for table in TABLES}
}
TABLE_KEYS = {"programmes", "rule_set", "class_year", "defaults", "cases"}
KNOWN_KEYS = {
    "name", "programme", "province", "kind", "listed", "submission_year", "rate", "rates", "counts",
    "year_ends", "verdict", "reason", "rule", "values", "margin", "missing", "question",
    "notes", "no_notes",
}  # fmt: skip
FIRST_YEAR = 2022  # of counts and rates


def rows() -> list[Any]:
    """Every row with what its table says of all rows."""
    found = []
    for table in TABLES:
        assert TABLE_KEYS.issuperset(table)
        common = {
            "programme": "vi-nguoi-ngheo-2021-2025",
            "province": "Bến Tre",
            "programmes": table.get("programmes", OWN),
            "rule_set": table.get("rule_set", "ben-tre"),
            "class_year": table.get("class_year", 2021),
        }
        for row in table["cases"]:
            assert KNOWN_KEYS.issuperset(row), row
            found.append(common | table["defaults"] | row)
    return found


ROWS = rows()


def case_of(row: dict[str, Any]) -> dict[str, Any]:
    year_ends: dict[int, dict[str, Any]] = {}
    for year, count in enumerate(row.get("counts", ()), FIRST_YEAR):
        if count is not None:
            poor, total = (None if part == "~" else int(part) for part in count.split("/"))
            year_ends[year] = {"households": total, "poor_households": poor}
    for year, rate in enumerate(row.get("rates", ()), FIRST_YEAR):
        year_ends[year] = {"poor_rate": rate}
    for year, entry in row.get("year_ends", {}).items():
        year_ends[year] = {key: str(v) if isinstance(v, float) else v for key, v in entry.items()}
    if row.get("rate") is not None:
        of_class = year_ends.setdefault(row["class_year"], {})
        if of_class.get("households") is None:
            of_class["poor_rate"] = row["rate"]
    return {
        "id": row["name"],
        "programme": row["programme"],
        "place": {
            "province": row["province"],
            "kind": row.get("kind"),
            "name": "Phú Hưng",
            "listed_as": row.get("listed", []),
        },
        "submission_year": row.get("submission_year"),
        "figures": [{"year": year} | entry for year, entry in year_ends.items()],
    }


def result_of(row: dict[str, Any]) -> dict[str, Any]:
    calculator = CALCULATORS[row["programmes"]]
    return calculator.decide(parse_case(case_of(row), MESSAGES)).to_json()


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_row(row: dict[str, Any]) -> None:
    result = result_of(row)
    assert (result["verdict"], result["reason"]) == (row["verdict"], row.get("reason"))
    if "rule" in row:
        assert result["rule"] == f"{row['rule_set']}/{row['rule']}"
    if "values" in row:
        assert [finding["value"] for finding in result["findings"]] == row["values"]
    if "missing" in row:
        assert [[gap["year"], gap["fact"]] for gap in result["missing"]] == row["missing"]
    assert (result["next_question"] is None) == (result["missing"] == [])
    assert row.get("question", "") in (result["next_question"] or "")
    margin = result["margin"] and [result["margin"]["year"], result["margin"]["still_needed"]]
    assert margin == row.get("margin", margin)
    assert (margin is not None) == (row["verdict"] == "not_met")
    notes = "\n".join(result["notes"])
    assert all(part in notes for part in row.get("notes", ())), notes
    assert not any(part in notes for part in row.get("no_notes", ())), notes


SENTENCES = load_yaml(PACKAGE / "messages.yaml")["check"]


def said(part: str) -> list[str]:
    """What the rows of all tables make the calculator say in one part of a result."""
    results = [result_of(row) for row in ROWS]
    if part == "question":
        return [result["next_question"] for result in results if result["next_question"]]
    if part == "margin":
        return [result["margin"]["still_needed"] for result in results if result["margin"]]
    if part == "working":
        return [f["working"] for result in results for f in result["findings"]]
    return [note for result in results for note in result["notes"]]


@pytest.mark.parametrize("part", ["note", "reason", "question", "margin", "working"])
def test_every_sentence_is_said_in_some_row(part: str) -> None:
    spoken = said(part)
    for key, sentence in SENTENCES[part].items():
        if (part, key) in (("question", "unit"), ("working", "fact")):
            continue  # parts of sentences
        pattern = re.compile(re.sub(r"\\{\w+\\}", ".+", re.escape(sentence)))
        assert any(map(pattern.fullmatch, spoken)), key


def test_every_reason_is_given_in_some_row() -> None:
    assert {row["reason"] for row in ROWS if "reason" in row} == set(get_args(Reason))


def test_a_new_province_needs_no_code() -> None:
    """Its id is written in its own files and tables only."""
    code = [*PACKAGE.rglob("*.py"), *HERE.glob("*.py")]
    assert not [file.name for file in code if "rung-xa" + "nh" in file.read_text("utf-8")]
