"""From files to the index: what is new is read, what is not is kept, what is bad is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from filelock import FileLock

from ingest.candidates import find_files
from ingest.vectors import complete, pending
from knowledge.adapters.index_folder import IndexRoot
from knowledge.errors import DocumentError, IndexUnavailableError
from knowledge.messages import Messages
from tests.offices import PLAN, SETTINGS, CountingEmbedder, ingest

pytestmark = pytest.mark.slow  # every test ingests


@pytest.fixture
def office(tmp_path: Path) -> Path:
    folder = tmp_path / "vanban"
    folder.mkdir()
    for n in (1, 2, 3):
        (folder / f"ke-hoach-{n}.md").write_text(PLAN.format(n=n, poor=n * 11), encoding="utf-8")
    return folder


def test_reading_twice_changes_nothing(office: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    first = ingest(data, office)
    again = ingest(data, office)
    assert len(first.read) == 3
    assert not again.read
    assert sorted(again.unchanged) == [f"vanban/ke-hoach-{n}.md" for n in (1, 2, 3)]
    assert again.manifest == first.manifest


def test_order_of_ingest_does_not_matter(office: Path, tmp_path: Path) -> None:
    whole = ingest(tmp_path / "a", office)
    for n in (3, 1):
        (office / f"ke-hoach-{n}.md").rename(tmp_path / f"x{n}")
    ingest(tmp_path / "b", office)
    for n in (3, 1):
        (tmp_path / f"x{n}").rename(office / f"ke-hoach-{n}.md")
    parts = ingest(tmp_path / "b", office)
    assert parts.manifest == whole.manifest


def test_new_content_replaces_the_old_version(office: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    ingest(data, office)
    (office / "ke-hoach-1.md").write_text(PLAN.format(n=1, poor=777), encoding="utf-8")
    report = ingest(data, office)
    assert [record.file for record, _ in report.read] == ["vanban/ke-hoach-1.md"]
    texts = [p.text for p in IndexRoot(data).open_current().store.passages()]
    assert any("777 hộ nghèo" in text for text in texts)
    assert not any(" 11 hộ nghèo" in text for text in texts)
    assert report.manifest is not None
    assert report.manifest.documents == 3


def test_a_copy_is_not_a_second_document(office: Path, tmp_path: Path) -> None:
    (office / "ban-sao.md").write_bytes((office / "ke-hoach-1.md").read_bytes())
    report = ingest(tmp_path / "data", office)
    assert report.manifest is not None
    assert report.manifest.documents == 3
    assert len(report.unchanged) == 1


def test_a_moved_file_keeps_one_entry(office: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    ingest(data, office)
    (office / "ke-hoach-1.md").rename(office / "ke-hoach-moi.md")
    report = ingest(data, office)
    files = [d.file for d in IndexRoot(data).open_current().store.documents()]
    assert files == [f"vanban/ke-hoach-{name}.md" for name in ("2", "3", "moi")]
    assert len(report.read) == 1


def test_bad_files_do_not_stop_good_ones(office: Path, tmp_path: Path) -> None:
    (office / "rong.txt").write_bytes(b"")
    (office / "anh.bin").write_bytes(bytes(range(256)) * 8)
    (office / ".an").write_text("tệp ẩn không được đọc", encoding="utf-8")
    report = ingest(tmp_path / "data", office)
    assert len(report.read) == 3
    assert {refusal.file for refusal in report.refused} == {"vanban/rong.txt", "vanban/anh.bin"}
    assert all(refusal.reason and "\n" not in refusal.reason for refusal in report.refused)


def test_a_bad_new_version_keeps_the_old_one(office: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    first = ingest(data, office)
    (office / "ke-hoach-1.md").write_bytes(b"")
    report = ingest(data, office)
    assert len(report.refused) == 1
    assert report.manifest == first.manifest
    assert len(list(IndexRoot(data).open_current().store.documents())) == 3


def test_missing_path_is_named(tmp_path: Path, messages: Messages) -> None:
    with pytest.raises(DocumentError, match="khong-co"):
        find_files([tmp_path / "khong-co"], messages)


def test_one_writer_at_a_time(office: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    ingest(data, office)
    with FileLock(data / "index" / ".lock"):
        (office / "moi.md").write_text(PLAN.format(n=5, poor=5), encoding="utf-8")
        with pytest.raises(IndexUnavailableError, match="tiến trình khác"):
            ingest(data, office)
    assert len(IndexRoot(data).open_current().store) == 6


def test_vectors_are_computed_once_and_resumed(
    office: Path, tmp_path: Path, messages: Messages
) -> None:
    data = tmp_path / "data"
    ingest(data, office)
    small = SETTINGS.model_copy(
        update={"embedding": SETTINGS.embedding.model_copy(update={"batch_size": 2})}
    )
    killed = CountingEmbedder(fail_after=2)
    with pytest.raises(KeyboardInterrupt):
        complete(data, killed, small, messages)
    assert IndexRoot(data).open_current().vectors is None
    assert pending(data, killed) == 6 - killed.embedded
    rest = CountingEmbedder()
    assert complete(data, rest, small, messages)
    assert rest.embedded == 6 - killed.embedded
    assert IndexRoot(data).open_current().vectors is not None
    more = CountingEmbedder()
    (office / "ke-hoach-4.md").write_text(PLAN.format(n=4, poor=44), encoding="utf-8")
    ingest(data, office)
    assert complete(data, more, small, messages)
    assert more.embedded == 2


def test_damaged_index_is_built_anew(office: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    first = ingest(data, office)
    root = IndexRoot(data)
    (root.path(root.current() or "") / "passages.db").unlink()
    again = ingest(data, office)
    assert again.manifest == first.manifest
    assert len(root.open_current().store) == 6
