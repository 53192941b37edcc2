"""The rule files: what is on file holds to its source, broken files are refused by name."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.adapters.files import PACKAGE, load_messages, load_yaml
from knowledge.adapters.rule_files import load_calculator, load_rule_sets
from knowledge.case_reading import parse_case
from knowledge.errors import DataFileError
from knowledge.ratios import Ratio

HERE = Path(__file__).parent
ARTICLES = HERE.parent.parent / "shared" / "corpus" / "articles"
PROGRAMME = PACKAGE / "programmes" / "vi-nguoi-ngheo-2021-2025"
SPECIMENS = sorted((HERE / "specimens" / "rules").glob("*.yaml"))
MESSAGES = load_messages()


def test_ben_tre_is_on_file() -> None:
    (rules,) = load_rule_sets()
    assert (rules.programme.id, rules.province) == ("vi-nguoi-ngheo-2021-2025", "Bến Tre")
    assert rules.programme.closed_on == date(2025, 6, 22)
    requirements = {
        one.id: (requirement.measure, requirement.limit, requirement.comparison)
        for one in rules.classes
        for requirement in one.requirements
    }
    assert requirements == {
        "xa-bai-ngang-xa-dao": ("point_reduction", Ratio(2, 1), ">="),
        "huyen": ("relative_reduction", Ratio(20, 1), ">="),
        "xa-duoi-5-phan-tram": ("relative_reduction", Ratio(20, 1), ">="),
        "xa-tu-5-phan-tram": ("point_reduction", Ratio(2, 1), ">="),
    }


def test_quotes_are_in_the_article_and_hold_the_limit() -> None:
    found = sorted(ARTICLES.glob("001_*.txt"))
    if not found:
        pytest.skip("the source articles are not beside the repository")
    article = " ".join(found[0].read_text(encoding="utf-8").split())
    for unit_class in load_rule_sets()[0].classes:
        quote = unit_class.source.quote
        assert quote in article
        (requirement,) = unit_class.requirements
        assert re.search(rf"\b{requirement.limit_text}%", quote)
        assert "2 năm liên tục" in quote


def test_public_questions_about_the_rules() -> None:
    calculator = load_calculator(MESSAGES)
    assert calculator.reduction_years(2025) == (2023, 2024)
    assert calculator.reduction_years(2025, "ben tre") == (2023, 2024)
    assert calculator.reduction_years(2025, "Sơn La") == ()
    assert calculator.rule_set("Vĩnh Long") is None
    assert calculator.rule_sets == load_rule_sets()


def apply(content: Any, path: str, value: Any) -> None:
    """Set or, with ``"(bỏ)"``, remove the value at a dotted path."""
    *parents, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    for part in parents:
        content = content[part]
    if value == "(bỏ)":
        del content[last]
    else:
        content[last] = value


@pytest.mark.parametrize("specimen", SPECIMENS, ids=lambda path: path.stem)
def test_broken_files_are_refused_naming_file_and_key(specimen: Path, tmp_path: Path) -> None:
    described = load_yaml(specimen)
    folder = tmp_path / PROGRAMME.name
    shutil.copytree(PROGRAMME, folder)
    target = folder / described["file"]
    if "append" in described:
        text = target.read_text(encoding="utf-8") + described["append"]
    else:
        content = load_yaml(target)
        for path, value in described["change"].items():
            apply(content, path, value)
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
    target.write_text(text, encoding="utf-8")
    with pytest.raises(DataFileError) as caught:
        load_calculator(MESSAGES, tmp_path)
    for words in (target.name, *described["says"]):
        assert words in str(caught.value)


def test_specimens_are_there() -> None:
    assert len(SPECIMENS) >= 20


def test_two_rule_sets_for_one_province_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / PROGRAMME.name
    shutil.copytree(PROGRAMME, folder)
    shutil.copytree(folder / "ben-tre", folder / "ben-tre-2")
    content = load_yaml(folder / "ben-tre-2" / "rules.yaml") | {
        "id": "ben-tre-2",
        "province": "bentre",
    }
    text = yaml.safe_dump(content, allow_unicode=True)
    (folder / "ben-tre-2" / "rules.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DataFileError, match="đã có bộ quy tắc"):
        load_calculator(MESSAGES, tmp_path)


@pytest.mark.parametrize("name", ["khong-co", "."])
def test_missing_or_empty_folder_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(DataFileError):
        load_calculator(MESSAGES, tmp_path / name)


FICTIONAL = """
id: rung-xanh
programme: vi-nguoi-ngheo-2021-2025
province: "Rừng Xanh"
class_year: 2022
consecutive_years: 3
sources:
  - {id: ke-hoach, document: "Kế hoạch 1/KH-UBND", issued_on: 2022-01-05}
classes:
  - id: xa-thap
    label: "Xã đến 3%"
    kinds: [xã]
    baseline: {at_most: "3"}
    requirement: {measure: relative_reduction, limit: "15", comparison: ">"}
    source: ke-hoach
    clause: "mục 1"
    quote: "giảm trên 15% số hộ nghèo mỗi năm"
    checked_on: 2026-11-23
    recheck_by: 2027-11-23
  - id: xa-cao
    label: "Xã trên 3% đến dưới 10%"
    kinds: [xã]
    baseline: {above: 3, below: "10"}
    requirement: {measure: point_reduction, limit: "0.75", comparison: ">"}
    source: ke-hoach
    clause: "mục 2"
    quote: "giảm trên 0,75 điểm mỗi năm"
    checked_on: 2026-11-23
    recheck_by: 2027-11-23
"""


@pytest.mark.parametrize(
    ("key", "ends", "verdict", "needed"),
    [
        ("poor_households", [1000, 849, 720, 600], "met", None),
        ("poor_households", [1000, 850, 700, 590], "not_met", "1 hộ"),
        ("poor_households", [1000, 851, 700, 590], "not_met", "2 hộ"),
        ("poor_rate", ["9", "8.2", "7.4", "6.6"], "met", None),
        ("poor_rate", ["9", "8.25", "7.4", "6.6"], "not_met", "hơn 0 điểm %"),
        ("poor_rate", ["9", "8.26", "7.4", "6.6"], "not_met", "hơn 0,01 điểm %"),
        ("poor_rate", ["10", "8", "7", "6"], "undetermined", None),
    ],
)
def test_a_new_province_is_a_new_folder(
    key: str, ends: list[Any], verdict: str, needed: str | None, tmp_path: Path
) -> None:
    folder = tmp_path / PROGRAMME.name
    shutil.copytree(PROGRAMME, folder)
    (folder / "rung-xanh").mkdir()
    (folder / "rung-xanh" / "rules.yaml").write_text(FICTIONAL, encoding="utf-8")
    calculator = load_calculator(MESSAGES, tmp_path)
    figures = [{"year": 2022 + n, key: end} for n, end in enumerate(ends)]
    figures[0].setdefault("poor_rate", "3,0")
    case = {"place": {"province": "rừng xanh", "kind": "xã"}, "submission_year": 2026}
    result = calculator.decide(parse_case(case | {"figures": figures}, MESSAGES))
    assert result.verdict == verdict
    assert (result.margin and result.margin.still_needed) == needed
    if verdict != "undetermined":
        assert [finding.year for finding in result.findings] == [2023, 2024, 2025]
    early = parse_case(case | {"submission_year": 2024, "figures": figures}, MESSAGES)
    assert calculator.decide(early).reason == "standard_changed"
    assert len(calculator.rule_sets) == 2


def test_the_version_follows_the_content_of_the_files(tmp_path: Path) -> None:
    folder = tmp_path / PROGRAMME.name
    shutil.copytree(PROGRAMME, folder)
    same = load_calculator(MESSAGES, tmp_path).rules_version
    assert same == load_calculator(MESSAGES).rules_version
    target = folder / "ben-tre" / "rules.yaml"
    changed = target.read_text(encoding="utf-8").replace('limit: "20"', 'limit: "25"')
    target.write_text(changed, encoding="utf-8")
    assert load_calculator(MESSAGES, tmp_path).rules_version != same


def test_every_sentence_of_the_calculator_is_used() -> None:
    names = [
        "case_reading", "determination", "eligibility", "remarks", "rules_text", "workings",
    ]  # fmt: skip
    code = "".join((PACKAGE / f"{name}.py").read_text(encoding="utf-8") for name in names)
    on_file = sorted(MESSAGES.keys())
    keys = [key.rsplit(".", 1)[-1] for key in on_file if key.startswith("check.")]
    assert len(keys) > 50
    assert [key for key in keys if not re.search(rf"[\".]{key}\"", code)] == []
