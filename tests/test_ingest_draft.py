"""Draft register entries: what was read, what was not, and nothing that nobody wrote."""

from __future__ import annotations

import argparse
import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from ingest import draft_command
from ingest.document import ReadLimits, read_document
from ingest.draft import entry_id
from ingest.show import show_document
from knowledge.adapters.files import PACKAGE, load_messages
from knowledge.adapters.register_files import load_register
from knowledge.errors import DocumentError

ROOT = Path(__file__).resolve().parents[1]
LAW = ROOT.parent / "shared" / "corpus" / "law"
LIMITS = ReadLimits()
DECREE = """---
so_hieu: "811/2026/NĐ-CP"
ngay_ban_hanh: "11/05/2026"
---
CHÍNH PHỦ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 811/2026/NĐ-CP
Hà Nội, ngày 10 tháng 5 năm 2026
NGHỊ ĐỊNH
Hỗ trợ hộ nghèo giai đoạn 2026-2030
Căn cứ Nghị định số 152/2025/NĐ-CP ngày 14 tháng 6 năm 2025 của Chính phủ;
Căn cứ Luật Người nghèo số 99/2025/QH15;
Điều 1. Phạm vi
1. Nghị định này áp dụng với hộ nghèo.
Điều 2. Hiệu lực
1. Nghị định này có hiệu lực sau 15 ngày kể từ ngày đăng Công báo.
2. Nghị định này thay thế Nghị định số 07/2021/NĐ-CP.
3. Bãi bỏ khoản 2 Điều 4 Nghị định số 30/2025/NĐ-CP.
"""


def _draft(path: Path, into: Path | None = None) -> str:
    options = argparse.Namespace(file=path, into=into)
    return draft_command.run(options, LIMITS, load_messages())


def _decree(folder: Path) -> Path:
    path = folder / "nghi-dinh.md"
    path.write_text(DECREE, encoding="utf-8")
    return path


def test_an_entry_holds_what_was_read_and_names_what_was_not(tmp_path: Path) -> None:
    text = _draft(_decree(tmp_path))
    entry: dict[str, Any] = yaml.safe_load(text)
    assert entry["id"] == "nd-811-2026"
    assert (entry["kind"], entry["number"]) == ("Nghị định", "811/2026/NĐ-CP")
    assert (entry["issuer"], entry["title"]) == ("Chính phủ", "Hỗ trợ hộ nghèo giai đoạn 2026-2030")
    assert (entry["period"], entry["effective_from"]) == ([2026, 2030], None)
    assert str(entry["date"]) == "2026-05-11"
    assert entry["relations"] == [
        {"type": "basis", "target": "nd-152-2025"},
        {"type": "replaces", "target": "nd-07-2021"},
        {"type": "repeals", "target": "nd-30-2025", "scope": "khoản 2 Điều 4"},
    ]
    assert (entry["checked_by"], entry["checked_on"]) == (None, None)
    comments = [line for line in text.splitlines() if line.lstrip().startswith("#")]
    assert any("có hiệu lực từ, người ký" in line for line in comments)
    (gazette,) = (line for line in comments if "15 ngày kể từ ngày đăng Công báo" in line)
    assert "tra ngày đăng rồi điền effective_from" in gazette
    assert any("11/05/2026" in line and "10/05/2026" in line for line in comments)
    assert any("luat-99-2025-qh15" in line for line in comments)


def test_a_confirmed_draft_is_a_register_entry(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE / "register", tmp_path / "register")
    text = _draft(_decree(tmp_path)).replace("checked_by: null\n", "")
    confirmed = text.replace("checked_on: null", "checked_on: 2026-11-25")
    (tmp_path / "register" / "nd-811-2026.yaml").write_text(confirmed, encoding="utf-8")
    entry = load_register(tmp_path / "register").get("nd-811-2026")
    assert entry.number == "811/2026/NĐ-CP"


def test_drafts_are_written_once(tmp_path: Path) -> None:
    path, folder = _decree(tmp_path), tmp_path / "nhap"
    assert "nd-811-2026.yaml" in _draft(path, folder)
    with pytest.raises(DocumentError) as caught:
        _draft(path, folder)
    assert caught.value.code == "exists"


def test_a_note_gives_no_entry(tmp_path: Path) -> None:
    path = tmp_path / "ghi-chu.txt"
    path.write_text("Danh sách việc cần làm trong tuần này của tổ.", encoding="utf-8")
    with pytest.raises(DocumentError) as caught:
        _draft(path)
    assert caught.value.code == "not_official"


def test_a_codified_text_gives_an_entry_for_each_source() -> None:
    paths = sorted(LAW.glob("chinh-sach*")) if LAW.is_dir() else []
    if not paths:
        pytest.skip("kho văn bản mẫu ../shared/corpus không có")
    entries = list(yaml.safe_load_all(_draft(paths[0])))
    assert [(entry["number"], str(entry["effective_from"])) for entry in entries] == [
        ("20/2021/NĐ-CP", "2021-07-01"),
        ("02/2021/TT-BLĐTBXH", "2021-07-01"),
        ("76/2021/TT-BTC", "2021-11-01"),
    ]


@pytest.mark.parametrize(
    ("number", "kind", "year", "place", "expected"),
    [
        ("154/2026/NĐ-CP", "Nghị định", 2026, "", "nd-154-2026"),
        ("666/QĐ-TTg", "Quyết định", 2022, "", "qd-666-2022"),
        ("72/2025/QH15", "Luật", 2025, "", "luat-72-2025-qh15"),
        ("257/2025/QH15", "Nghị quyết", 2025, "", "nq-257-2025-qh15"),
        ("07/2021/TT-BLĐTBXH", "Thông tư", 2021, "", "tt-07-2021-bldtbxh"),
        ("147/KH-UBND", "Kế hoạch", 2022, "Sơn La", "kh-147-2022-son-la"),
    ],
)
def test_ids(number: str, kind: str, year: int, place: str, expected: str) -> None:
    assert entry_id(number, kind, date(year, 1, 1), place) == expected


def test_show_gives_citations_bases_and_doubts(tmp_path: Path) -> None:
    path = _decree(tmp_path)
    shown = json.loads(show_document(path, LIMITS, load_messages(), as_text=False, as_json=True))
    citations = [passage["citation"] for passage in shown["passages"]]
    assert "khoản 1 Điều 1 Nghị định 811/2026/NĐ-CP" in citations
    assert [basis["number"] for basis in shown["bases"]] == ["152/2025/NĐ-CP", "99/2025/QH15"]
    assert [act["type"] for act in shown["acts"]] == ["replaces", "repeals"]
    assert shown["unread"] == ["effective_from", "signer"]
    assert shown["contradictions"] == [
        {"field": "issued_on", "declared": "11/05/2026", "in_text": "10/05/2026"}
    ]
    page = show_document(path, LIMITS, load_messages(), as_text=False, as_json=False)
    assert "thay thế: Nghị định số 07/2021/NĐ-CP" in page
    assert read_document(path, path.name, LIMITS).metadata is not None
