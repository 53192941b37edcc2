"""The dialogue's state machine: what a message means after what was said, two units never mixed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.dialogue import Dialogue, Turn, settle
from bot.questionnaire import Questionnaire
from knowledge.adapters.files import load_messages
from knowledge.adapters.rule_files import load_calculator
from knowledge.case_reading import parse_case
from knowledge.determination import Gap

ON = date(2026, 11, 25)
MESSAGES = load_messages()
CALCULATOR = load_calculator(MESSAGES)
FIRST = (
    "Xã Phú Hưng, Bến Tre cuối 2021 có 98/2000 hộ nghèo, 2022 còn 80, 2023 còn 62, trình năm 2024 "
    "có đạt không?"
)
OPEN = "Xã Phú Hưng, Bến Tre cuối 2021 có 98/2000 hộ nghèo, trình năm 2024 có đạt không?"
MERGED = "Xã Phú Hưng mới sáp nhập từ hai xã, Bến Tre: 2021 98/2000, 2022 78, 2023 62, trình 2024?"


def said(dialogue: Dialogue | None, text: str, province: str | None = None) -> Turn | None:
    return Questionnaire().read(dialogue, text, on=ON, province=province)


def after(dialogue: Dialogue | None, *texts: str, province: str | None = None) -> Dialogue:
    for text in texts:
        turn = said(dialogue, text, province)
        assert turn is not None, text
        result = CALCULATOR.decide(parse_case(dict(turn.case), MESSAGES)).to_json()
        dialogue = settle(turn, {**result, "case": turn.case}, None)
    assert dialogue is not None
    return dialogue


@pytest.mark.parametrize(
    ("before", "text", "move"),
    [
        ((), FIRST, "opened"),
        ((), "QĐ 666 còn hiệu lực không?", None),
        ((), "còn thiếu bao nhiêu?", None),
        ((), "vẽ biểu đồ", None),
        ((), "nếu năm 2023 còn 60 hộ thì sao?", "opened"),
        ((FIRST,), "QĐ 666 còn hiệu lực không?", None),
        ((FIRST,), "Huyện phải giảm bao nhiêu phần trăm hộ nghèo mỗi năm?", None),
        ((FIRST,), "Xã dưới 5% phải giảm bao nhiêu để được trình khen?", None),
        ((FIRST,), "huyện còn được trình khen không?", None),
        ((FIRST,), "con thieu bao nhieu", "asked_margin"),
        ((FIRST,), "thiếu mấy hộ nữa thì đạt", "asked_margin"),
        ((FIRST,), "Vẽ biểu đồ", "drawn"),
        ((FIRST,), "ve bieu do giup toi", "drawn"),
        ((FIRST,), "sửa 2022 = 78 hộ", "corrected"),
        ((FIRST,), "neu 2023 con 60 ho thi sao", "supposed"),
        ((FIRST, "nếu 2023 còn 60 hộ thì sao?"), "Dùng số giả định này", "adopted"),
        ((FIRST,), "Dùng số giả định này", None),
        ((FIRST,), "Xã An Đức, Bến Tre 2021 4%, 2022 90, 2023 70 hộ, trình 2024?", "opened"),
        ((FIRST,), "hộ nghèo 2022 là 90, 2023 là 70", "opened"),
        ((OPEN,), "80", "continued"),
        ((OPEN,), "2022: 80, 2023: 62", "continued"),
        ((OPEN,), "chưa có số liệu", "continued"),
        ((OPEN,), "xa khac: 2021 4%, 2022 90 ho, 2023 70 ho", "opened"),
        ((OPEN,), "2021 4%, 2022 90 hộ, 2023 70 hộ, trình 2024 đạt không?", "opened"),
        ((MERGED,), "Đã tính lại", "continued"),
        ((MERGED,), "chua tinh lai", "continued"),
        ((MERGED,), "2021 có tính vào 2 năm liên tục không?", None),
        ((MERGED,), "đạt số liệu là chắc chắn được khen phải không?", None),
    ],
)
def test_moves(before: tuple[str, ...], text: str, move: str | None) -> None:
    dialogue = after(None, *before) if before else None
    turn = said(dialogue, text)
    assert (turn.move if turn else None) == move


def test_another_unit_takes_nothing_of_the_one_before() -> None:
    turn = said(after(None, OPEN), "xã đảo Thạnh Hải: 2021 16%, 2022 13,9, 2023 11,8, đạt không?")
    assert turn is not None
    assert turn.before == {}
    assert "household" not in str(turn.case["figures"])
    assert turn.case.get("submission_year") is None


def test_a_supposition_leaves_the_case_as_it_was() -> None:
    dialogue = after(None, FIRST, "nếu 2022 còn 78 hộ thì sao?")
    assert figure(dialogue.case, 2022) == 80
    assert dialogue.supposed is not None
    assert figure(dialogue.supposed, 2022) == 78
    again = after(dialogue, "nếu 2023 còn 60 hộ thì sao?")
    assert again.supposed is not None
    assert (figure(again.supposed, 2022), figure(again.supposed, 2023)) == (80, 60)
    adopted = after(again, "dùng số giả định này")
    assert (figure(adopted.case, 2023), adopted.supposed) == (60, None)


def figure(case: Any, year: int) -> Any:
    return next(e["poor_households"] for e in case["figures"] if e["year"] == year)


def test_what_is_not_known_is_not_asked_again() -> None:
    dialogue = after(None, OPEN)
    assert dialogue.asked == Gap(2022, "poor_households")
    dialogue = after(dialogue, "không nhớ")
    assert dialogue.declined == (Gap(2022, "poor_households"),)
    assert dialogue.asked == Gap(2023, "poor_households")
    assert after(dialogue, "2022: 78 hộ, 2023: 62 hộ").asked is None


def test_a_default_province_neither_opens_nor_changes_a_case() -> None:
    elsewhere = OPEN.replace("Bến Tre", "Sơn La")
    dialogue = after(None, elsewhere, "2022: 80 hộ", province="Bến Tre")
    assert dialogue.case["place"]["province"] == "Sơn La"
    opened = said(None, OPEN.replace(", Bến Tre", ""), "Bến Tre")
    assert opened is not None
    assert opened.case["place"]["province"] == "Bến Tre"


@pytest.mark.parametrize("text", ["Chưa tính lại", "khong", "chưa cộng các xã cũ"])
def test_figures_of_two_territories_stay_withheld(text: str) -> None:
    turn = said(after(None, MERGED), text)
    assert turn is not None
    assert turn.withheld


@pytest.mark.parametrize("text", ["Đã tính lại", "da tinh lai roi", "rồi", "vâng, đã cộng gộp"])
def test_figures_of_one_territory_are_decided(text: str) -> None:
    turn = said(after(None, MERGED), text)
    assert turn is not None
    assert not turn.withheld
    assert after(after(None, MERGED), text).merged == "recomputed"


def test_a_state_survives_its_json() -> None:
    for dialogue in (
        after(None, OPEN, "không nhớ"),
        after(None, FIRST, "nếu 2022 còn 78 hộ thì sao?"),
        after(None, MERGED),
    ):
        assert Dialogue.from_json(dialogue.to_json()) == dialogue


@pytest.mark.parametrize(
    ("words", "listing"),
    [
        ("Xã bãi ngang ven biển", "bãi ngang ven biển"),
        ("xa dao", "xã đảo"),
        ("Xã tôi thuộc diện bãi ngang.", "bãi ngang ven biển"),
    ],
)
def test_a_list_named_after_the_verdict_changes_the_case(words: str, listing: str) -> None:
    decided = after(None, FIRST)
    assert after(decided, words).case["place"] == {**decided.case["place"], "listed_as": [listing]}


def test_a_question_about_a_list_leaves_the_case_alone() -> None:
    assert said(after(None, FIRST), "Xã đảo phải giảm bao nhiêu?") is None
