"""The reader of cases: a corpus of sentences, and what must hold whatever the figures."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import Any, get_args
from unicodedata import normalize

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.adapters.admin_units import VietnamAdminUnits
from knowledge.adapters.files import load_messages
from knowledge.case_reading import CaseReader
from knowledge.errors import CaseError
from knowledge.figures import (
    FIELDS,
    PROGRAMME,
    Ambiguity,
    AmbiguityCode,
    describe_ambiguity,
    read_case,
)
from knowledge.text import fold

CORPUS = Path(__file__).parent / "figures"
ASKED_ON = date(2025, 3, 15)
UNITS = VietnamAdminUnits()


def _sentences() -> list[Any]:
    found = []
    for path in sorted(CORPUS.glob("*.yaml")):
        for entry in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader):
            found.append(pytest.param(entry, id=f"{path.stem}: {entry['text'][:60]}"))
    return found


SENTENCES = _sentences()


def test_the_corpus_is_large_and_half_of_it_without_diacritics() -> None:
    texts = [param.values[0]["text"] for param in SENTENCES]
    plain = [text for text in texts if text.isascii()]
    assert len(texts) == len(set(texts)) >= 450
    assert len(plain) >= 0.45 * len(texts)


@pytest.mark.parametrize("entry", SENTENCES)
def test_sentence(entry: dict[str, Any]) -> None:
    reading = read_case(entry["text"], asked_on=entry.get("asked_on", ASKED_ON), units=UNITS)
    expected: dict[str, Any] = {"programme": PROGRAMME, "place": entry.get("place", {})}
    if "year" in entry:
        expected["submission_year"] = entry["year"]
    expected["figures"] = [
        {"year": year} | {n: v for n, v in zip(FIELDS, values, strict=True) if v is not None}
        for year, values in entry.get("figures", {}).items()
    ]
    assert reading.case == expected
    assert sorted({item.code for item in reading.ambiguities}) == entry.get("open", [])
    assert reading.is_check is entry.get("check", False)
    assert reading.has_figures is bool(expected["figures"])


ACCENTED = [param for param in SENTENCES if not param.values[0]["text"].isascii()]


@pytest.mark.parametrize("entry", ACCENTED)
def test_losing_the_diacritics_loses_no_figure(entry: dict[str, Any]) -> None:
    text = entry["text"]
    asked_on = entry.get("asked_on", ASKED_ON)
    whole, bare = read_case(text, asked_on=asked_on), read_case(fold(text), asked_on=asked_on)
    assert bare.case["figures"] == whole.case["figures"]
    assert bare.case.get("submission_year") == whole.case.get("submission_year")
    assert bare.is_check == whole.is_check


def test_every_ambiguity_has_its_sentence() -> None:
    messages = load_messages()
    for code in get_args(AmbiguityCode):
        for year in (None, 2022):
            sentence = describe_ambiguity(Ambiguity(code, year, ("80", "85")), messages)
            assert sentence
            assert sentence[-1] in ".?"


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Xã mới sáp nhập từ hai xã", True),
        ("xa toi vua sap nhap", True),
        ("Xã tôi nhập từ xã An Phú và xã An Lợi", True),
        ("xa toi tach ra tu xa An Phu", True),
        ("Phường mới thành lập năm 2023", True),
        ("Sau sắp xếp đơn vị hành chính, xã mới gồm xã An Phú và xã An Lợi", True),
        ("Xã mới sáp nhập, số liệu đã tính lại theo địa giới mới", False),
        ("xa moi sap nhap, so lieu da cong gop ca hai xa", False),
        ("Xã mới sáp nhập, số liệu chưa cộng gộp", True),
        ("Xã tôi không sáp nhập", None),
        ("Xã tôi ở Bến Tre, nay sáp nhập vào Vĩnh Long", None),
        ("Sau khi sáp nhập tỉnh, xã tôi", None),
        ("Xã tôi", None),
    ],
)
def test_a_merged_unit_is_asked_about_and_keeps_its_figures(text: str, asked: bool | None) -> None:
    reading = read_case(f"{text}: năm 2022 có 150 hộ nghèo, 2023 còn 120 hộ", asked_on=ASKED_ON)
    assert [figure["poor_households"] for figure in reading.case["figures"]] == [150, 120]
    assert [item.blocking for item in reading.ambiguities] == ([] if asked is None else [asked])
    assert {item.code for item in reading.ambiguities} <= {"merged_unit"}


def test_recomputed_figures_of_a_merged_unit_are_remarked_on() -> None:
    messages = load_messages()
    ready = describe_ambiguity(Ambiguity("merged_unit", None, (), blocking=False), messages)
    open_ = describe_ambiguity(Ambiguity("merged_unit", None, ()), messages)
    assert ready.endswith(".")
    assert open_.endswith("?")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Xã tôi năm 2022 có 200.001 hộ dân", False),
        ("Xã tôi năm 2022 có 200.000 hộ dân", True),
        ("Huyện tôi năm 2022 có 500.000 hộ dân", True),
        ("Huyện tôi năm 2022 có 500.001 hộ dân", False),
        ("Năm 2022 có 1.170.000 hộ nghèo", False),
        ("Năm\tTổng số hộ\n2022\t3.000.000", False),
    ],
)
def test_a_size_no_unit_has_is_asked_about(text: str, kept: bool) -> None:
    reading = read_case(text, asked_on=ASKED_ON)
    assert reading.has_figures is kept
    assert [item.code for item in reading.ambiguities] == ([] if kept else ["implausible"])


def test_what_the_calculator_refuses_is_left_for_it_to_refuse() -> None:
    for text in ("Năm 2022 có 2.500 hộ nghèo trên 2.000 hộ", "Năm 2022 tỷ lệ hộ nghèo 103%"):
        case = read_case(text, asked_on=ASKED_ON).case
        with pytest.raises(CaseError):
            CaseReader(load_messages()).read(case)


@pytest.mark.parametrize("entry", SENTENCES)
def test_typing_habits_change_no_figure(entry: dict[str, Any]) -> None:
    text = entry["text"]
    asked_on = entry.get("asked_on", ASKED_ON)
    said = read_case(text, asked_on=asked_on).case
    for typed in (text.upper(), normalize("NFD", text), text + " ạ", text.replace("\n", "\r\n")):
        case = read_case(typed, asked_on=asked_on).case
        assert case["figures"] == said["figures"]
        assert case.get("submission_year") == said.get("submission_year")


def test_the_default_province_fills_in_and_a_named_one_wins() -> None:
    text = "Xã tôi năm 2022 còn 80 hộ nghèo"
    assert read_case(text, asked_on=ASKED_ON, province="Bến Tre").case["place"] == {
        "province": "Bến Tre",
        "kind": "xã",
    }
    named = read_case(text + ", tỉnh Sơn La", asked_on=ASKED_ON, province="Bến Tre")
    assert named.case["place"]["province"] == "Sơn La"


def test_two_provinces_are_asked_about() -> None:
    reading = read_case("Xã tôi ở Bến Tre hay Trà Vinh, 2022 còn 80 hộ nghèo", asked_on=ASKED_ON)
    assert "province" not in reading.case["place"]
    assert [item.code for item in reading.ambiguities] == ["province"]


def test_this_year_is_counted_from_the_day_of_asking() -> None:
    text = "Năm ngoái xã tôi còn 64 hộ, năm nay trình khen được không?"
    for year in (2023, 2024, 2025):
        case = read_case(text, asked_on=date(year, 6, 1)).case
        assert case["submission_year"] == year
        assert [figure["year"] for figure in case["figures"]] == [year - 1]


COUNTS = st.integers(1, 900)
SERIES = st.lists(st.tuples(COUNTS, st.integers(901, 9000)), min_size=2, max_size=4)


def _dotted(number: int) -> str:
    return f"{number:,}".replace(",", ".")


@settings(max_examples=150, deadline=None)
@given(
    series=SERIES,
    first=st.integers(2021, 2022),
    style=st.sampled_from(
        [
            ("; ", "năm {y}: tổng số {n} hộ, trong đó hộ nghèo {p} hộ"),
            (", ", "cuối {y} có {p}/{n} hộ nghèo"),
            (", ", "{p} hộ nghèo trên {n} hộ năm {y}"),
            ("\n", "- Năm {y}: {p} hộ nghèo/{n} hộ dân"),
            ("; ", "{y} hộ nghèo {p}, tổng số hộ {n}"),
        ]
    ),
    dots=st.booleans(),
    marks=st.booleans(),
)
def test_counts_come_back_as_they_were_written(
    series: list[tuple[int, int]], first: int, style: tuple[str, str], dots: bool, marks: bool
) -> None:
    joint, clause = style
    written = joint.join(
        clause.format(y=first + at, p=poor, n=_dotted(total) if dots else total)
        for at, (poor, total) in enumerate(series)
    )
    submission = first + len(series)
    text = f"Xã tôi: {written}. Trình khen năm {submission} có đạt không?"
    reading = read_case(text if marks else fold(text), asked_on=date(2026, 11, 23))
    assert reading.case["figures"] == [
        {"year": first + at, "households": total, "poor_households": poor}
        for at, (poor, total) in enumerate(series)
    ]
    assert reading.case["submission_year"] == submission
    assert reading.is_check
    assert not reading.ambiguities


WORDS = (
    "năm cuối đầu 2021 2022 2023 98 80 64 2.000 4,9% hộ nghèo cận tổng số từ xuống còn giảm -> ,"
    " ; ( ) / - lần lượt khoảng hoặc xã tôi Bến Tre trình khen không ? | một trăm hai mươi nghìn"
    " trong đó ước dưới tỷ lệ so với năm_trước năm_nay đầu_năm trở_lên 12/2022 31/12/2022 0"
)
PIECES = st.sampled_from([*WORDS.split(), "\n", "\t"])


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=30).map(lambda words: " ".join(words).replace("_", " ")))
def test_no_order_of_words_breaks_the_reader(text: str) -> None:
    case = read_case(text, asked_on=ASKED_ON).case
    years = [figure["year"] for figure in case["figures"]]
    assert years == sorted(set(years))
    for figure in case["figures"]:
        assert set(figure) - {"year"} <= set(FIELDS)
        assert len(figure) > 1
        for name in ("households", "poor_households"):
            assert isinstance(figure.get(name, 0), int)
        assert "." not in figure.get("poor_rate", "")


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    read_case(text, asked_on=ASKED_ON)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2022 -5 hộ nghèo", None),
        ("−3 hộ nghèo năm 2022", None),
        ("2022 –80 hộ nghèo", None),
        ("Năm\tHộ nghèo\n2022\t-5", None),
        ("2022 - 80 hộ nghèo", 80),
        ("2022-80 hộ nghèo", 80),
        ("2022: - 80 hộ nghèo", 80),
        ("- 80 hộ nghèo năm 2022", 80),
    ],
)
def test_a_minus_is_asked_about_and_a_dash_only_parts(text: str, read: int | None) -> None:
    reading = read_case(text, asked_on=ASKED_ON)
    told = [figure["poor_households"] for figure in reading.case["figures"]]
    assert told == ([] if read is None else [read])
    assert [a.code for a in reading.ambiguities] == (["negative"] if read is None else [])


@pytest.mark.parametrize(
    "piece",
    [" ", "0 ", "2022 -5 ", "20% hay 2% ", "1\t2\n", "đợt này (a;b;c)\n1;2;3\n", "Là xã 1 2 "],
)
def test_the_time_of_reading_is_in_proportion_to_the_text(piece: str) -> None:
    text = (piece * 10_000)[:10_000]
    started = time.process_time()
    read_case(text, asked_on=ASKED_ON, units=UNITS)
    assert time.process_time() - started < 3  # seconds; half of one on an idle machine


def test_a_document_is_not_taken_for_a_case() -> None:
    clause = "Năm 2022 còn 80 hộ nghèo, năm 2023 còn 64 hộ. "
    assert read_case(clause * 200, asked_on=ASKED_ON).has_figures
    reading = read_case(clause * 2000, asked_on=ASKED_ON)
    assert not reading.has_figures
    assert not reading.is_check
    assert [item.code for item in reading.ambiguities] == ["too_long"]


@pytest.mark.parametrize(
    "text",
    [
        "Năm\tHộ nghèo\tTỷ lệ\n2021\t98\t4,9,\n",
        "Năm 2022 tỷ lệ hộ nghèo xã tôi 2,000,000%, năm 2023 3",
        "9" * 5000,
        "cuối 2022: 98/" + "9" * 3000,
        "một trăm " * 1100,
    ],
)
def test_crafted_text_is_never_a_complete_case(text: str) -> None:
    reading = read_case(text, asked_on=ASKED_ON)
    assert "submission_year" not in reading.case
    assert len(reading.case.get("figures", [])) <= 2
