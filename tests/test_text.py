"""One normal form, a form without diacritics, syllables."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.text import fold, has_diacritics, normalize, squeeze, syllables, unify


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Đạt chuẩn Nghèo", "dat chuan ngheo"),
        ("ĐƯỜNG", "duong"),
        ("quyết định 666/QĐ-TTg", "quyet dinh 666/qd-ttg"),
        ("", ""),
    ],
)
def test_fold(typed: str, expected: str) -> None:
    assert fold(typed) == expected
    assert fold(unicodedata.normalize("NFD", typed)) == expected


@pytest.mark.parametrize(
    ("old", "new"),
    [("hoà", "hòa"), ("thuỷ", "thủy"), ("khoẻ", "khỏe"), ("UỶ BAN", "ủy ban"), ("quý", "quý")],
)
def test_tone_placement_is_unified(old: str, new: str) -> None:
    assert unify(old) == new


def test_tone_inside_a_longer_syllable_stays() -> None:
    assert unify("hoàn thành, toán") == "hoàn thành, toán"


@given(st.text())
def test_fold_keeps_offsets(text: str) -> None:
    assert len(fold(text)) == len(normalize(text))


@given(st.text())
def test_normalize_is_stable_and_encodable(text: str) -> None:
    once = normalize(text)
    assert normalize(once) == once
    once.encode()
    assert "\0" not in once


@given(st.text())
def test_text_that_needs_nothing_takes_the_short_way_to_the_same(text: str) -> None:
    assert normalize(text) == normalize(text + "\u200b")


def test_zero_width_and_surrogates_fall_away() -> None:
    assert normalize("hộ\u200b nghèo\ud800") == "hộ nghèo"


def test_syllables_and_marks() -> None:
    assert syllables("17.060 hộ (4,26%)") == ["17", "060", "hộ", "4", "26"]
    assert has_diacritics("hộ")
    assert has_diacritics("đi")
    assert not has_diacritics("ho")
    assert squeeze("  a \n b\t c ") == "a b c"
