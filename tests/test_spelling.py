"""Questions as phones send them: keystrokes left in, slips, marks left out, mixed capitals."""

from __future__ import annotations

import unicodedata

import pytest

from knowledge.keystrokes import undone
from knowledge.query import prepare
from knowledge.restorer import Restorer
from knowledge.spelling import Speller
from knowledge.syllable_shapes import is_syllable
from knowledge.text import fold

TEXTS = [
    "Người khuyết tật được hưởng trợ cấp hằng tháng tại xã nơi cư trú.",
    "Trưởng ban tiếp công dân giải quyết đơn thư khiếu nại, tố cáo.",
    "Trường hợp người nghèo được hỗ trợ nhà ở thì xã lập hồ sơ.",
    "Viên chức hạng A1 của đội bóng Broncos ở thành phố Denver.",
    "Kinh phí bảo đảm cho công tác quy hoạch do ngân sách nhà nước cấp.",
]


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller(Restorer.learn(TEXTS))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nguwowif ngheof", "người nghèo"),
        ("nguowif nghefo dduwowcj hoox trowj?", "người nghèo được hỗ trợ?"),
        ("Ngu7o7i2 nghe2o d9u7o7c5 ho64 tro75", "Người nghèo được hỗ trợ"),
        ("nguời khuyeets tật", "người khuyết tật"),  # horn lost, then keys
        ("khieeu nại, toos cáo", "khiếu nại, tố cáo"),  # tone lost, then keys
        ("quy hoachj", "quy hoạch"),
    ],
)
def test_keystrokes_are_undone(speller: Speller, typed: str, meant: str) -> None:
    found = speller.mend(typed, restore=False)
    assert fold(found) == fold(meant)
    assert found.split()[-1] == meant.split()[-1]


def test_keys_that_are_no_leftovers(speller: Speller) -> None:
    for text in ("hạng A1, A2 và B3", "QH15", "mục I1", "Điều 12", "covid19", "2026", "trường"):
        assert speller.mend(text, restore=False) == text


def test_every_syllable_is_found_by_its_keys() -> None:
    model = Restorer.learn(TEXTS)

    def forms(folded: str) -> list[str]:
        return [model.syllable(number) for number in model.forms(folded)]

    assert undone("dduwowcj", forms) == undone("duwowcdj", forms) == ["được"]
    assert undone("d9u7o7c5", forms) == undone("d9uo7c5", forms) == ["được"]
    assert undone("toos", forms) == ["tố"]
    assert undone("to", forms) == undone("", forms) == undone("x" * 40, forms) == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ngừoi khuyế ttật", "người khuyết tật"),
        ("hồ sơ nhhà nưcớ", "hồ sơ nhà nước"),
        ("Bronco ở Devner", "Broncos ở Denver"),
    ],
)
def test_slips_are_mended(speller: Speller, typed: str, meant: str) -> None:
    assert speller.mend(typed, restore=False) == meant


@pytest.mark.parametrize(
    "text",
    [
        "mưa, gió và bão",  # words of the language that this index lacks
        "đội Barca ở Rome",  # nothing in the index is near
        "UMC, FIFA, UBND",
        "Trưởng ban hay trường hợp",  # both are words of the index
        "",
        "?!…",
    ],
)
def test_what_may_be_meant_stays(speller: Speller, text: str) -> None:
    assert speller.mend(text, restore=False) == text


def test_slips_without_marks_too(speller: Speller) -> None:
    assert speller.mend("nguoi khuyyet tat", restore=True) == "người khuyết tật"


def test_shapes_of_syllables() -> None:
    texts = " ".join(TEXTS).lower().replace(",", " ").replace(".", " ").split()
    foreign = {"a1", "broncos", "denver"}
    assert {word for word in texts if not is_syllable(word)} == foreign
    for word in ("quyết", "giường", "nghiêng", "khuỷu", "yêu", "gì", "giết", "quý", "hoà", "ngheo"):
        assert is_syllable(word), word
    for word in ("nghoe", "kà", "ngì", "bbao", "hnất", "đưcợ", "thees", "club", "w"):
        assert not is_syllable(word), word


def _known(_word: str) -> bool:
    return False


@pytest.mark.parametrize(
    "typed",
    [
        "người khuyết tật được hưởng gì",
        "NGƯỜI KHUYẾT TẬT ĐƯỢC HƯỞNG GÌ",
        "nGưỜi kHuYếT TậT đưỢC hƯỞng gÌ",
        "nguoi khuyet tat duoc huong gì",
        "NGUOI KHUYET TAT DUOC HUONG gì",
        "người khuyết tật đc hưởng j",
        "ng\u200bười khuyết\u00ad tật được hưởng gì",
        unicodedata.normalize("NFD", "người khuyết tật được hưởng gì"),
    ],
)
def test_one_question_in_many_writings(speller: Speller, typed: str) -> None:
    short = {"đc": "được", "j": "gì"}
    assert prepare(typed, short, _known, speller, 0.6).text == "người khuyết tật được hưởng gì"


def test_names_and_acronyms_are_no_shouting(speller: Speller) -> None:
    text = "UBND xã của ông Nguyễn Văn McDonald có hồ sơ không?"
    assert prepare(text, {}, _known, speller, 0.6).text == text
