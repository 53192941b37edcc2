"""The list of rules for whoever keeps them: words, sources, what is overdue."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from knowledge.adapters.files import load_messages
from knowledge.adapters.rule_files import load_rule_sets
from knowledge.ratios import Ratio
from knowledge.rules import Comparison, Measure, Requirement
from knowledge.rules_text import requirement_text, rules_json, rules_text
from tests.conftest import Run

MESSAGES = load_messages()
RULES = load_rule_sets(Path(__file__).parent / "specimens" / "provinces")
EARLY, BETWEEN, LATE = date(2026, 12, 23), date(2026, 12, 24), date(2028, 1, 1)


@pytest.mark.parametrize(
    ("measure", "limit", "comparison", "words"),
    [
        ("relative_reduction", Ratio(20, 1), ">=", "giảm từ 20% số hộ nghèo mỗi năm trở lên"),
        ("relative_reduction", Ratio(25, 2), ">", "giảm trên 12,5% số hộ nghèo mỗi năm"),
        ("point_reduction", Ratio(2, 1), ">=", "giảm tỷ lệ hộ nghèo từ 2 điểm % mỗi năm trở lên"),
        ("point_reduction", Ratio(3, 4), ">", "giảm tỷ lệ hộ nghèo trên 0,75 điểm % mỗi năm"),
    ],
)
def test_requirements_in_words(
    measure: Measure, limit: Ratio, comparison: Comparison, words: str
) -> None:
    assert requirement_text([Requirement(measure, limit, comparison)], MESSAGES) == words


def test_every_class_is_listed_with_its_source() -> None:
    listed = rules_json(RULES, EARLY, MESSAGES)
    assert sorted(entry["rule"] for entry in listed) == [
        "bien-bac/moi-don-vi",
        f"{RULES[1].id}/den-3-phan-tram",
        f"{RULES[1].id}/duoi-10-phan-tram",
        f"{RULES[1].id}/tu-10-phan-tram",
    ]
    (entry,) = (e for e in listed if e["rule"].endswith("/tu-10-phan-tram"))
    assert entry == {
        "rule": f"{RULES[1].id}/tu-10-phan-tram",
        "programme": "phong-trao-thu",
        "province": "Rừng Xanh",
        "class": "Xã từ 10% trở lên",
        "requirement": "giảm trên 15% số hộ nghèo mỗi năm hoặc giảm tỷ lệ hộ nghèo trên 1 điểm % "
        "mỗi năm, trong 3 năm liên tục trước khi trình khen thưởng",
        "document": "Hướng dẫn 2/HD-SNV",
        "issued_on": "2023-03-15",
        "clause": "mục 3",
        "quote": "giảm trên 15% số hộ nghèo hoặc giảm trên 1 điểm % mỗi năm",
        "checked_on": "2026-11-23",
        "recheck_by": "2027-11-23",
        "overdue": False,
        "not_covered": ["có mô hình sinh kế"],
        "caveats": [],
    }


def test_overdue_classes_come_first() -> None:
    assert not any(entry["overdue"] for entry in rules_json(RULES, EARLY, MESSAGES))
    first, *others = rules_json(RULES, BETWEEN, MESSAGES)
    assert first["rule"].endswith("/duoi-10-phan-tram")
    assert first["overdue"]
    assert not any(entry["overdue"] for entry in others)
    assert all(entry["overdue"] for entry in rules_json(RULES, LATE, MESSAGES))


def test_the_list_in_sentences() -> None:
    head, first, *others = rules_text(RULES, BETWEEN, MESSAGES).split("\n\n")
    assert head.startswith("Kho có tiêu chí của 4 nhóm đơn vị; tính đến ngày 24/12/2026 có 1 nhóm")
    assert first.splitlines() == [
        "[QUÁ HẠN] Rừng Xanh — Xã trên 3% đến dưới 10%: giảm tỷ lệ hộ nghèo trên 0,75 điểm % mỗi "
        "năm, trong 3 năm liên tục trước khi trình khen thưởng.",
        "  Nguồn: Kế hoạch 1/KH-UBND ngày 05/01/2022, mục 2: “giảm trên 0,75 điểm % mỗi năm”",
        "  Đối chiếu nguồn ngày 23/11/2026; kiểm tra lại chậm nhất ngày 23/12/2026.",
    ]
    assert len(others) == 3
    assert not any(text.startswith("[QUÁ HẠN]") for text in others)
    assert any("  Máy tính không xét: có mô hình sinh kế." in text for text in others)


@pytest.mark.slow
def test_the_command(run: Run) -> None:
    done = run("knowledge", "rules", "--json", "--as-of", "2030-01-01")
    assert done.returncode == 0, done.stderr
    assert [entry["overdue"] for entry in json.loads(done.stdout)] == [True] * 4
    shown = run("knowledge", "rules", "--as-of", "2026-11-25")
    assert shown.returncode == 0
    assert shown.stdout.count("Báo Đồng Khởi ngày 30/9/2022") == 4
    assert "[QUÁ HẠN]" not in shown.stdout
