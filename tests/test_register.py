"""The register of documents: loading, relations, states, lookup, mentions in free text."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.adapters.files import PACKAGE, load_messages
from knowledge.adapters.register_files import load_register
from knowledge.document_json import document_json
from knowledge.document_text import (
    describe_state,
    document_name,
    document_text,
    register_text,
    vietnamese_date,
)
from knowledge.documents import FACT, Document, Register, Relation, canonical, find_references
from knowledge.errors import DataFileError
from knowledge.text import fold, normalize

REPO = Path(__file__).resolve().parents[1]
SPECIMENS = REPO / "tests" / "specimens" / "register"
SHARED = REPO.parent / "shared"
TODAY = date(2026, 11, 23)
REGISTER = load_register()
MESSAGES = load_messages()


def state_of(id_: str, day: str):
    document = REGISTER.get(id_)
    assert document is not None
    return REGISTER.state(document, date.fromisoformat(day))


def make(id_: str, **changes) -> Document:
    values = {
        "id": id_, "kind": "Quyết định", "number": None, "date": None, "issuer": "UBND tỉnh X",
        "title": "Thử", "period": (None, None), "effective_from": None, "effective_to": None,
        "lapses_on": None, "status": "verified_a", "checked_on": TODAY,
    }  # fmt: skip
    return Document(**(values | changes))


# ---- the files ----


def test_every_document_of_the_legal_graph_is_on_file_unchanged():
    path = SHARED / "legal_graph.yaml"
    if not path.exists():
        pytest.skip("legal_graph.yaml is not beside the repository")
    graph = {entry["id"]: entry for entry in yaml.safe_load(path.read_text("utf-8"))["documents"]}
    assert {document.id for document in REGISTER.all()} == set(graph)
    for document in REGISTER.all():
        entry = graph[document.id]
        assert document.number == entry["number"], document.id
        assert document.date == entry["date"], document.id
        assert document.issuer == entry["issuer"], document.id
        assert document.status == entry["status"], document.id
        assert document.effective_from == entry.get("effective_from"), document.id
        assert document.effective_to == entry.get("effective_to"), document.id
        assert list(document.period) == (entry["period"] or [None, None]), document.id
        relations = {(r.type, r.target, r.status) for r in document.relations}
        expected = {
            (r["type"], r["target"], r.get("relation_status", entry["status"]))
            for r in entry["relations"]
        }
        assert relations == expected, document.id
        assert [source.id for source in document.sources] == entry["source"], document.id


def test_readers_never_meet_recalled_facts_or_english_in_the_register():
    shown = "\n".join(
        document_text(document, REGISTER, TODAY, MESSAGES)
        + json.dumps(document_json(document, REGISTER, TODAY, MESSAGES), ensure_ascii=False)
        for document in REGISTER.all()
    )
    for forbidden in ("Vĩnh Long", "1067/KH-UBND", "2025-08-05", "05/8/2025", "recalled"):
        assert forbidden not in shown
    assert not re.search(r"\b(the|unknown date|only|district|read in)\b", shown)


@pytest.mark.parametrize("folder", sorted(p.name for p in SPECIMENS.iterdir()))
def test_broken_file_is_refused_naming_file_and_key(folder):
    first = sorted((SPECIMENS / folder).glob("*.yaml"))[0]
    words = first.read_text("utf-8").splitlines()[0].removeprefix("# expects: ").split(" | ")
    with pytest.raises(DataFileError) as refusal:
        load_register(SPECIMENS / folder)
    for word in words:
        assert word in str(refusal.value)


def test_empty_or_absent_folder_is_refused(tmp_path):
    for folder in (tmp_path, tmp_path / "absent"):
        with pytest.raises(DataFileError, match="không có tệp"):
            load_register(folder)


def test_an_id_used_twice_is_refused():
    with pytest.raises(DataFileError, match="qd-1"):
        Register([make("qd-1"), make("qd-1")])


# ---- states ----


@pytest.mark.parametrize(
    ("id_", "day", "code", "in_force"),
    [
        ("nd-152-2025", "2025-06-13", "not_yet", False),
        ("nd-152-2025", "2025-06-30", "not_yet", False),
        ("nd-152-2025", "2025-07-01", "in_force", True),
        ("nd-152-2025", "2026-11-23", "in_force", True),
        ("nd-152-2025", "2027-02-28", "in_force", True),
        ("nd-152-2025", "2027-03-01", "ended", False),
        ("nd-98-2023", "2023-12-31", "not_yet", False),
        ("nd-98-2023", "2024-01-01", "in_force", True),
        ("nd-98-2023", "2025-06-30", "in_force", True),
        ("nd-98-2023", "2025-07-01", "replaced", False),
        ("luat-tdkt-2003", "2023-12-31", "unknown", None),
        ("luat-tdkt-2003", "2024-01-01", "ended", False),
        ("luat-06-2022-qh15", "2023-12-31", "not_yet", False),
        ("luat-06-2022-qh15", "2026-11-23", "in_force", True),
        ("tt-55-2023-btc", "2026-05-30", "unknown", None),
        ("tt-55-2023-btc", "2026-05-31", "replaced", False),
        ("nd-73-2024", "2026-07-01", "replaced", False),
        ("qd-582-2017", "2021-06-03", "period_over", None),
        ("qd-582-2017", "2021-06-04", "replaced", False),
        ("qd-666-2022", "2022-06-01", "not_yet", False),
        ("qd-666-2022", "2022-06-02", "unknown", None),
        ("qd-666-2022", "2025-12-31", "unknown", None),
        ("qd-666-2022", "2026-01-01", "period_over", None),
        ("qd-1258-2017", "2026-11-23", "period_over", None),
        ("nd-91-2017", "2026-11-23", "unknown", None),
        ("nd-07-2021", "2021-01-26", "not_yet", False),
        ("nd-07-2021", "2021-12-31", "unknown", None),
        ("nd-07-2021", "2022-01-01", "in_force", True),
        ("nd-07-2021", "2026-11-23", "in_force", True),
        ("nd-07-2021", "2026-12-31", "in_force", True),
        ("nd-07-2021", "2027-01-01", "period_over", None),
        ("nd-358-2025", "2024-12-31", "not_yet", False),
        ("nd-358-2025", "2026-11-23", "unknown", None),
        ("luat-06-2026-qh16", "2026-11-23", "unverified", None),
        ("tt-01-2024-bnv", "2026-11-23", "unverified", None),
    ],
)
def test_state_on_a_day(id_, day, code, in_force):
    state = state_of(id_, day)
    assert (state.code, state.in_force) == (code, in_force)


def test_states_in_words():
    words = describe_state(state_of("nd-98-2023", "2026-11-23"), MESSAGES)
    assert words == "Hết hiệu lực từ 01/7/2025, thay bằng Nghị định 152/2025/NĐ-CP"
    words = describe_state(state_of("nd-07-2021", "2026-11-23"), MESSAGES)
    assert "Điều 3" in words
    assert "31/12/2026" in words
    assert "Nghị định 351/2025/NĐ-CP" in words
    assert "28/02/2027" in describe_state(state_of("nd-152-2025", "2026-11-23"), MESSAGES)
    words = describe_state(state_of("qd-666-2022", "2026-11-23"), MESSAGES)
    assert "giai đoạn 2021-2025" in words
    assert "chưa thấy văn bản bãi bỏ" in words
    assert "Chưa có thông tin về ngày có hiệu lực" in describe_state(
        state_of("tt-15-2025-bnv", "2026-11-23"), MESSAGES
    )


def test_every_state_of_every_document_can_be_told():
    for document in REGISTER.all():
        for year in range(2003, 2037):
            state = REGISTER.state(document, date(year, 7, 1))
            words = describe_state(state, MESSAGES)
            assert words[0].isupper()
            assert "None" not in words
            assert "  " not in words
            assert "()" not in words
            assert document_text(document, REGISTER, date(year, 7, 1), MESSAGES)


def test_a_recalled_replacement_ends_nothing_and_an_unknown_one_may():
    old = make("qd-old", effective_from=date(2020, 1, 1))
    for status, code in [("recalled", "in_force"), ("verified_c", "in_force"),
                         ("verified_b", "replaced")]:  # fmt: skip
        relation = Relation("qd-new", "replaces", "qd-old", status)
        new = make("qd-new", effective_from=date(2024, 1, 1), relations=(relation,))
        register = Register([old, new])
        assert register.state(old, date(2024, 1, 1)).code == code
        assert register.state(old, date(2023, 12, 31)).code == "in_force"
        ending = register.ended_by(old)
        assert (ending is not None and ending.by is new) == (status in FACT)


@given(
    starts=st.dates(date(2000, 1, 1), date(2030, 1, 1)),
    length=st.integers(0, 4000),
    asked=st.dates(date(1999, 1, 1), date(2045, 1, 1)),
)
@settings(max_examples=200, deadline=None)
def test_known_days_decide_exactly(starts, length, asked):
    ends = starts + timedelta(days=length)
    document = make("qd-1", effective_from=starts, effective_to=ends)
    state = Register([document]).state(document, asked)
    assert state.in_force is (starts <= asked <= ends)


# ---- relations ----


def test_relations_are_shown_both_ways_and_only_as_facts():
    decree = REGISTER.get("nd-152-2025")
    assert {r.target for r in REGISTER.outgoing(decree)} == {
        "luat-06-2022-qh15", "nd-98-2023", "nd-28-2024",
    }  # fmt: skip
    assert {r.source for r in REGISTER.incoming(decree)} == {"tt-15-2025-bnv"}
    campaign = REGISTER.get("qd-666-2022")
    assert "qd-90-2022" not in {r.target for r in REGISTER.outgoing(campaign)}
    assert {r.source for r in REGISTER.incoming(campaign)} == {
        "qd-151-2022-btdkt", "tb-339-2025-vpcp", "kh-2870-2022-ninhthuan",
    }  # fmt: skip
    assert REGISTER.incoming(REGISTER.get("luat-tdkt-2003"))
    assert REGISTER.ended_by(REGISTER.get("luat-tdkt-2003")) is None
    law = REGISTER.get("luat-06-2022-qh15")
    assert [d.id for d in REGISTER.unverified_related(law)] == ["luat-06-2026-qh16"]


def test_text_of_a_document_opens_with_the_verdict():
    lines = document_text(REGISTER.get("nd-98-2023"), REGISTER, TODAY, MESSAGES).splitlines()
    assert lines[0] == (
        "Nghị định 98/2023/NĐ-CP của Chính phủ, ban hành ngày 31/12/2023. "
        "Hết hiệu lực từ 01/7/2025, thay bằng Nghị định 152/2025/NĐ-CP."
    )
    text = document_text(REGISTER.get("qd-666-2022"), REGISTER, TODAY, MESSAGES)
    assert "Tiếp nối (không phải bãi bỏ): Quyết định 1258/QĐ-TTg." in text
    assert "Luật 15/2003/QH11 (đã hết hiệu lực)" in text


def test_an_unverified_document_is_named_and_nothing_more():
    document = REGISTER.get("luat-06-2026-qh16")
    text = document_text(document, REGISTER, TODAY, MESSAGES)
    entry = document_json(document, REGISTER, TODAY, MESSAGES)
    assert "chưa kiểm chứng" in text.lower()
    for content in ("01/10/2026", "2026-10-01", "2026-04-23", "sửa đổi"):
        assert content not in text
        assert content not in json.dumps(entry, ensure_ascii=False)
    assert entry["in_force"] is None
    assert entry["title"] is None


def test_json_of_a_document():
    entry = document_json(REGISTER.get("nd-152-2025"), REGISTER, TODAY, MESSAGES)
    assert entry["number"] == "152/2025/NĐ-CP"
    assert entry["in_force"] is True
    assert entry["state"]["until"] == "2027-02-28"
    assert entry["lapses_on"] == "2027-03-01"
    assert {"direction": "outgoing", "type": "replaces"}.items() <= entry["relations"][2].items()
    assert (PACKAGE / entry["file"]).exists()
    assert json.loads(json.dumps(entry)) == entry


def test_listing_holds_every_document_once():
    lines = register_text(REGISTER, TODAY, MESSAGES).splitlines()
    assert len(lines) == 1 + len(REGISTER.all())
    for document in REGISTER.all():
        assert sum(line.startswith(document_name(document, MESSAGES) + " |") for line in lines) == 1


def test_dates_are_written_the_official_way():
    assert vietnamese_date(date(2025, 7, 1)) == "01/7/2025"
    assert vietnamese_date(date(2025, 2, 24)) == "24/02/2025"
    assert vietnamese_date(date(2026, 12, 31)) == "31/12/2026"


# ---- lookup ----


@pytest.mark.parametrize("document", REGISTER.all(), ids=lambda d: d.id)
def test_every_document_is_found_by_its_id(document):
    assert REGISTER.lookup(document.id) == [document]


@pytest.mark.parametrize("document", [d for d in REGISTER.all() if d.number], ids=lambda d: d.id)
def test_every_numbered_document_is_found_by_its_number_in_any_dress(document):
    number = document.number
    for text in (number, fold(number), number.upper(), f"{document.kind} số {number}",
                 fold(f"{document.kind} {number}"), number.replace("/", " / "),
                 number.replace("-", "–")):  # fmt: skip
        assert document in REGISTER.lookup(text), text
    bare = number.split("/")[0]
    assert document in REGISTER.lookup(bare)
    assert document in REGISTER.lookup(f"{fold(document.kind)} {bare}") or len(bare) < 2


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("666", ["qd-666-2022"]),
        ("số 666", ["qd-666-2022"]),
        ("QĐ 666", ["qd-666-2022"]),
        ("qd666", ["qd-666-2022"]),
        ("666/qdttg", ["qd-666-2022"]),
        ("QĐ 666/2022", ["qd-666-2022"]),
        ("nghị định 152", ["nd-152-2025"]),
        ("07/2021", ["nd-07-2021", "tt-07-2021-bldtbxh"]),
        ("thông tư 7/2021", ["tt-07-2021-bldtbxh"]),
        ("24/2021", ["nq-24-2021-qh15", "qd-24-2021"]),
        ("luật 06", ["luat-06-2022-qh15", "luat-06-2026-qh16"]),
        ("1067/KH-UBND", ["kh-1067-bentre"]),
        ("152/NĐ-CP", ["nd-152-2025"]),
        ("15/TT-BNV", ["tt-15-2025-bnv"]),
        ("06/QH15", ["luat-06-2022-qh15"]),
        ("QĐ 666/TTg", ["qd-666-2022"]),
        ("nghị định 152/2025/CP", ["nd-152-2025"]),
        ("24/QĐ-TTg", []),
        ("666/2022/QĐ-TTg", []),
        ("152/2024/NĐ-CP", []),
        ("666/QĐ-UBND", []),
        ("QĐ 666/2021", []),
        ("nghị định 666", []),
        ("25/2023", []),
        ("30 hộ", []),
        ("", []),
        ("xin chào", []),
    ],
)
def test_lookup(text, ids):
    assert [document.id for document in REGISTER.lookup(text)] == ids


def test_a_near_number_is_offered():
    (reference,) = find_references("666/QĐ-UBND")
    assert REGISTER.match(reference) == []
    assert [d.id for d in REGISTER.similar(reference)] == ["qd-666-2022"]


# ---- mentions ----


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("666/QĐ-TTg", ["666/QĐ-TTg"]),
        ("theo QĐ 666 thì sao", ["666"]),
        ("quyet dinh so 666/qd-ttg", ["666/QĐ-TTg"]),
        ("QĐ số 666/QD-TTg", ["666/QĐ-TTg"]),
        ("nghị định 152/2025", ["152/2025"]),
        ("ND 152/2025/ND-CP", ["152/2025/NĐ-CP"]),
        ("nđ 152", ["152"]),
        ("Luật 06/2022/QH15", ["06/2022/QH15"]),
        ("Luật Thi đua, khen thưởng số 06/2022/QH 15", ["06/2022/QH15"]),
        ("511/KH-UBND", ["511/KH-UBND"]),
        ("kế hoạch 511 của Bắc Kạn", ["511"]),
        ("Kế hoạch số 1067 của UBND tỉnh", ["1067"]),
        ("TT 15/2025/TT-BNV", ["15/2025/TT-BNV"]),
        ("thông tư 15/2025", ["15/2025"]),
        ("nghị quyết 66.22/2026/NQ-CP", ["66.22/2026/NQ-CP"]),
        ("1315/VBHN-BLĐTBXH", ["1315/VBHN-BLĐTBXH"]),
        ("1315/vbhn-bldtbxh", ["1315/VBHN-BLĐTBXH"]),
        ("353/QĐ-TTg", ["353/QĐ-TTg"]),
        ("666 QĐ-TTg", ["666/QĐ-TTg"]),
        ("666/QĐTTg", ["666/QĐ-TTg"]),
        ("999/2024/NĐ-CP có trong kho không?", ["999/2024/NĐ-CP"]),
        ("2579/HD-BNN-TCCB", ["2579/HD-BNN-TCCB"]),
        ("Nghị quyết 47-NQ/TU", ["47-NQ/TU"]),
        ("Quyết định của Thủ tướng Chính phủ số 666", ["666"]),
        ("qd 666 xã phải giảm bao nhiêu", ["666"]),
        ("QĐ 666 năm 2022", ["666"]),
        ("kế hoạch 511 ngày 13/8/2021", ["511"]),
        ("NĐ 98 và NĐ 152", ["98", "152"]),
        ("Nghị định 07/2021 và 30/2025", ["07/2021", "30/2025"]),
        ("QĐ 666, 1258 và 20 hộ", ["666", "1258"]),
        ("Thông tư 07/2021/TT-BLĐTBXH, sửa bởi 02/2022/TT-BLĐTBXH",
         ["07/2021/TT-BLĐTBXH", "02/2022/TT-BLĐTBXH"]),
    ],
)  # fmt: skip
def test_mentions(text, expected):
    assert [reference.number for reference in find_references(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "ngày 30/9/2022", "từ 9-10/11", "98/2000 hộ", "xã 98/2000", "giảm 20%", "2 năm liên tục",
        "chương trình 135", "CT 135", "kế hoạch 5 năm", "kế hoạch 2024", "kế hoạch 2021-2025",
        "kế hoạch 9/2024", "quyết định 20 hộ thoát nghèo", "quyết định 4,26%", "luật năm 2022",
        "luật 2022", "tt 98/2000 hộ", "thị trấn 12", "thông báo 15 ngày", "hướng dẫn 12 hộ",
        "quyết định 30 triệu đồng", "17.060 hộ", "từ 120 xuống còn 90", "Điều 33 khoản 2",
        "01/9 - 14/12", "năm 2022: 98/2000, năm 2023: 61/2010", "QH15", "nghị định", "tb 12 hộ",
        "",
    ],
)  # fmt: skip
def test_what_is_no_mention(text):
    for spelling in (text, fold(text), text.upper()):
        assert find_references(spelling) == [], spelling


def test_kind_and_completeness_of_a_mention():
    full, part = find_references("666/QĐ-TTg và nghị định 152")
    assert (full.kind, full.complete, full.year) == ("Quyết định", True, None)
    assert (part.kind, part.complete, part.symbol) == ("Nghị định", False, "")
    assert full.span == (0, 10)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("QĐ-TTg", "qd-ttg"), ("666/QĐ-TTg", "666 / QD-TTG"), ("666/QĐ-TTg", "666/qđttg"),
        ("07/2021/NĐ-CP", "7/2021/nd-cp"), ("06/2022/QH15", "06/2022/qh 15"),
        ("1258/QĐ-TTg", "1.258/QĐ–TTg"), ("666/QĐ-TTg", "Quyết định số 666/QĐ-TTg"),
    ],
)  # fmt: skip
def test_canonical_form_is_one_for_all_spellings(one, other):
    assert canonical(one) == canonical(other)


def test_canonical_form_keeps_numbers_apart():
    numbers = [d.number for d in REGISTER.all() if d.number]
    assert len({canonical(number) for number in numbers}) == len(numbers)


_TYPES = st.sampled_from(["QĐ-TTg", "NĐ-CP", "NQ-CP", "KH-UBND", "TT-BTC", "QĐ-UBND", "HD-MTTQ"])


@given(
    number=st.integers(1, 9999),
    year=st.none() | st.integers(1990, 2035),
    symbol=_TYPES,
    before=st.sampled_from(["", "Theo ", "căn cứ (", "số ", "Quyết định số ", "xem: "]),
    after=st.sampled_from(["", ".", " ngày 30/9/2022", ", 98/2000 hộ", ") còn hiệu lực ko"]),
    style=st.sampled_from([str, str.lower, str.upper, fold]),
)
@settings(max_examples=300, deadline=None)
def test_any_well_formed_number_is_recognised(number, year, symbol, before, after, style):
    written = "/".join(str(part) for part in (number, year, symbol) if part)
    text = style(before + written + after)
    (reference,) = find_references(text)
    assert reference.complete
    assert reference.canonical == canonical(written)
    assert fold(written) in fold(normalize(text)[slice(*reference.span)])


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text_can_be_read(text):
    for reference in find_references(text):
        start, end = reference.span
        assert 0 <= start < end <= len(normalize(text))


@pytest.mark.parametrize(
    "text",
    [
        "quyết định số " * 5_000, "quyết định" + " " * 50_000, "666" + " " * 50_000 + "/",
        "9" * 50_000, "1/" * 30_000, "666/QĐ-" * 8_000, "QĐ 666, " * 5_000, "qd " * 20_000,
        "666/QĐ-TTg" + "-a" * 20_000, "quyết định của " * 5_000,
    ],
    ids=lambda text: text[:12],
)  # fmt: skip
def test_hostile_text_is_read_to_its_end(text):
    for reference in find_references(text):
        assert 0 <= reference.span[0] < reference.span[1] <= len(text)
