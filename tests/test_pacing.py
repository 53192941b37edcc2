"""The time that a file may take: pages of a scan have a time of their own."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from ingest import pacing
from ingest.pacing import MOST_PAGES, Clock
from ingest.readers import open_readers
from knowledge.adapters.files import load_settings
from tests.conftest import ROOT
from tests.scans import plan, put_stand_in, save, tesseract_table


def test_pages_have_a_time_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(pacing.time, "monotonic", lambda: now[0])
    clock = Clock(10, 60)
    now[0] += 4
    assert (clock.left, clock.code) == (6, "took_too_long")
    for _ in range(20):  # a long scan
        clock.page(begins=True)
        assert (clock.left, clock.code) == (60, "page_took_too_long")
        now[0] += 50
        clock.page(begins=False)
    assert (clock.left, clock.code) == (6, "took_too_long")
    clock.page(begins=True)
    now[0] += 61
    assert clock.left == 0


def test_no_file_gets_time_for_more_pages_than_are_read() -> None:
    clock = Clock(10, 60)
    for _ in range(MOST_PAGES + 1):
        clock.page(begins=True)
        clock.page(begins=False)
    assert clock.left == 0


@pytest.mark.slow
def test_a_page_over_its_time_is_killed_and_the_next_file_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = plan(100)
    tables = [tesseract_table(words) for words in paper.words]
    put_stand_in(tmp_path, monkeypatch, [*tables, *tables])
    (tmp_path / "bin" / "1.sh").write_text("echo $$ > slow\nsleep 60\n", encoding="utf-8")
    path = save(paper.pages, tmp_path / "quet.tif", 100)
    limits = {"scan_page_seconds": 6, "processes": 1}
    settings = load_settings(ROOT / "config.yaml").ingest.model_copy(update=limits)
    with open_readers(settings) as readers:
        first, second = (readers.read(path, path.name).result() for _ in range(2))
    assert first.code == "page_took_too_long"
    assert "quá 6 giây" in first.reason
    assert second.document is not None
    slow = Path("/proc") / (tmp_path / "bin" / "slow").read_text(encoding="utf-8").strip() / "stat"
    with suppress(FileNotFoundError, ProcessLookupError):  # it has gone
        assert slow.read_text(encoding="utf-8").split()[2] == "Z"
