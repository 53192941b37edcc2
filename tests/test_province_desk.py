"""/tinh: chosen by a person, remembered over a restart, used, shown, cleared, erased."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fake_telegram_world import StubAnswerer
from tests.front_desk import MESSAGES, Office, person

LAN, MINH = person(11), person(12, "Minh")


class Noting(StubAnswerer):
    """Keeps the province each question and file came with."""

    def __init__(self) -> None:
        super().__init__()
        self.provinces: list[str | None] = []

    def ask(self, question, *, thread, on_date=None, province=None):
        self.provinces.append(province)
        return super().ask(question, thread=thread)

    def take_file(self, name, content, *, thread, province=None):
        self.provinces.append(province)
        return super().take_file(name, content, thread=thread)


def assumed(office: Office, visitor) -> str | None:
    office.said(visitor, "hộ nghèo?")
    return office.answerer.provinces[-1]


def test_a_chosen_province_is_the_persons_and_outlives_a_restart(tmp_path: Path) -> None:
    office = Office(tmp_path, Noting())
    assert office.said(LAN, "/tinh") == MESSAGES("province.none")
    chosen = office.said(LAN, "/tinh ben tre")
    assert chosen == MESSAGES("province.chosen", province="Bến Tre")
    office = Office(tmp_path, Noting())
    assert (assumed(office, LAN), assumed(office, MINH)) == ("Bến Tre", None)
    office.reception.answer_file(office.reception.admit_file(LAN, "xã.csv", "t"), b"a;b")
    assert office.answerer.provinces[-1] == "Bến Tre"
    office.reception.ask(LAN, "hộ nghèo?", "t", province="Long An")
    assert office.answerer.provinces[-1] == "Long An"


def test_what_was_chosen_is_shown_with_others_to_tap_and_can_be_cleared(tmp_path: Path) -> None:
    office = Office(tmp_path, Noting())
    office.said(LAN, "/tinh Long An")
    office.said(LAN, "/tinh_Trà_Vinh")
    shown = office.reception.ask(LAN, "/tinh", "t")
    assert shown.text == MESSAGES("province.now", province="Trà Vinh")
    assert shown.choices == ("/tinh Long An", "/tinh Bến Tre", "/tinh bỏ chọn")
    assert office.said(LAN, "/tinh bỏ chọn") == MESSAGES("province.cleared")
    assert assumed(office, LAN) is None
    again = office.reception.ask(LAN, "/tinh", "t")
    assert again.choices[:2] == ("/tinh Trà Vinh", "/tinh Long An")
    office.said(LAN, shown.choices[0])
    assert assumed(office, LAN) == "Long An"


@pytest.mark.parametrize(
    ("typed", "key", "choices"),
    [
        ("Atlantis", "unknown", ("/tinh Bến Tre",)),
        ("Long An, Trà Vinh", "several", ("/tinh Long An", "/tinh Trà Vinh")),
    ],
)
def test_what_is_no_single_province_is_asked_about(tmp_path: Path, typed, key, choices) -> None:
    office = Office(tmp_path, Noting())
    reply = office.reception.ask(LAN, f"/tinh {typed}", "t")
    assert (reply.text, reply.choices) == (MESSAGES(f"province.{key}", typed=typed), choices)
    assert assumed(office, LAN) is None


def test_erasure_takes_the_choice_along_and_nobody_unnamed_has_one(tmp_path: Path) -> None:
    office = Office(tmp_path, Noting())
    office.said(LAN, "/tinh Bến Tre")
    office.said(LAN, "/xoa nội dung")
    assert assumed(office, LAN) is None
    unnamed = person(0, private=False)
    unnamed = type(unnamed)(unnamed.channel, None, private=False)
    assert office.said(unnamed, "/tinh Bến Tre") == MESSAGES("province.nobody")
    assert assumed(office, unnamed) is None
