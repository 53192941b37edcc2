"""The desk for cases: its message fits and repeats, changed rules are marked, faults are told."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.case_desk import CaseDesk
from bot.dialogue import Turn
from bot.questionnaire import Questionnaire
from bot.render import PART_LIMIT
from knowledge.adapters.files import PACKAGE, load_messages
from knowledge.adapters.rule_files import load_calculator
from knowledge.adapters.state_database import StateDatabase
from knowledge.adapters.state_store import StateStore
from knowledge.answer import Reply
from knowledge.eligibility import Calculator
from knowledge.evidence import Evidence
from tests.front_desk import RENDER

ON = date(2026, 11, 25)
MESSAGES = load_messages()
CALCULATOR = load_calculator(MESSAGES)
MET = (
    "Xã Phú Hưng, Bến Tre cuối 2021 có 98/2000 hộ nghèo, 2022 còn 78, 2023 còn 62, năm 2024 trình "
    "khen có đạt không?"
)


class KeptEvidence:
    """Evidence in memory."""

    def __init__(self) -> None:
        self.held: dict[str, Evidence] = {}

    def evidence(self, identity: str) -> Evidence | None:
        return self.held.get(identity)

    def keep_evidence(self, evidence: Evidence) -> None:
        self.held[evidence.id] = evidence


def desk(calculator: Calculator = CALCULATOR, store: Any = None) -> CaseDesk:
    kept = store or KeptEvidence()
    return CaseDesk(calculator, lambda: kept, lambda case, held: b"png", MESSAGES)


def turn_of(text: str) -> Turn:
    turn = Questionnaire().read(None, text, on=ON, province=None)
    assert turn is not None
    return turn


def changed_rules(folder: Path, **limits: str) -> Calculator:
    programmes = folder / "programmes"
    if not programmes.exists():
        shutil.copytree(PACKAGE / "programmes", programmes)
    rules = next(programmes.glob("*/ben-tre/rules.yaml"))
    text = rules.read_text(encoding="utf-8")
    for old, new in limits.items():
        text = text.replace(f'limit: "{old.removeprefix("_")}"', f'limit: "{new}"')
    rules.write_text(text, encoding="utf-8")
    return load_calculator(MESSAGES, programmes)


def test_xem_marks_that_the_rules_have_changed(tmp_path: Path) -> None:
    store = StateStore(StateDatabase(None, tmp_path, MESSAGES), hours=1)
    made = desk(store=store).answer(turn_of(MET), ON)
    assert made.determination is not None
    identity = made.determination["evidence_id"]
    same = desk(store=store).again(identity)
    assert (same.text, same.notices, same.citations) == (made.text, made.notices, made.citations)
    later = desk(changed_rules(tmp_path, _20="25"), store).again(identity)
    assert (later.text, later.citations) == (made.text, made.citations)
    assert later.notices[:-1] == made.notices
    assert "Bộ tiêu chí đã thay đổi" in later.notices[-1]
    assert made.determination["rules_version"] in later.notices[-1]


def test_xem_marks_that_the_rules_are_gone(tmp_path: Path) -> None:
    store = KeptEvidence()
    made = desk(store=store).answer(turn_of(MET), ON)
    assert made.determination is not None
    changed_rules(tmp_path)
    rules = next((tmp_path / "programmes").glob("*/ben-tre/rules.yaml"))
    other = rules.read_text(encoding="utf-8").replace("id: ben-tre", "id: tinh-khac", 1)
    other = other.replace("Bến Tre", "Tỉnh Khác").replace("tỉnh Tỉnh Khác cũ", "Khác cũ")
    shutil.move(rules.parent, rules.parent.with_name("tinh-khac"))
    (rules.parent.with_name("tinh-khac") / "rules.yaml").write_text(other, encoding="utf-8")
    later = desk(load_calculator(MESSAGES, tmp_path / "programmes"), store)
    assert "không còn trong kho" in later.again(made.determination["evidence_id"]).notices[-1]


def test_a_picture_of_what_was_decided() -> None:
    asked: list[Any] = []
    store = KeptEvidence()

    def draw(case: Any, held: Any) -> bytes | None:
        asked.append((case, held))
        return None if len(asked) > 1 else b"png"

    held_desk = CaseDesk(CALCULATOR, lambda: store, draw, MESSAGES)
    made = held_desk.answer(turn_of(MET), ON)
    assert made.determination is not None
    identity = made.determination["evidence_id"]
    (photo,) = held_desk.picture(identity).attachments
    assert (photo.content, photo.media) == (b"png", "photo")
    assert identity in photo.name
    assert asked[0][0]["place"]["name"] == "Phú Hưng"
    assert asked[0][1]["verdict"] == "met"
    assert not held_desk.picture(identity).attachments
    assert held_desk.picture("khong-co").kind == "abstain"
    assert held_desk.picture("").kind == "abstain"


def test_rules_past_their_recheck_day_say_so() -> None:
    late = desk().answer(turn_of(MET), date(2028, 1, 1))
    assert any("quá hạn đối chiếu" in notice for notice in late.notices)
    now = desk().answer(turn_of(MET), ON)
    assert not any("quá hạn đối chiếu" in notice for notice in now.notices)


LONGEST = "Xã " + "Ngọc Hương " * 17
COUNTS = st.none() | st.integers(0, 400_000)
RATES = st.none() | st.decimals(0, 100, allow_nan=False, places=6).map(
    lambda rate: format(rate, "f").replace(".", ",")
)


@st.composite
def figures(draw: st.DrawFn) -> list[dict[str, Any]]:
    found = []
    for year in range(2016, 2027):
        poor = draw(COUNTS)
        total = draw(st.none() | st.integers(max(poor or 0, 1), 10**9))
        found.append(
            {"year": year, "households": total, "poor_households": poor, "poor_rate": draw(RATES)}
        )
    return found


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(figures(), st.sampled_from(["xã", "phường", "huyện", None]), st.booleans())
def test_every_message_is_one_part(
    entries: list[dict[str, Any]], kind: str | None, listed: bool
) -> None:
    place = {"province": "Bến Tre", "kind": kind, "name": LONGEST[:200]}
    place["listed_as"] = ["bãi ngang ven biển", "xã đảo"] if listed else []
    case = {"place": place, "submission_year": 2025, "figures": entries}
    reply = desk().answer(Turn("opened", case, {}, (), None), ON)
    assert length(reply) < PART_LIMIT


def length(reply: Reply) -> int:
    (part,) = RENDER.html(reply)
    return len(part.plain.encode("utf-16-le")) // 2


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"year": 2022, "poor_households": -3}, "không thể âm"),
        ({"year": 2022, "poor_households": 30, "households": 20}, "lớn hơn tổng số hộ"),
        ({"year": 2022, "poor_rate": "101"}, "từ 0 đến 100%"),
    ],
)
def test_what_cannot_be_is_a_sentence(entry: dict[str, Any], words: str) -> None:
    case = {"place": {"province": "Bến Tre", "kind": "xã"}, "figures": [entry]}
    reply = desk().answer(Turn("opened", case, {}, (), None), ON)
    assert reply.kind == "clarify"
    assert reply.determination is None
    assert words in reply.text
