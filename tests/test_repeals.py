"""Documents that are repealed, wholly or in part: states, words, passages, the draft entry."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml

from bot.document_reply import DocumentWriter
from bot.limit_reply import LimitWriter
from bot.relation_desk import RelationDesk
from ingest import draft_command
from ingest.document import ReadLimits
from ingest.metadata import read_metadata
from knowledge.adapters.files import load_messages, load_question_words
from knowledge.adapters.register_files import load_register
from knowledge.document_text import describe_state, document_text, short_state, source_state
from knowledge.documents import Document, Register
from knowledge.kinds import KINDS
from knowledge.passages import DocumentRecord, Passage
from knowledge.validity import Validity, states_within

MESSAGES = load_messages()
ON = date(2026, 11, 23)
FILES = {
    "nd-811-2022": ("Nghị định", "811/2022/NĐ-CP", "2022-01-10", "2022-03-01", []),
    "tt-31-2023-btc": ("Thông tư", "31/2023/TT-BTC", "2023-05-02", "2023-06-01", []),
    "nd-822-2025": (
        "Nghị định", "822/2025/NĐ-CP", "2025-05-20", "2025-07-01",
        [{"type": "repeals", "target": "tt-31-2023-btc"},
         {"type": "repeals", "target": "nd-811-2022", "scope": "khoản 2 Điều 4, Điều 7"},
         {"type": "replaces", "target": "nd-811-2022", "scope": "Phụ lục I",
          "since": date(2026, 1, 1)}],
    ),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for id_, (kind, number, issued, effective, relations) in FILES.items():
        entry = {
            "id": id_, "kind": kind, "number": number, "date": date.fromisoformat(issued),
            "issuer": "Chính phủ", "title": "Thử", "period": None, "effective_to": None,
            "effective_from": date.fromisoformat(effective), "relations": relations,
            "source": [{"id": "S00", "address": "nơi lưu"}], "status": "verified_a",
            "checked_on": ON,
        }  # fmt: skip
        text = yaml.safe_dump(entry, allow_unicode=True, sort_keys=False)
        (tmp_path / f"{id_}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def register(folder: Path) -> Register:
    return load_register(folder)


def _entry(register: Register, id_: str) -> Document:
    entry = register.get(id_)
    assert entry is not None
    return entry


def test_a_repealed_document_has_ended(register: Register) -> None:
    circular = _entry(register, "tt-31-2023-btc")
    assert register.state(circular, date(2025, 6, 30)).code == "in_force"
    state = register.state(circular, date(2025, 7, 1))
    assert (state.code, state.in_force, state.until) == ("repealed", False, date(2025, 6, 30))
    words = "Hết hiệu lực từ 01/7/2025, bị bãi bỏ bởi Nghị định 822/2025/NĐ-CP"
    assert describe_state(state, MESSAGES) == words
    assert short_state(state, MESSAGES) == "đã bị bãi bỏ"
    assert "Bị bãi bỏ bởi: Nghị định 822/2025/NĐ-CP." in document_text(
        circular, register, ON, MESSAGES
    )


def test_a_document_repealed_in_part_stays_in_force(register: Register) -> None:
    decree = _entry(register, "nd-811-2022")
    state = register.state(decree, date(2025, 8, 1))
    assert (state.code, [part.scope for part in state.without]) == (
        "in_force", ["khoản 2 Điều 4, Điều 7"],
    )  # fmt: skip
    assert describe_state(state, MESSAGES) == (
        "Đang có hiệu lực vào ngày 01/8/2025 (từ 01/3/2022), trừ khoản 2 Điều 4, Điều 7 "
        "(bị bãi bỏ từ 01/7/2025 bởi Nghị định 822/2025/NĐ-CP)"
    )
    assert short_state(state, MESSAGES) == "hết hiệu lực một phần"
    later = register.state(decree, ON)
    assert "Phụ lục I (được thay thế từ 01/01/2026 bởi" in describe_state(later, MESSAGES)
    days = states_within(register, decree, date(2025, 1, 1), date(2026, 12, 31))
    assert [s.on for s in days] == [date(2025, 1, 1), date(2025, 7, 1), date(2026, 1, 1)]
    text = document_text(_entry(register, "nd-822-2025"), register, ON, MESSAGES)
    assert "khoản 2 Điều 4, Điều 7 Nghị định 811/2022/NĐ-CP" in text


class _Store:
    """The rows of one decree, by their labels."""

    def __init__(self, sections: list[str]) -> None:
        self._passages = [
            Passage(str(n), "d", n, section, "", "Nội dung.") for n, section in enumerate(sections)
        ]

    def documents(self) -> list[DocumentRecord]:
        return []

    def numbers_citing(self, number: str) -> list[int]:
        return list(range(len(self._passages))) if number == "811/2022/nd-cp" else []

    def numbers_starting_after(self, day: date) -> list[int]:
        return []

    def passage(self, number: int) -> Passage:
        return self._passages[number]


def test_passages_of_a_repealed_part_are_out(register: Register) -> None:
    sections = ["Điều 3", "Điều 4", "điểm a khoản 2 Điều 4", "khoản 1 Điều 7", "Phụ lục I"]
    store, validity = _Store(sections), Validity(register)
    out = [
        validity.rows_out(store, on)  # type: ignore[arg-type]
        for on in (date(2025, 6, 30), date(2025, 7, 1), ON)
    ]
    assert out == [frozenset(), {2, 3}, {2, 3, 4}]
    record = DocumentRecord("d", "f", "p", "0", "Thử", "van_ban", "811/2022/NĐ-CP")
    standing = [validity.standing(store.passage(row), record, ON) for row in range(5)]
    assert [s is not None and s.in_force for s in standing] == [True, True, False, False, False]
    assert standing[1] is not None
    assert "còn hiệu lực, trừ khoản 2 Điều 4" in source_state(standing[1], MESSAGES)
    gone = standing[2]
    assert gone is not None
    assert gone.state is not None
    assert describe_state(gone.state, MESSAGES) == (
        "khoản 2 Điều 4, Điều 7 hết hiệu lực từ 01/7/2025, bị bãi bỏ bởi Nghị định 822/2025/NĐ-CP"
    )


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Văn bản nào bãi bỏ Thông tư 31/2023/TT-BTC?",
         "Văn bản bãi bỏ Thông tư 31/2023/TT-BTC: Nghị định 822/2025/NĐ-CP."),
        ("van ban nao thay the thong tu 31/2023/tt-btc",
         "Văn bản bãi bỏ Thông tư 31/2023/TT-BTC: Nghị định 822/2025/NĐ-CP."),
        ("Thông tư 31/2023/TT-BTC đã bị thay thế, bãi bỏ chưa?", "Văn bản bãi bỏ Thông tư"),
        ("Nghị định 822/2025/NĐ-CP bãi bỏ văn bản nào?",
         "Văn bản bị Nghị định 822/2025/NĐ-CP bãi bỏ: Thông tư 31/2023/TT-BTC (đã hết hiệu lực); "
         "khoản 2 Điều 4, Điều 7 Nghị định 811/2022/NĐ-CP."),
        ("nd 822/2025 co bai bo tt 31/2023 khong",
         "Đúng: Nghị định 822/2025/NĐ-CP bãi bỏ Thông tư 31/2023/TT-BTC."),
        ("Văn bản nào bãi bỏ Nghị định 822/2025/NĐ-CP?", "Sổ văn bản chưa ghi nhận văn bản bãi bỏ"),
    ],
)  # fmt: skip
def test_who_repealed_what(register: Register, question: str, first: str) -> None:
    writer = DocumentWriter(register, MESSAGES)
    limits = LimitWriter((), MESSAGES)
    desk = RelationDesk(register, writer, limits, load_question_words(), lambda: ON, MESSAGES)
    reply = desk.answer(question, ON, None)
    assert reply is not None
    assert reply.text.splitlines()[0].startswith(first)


def test_every_kind_of_document_is_taken(folder: Path) -> None:
    path = folder / "tt-31-2023-btc.yaml"
    for kind in KINDS:
        body = yaml.safe_load(path.read_text(encoding="utf-8"))
        path.write_text(yaml.safe_dump({**body, "kind": kind}, allow_unicode=True), "utf-8")
        assert _entry(load_register(folder), "tt-31-2023-btc").kind == kind


DECISION = """ỦY BAN NHÂN DÂN
TỈNH BẮC KẠN
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 31/2023/QĐ-UBND
Bắc Kạn, ngày 12 tháng 5 năm 2023
QUYẾT ĐỊNH
Bãi bỏ một số quy định của Quyết định số 11/2020/QĐ-UBND
Căn cứ Luật Tổ chức chính quyền địa phương số 72/2025/QH15;
Điều 1. Bãi bỏ một phần văn bản
1. Bãi bỏ khoản 2 Điều 4 Quyết định số 11/2020/QĐ-UBND ngày 05/5/2020.
2. Bãi bỏ Điều 7 Quyết định số 11/2020/QĐ-UBND ngày 05/5/2020.
3. Bãi bỏ cụm từ “cấp huyện” tại khoản 1 Điều 9 Quyết định số 12/2021/QĐ-UBND.
4. Thay thế Phụ lục II Quyết định số 13/2021/QĐ-UBND bằng Phụ lục kèm theo.
Điều 2. Hiệu lực
1. Quyết định này có hiệu lực từ ngày 01 tháng 6 năm 2023.
2. Quyết định số 14/2019/QĐ-UBND hết hiệu lực kể từ ngày Quyết định này có hiệu lực.
3. Bãi bỏ Quyết định số 15/2018/QĐ-UBND.
"""


def test_what_a_decision_repeals(tmp_path: Path) -> None:
    lines = DECISION.splitlines()
    read = read_metadata(lines, {}, lines)
    assert [(act.type, act.number, act.scope) for act in read.acts] == [
        ("repeals", "11/2020/QĐ-UBND", "khoản 2 Điều 4, Điều 7"),
        ("amends", "12/2021/QĐ-UBND", "khoản 1 Điều 9"),
        ("replaces", "13/2021/QĐ-UBND", "Phụ lục II"),
        ("ends", "14/2019/QĐ-UBND", ""),
        ("repeals", "15/2018/QĐ-UBND", ""),
    ]
    path = tmp_path / "quyet-dinh.txt"
    path.write_text(DECISION, encoding="utf-8")
    draft = draft_command.run(argparse.Namespace(file=path, into=None), ReadLimits(), MESSAGES)
    drafted = [line.strip(" #-") for line in draft.splitlines() if "{type: " in line]
    assert [line.split(",")[0].removeprefix("{type: ") for line in drafted] == [
        "basis", "repeals", "amends", "amends", "replaces", "repeals",
    ]  # fmt: skip
    assert 'scope: "khoản 2 Điều 4, Điều 7"}  # bãi bỏ: Quyết định số 11/2020/QĐ-UBND' in drafted[1]
    assert "# hết hiệu lực theo văn bản này: Quyết định số 14/2019" in drafted[4]


def test_an_unchecked_repeal_ends_nothing(register: Register) -> None:
    entries = [
        replace(entry, checked_on=None) if entry.id == "nd-822-2025" else entry
        for entry in register.all()
    ]
    circular = _entry(Register(entries), "tt-31-2023-btc")
    assert Register(entries).state(circular, ON).code == "in_force"
