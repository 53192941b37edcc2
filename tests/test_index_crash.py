"""Kills, full disks, damage, two at once: cases C01 to C09 of the reliability tables."""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import signal
import time
from contextlib import suppress
from datetime import date
from pathlib import Path
from threading import Event, Thread

import pytest
from filelock import FileLock

from ingest.publish import STORE, drafting, publish_words
from ingest.upkeep import remove_documents, roll_back
from ingest.vectors import complete, pending
from knowledge.adapters.index_folder import IndexRoot, open_index
from knowledge.adapters.workplace import Workplace
from knowledge.errors import IndexUnavailableError
from knowledge.passages import DocumentRecord, Passage
from tests.conftest import ROOT
from tests.offices import (
    MESSAGES,
    PLAN,
    SETTINGS,
    CountingEmbedder,
    fill,
    ingest,
    start,
    texts,
    words_config,
)
from tests.patience import PATIENCE, until
from tests.stores import write_passages

pytestmark = pytest.mark.slow  # whole processes, whole documents


def _place(data: Path, config: Path) -> Workplace:
    return Workplace.open(argparse.Namespace(data=str(data), config=str(config)))


def test_c01_kill_nine_at_twenty_moments_leaves_the_old_index(tmp_path: Path) -> None:
    old, new = fill(tmp_path / "cu", 10), fill(tmp_path / "moi", 60, first=100)
    config = words_config(tmp_path)
    ingest(tmp_path / "before", old)
    ingest(tmp_path / "clean", old)
    began = time.monotonic()
    done = start("ingest", "--data", tmp_path / "clean", "--config", config, new)
    assert done.wait(PATIENCE) == 0, done.communicate()
    lasts = time.monotonic() - began
    clean = IndexRoot(tmp_path / "clean").open_current().manifest
    before = IndexRoot(tmp_path / "before").open_current().manifest
    chance, interrupted, tries = random.Random(20), 0, 0
    while interrupted < 20:
        tries += 1
        assert tries <= 60
        data = tmp_path / "data"
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(tmp_path / "before", data)
        running = start("ingest", "--data", data, "--config", config, new, start_new_session=True)
        time.sleep(chance.uniform(0.1, 1.0) * lasts)
        if running.poll() is None:
            interrupted += 1
        else:  # the machine is less busy than it was
            lasts *= 0.8
        running.kill()
        running.communicate()
        found = IndexRoot(data).open_current().manifest
        assert found in (before, clean)
        assert any("giảm 55 hộ nghèo" in text for text in texts(data))
        again = ingest(data, old, new)
        assert again.manifest == clean
        assert not again.refused
        assert not list((data / "index").glob(".draft-*"))


def test_c02_questions_during_a_re_ingest_see_one_version(tmp_path: Path) -> None:
    data, config = tmp_path / "data", words_config(tmp_path)
    office = fill(tmp_path / "xa", 5)
    ingest(data, office)
    library = _place(data, config).library()
    stop, seen, faults = Event(), set(), []

    def publish(version: int) -> None:
        """From the first version on all five end in the same digit."""
        for n in range(1, 6):
            body = PLAN.format(n=n, poor=f"{n}{version}")
            (office / f"ke-hoach-{n:04}.md").write_text(body, encoding="utf-8")
        ingest(data, office)

    def ask() -> None:
        while not stop.is_set():
            found = library().search("Toàn xã phấn đấu giảm hộ nghèo trong năm", 5)
            versions = {c.passage.text.split(" hộ nghèo")[0].split()[-1][-1] for c in found}
            if len(versions) != 1:
                faults.append([c.passage.text for c in found])
            seen.update(versions)

    publish(1)
    asking = Thread(target=ask)
    asking.start()
    try:
        for version in range(1, 8):
            publish(version)
            assert until(lambda v=version: f"{v}" in seen or faults)
    finally:
        stop.set()
        asking.join(PATIENCE)
    assert not faults
    assert seen == set("1234567")


@pytest.mark.parametrize("limit", [8_000, 60_000, 120_000])
def test_c03_a_full_disk_stops_with_one_line_and_loses_nothing(tmp_path: Path, limit: int) -> None:
    data, config = tmp_path / "data", words_config(tmp_path)
    old, new = fill(tmp_path / "cu", 5), fill(tmp_path / "moi", 120, first=100)
    before = ingest(data, old).manifest

    def small_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    running = start("ingest", "--data", data, "--config", config, new, preexec_fn=small_disk)
    _, complaint = running.communicate(timeout=120)
    assert running.returncode == 2, complaint
    last = complaint.strip().splitlines()[-1]
    assert "Không ghi được chỉ mục" in last
    assert "giải phóng ổ đĩa" in last
    assert "Traceback" not in complaint
    assert IndexRoot(data).open_current().manifest == before
    assert not list((data / "index").glob(".draft-*"))
    after = ingest(data, new).manifest
    assert after is not None
    assert after.documents == 125


def test_c03_a_full_disk_while_vectors_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    before = ingest(data, fill(tmp_path / "xa", 4)).manifest

    def full(*_: object, **__: object) -> None:
        raise RuntimeError("Failed to apply logs to the metadata segment")

    with monkeypatch.context() as broken:
        broken.setattr("knowledge.adapters.chroma_writer.open_client", full)
        with pytest.raises(IndexUnavailableError, match="Không ghi được kho vectơ"):
            complete(data, CountingEmbedder(), SETTINGS, MESSAGES)
    assert IndexRoot(data).open_current().manifest == before
    ready = CountingEmbedder()
    assert complete(data, ready, SETTINGS, MESSAGES)
    assert ready.embedded == 0, "vectors computed before the fault are kept"


def _halve(file: Path) -> None:
    _rewrite(file, file.read_bytes()[: file.stat().st_size // 2])


def _rewrite(file: Path, body: bytes) -> None:
    """Change a file for its index alone: others may share it by a hard link."""
    file.unlink()
    file.write_bytes(body)


def _spoil(file: Path, at: int, count: int = 64) -> None:
    body = bytearray(file.read_bytes())
    body[at : at + count] = b"\xaa" * count
    _rewrite(file, bytes(body))


DAMAGE = {
    "header of the passages": lambda f: _spoil(f / "passages.db", 0),
    "page of the passages": lambda f: _spoil(f / "passages.db", 3 * 4096 + 100),
    "passages cut short": lambda f: _halve(f / "passages.db"),
    "passages deleted": lambda f: (f / "passages.db").unlink(),
    "words cut short": lambda f: _halve(next((f / "lexical/folded").glob("data*"))),
    "words altered": lambda f: _spoil(next((f / "lexical/accented").glob("indices*")), 200),
    "manifest emptied": lambda f: _rewrite(f / "manifest.json", b""),
    "vectors deleted": lambda f: (f / "chroma/chroma.sqlite3").unlink(),
    "vectors cut short": lambda f: _halve(f / "chroma/chroma.sqlite3"),
    "everything deleted": shutil.rmtree,
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_c04_c05_damage_is_found_at_start_and_the_index_before_answers(
    tmp_path: Path, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    data, office = tmp_path / "data", fill(tmp_path / "xa", 6)
    root = IndexRoot(data)
    ingest(data, office)
    complete(data, CountingEmbedder(), SETTINGS, MESSAGES)
    fill(office, 1, first=7)
    ingest(data, office)
    complete(data, CountingEmbedder(), SETTINGS, MESSAGES)
    whole = root.open_current().manifest
    DAMAGE[kind](root.path(whole.fingerprint))
    with pytest.raises(IndexUnavailableError, match="nạp lại kho"):
        open_index(root.path(whole.fingerprint))
    found = root.open_current()
    assert found.manifest.passages in (12, 14)
    assert "Tạm dùng chỉ mục trước đó" in caplog.text
    scores = found.lexical.folded.scores(["kinh", "phi"])
    assert scores.max() > 0
    repaired = ingest(data, office)
    assert repaired.manifest is not None
    assert repaired.manifest.corpus_hash == whole.corpus_hash
    assert repaired.warnings
    assert complete(data, CountingEmbedder(), SETTINGS, MESSAGES)
    assert root.open_current().manifest == whole


def test_c05_lost_nearest_neighbours_are_found_and_words_answer(tmp_path: Path) -> None:
    """Below some thousand vectors Chroma keeps no such files; above, it opens without them."""
    data, config = tmp_path / "data", words_config(tmp_path)
    document = DocumentRecord("d1", "a.md", "/a.md", "0" * 64, "Văn bản", "van_ban")
    made = [Passage(f"p{n}", "d1", n, "", "", f"Xã số {n} giảm hộ nghèo") for n in range(1500)]
    root = IndexRoot(data)
    with drafting(root) as draft:
        write_passages(draft / STORE, [document], made)
        publish_words(root, draft, "test", 3)
    assert complete(data, CountingEmbedder(), SETTINGS, MESSAGES)
    whole = root.open_current().manifest
    chroma = root.path(whole.fingerprint) / "chroma"
    shutil.rmtree(next(inner for inner in chroma.iterdir() if inner.is_dir()))
    asked = start("ingest", "status", "--data", data, "--config", config, "--json")
    status = json.loads(asked.communicate(timeout=120)[0])
    (damaged, words) = status["kept"]
    assert "data_level0.bin bị mất hoặc hỏng" in damaged["fault"]
    with pytest.raises(IndexUnavailableError, match="không tìm lại được vectơ đã biết"):
        open_index(root.path(whole.fingerprint), checked=True)
    assert (status["index"], words["vectors"], words["fault"]) == (words["index"], None, "")
    asked = start("knowledge", "search", "--data", data, "--config", config, "xã số 77")
    out, complaint = asked.communicate(timeout=120)
    assert "Xã số 77 giảm" in out
    assert "Tạm dùng chỉ mục trước đó" in complaint
    assert complete(data, CountingEmbedder(), SETTINGS, MESSAGES)
    asked = start("ingest", "status", "--data", data, "--config", config, "--json")
    status = json.loads(asked.communicate(timeout=120)[0])
    assert [one["fault"] for one in status["kept"]] == ["", ""]
    assert status["index"] == whole.fingerprint


def test_c05_without_an_index_to_fall_back_on_the_error_says_what_to_do(tmp_path: Path) -> None:
    data, office = tmp_path / "data", fill(tmp_path / "xa", 3)
    config = words_config(tmp_path)
    ingest(data, office)
    root = IndexRoot(data)
    (root.path(root.current() or "") / "passages.db").unlink()
    asked = start("knowledge", "search", "--data", data, "--config", config, "hộ nghèo")
    _, complaint = asked.communicate(timeout=120)
    assert asked.returncode == 2
    assert len(complaint.splitlines()) == 1
    assert "passages.db bị mất hoặc hỏng; hãy nạp lại kho văn bản" in complaint


def test_c06_another_model_is_refused_with_the_remedy(tmp_path: Path) -> None:
    data, office = tmp_path / "data", fill(tmp_path / "xa", 3)
    ingest(data, office)
    complete(data, CountingEmbedder(), SETTINGS, MESSAGES)
    asked = start("knowledge", "search", "--data", data, "hộ nghèo")
    _, complaint = asked.communicate(timeout=120)
    assert asked.returncode == 2
    assert len(complaint.splitlines()) == 1
    assert "Chỉ mục lập bằng mô hình counting (8 chiều)" in complaint
    assert "hãy sửa embedding.model hoặc nạp lại kho" in complaint


def test_c07_a_second_ingest_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    data, config = tmp_path / "data", words_config(tmp_path)
    before = ingest(data, fill(tmp_path / "xa", 3)).manifest
    more = fill(tmp_path / "moi", 2, first=50)
    with FileLock(data / "index" / ".lock"):
        second = start("ingest", "--data", data, "--config", config, more)
        _, complaint = second.communicate(timeout=120)
    assert second.returncode == 2
    assert "Một tiến trình khác đang nạp" in complaint
    assert IndexRoot(data).open_current().manifest == before


def test_c07_two_ingests_at_once_leave_a_whole_index(tmp_path: Path) -> None:
    data, config = tmp_path / "data", words_config(tmp_path)
    folders = [fill(tmp_path / f"xa{k}", 40, first=100 * k) for k in (1, 2)]
    both = [start("ingest", "--data", data, "--config", config, folder) for folder in folders]
    statuses = [(running.communicate(timeout=180), running.returncode)[1] for running in both]
    assert 0 in statuses
    assert set(statuses) <= {0, 2}
    assert len(texts(data)) == 80 * statuses.count(0)
    last = ingest(data, *folders).manifest
    assert last is not None
    assert last.documents == 80


def test_c08_a_removed_document_is_gone_at_once(tmp_path: Path) -> None:
    data, config = tmp_path / "data", words_config(tmp_path)
    ingest(data, fill(tmp_path / "xa", 6))
    library = _place(data, config).library()
    sought = "Toàn xã phấn đấu giảm 33 hộ nghèo"
    (best, *_) = library().search(sought, 5)
    assert "giảm 33 hộ nghèo" in best.passage.text
    removal = remove_documents(["xa/ke-hoach-0003.md"], IndexRoot(data), SETTINGS.ingest, MESSAGES)
    assert [document.file for document in removal.removed] == ["xa/ke-hoach-0003.md"]
    after = library().search(sought, 50)
    assert after
    assert best.document.id not in {candidate.document.id for candidate in after}
    assert not any("giảm 33 hộ nghèo" in candidate.passage.text for candidate in after)
    assert IndexRoot(data).open_current().store.numbers_of(best.document.id) == []


def test_c09_no_document_and_one_document(tmp_path: Path) -> None:
    data, config = tmp_path / "data", words_config(tmp_path)
    (tmp_path / "rong").mkdir()
    assert ingest(data, tmp_path / "rong").manifest is None
    assert ingest(data, fill(tmp_path / "xa", 1)).manifest is not None
    library = _place(data, config).library()
    assert library().search("hộ nghèo", 5)
    removal = remove_documents(["ke-hoach-0001.md"], IndexRoot(data), SETTINGS.ingest, MESSAGES)
    assert removal.manifest.passages == 0
    assert library().search("hộ nghèo", 5) == []
    assert library().find("Có bao nhiêu hộ nghèo?", None, date(2026, 11, 25)).answers == ()
    assert complete(data, CountingEmbedder(), SETTINGS, MESSAGES)
    assert ingest(data, tmp_path / "xa").manifest is not None
    assert library().search("hộ nghèo", 5)


def test_c09_twenty_thousand_passages_answer_within_the_budget(tmp_path: Path) -> None:
    chance = random.Random(9)
    words = [f"tiếng{n}" for n in range(1000)]
    document = DocumentRecord("d1", "a.md", "/a.md", "0" * 64, "Văn bản", "van_ban")
    made = [
        Passage(f"p{n}", "d1", n, f"Điều {n}", "Văn bản", " ".join(chance.choices(words, k=60)))
        for n in range(20_000)
    ]
    root = IndexRoot(tmp_path / "data")
    with drafting(root) as draft:
        write_passages(draft / STORE, [document], made)
        publish_words(root, draft, "test", 3)
    library = _place(tmp_path / "data", words_config(tmp_path)).library()
    library()
    times = []
    for n in range(0, 20_000, 250):
        asked = " ".join(made[n].text.split()[10:22])
        began = time.process_time()  # other programs on this machine do not count
        found = library().search(asked, 8)
        times.append(time.process_time() - began)
        assert found[0].number == n
    assert sorted(times)[int(len(times) * 0.95)] < 0.5


def test_rollback_goes_back_and_forward(tmp_path: Path) -> None:
    data, office = tmp_path / "data", fill(tmp_path / "xa", 2)
    root = IndexRoot(data)
    made = []
    for n in (3, 4, 5):
        ingest(data, office)
        complete(data, CountingEmbedder(), SETTINGS, MESSAGES)
        made.append(root.open_current().manifest)
        fill(office, 1, first=n)
    assert [manifest.documents for manifest in made] == [2, 3, 4]
    assert roll_back(root, MESSAGES) == made[1]
    assert root.open_current().manifest == made[1]
    assert roll_back(root, MESSAGES) == made[0]
    with pytest.raises(IndexUnavailableError, match="Không còn chỉ mục nào cũ hơn"):
        roll_back(root, MESSAGES)
    assert root.open_current().manifest == made[0]
    assert roll_back(root, MESSAGES, made[2].fingerprint[:8]) == made[2]
    with pytest.raises(IndexUnavailableError, match="khong-co"):
        roll_back(root, MESSAGES, "khong-co")


def test_a_killed_child_of_ingest_leaves_no_process(tmp_path: Path) -> None:
    big = tmp_path / "lon.txt"
    big.write_text("Hộ nghèo được hỗ trợ theo quy định của Nhà nước.\n" * 200_000, "utf-8")
    config = words_config(tmp_path)
    running = start("ingest", "--data", tmp_path / "data", "--config", config, big)
    children: list[int] = []

    def found() -> bool:
        for file in Path(f"/proc/{running.pid}/task").glob("*/children"):
            with suppress(OSError):  # that thread has just ended
                children.extend(int(pid) for pid in file.read_text().split())
        return bool(children)

    assert until(lambda: found() or running.poll() is not None)
    assert children
    os.kill(running.pid, signal.SIGKILL)
    running.communicate()
    assert until(lambda: not any(map(_alive, children)))


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_vectors_killed_in_the_background_go_on_where_they_were(tmp_path: Path) -> None:
    data = tmp_path / "data"
    config = tmp_path / "config.yaml"
    body = (ROOT / "config.yaml").read_text(encoding="utf-8")
    body = body.replace("batch_size: 16", "batch_size: 2")
    config.write_text(body.replace("foreground_passages: 400", "foreground_passages: 0"), "utf-8")
    work = _place(data, config)
    embedder = work.embedder
    assert embedder is not None
    ingest(data, fill(tmp_path / "xa", 60))
    running = start("ingest", "vectors", "--data", data, "--config", config)
    assert until(lambda: pending(data, embedder) <= 116, 2 * PATIENCE)
    running.kill()
    running.communicate()
    left = pending(data, embedder)
    assert 0 < left <= 116
    assert IndexRoot(data).open_current().vectors is None
    start("ingest", "vectors", "--data", data, "--config", config).communicate(timeout=2 * PATIENCE)
    assert IndexRoot(data).open_current().vectors is not None
    assert pending(data, embedder) == 0


def test_status_json_of_the_command_line(tmp_path: Path) -> None:
    data, config = tmp_path / "data", words_config(tmp_path)
    place = ("--data", data, "--config", config, "--json")
    ingest(data, fill(tmp_path / "xa", 3))
    out, _ = start("ingest", "status", *place).communicate(timeout=120)
    status = json.loads(out)
    assert (status["documents"], status["passages"], status["vectors_pending"]) == (3, 6, 0)
    assert [one["current"] for one in status["kept"]] == [True]
    out, _ = start("ingest", "remove", *place, "ke-hoach-0002.md").communicate(timeout=120)
    removed = json.loads(out)
    assert removed["removed"][0]["file"] == "xa/ke-hoach-0002.md"
    assert removed["documents"] == 2
    out, _ = start("ingest", "rollback", *place).communicate(timeout=120)
    back = json.loads(out)
    assert back["from"] == removed["index"]
    assert (back["index"], back["documents"]) == (status["index"], 3)
