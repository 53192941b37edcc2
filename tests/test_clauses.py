"""Clauses in questions, and the passages that hold them."""

from __future__ import annotations

import pytest

from knowledge.clauses import Clause, find_clause, holds, rows_holding


@pytest.mark.parametrize(
    ("question", "clause"),
    [
        ("điểm b khoản 2 Điều 33 Nghị định 152/2025/NĐ-CP", Clause("33", "2", "b")),
        ("khoan 3 dieu 12a nghi dinh 28", Clause("12a", "3")),
        ("Điều 5 nói gì?", Clause("5")),
        ("mục II kế hoạch 147", Clause(muc="ii")),
        ("Phụ lục số 3 của Thông tư", Clause(phu_luc="3")),
        ("điểm đ khoản 1 Điều 4", Clause("4", "1", "đ")),
        ("Điều kiện xét khen thưởng", Clause()),
    ],
)
def test_clauses_are_found(question: str, clause: Clause) -> None:
    assert find_clause(question) == clause


@pytest.mark.parametrize(
    ("section", "held"),
    [
        ("Điều 33", True),
        ("khoản 2 Điều 33", True),
        ("khoản 1 và khoản 2 Điều 33", True),
        ("các khoản 1, 2 và 3 Điều 33", True),
        ("các điểm a, b và c khoản 2 Điều 33", True),
        ("điểm c khoản 2 Điều 33", False),
        ("khoản 3 Điều 33", False),
        ("Điều 3", False),
        ("Điều 133", False),
        ("", False),
    ],
)
def test_labels_hold_clauses(section: str, held: bool) -> None:
    assert holds(section, Clause("33", "2", "b")) is held


def test_the_finest_level_wins() -> None:
    sections = {0: "khoản 1 Điều 4", 1: "điểm a khoản 2 Điều 4", 2: "điểm b khoản 2 Điều 4"}
    assert rows_holding(Clause("4", "2", "b"), sections) == [2]
    assert rows_holding(Clause("4", "2", "k"), sections) == [1, 2]
    assert rows_holding(Clause("4", "9"), sections) == [0, 1, 2]
    assert rows_holding(Clause("5"), sections) == []
    assert rows_holding(Clause(), sections) == []
