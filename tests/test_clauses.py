"""Clauses in questions, and the passages that hold them."""

from __future__ import annotations

import pytest

from knowledge.clauses import Clause, find_clause, holds, lies_within, places, rows_holding


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
        ("Điều 42 khoản 1 điểm c", Clause("42", "1", "c")),
        ("khoản 2 nói gì?", Clause(khoan="2")),
        ("điều 33 và 152/2025/NĐ-CP", Clause("33")),
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
    assert holds(places(section), Clause("33", "2", "b")) is held


def test_the_finest_level_wins() -> None:
    sections = {0: "khoản 1 Điều 4", 1: "điểm a khoản 2 Điều 4", 2: "điểm b khoản 2 Điều 4"}
    assert rows_holding(Clause("4", "2", "b"), sections) == [2]
    assert rows_holding(Clause("4", "2", "k"), sections) == [1, 2]
    assert rows_holding(Clause("4", "9"), sections) == [0, 1, 2]
    assert rows_holding(Clause("5"), sections) == []
    assert rows_holding(Clause(), sections) == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("khoản 1, khoản 2 Điều 4", [Clause("4", "1"), Clause("4", "2")]),
        ("điểm b khoản 1, khoản 3 Điều 6", [Clause("6", "1", "b"), Clause("6", "3")]),
        ("điểm a, điểm b khoản 2 Điều 3", [Clause("3", "2", "a"), Clause("3", "2", "b")]),
        ("các điểm a và b khoản 2 của Điều 3", [Clause("3", "2", "a"), Clause("3", "2", "b")]),
        ("Điều 5, 6 và 7", [Clause("5"), Clause("6"), Clause("7")]),
        ("Điều 5 khoản 1, khoản 2", [Clause("5", "1"), Clause("5", "2")]),
        ("khoản 2 Điều 4 và Điều 7", [Clause("4", "2"), Clause("7")]),
        ("Điều 5, Phụ lục I", [Clause("5"), Clause(phu_luc="i")]),
        ("khoản 1 mục II Phụ lục I", [Clause(khoan="1", muc="ii", phu_luc="i")]),
        ("khoản 1a Điều 9", [Clause("9", "1a")]),
    ],
)
def test_all_places_of_a_text(text: str, named: list[Clause]) -> None:
    assert places(text) == named


@pytest.mark.parametrize(
    ("section", "scope", "within"),
    [
        ("khoản 2 Điều 4", "khoản 2 Điều 4", True),
        ("điểm b khoản 2 Điều 4", "khoản 2 Điều 4 và Điều 7", True),
        ("các khoản 1, 2 và 3 Điều 7", "khoản 2 Điều 4 và Điều 7", True),
        ("các khoản 1 và 2 Điều 4", "khoản 2 Điều 4", False),
        ("Điều 4", "khoản 2 Điều 4", False),
        ("khoản 2 Điều 14", "khoản 2 Điều 4", False),
        ("Điều 5 Quy chế kèm theo", "Điều 5", False),
        ("Điều 5 Quy chế kèm theo", "Điều 5 Quy chế ban hành kèm theo", True),
        ("khoản 2 Điều 4", "cụm từ “cấp huyện” tại khoản 2 Điều 4", False),
        ("Điều 6", "từ Điều 5 đến Điều 9", False),
        ("", "Điều 5", False),
        ("Điều 5", "Chương II", False),
    ],
)
def test_what_lies_within_a_part(section: str, scope: str, within: bool) -> None:
    assert lies_within(section, scope) is within
