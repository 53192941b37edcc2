"""Runs every table in tests/cases: one row, one case, read as a jurist would read it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from knowledge.adapters.files import load_messages, load_yaml
from knowledge.adapters.rule_files import load_calculator
from knowledge.case_reading import parse_case

TABLES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))
MESSAGES = load_messages()
CALCULATOR = load_calculator(MESSAGES)
KNOWN_KEYS = {
    "name", "programme", "province", "kind", "listed", "submission_year", "rate", "rates", "counts",
    "year_ends", "verdict", "reason", "rule", "values", "margin", "missing", "question",
    "notes", "no_notes",
}  # fmt: skip


def rows() -> list[Any]:
    found = []
    for table in TABLES:
        content = load_yaml(table)
        for row in content["cases"]:
            assert KNOWN_KEYS.issuperset(row), row
            found.append(pytest.param(content["defaults"] | row, id=row["name"]))
    return found


def case_of(row: dict[str, Any]) -> dict[str, Any]:
    year_ends: dict[int, dict[str, Any]] = {}
    for year, count in zip(range(2022, 2025), row.get("counts", ()), strict=False):
        if count is not None:
            poor, total = (None if part == "~" else int(part) for part in count.split("/"))
            year_ends[year] = {"households": total, "poor_households": poor}
    for year, rate in zip(range(2022, 2025), row.get("rates", ()), strict=False):
        year_ends[year] = {"poor_rate": rate}
    for year, entry in row.get("year_ends", {}).items():
        year_ends[year] = {key: str(v) if isinstance(v, float) else v for key, v in entry.items()}
    if row.get("rate") is not None:
        year_ends.setdefault(2021, {"poor_rate": row["rate"]})
    return {
        "id": row["name"],
        "programme": row.get("programme", "vi-nguoi-ngheo-2021-2025"),
        "place": {
            "province": row.get("province", "Bến Tre"),
            "kind": row.get("kind"),
            "name": "Phú Hưng",
            "listed_as": row.get("listed", []),
        },
        "submission_year": row.get("submission_year"),
        "figures": [{"year": year} | entry for year, entry in year_ends.items()],
    }


@pytest.mark.parametrize("row", rows())
def test_row(row: dict[str, Any]) -> None:
    result = CALCULATOR.decide(parse_case(case_of(row), MESSAGES)).to_json()
    assert (result["verdict"], result["reason"]) == (row["verdict"], row.get("reason"))
    if "rule" in row:
        assert result["rule"] == f"ben-tre/{row['rule']}"
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
