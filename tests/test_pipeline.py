"""From files to the index: what is new is read, what is not is kept, what is bad is refused."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from ingest.pipeline import Report, find_files, ingest_words
from ingest.vectors import complete, pending
from knowledge.adapters.files import load_settings
from knowledge.adapters.index_folder import IndexRoot
from knowledge.errors import DocumentError, IndexUnavailableError
from knowledge.messages import Messages

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = load_settings(ROOT / "config.yaml")

PLAN = """KẾ HOẠCH
Thực hiện giảm nghèo năm 2026

Điều 1. Mục tiêu
Toàn xã phấn đấu giảm {n} hộ nghèo trong năm, không để phát sinh hộ nghèo mới.

Điều 2. Kinh phí
Kinh phí thực hiện lấy từ ngân sách xã và quỹ vì người nghèo.
"""


class CountingEmbedder:
    """A tiny embedding engine that remembers how many passages it was given."""

    model, dimension = "counting", 8

    def __init__(self, fail_after: int | None = None) -> None:
        self.embedded = 0
        self._fail_after = fail_after

    def embed_query(self, text: str) -> np.ndarray:
        return self.embed_passages([text])[0]

    def embed_passages(self, texts: Sequence[str]) -> np.ndarray:
        if self._fail_after is not None and self.embedded >= self._fail_after:
            raise KeyboardInterrupt
        self.embedded += len(texts)
        seeds = [int.from_bytes(hashlib.sha256(t.encode()).digest()[:4]) for t in texts]
        rows = np.stack([np.random.default_rng(s).normal(size=8) for s in seeds])
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture
def office(tmp_path: Path) -> Path:
    folder = tmp_path / "vanban"
    folder.mkdir()
    for n in (1, 2, 3):
        (folder / f"ke-hoach-{n}.md").write_text(PLAN.format(n=n * 11), encoding="utf-8")
    return folder


def _ingest(data: Path, *paths: Path, messages: Messages) -> Report:
    files = find_files(paths, messages)
    return ingest_words(files, IndexRoot(data), SETTINGS.ingest, messages)


def test_reading_twice_changes_nothing(office: Path, tmp_path: Path, messages: Messages) -> None:
    data = tmp_path / "data"
    first = _ingest(data, office, messages=messages)
    again = _ingest(data, office, messages=messages)
    assert len(first.read) == 3
    assert not again.read
    assert sorted(again.unchanged) == [f"vanban/ke-hoach-{n}.md" for n in (1, 2, 3)]
    assert again.manifest == first.manifest


def test_order_of_ingest_does_not_matter(office: Path, tmp_path: Path, messages: Messages) -> None:
    whole = _ingest(tmp_path / "a", office, messages=messages)
    for n in (3, 1):
        (office / f"ke-hoach-{n}.md").rename(tmp_path / f"x{n}")
    _ingest(tmp_path / "b", office, messages=messages)
    for n in (3, 1):
        (tmp_path / f"x{n}").rename(office / f"ke-hoach-{n}.md")
    parts = _ingest(tmp_path / "b", office, messages=messages)
    assert parts.manifest == whole.manifest


def test_new_content_replaces_the_old_version(
    office: Path, tmp_path: Path, messages: Messages
) -> None:
    data = tmp_path / "data"
    _ingest(data, office, messages=messages)
    (office / "ke-hoach-1.md").write_text(PLAN.format(n=777), encoding="utf-8")
    report = _ingest(data, office, messages=messages)
    assert [record.file for record, _ in report.read] == ["vanban/ke-hoach-1.md"]
    texts = [p.text for p in IndexRoot(data).open_current().store.passages()]
    assert any("777 hộ nghèo" in text for text in texts)
    assert not any(" 11 hộ nghèo" in text for text in texts)
    assert report.manifest is not None
    assert report.manifest.documents == 3


def test_a_copy_is_not_a_second_document(office: Path, tmp_path: Path, messages: Messages) -> None:
    (office / "ban-sao.md").write_bytes((office / "ke-hoach-1.md").read_bytes())
    report = _ingest(tmp_path / "data", office, messages=messages)
    assert report.manifest is not None
    assert report.manifest.documents == 3
    assert len(report.unchanged) == 1


def test_a_moved_file_keeps_one_entry(office: Path, tmp_path: Path, messages: Messages) -> None:
    data = tmp_path / "data"
    _ingest(data, office, messages=messages)
    (office / "ke-hoach-1.md").rename(office / "ke-hoach-moi.md")
    report = _ingest(data, office, messages=messages)
    files = [d.file for d in IndexRoot(data).open_current().store.documents()]
    assert files == [f"vanban/ke-hoach-{name}.md" for name in ("2", "3", "moi")]
    assert len(report.read) == 1


def test_bad_files_do_not_stop_good_ones(office: Path, tmp_path: Path, messages: Messages) -> None:
    (office / "rong.txt").write_bytes(b"")
    (office / "anh.bin").write_bytes(bytes(range(256)) * 8)
    (office / ".an").write_text("tệp ẩn không được đọc", encoding="utf-8")
    report = _ingest(tmp_path / "data", office, messages=messages)
    assert len(report.read) == 3
    assert {refusal.file for refusal in report.refused} == {"vanban/rong.txt", "vanban/anh.bin"}
    assert all(refusal.reason and "\n" not in refusal.reason for refusal in report.refused)


def test_a_bad_new_version_keeps_the_old_one(
    office: Path, tmp_path: Path, messages: Messages
) -> None:
    data = tmp_path / "data"
    first = _ingest(data, office, messages=messages)
    (office / "ke-hoach-1.md").write_bytes(b"")
    report = _ingest(data, office, messages=messages)
    assert len(report.refused) == 1
    assert report.manifest == first.manifest
    assert len(list(IndexRoot(data).open_current().store.documents())) == 3


def test_missing_path_is_named(tmp_path: Path, messages: Messages) -> None:
    with pytest.raises(DocumentError, match="khong-co"):
        find_files([tmp_path / "khong-co"], messages)


def test_one_writer_at_a_time(office: Path, tmp_path: Path, messages: Messages) -> None:
    data = tmp_path / "data"
    _ingest(data, office, messages=messages)
    with FileLock(data / "index" / ".lock"):
        (office / "moi.md").write_text(PLAN.format(n=5), encoding="utf-8")
        with pytest.raises(IndexUnavailableError, match="tiến trình khác"):
            _ingest(data, office, messages=messages)
    assert len(IndexRoot(data).open_current().store) == 6


def test_vectors_are_computed_once_and_resumed(
    office: Path, tmp_path: Path, messages: Messages
) -> None:
    data = tmp_path / "data"
    _ingest(data, office, messages=messages)
    small = SETTINGS.model_copy(
        update={"embedding": SETTINGS.embedding.model_copy(update={"batch_size": 2})}
    )
    killed = CountingEmbedder(fail_after=2)
    with pytest.raises(KeyboardInterrupt):
        complete(data, killed, small, messages)
    assert IndexRoot(data).open_current().vectors is None
    assert pending(data, killed) == 4 - killed.embedded
    rest = CountingEmbedder()
    assert complete(data, rest, small, messages)
    assert rest.embedded == 4 - killed.embedded
    assert IndexRoot(data).open_current().vectors is not None
    more = CountingEmbedder()
    (office / "ke-hoach-4.md").write_text(PLAN.format(n=44), encoding="utf-8")
    _ingest(data, office, messages=messages)
    assert complete(data, more, small, messages)
    assert more.embedded == 1


def test_damaged_index_is_built_anew(office: Path, tmp_path: Path, messages: Messages) -> None:
    data = tmp_path / "data"
    first = _ingest(data, office, messages=messages)
    root = IndexRoot(data)
    (root.path(root.current() or "") / "passages.db").unlink()
    again = _ingest(data, office, messages=messages)
    assert again.manifest == first.manifest
    assert len(root.open_current().store) == 6
