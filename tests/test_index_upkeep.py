"""Taking documents out, former versions, the index of an earlier release, upkeep on the console."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.status import document_status, former_text
from ingest.upkeep import find_documents, remove_documents, roll_back
from knowledge.adapters.checksums import seal, unseal
from knowledge.adapters.index_folder import IndexRoot
from knowledge.errors import DocumentError, IndexUnavailableError
from tests.offices import MESSAGES, PLAN, SETTINGS, fill, ingest, start, texts, words_config

pytestmark = pytest.mark.slow  # whole processes, whole documents

DECREE = """ỦY BAN NHÂN DÂN
XÃ AN PHÚ
Số: 12/KH-UBND
An Phú, ngày 5 tháng 3 năm 2026

KẾ HOẠCH
Về việc hỗ trợ nhà ở cho hộ nghèo năm 2026

Điều 1. Mục tiêu
Hỗ trợ xây mới {n} căn nhà cho hộ nghèo trên địa bàn xã.

Điều 2. Kinh phí
Kinh phí lấy từ ngân sách xã.
"""


@pytest.fixture
def office(tmp_path: Path) -> Path:
    folder = fill(tmp_path / "xa", 2)
    (folder / "nha-o.md").write_text(DECREE.format(n=30), encoding="utf-8")
    (folder / "cu").mkdir()
    (folder / "cu" / "ke-hoach-0001.md").write_text(PLAN.format(n=9, poor=99), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "wanted", ["12/KH-UBND", "12/kh-ubnd", "xa/nha-o.md", "nha-o.md", "{folder}/nha-o.md"]
)
def test_a_document_is_named_in_any_usual_way(tmp_path: Path, office: Path, wanted: str) -> None:
    ingest(tmp_path / "data", office)
    store = IndexRoot(tmp_path / "data").open_current().store
    (found,) = find_documents(store, wanted.format(folder=office), MESSAGES)
    assert (found.file, found.number) == ("xa/nha-o.md", "12/KH-UBND")


def test_an_unclear_or_unknown_name_removes_nothing(tmp_path: Path, office: Path) -> None:
    root = IndexRoot(tmp_path / "data")
    before = ingest(tmp_path / "data", office).manifest
    for wanted, message in (
        ("ke-hoach-0001.md", "xa/cu/ke-hoach-0001.md, xa/ke-hoach-0001.md"),
        ("99/QĐ-KHÔNG", "99/QĐ-KHÔNG"),
    ):
        with pytest.raises(DocumentError, match=message):
            remove_documents(["nha-o.md", wanted], root, SETTINGS.ingest, MESSAGES)
    assert root.open_current().manifest == before


def test_a_removed_document_can_be_brought_back_unless_purged(tmp_path: Path, office: Path) -> None:
    data = tmp_path / "data"
    root = IndexRoot(data)
    before = ingest(data, office).manifest
    remove_documents(["12/KH-UBND"], root, SETTINGS.ingest, MESSAGES)
    assert not any("30 căn nhà" in text for text in texts(data))
    assert roll_back(root, MESSAGES) == before
    assert any("30 căn nhà" in text for text in texts(data))
    removal = remove_documents(["12/KH-UBND"], root, SETTINGS.ingest, MESSAGES, purge=True)
    assert [folder.name for folder in root.kept()] == [removal.manifest.fingerprint]
    with pytest.raises(IndexUnavailableError, match="Không còn chỉ mục nào cũ hơn"):
        roll_back(root, MESSAGES)
    for file in root.folder.rglob("*"):
        assert not file.is_file() or "căn nhà".encode() not in file.read_bytes()


def test_a_replaced_version_is_history_and_goes_with_its_document(
    tmp_path: Path, office: Path
) -> None:
    data = tmp_path / "data"
    ingest(data, office)
    (office / "nha-o.md").write_text(DECREE.format(n=45), encoding="utf-8")
    ingest(data, office)
    assert not any("30 căn nhà" in text for text in texts(data))
    (told,) = document_status(data, "12/KH-UBND", MESSAGES)
    assert [version["document"] for version in told["former"]] == ["12/KH-UBND"]
    assert told["former"][0]["sha256"] != told["sha256"]
    assert "30 căn nhà" in former_text(data, "12/KH-UBND", 1, MESSAGES)
    with pytest.raises(DocumentError, match="không có bản trước thứ 2"):
        former_text(data, "12/KH-UBND", 2, MESSAGES)
    removal = remove_documents(["12/KH-UBND"], IndexRoot(data), SETTINGS.ingest, MESSAGES)
    assert removal.manifest.former == 0


def test_an_index_of_an_earlier_release_is_read_anew_from_the_files(
    tmp_path: Path, office: Path
) -> None:
    data = tmp_path / "data"
    root = IndexRoot(data)
    whole = ingest(data, office).manifest
    folder = root.path(root.current() or "")
    unseal(folder)
    body = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(json.dumps(body | {"format": 1}), encoding="utf-8")
    seal(folder)
    report = ingest(data, office / "nha-o.md")
    assert len(report.read) == 4
    assert "phiên bản phần mềm trước lập" in report.warnings[0]
    assert report.manifest is not None
    assert whole is not None
    assert report.manifest.passages == whole.passages


def test_documents_whose_files_are_gone_survive_a_new_way_of_cutting(
    tmp_path: Path, office: Path
) -> None:
    data = tmp_path / "data"
    ingest(data, office)
    (office / "ke-hoach-0002.md").unlink()
    report = ingest(data, office / "nha-o.md", passage_syllables=60, longest_passage_syllables=90)
    assert len(report.read) == 3
    assert report.manifest is not None
    assert report.manifest.documents == 4
    assert any("giảm 22 hộ nghèo" in text for text in texts(data))


def test_the_console_speaks_of_the_index(tmp_path: Path, office: Path) -> None:
    data, config = tmp_path / "data", words_config(tmp_path)
    place = ("--data", data, "--config", config)
    out, _ = start("ingest", "status", *place).communicate(timeout=120)
    assert out.startswith("Chưa có chỉ mục nào dùng được")
    ingest(data, office)
    (office / "nha-o.md").write_text(DECREE.format(n=45), encoding="utf-8")
    ingest(data, office)
    out, _ = start("ingest", "status", *place).communicate(timeout=120)
    assert "4 văn bản, 8 đoạn, 1 bản trước còn giữ" in out
    assert out.count("lập 20") == 2
    out, _ = start("ingest", "status", *place, "12/KH-UBND").communicate(timeout=120)
    assert "bản trước 1: 12/KH-UBND" in out
    former = start("ingest", "status", *place, "nha-o.md", "--version", "1")
    assert "30 căn nhà" in former.communicate(timeout=120)[0]
    gone = start("ingest", "remove", *place, "99/QĐ-KHÔNG")
    _, complaint = gone.communicate(timeout=120)
    assert gone.returncode == 2
    assert len(complaint.splitlines()) == 1
    for command in ("remove", "rollback", "status"):
        helped = start("ingest", command, "--help")
        assert "--json" in helped.communicate(timeout=120)[0]
        assert helped.returncode == 0
