"""Digests and ``show``: every statement with its source, and what a person sees of a file."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from ingest.document import ReadLimits, read_document
from ingest.show import show_document
from knowledge.adapters.files import PACKAGE, load_messages
from knowledge.errors import DocumentError

SPECIMENS = Path(__file__).resolve().parent / "specimens" / "ingest"
LIMITS = ReadLimits()
GOOD = (SPECIMENS / "tom-tat.md").read_text(encoding="utf-8")


def _code(tmp_path: Path, text: str) -> tuple[str, str]:
    path = tmp_path / "sai.md"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError) as caught:
        read_document(path, path.name, LIMITS)
    return caught.value.code, str(caught.value)


def test_each_statement_is_a_passage_with_its_source() -> None:
    document = read_document(SPECIMENS / "tom-tat.md", "tom-tat.md", LIMITS)
    assert document.record.kind == "tom_tat"
    assert document.record.province == "Bến Tre"
    first, second = document.passages
    assert first.text.endswith("mỗi năm.")
    assert first.section == "Phần tiêu chí"
    assert first.breadcrumb == "Bản tóm tắt thử › Mức giảm"
    assert first.attribution is not None
    assert first.attribution.document == "Bài viết thử"
    assert first.attribution.issued_on == date(2022, 9, 30)
    assert first.attribution.label == "VERIFIED-B"
    assert first.attribution.url == "example.vn/bai-viet"
    assert second.section == "Mức giảm"
    assert second.attribution is not None
    assert (second.attribution.clause, second.attribution.url) == ("", "")
    assert not any("Nguồn" in p.text or "không thay cho" in p.text for p in document.passages)


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("VERIFIED-B", "RECALLED", "digest_source", "dòng 13"),
        ("30/09/2022", "31/09/2022", "digest_source", "dòng 13"),
        ("30/09/2022", "2022-09-30", "digest_source", "dòng 13"),
        ("| Phần tiêu chí ", "", "digest_source", "dòng 13"),
        ("> Nguồn: Bài", "> Nguon: Bài", "digest_source", "dòng 13"),
        ("> Nguồn: 666/QĐ-TTg | - | - | DERIVED | -\n", "", "digest_unsourced", "dòng 15"),
        ('checked_on: "23/11/2026"\n', "", "digest_header", "checked_on"),
        ("province:", "tinhthanh:", "digest_header", "tinhthanh"),
    ],
)
def test_a_malformed_digest_is_refused_naming_file_and_line(
    tmp_path: Path, old: str, new: str, code: str, line: str
) -> None:
    assert old in GOOD
    found, message = _code(tmp_path, GOOD.replace(old, new, 1))
    assert found == code
    assert "sai.md" in message
    assert line in message


@pytest.mark.parametrize("path", sorted((PACKAGE / "corpus").glob("*.md")), ids=lambda p: p.stem)
def test_the_starter_digests_are_read(path: Path) -> None:
    document = read_document(path, path.name, LIMITS)
    assert document.record.kind == "tom_tat"
    assert all(passage.attribution for passage in document.passages)


def test_show_gives_text_page_and_table() -> None:
    messages = load_messages()
    path = SPECIMENS / "ke-hoach.txt"
    text = show_document(path, LIMITS, messages, as_text=True, as_json=False)
    assert text.splitlines()[0] == "UBND TỈNH LẠNG SƠN"
    page = show_document(path, LIMITS, messages, as_text=False, as_json=False)
    assert "Số hiệu: 15/KH-SNV" in page
    assert "mục II. CHỈ TIÊU" in page
    table = json.loads(show_document(path, LIMITS, messages, as_text=False, as_json=True))
    assert table["metadata"]["issued_on"] == "2024-03-01"
    assert table["structure"][1]["label"] == "mục I"
    assert table["structure"][1]["parts"] == ["khoản 1", "khoản 2"]
    passage = table["passages"][1]
    assert passage["document"] == "15/KH-SNV"
    assert {"id", "section", "breadcrumb", "text", "page"} <= set(passage)


def test_every_sentence_of_reading_is_on_file() -> None:
    table = load_messages().keys()
    keys = {key for key in table if key.startswith("ingest_read.")}
    source = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (Path(__file__).resolve().parents[1] / "ingest").glob("*.py")
    )
    names = {key.removeprefix("ingest_read.") for key in keys}
    unused = {n for n in names if f'"{n}"' not in source and f"ingest_read.{n}" not in source}
    assert {name for name in unused if not name.startswith("show_")} == set()
