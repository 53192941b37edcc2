"""Ten thousand rows in one go, and the same verdicts as the calculator's line protocol."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.workbook import HEADERS, make_rows, workbook_of
from knowledge.adapters.files import load_messages
from knowledge.adapters.rule_files import load_calculator
from knowledge.adapters.workbook import WorkbookChecker
from knowledge.check import check_lines
from tests.conftest import Run
from tests.sheets import check, results, workbook_bytes

MESSAGES = load_messages()
CALCULATOR = load_calculator(MESSAGES)
CHECKER = WorkbookChecker(CALCULATOR, MESSAGES)
YEARS = (2021, 2022, 2023, 2024)
FIGURES = ("households", "poor_households", "poor_rate")
WORDS = {
    "met": "ĐẠT", "not_met": "KHÔNG ĐẠT", "insufficient_data": "CHƯA ĐỦ SỐ LIỆU",
    "undetermined": "CHƯA XÁC ĐỊNH ĐƯỢC",
}  # fmt: skip
TABLE_HEADERS = ["Tỉnh", "Loại đơn vị", "Tên đơn vị", "Danh mục", "Năm trình"] + [
    header.format(year=year)
    for year in YEARS
    for header in ("Tổng số hộ {year}", "Số hộ nghèo {year}", "Tỷ lệ hộ nghèo {year} (%)")
]

_count = st.one_of(st.none(), st.integers(-2, 300))
_total = st.one_of(st.none(), st.integers(0, 3000))
# Rates in hundredths of a per cent, from 1,01: below that a plain number may be a fraction.
_rate = st.one_of(st.none(), st.integers(101, 12_000))
_row = st.fixed_dictionaries(
    {
        "province": st.sampled_from(["Bến Tre", "tỉnh Bến Tre", "Sơn La", None]),
        "kind": st.sampled_from(["xã", "phường", "thị trấn", "huyện", "tổng", None]),
        "listed_as": st.sampled_from([None, "bãi ngang ven biển", "xã đảo"]),
        "submission_year": st.sampled_from([2023, 2024, 2025, 2026, 2027, None]),
        "figures": st.lists(st.tuples(_total, _count, _rate), min_size=4, max_size=4),
    }
)


def _cells(row: dict[str, Any]) -> list[Any]:
    figures = [
        value if value is None or part < 2 else value / 100
        for year_end in row["figures"]
        for part, value in enumerate(year_end)
    ]
    name = "Đơn vị thử"
    return [row["province"], row["kind"], name, row["listed_as"], row["submission_year"], *figures]


def _line(row: dict[str, Any]) -> str:
    figures = []
    for year, (total, poor, rate) in zip(YEARS, row["figures"], strict=True):
        text = None if rate is None else f"{rate // 100},{rate % 100:02d}"
        entry = {"year": year, "households": total, "poor_households": poor, "poor_rate": text}
        figures.append({key: value for key, value in entry.items() if value is not None})
    listed = [] if row["listed_as"] is None else [row["listed_as"]]
    place = {"province": row["province"], "kind": row["kind"], "name": "Đơn vị thử"}
    case = {
        "place": place | {"listed_as": listed},
        "submission_year": row["submission_year"],
        "figures": figures,
    }
    return json.dumps(case, ensure_ascii=False)


@settings(max_examples=15, deadline=None)
@given(st.lists(_row, min_size=1, max_size=20))
def test_rows_and_lines_get_the_same_verdicts(rows: list[dict[str, Any]]) -> None:
    content = workbook_bytes([TABLE_HEADERS, *map(_cells, rows)])
    found = results(check(CHECKER, content, province=None, year=None))
    answers = map(json.loads, check_lines(map(_line, rows), CALCULATOR, MESSAGES))
    for number, answer in enumerate(answers, 2):
        written = found[number]
        assert written["Kết quả"] == WORDS.get(answer.get("verdict"), "LỖI"), answer
        if "verdict" in answer:
            assert len(written["Chi tiết từng năm"].splitlines()) == len(answer["findings"])
            margin = answer["margin"]
            assert (margin["still_needed"] if margin else "") in written[
                "Còn thiếu bao nhiêu để đạt"
            ]
            assert len(written["Còn thiếu"].splitlines()) == len(answer["missing"])


@pytest.mark.slow
def test_ten_thousand_rows(run: Run, tmp_path: Path) -> None:
    rows = list(make_rows(10_000, seed=7))
    source = tmp_path / "ca-tinh.xlsx"
    source.write_bytes(workbook_of(rows))
    done = run("knowledge", "check", source, "--province", "Bến Tre", "--year", 2024)
    assert done.returncode == 0, done.stderr
    assert "Đã xét 10.000 dòng" in done.stdout
    assert "10000/10000" in done.stderr
    lines = [json.dumps(one.case, ensure_ascii=False) for one in rows]
    expected = Counter(
        WORDS.get(json.loads(line).get("verdict"), "LỖI")
        for line in check_lines(lines, CALCULATOR, MESSAGES)
    )
    checked = check(CHECKER, source.read_bytes())
    assert Counter(one["Kết quả"] for one in results(checked).values()) == expected
    assert set(expected) == {*WORDS.values(), "LỖI"}
    assert checked.rows == 10_000
    assert len(HEADERS) == len(rows[0].cells)
