"""Files that attack or break a parser: cases F01 to F08 of the reliability tables."""

from __future__ import annotations

import os
import re
import resource
import signal
import tempfile
import time
import zipfile
from concurrent.futures import Future
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import docx
import pytest

from ingest.packages import check_package
from ingest.readers import open_readers
from ingest.tesseract import ocr_present
from ingest.worker import Outcome
from knowledge.adapters.index_folder import IndexRoot
from knowledge.errors import DocumentError
from tests.offices import MESSAGES, SETTINGS, fill, ingest, start, texts, words_config

pytestmark = pytest.mark.slow  # whole processes, whole documents

SENTENCE = "Hộ nghèo, hộ cận nghèo được hưởng chính sách hỗ trợ của Nhà nước theo quy định."
CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"/>'
)


def _read(*files: Path, **limits: int) -> list[Outcome]:
    """Read files in one set of children, one after the other."""
    settings = SETTINGS.ingest.model_copy(update={"processes": 1, **limits})
    with open_readers(settings) as readers:
        return [readers.read(file, file.name).result() for file in files]


def _code(file: Path, **limits: int) -> str:
    (outcome,) = _read(file, **limits)
    assert outcome.document is None
    assert file.name in outcome.reason
    assert "\n" not in outcome.reason
    return outcome.code


def _word(path: Path, parts: dict[str, bytes]) -> Path:
    """Write a package that claims to be a Word document."""
    whole = {"[Content_Types].xml": CONTENT_TYPES.encode(), "word/document.xml": b"<a/>", **parts}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, body in whole.items():
            package.writestr(name, body)
    return path


def _good(folder: Path) -> Path:
    path = folder / "tot.txt"
    path.write_text(SENTENCE, encoding="utf-8")
    return path


def _pdf(path: Path, objects: list[str], trailer: str = "", loop: bool = False) -> Path:
    """Write a PDF by hand; with ``loop`` its table of objects names itself as the one before."""
    body, offsets = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = len(body)
    body += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    body += b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    before = f"/Prev {table}" if loop else ""
    body += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {before} {trailer}>>\n".encode()
    path.write_bytes(body + f"startxref\n{table}\n%%EOF\n".encode())
    return path


def test_f01_size_is_checked_before_anything_is_read(tmp_path: Path) -> None:
    limit = 200_000
    within, over, nothing = (tmp_path / name for name in ("vua.txt", "qua.txt", "rong.txt"))
    text = (SENTENCE + "\n").encode() * 3_000
    within.write_bytes(text[:limit])
    over.write_bytes(text[: limit + 1])
    nothing.write_bytes(b"")
    outcomes = _read(within, over, nothing, max_bytes=limit)
    assert [outcome.code for outcome in outcomes] == ["", "too_large", "empty"]


def test_f02_odd_names_stay_inside_the_data_folder(tmp_path: Path) -> None:
    data, office = tmp_path / "data", tmp_path / "xa"
    office.mkdir()
    names = [
        "<b>x<b>.md", "CON.md", "a\nb.md", "đảo \u202egnp.md", "Ke\u0302\u0301 hoa\u0323ch.md",
        f"{'d' * 240}.md", "an..nấp..md", "$(touch x).md", "'; DROP TABLE document; --.md",
    ]  # fmt: skip
    for number, name in enumerate(names):
        (office / name).write_text(f"{SENTENCE} Số {number}.", encoding="utf-8")
    unreadable = os.fsencode(office) + b"/\xff\xfe.md"
    Path(os.fsdecode(unreadable)).write_text(SENTENCE, encoding="utf-8")
    before = {path for path in tmp_path.rglob("*") if data not in path.parents}
    running = start("ingest", "--data", data, "--config", words_config(tmp_path), office)
    out, _ = running.communicate(timeout=120)
    assert running.returncode == 0
    lines = out.splitlines()
    assert sum(line.startswith("+ ") for line in lines) == len(names)
    assert sum("đề nghị đổi tên tệp" in line for line in lines) == 1
    after = {path for path in tmp_path.rglob("*") if data not in path.parents}
    assert after - before <= {data, tmp_path / "words.yaml"}
    assert len(texts(data)) == len(names)


@pytest.mark.parametrize("kind", ["dense", "many"])
def test_f03_zip_bombs_are_refused_before_they_unpack(tmp_path: Path, kind: str) -> None:
    parts = {
        "dense": {"word/media/a.xml": b"\0" * 60_000_000},
        "many": {f"word/{n}.xml": b"" for n in range(10_001)},
    }[kind]
    bomb = _word(tmp_path / "bom.docx", parts)
    before = _spent_by_children()
    outcomes = _read(bomb, _good(tmp_path))
    assert outcomes[0].code == "bomb"
    assert outcomes[1].document is not None
    assert _spent_by_children() - before < 10  # seconds; the rest of the machine does not count


def _spent_by_children() -> float:
    """Return the seconds of the processor that ended child processes have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_f03_parts_that_are_too_large_together_are_refused(tmp_path: Path) -> None:
    vast = _word(tmp_path / "lon.docx", {f"word/{n}.bin": bytes(900_000) for n in range(3)})
    with pytest.raises(DocumentError, match="vượt quá 1 MB"):
        check_package(vast, vast.name, 2_000_000)
    check_package(vast, vast.name, 3_000_000)


def test_f03_entries_that_point_outside_write_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "trong"
    folder.mkdir()
    paper = folder / "a.docx"
    document = docx.Document()
    document.add_paragraph(SENTENCE)
    document.save(str(paper))
    inner = _word(tmp_path / "long.docx", {}).read_bytes()
    with zipfile.ZipFile(paper, "a") as package:
        package.writestr("../../ngoai.txt", "x")
        package.writestr("word/embeddings/long.docx", inner)
        link = zipfile.ZipInfo("word/lien-ket")
        link.external_attr = 0o120777 << 16
        package.writestr(link, "/etc/passwd")
    before = set(tmp_path.rglob("*"))
    (outcome,) = _read(paper)
    assert outcome.document is not None
    assert [passage.text for passage in outcome.document.passages] == [SENTENCE]
    assert set(tmp_path.rglob("*")) == before


PAGE = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>"
CATALOG = "<< /Type /Catalog /Pages 2 0 R >>"


@pytest.mark.parametrize(
    "objects",
    [
        [CATALOG, "<< /Type /Pages /Kids [2 0 R] /Count 1 >>"],
        [CATALOG, "<< /Type /Pages /Kids [3 0 R] /Count 1 /Parent 2 0 R >>", PAGE],
        [
            "<< /Type /Catalog /Pages 2 0 R /Outlines 4 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            PAGE,
            "<< /First 4 0 R /Last 4 0 R /Next 4 0 R /Count 9 >>",
        ],
        [
            CATALOG,
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            PAGE.replace(">>", "/Contents 4 0 R >>"),
            "<< /Length 4 0 R >>\nstream\nq\nendstream",
        ],
    ],
    ids=["pages hold themselves", "no text", "outline in a circle", "length of itself"],
)
@pytest.mark.parametrize("loop", [False, True], ids=["", "xref in a circle"])
def test_f04_pdfs_in_circles_end_in_a_refusal(
    tmp_path: Path, objects: list[str], loop: bool
) -> None:
    bad = _pdf(tmp_path / "vong.pdf", objects, loop=loop)
    outcomes = _read(bad, _good(tmp_path), file_seconds=5)
    assert outcomes[0].code in ("no_text_layer", "unreadable", "took_too_long")
    assert outcomes[1].document is not None


def test_f04_wrong_names_and_torn_files_are_refused(tmp_path: Path) -> None:
    whole = _pdf(tmp_path / "a.pdf", [CATALOG, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", PAGE])
    torn = tmp_path / "cut.pdf"
    torn.write_bytes(whole.read_bytes()[:60])
    disguised = tmp_path / "that-ra-la.docx"
    disguised.write_bytes(b"MZ" + bytes(500))
    picture = tmp_path / "anh.pdf"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    outcomes = _read(torn, disguised, picture, _good(tmp_path))
    assert outcomes[0].code in ("unreadable", "no_text_layer", "empty")
    # A picture is a scan: read where Tesseract is, and found to be torn.
    assert [outcome.code for outcome in outcomes[1:]] == [
        "unsupported", "unreadable" if ocr_present() else "needs_ocr", "",
    ]  # fmt: skip


class _Trap(BaseHTTPRequestHandler):
    visits = 0

    def do_GET(self) -> None:
        type(self).visits += 1
        self.send_error(404)


def test_f05_entities_are_neither_expanded_nor_fetched(tmp_path: Path) -> None:
    trap = HTTPServer(("127.0.0.1", 0), _Trap)
    Thread(target=trap.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{trap.server_port}/x"
    laughs = "".join(
        f'<!ENTITY l{n} "{"&l" + str(n - 1) + ";" if n else "ha"}'
        f'{("&l" + str(n - 1) + ";") * 9 if n else ""}">'
        for n in range(12)
    )
    try:
        bomb = _word(tmp_path / "bom.docx", {
            "word/document.xml": f"<!DOCTYPE a [{laughs}]><a>&l11;</a>".encode()
        })  # fmt: skip
        outside = _word(tmp_path / "ngoai.docx", {
            "word/document.xml": f'<!DOCTYPE a [<!ENTITY e SYSTEM "{address}">]><a>&e;</a>'.encode()
        })  # fmt: skip
        picture = tmp_path / "anh.svg"
        picture.write_text(f'<!DOCTYPE svg SYSTEM "{address}"><svg/>', encoding="utf-8")
        page = tmp_path / "trang.html"
        page.write_text(
            f'<!DOCTYPE html [<!ENTITY e SYSTEM "{address}">]><html><head>'
            f'<link rel="stylesheet" href="{address}"></head><body><p>{SENTENCE} &e;</p>'
            f'<img src="{address}"></body></html>',
            encoding="utf-8",
        )
        outcomes = _read(bomb, outside, picture, page)
        assert [outcome.code for outcome in outcomes] == ["entities", "entities", "unsupported", ""]
        assert _Trap.visits == 0
    finally:
        trap.shutdown()
        trap.server_close()


def test_f06_a_scan_without_text_is_told_and_not_stored(tmp_path: Path) -> None:
    folder = fill(tmp_path / "xa", 1)
    _pdf(folder / "quet.pdf", [CATALOG, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", PAGE])
    report = ingest(tmp_path / "data", folder)
    assert [refusal.code for refusal in report.refused] == ["no_text_layer"]
    assert len(texts(tmp_path / "data")) == 2


def test_f07_the_same_file_twice_and_a_new_version(tmp_path: Path) -> None:
    data, office = tmp_path / "data", fill(tmp_path / "xa", 2)
    ingest(data, office)
    again = ingest(data, office, office / "ke-hoach-0001.md")
    assert not again.read
    assert len(again.unchanged) == 2
    plan = office / "ke-hoach-0001.md"
    for figure in (77, 88):
        plan.write_text(plan.read_text("utf-8").replace("giảm 11", f"giảm {figure}"), "utf-8")
        plan.write_text(plan.read_text("utf-8").replace("giảm 77", f"giảm {figure}"), "utf-8")
        ingest(data, office)
    index = IndexRoot(data).open_current()
    assert (index.manifest.documents, index.manifest.former) == (2, 2)
    (changed,) = [d for d in index.store.documents() if d.path == str(plan.resolve())]
    versions = index.store.former_versions(changed.id)
    assert ["giảm 11 hộ" in v.text for v in versions] == [True, False]
    assert ["giảm 77 hộ" in v.text for v in versions] == [False, True]
    assert sum("giảm 88 hộ" in text for text in texts(data)) == 1
    assert not [text for text in texts(data) if "giảm 77 hộ" in text or "giảm 11 hộ" in text]
    plan.rename(office / "ten-moi.md")
    ingest(data, office)
    (moved,) = [d for d in IndexRoot(data).open_current().store.documents() if "moi" in d.file]
    assert len(IndexRoot(data).open_current().store.former_versions(moved.id)) == 2


def test_f08_a_thousand_files_one_bad_in_fifty(tmp_path: Path) -> None:
    data, office = tmp_path / "data", fill(tmp_path / "xa", 1000)
    bad = sorted(office.iterdir())[::50]
    for number, file in enumerate(bad):
        body = [b"", bytes(range(256)) * 8, "MẬT\nKế hoạch.".encode(), b"PK\x03\x04 torn"][
            number % 4
        ]
        file.write_bytes(body)
    report = ingest(data, office)
    assert len(report.read) == 980
    assert [refusal.file for refusal in report.refused] == [f"xa/{file.name}" for file in bad]
    assert report.manifest is not None
    assert report.manifest.documents == 980


def _vast_text(folder: Path, megabytes: int) -> Path:
    path = folder / "lon.txt"
    path.write_text((SENTENCE + "\n") * (megabytes * 1_000_000 // 110), encoding="utf-8")
    return path


def test_a_file_over_its_time_loses_only_its_child(tmp_path: Path) -> None:
    outcomes = _read(_vast_text(tmp_path, 19), _good(tmp_path), file_seconds=1)
    assert outcomes[0].code == "took_too_long"
    assert "quá 1 giây" in outcomes[0].reason
    assert outcomes[1].document is not None


def test_a_file_over_its_memory_loses_only_its_child(tmp_path: Path) -> None:
    low = {"file_memory_bytes": 64 * 1024 * 1024}
    outcomes = _read(_vast_text(tmp_path, 19), _good(tmp_path), **low)
    assert outcomes[0].code == "too_much_memory"
    assert "64 MB bộ nhớ" in outcomes[0].reason
    assert outcomes[1].document is not None


def test_a_file_that_gives_too_much_is_refused(tmp_path: Path) -> None:
    assert _code(_vast_text(tmp_path, 2), file_output_bytes=1_000_000) == "too_much_text"


def test_a_child_that_dies_is_replaced_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vast, good = _vast_text(tmp_path, 19), _good(tmp_path)
    own = tmp_path / "tam"  # other tests have folders in the common one
    own.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(own))
    with open_readers(SETTINGS.ingest.model_copy(update={"processes": 1})) as readers:
        assert readers.read(good, good.name).result().document is not None
        reading: Future[Outcome] = readers.read(vast, vast.name)
        time.sleep(0.2)
        (child,) = readers.processes()
        os.kill(child, signal.SIGKILL)
        outcome = reading.result()
        assert (outcome.document, outcome.code) == (None, "reader_lost")
        assert readers.read(good, good.name).result().document is not None
        (child,) = readers.processes()
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
    assert list(own.iterdir()) == []


def test_results_do_not_depend_on_the_number_of_children(tmp_path: Path) -> None:
    office = fill(tmp_path / "xa", 30)
    (office / "ke-hoach-0007.md").write_bytes(b"")
    (office / "ke-hoach-0020.md").write_bytes((office / "ke-hoach-0003.md").read_bytes())
    reports = [ingest(tmp_path / f"data{n}", office, processes=n) for n in (1, 4)]
    one, four = reports
    assert one.manifest == four.manifest
    assert one.read == four.read
    assert one.unchanged == four.unchanged == ["xa/ke-hoach-0020.md"]
    assert [r.file for r in one.refused] == [r.file for r in four.refused]
    assert MESSAGES("ingest_read.empty", file="xa/ke-hoach-0007.md") == one.refused[0].reason


def test_show_keeps_the_same_limits(tmp_path: Path) -> None:
    config = words_config(tmp_path)
    body = re.sub(r"  file_seconds: \d+", "  file_seconds: 1", config.read_text(encoding="utf-8"))
    config.write_text(body, encoding="utf-8")
    shown = start("ingest", "show", "--config", config, _vast_text(tmp_path, 19))
    out, complaint = shown.communicate(timeout=180)
    assert (shown.returncode, out) == (2, "")
    assert "đọc quá 1 giây" in complaint
    assert len(complaint.splitlines()) == 1


def test_show_prints_and_refuses_as_ingest_does(tmp_path: Path) -> None:
    good, listed = _good(tmp_path), tmp_path / "danh-sach.txt"
    people = [("Nguyễn Văn An", "079185001234"), ("Trần Thị Bình", "001090123456")]
    rows = "".join(f"| {name} | {number} |\n" for name, number in people)
    listed.write_text(f"| Họ tên | Số CCCD |\n|---|---|\n{rows}", encoding="utf-8")
    for file, status, words in ((good, 0, "Hộ nghèo"), (listed, 2, "--allow-personal-data")):
        shown = start("ingest", "show", "--text", file)
        out, complaint = shown.communicate(timeout=120)
        assert shown.returncode == status
        assert words in out + complaint
        assert "Nguyễn" not in out + complaint
    allowed = start("ingest", "show", "--text", "--allow-personal-data", listed)
    assert "Nguyễn Văn An" in allowed.communicate(timeout=120)[0]
