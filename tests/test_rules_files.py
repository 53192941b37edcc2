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
            "written_numbers",
    ]  # fmt: skip
    code = "".join((PACKAGE / f"{name}.py").read_text(encoding="utf-8") for name in names)
    on_file = sorted(MESSAGES.keys())
    keys = [key.rsplit(".", 1)[-1] for key in on_file if key.startswith("check.")]
    assert len(keys) > 50
    assert [key for key in keys if not re.search(rf"[\".]{key}\"", code)] == []
