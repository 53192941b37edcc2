"""What must not be stored: marks of secrecy (S10), lists of persons (S09); and what may."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import docx
import openpyxl
import pytest

from ingest.personal import holds_personal_list
from ingest.secrecy import is_secret, is_secret_name
from knowledge.adapters.index_folder import IndexRoot
from tests.offices import ingest, start, texts, words_config

pytestmark = pytest.mark.slow  # whole processes, whole documents


HEAD = "ỦY BAN NHÂN DÂN XÃ AN PHÚ"
BODY = "Ủy ban nhân dân xã báo cáo kết quả rà soát hộ nghèo, hộ cận nghèo năm 2026."

SECRET = {
    "a line": f"{HEAD}\nMẬT\n{BODY}",
    "two words": f"{HEAD}\nTỐI MẬT\n{BODY}",
    "three letters": f"{HEAD}\nTUYỆT MẬT\n{BODY}",
    "decomposed": unicodedata.normalize("NFD", f"{HEAD}\nTuyệt mật\n{BODY}"),
    "spaced letters": f"{HEAD}\nT Ố I   M Ậ T\n{BODY}",
    "spaced letters beside the letterhead": f"{HEAD}     M Ậ T     CỘNG HÒA XÃ HỘI\n{BODY}",
    "small letters": f"{HEAD}\nmật\n{BODY}",
    "small letters, two words": f"{HEAD}\ntối mật\n{BODY}",
    "without diacritics": f"{HEAD}\nTOI MAT\n{BODY}",
    "without diacritics, three letters": f"{HEAD}\nTUYET MAT\n{BODY}",
    "label": f"{HEAD}\nĐộ mật: Mật\n{BODY}",
    "label of the text": f"{HEAD}\nĐộ mật văn bản: TỐI MẬT\n{BODY}",
    "cell of the letterhead": f"| {HEAD} | MẬT |\n|---|---|\n{BODY}",
    "cell beside its label": f"| Độ mật | Mật |\n|---|---|\n{BODY}",
    "brackets": f"{HEAD}\n[TUYỆT MẬT]\n{BODY}",
    "copy number": f"{HEAD}\nTỐI MẬT\nBản số: 02\n{BODY}",
    "copy number on the line": f"{HEAD}\nTUYỆT MẬT - Bản số 5\n{BODY}",
    "kind of text": f"{HEAD}\nTÀI LIỆU MẬT\n{BODY}",
    "one space from the letterhead": f"{HEAD} TỐI MẬT\n{BODY}",
    "before the letterhead": f"MẬT CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n{BODY}",
    "after the number": f"{HEAD}\nSố: 12/BC-UBND (MẬT)\n{BODY}",
    "emphasis": f"{HEAD}\n**TỐI MẬT**\n{BODY}",
}

OPEN = {
    "a law on secrets": f"{HEAD}\nLUẬT BẢO VỆ BÍ MẬT NHÀ NƯỚC\n{BODY}",
    "its subject": f"{HEAD}\nVề công tác bảo vệ bí mật nhà nước\n{BODY}",
    "degrees in a sentence": f"{HEAD}\nĐộ mật của văn bản gồm tuyệt mật, tối mật và mật.\n{BODY}",
    "a sentence that begins so": f"{HEAD}\nTối mật là độ mật của thông tin quan trọng.\n{BODY}",
    "a list of degrees": f"{HEAD}\n{BODY}\n" + "Nội dung.\n" * 12 + "- Tuyệt mật\n- Tối mật\n- Mật",
    "a table of degrees": f"{HEAD}\n{BODY}\n| Độ | Thời hạn |\n|---|---|\n"
    "| Tuyệt mật | 30 năm |\n| Tối mật | 20 năm |\n| Mật | 10 năm |",
    "no degree": f"{HEAD}\nĐộ mật: Không\n{BODY}",
    "ordinary": f"{HEAD}\nĐộ mật: Thường\n{BODY}",
    "honey": f"{HEAD}\nNuôi ong lấy mật\n{BODY}",
    "to lose": f"{HEAD}\nToi mat\n{BODY}",
    "without diacritics in a sentence": f"{HEAD}\nBao ve bi mat nha nuoc toi mat\n{BODY}",
    "density": f"{HEAD}\nMẬT ĐỘ DÂN SỐ\n{BODY}",
    "password": f"{HEAD}\nMật khẩu được cấp riêng cho từng người.\n{BODY}",
    "the front": f"ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM\n{BODY}",
    "bile": f"{HEAD}\nBệnh viện điều trị sỏi mật\n{BODY}",
    "a title about secret papers": f"{HEAD}\nQUẢN LÝ TÀI LIỆU TUYỆT MẬT\n{BODY}",
    "a title that ends so": f"{HEAD}\nDANH MỤC BÍ MẬT NHÀ NƯỚC ĐỘ TỐI MẬT\n{BODY}",
    "quoted far below": f"{HEAD}\n" + f"{BODY}\n" * 80 + "MẬT",
    "confidential talks": f"{HEAD}\nGiữ bí mật họ tên, địa chỉ người tố cáo.\n{BODY}",
}

NAMES = ["Nguyễn Văn An", "Trần Thị Bình", "Lò Văn Cường", "Giàng A Dơ", "Phạm Thị Én"]
NUMBERS = ["079185001234", "001090123456", "014076005678", "045200009012", "082165003456"]
PEOPLE = list(zip(NAMES, NUMBERS, strict=True))


def _table(header: str, rows: list[str]) -> str:
    return "\n".join([header, "|" + "---|" * (header.count("|") - 1), *rows])


PERSONAL = {
    "numbers of twelve digits": _table(
        "| STT | Họ và tên chủ hộ | Số CCCD/CMND | Thôn |",
        [f"| {k} | {n} | {c} | Thôn {k} |" for k, (n, c) in enumerate(PEOPLE, 1)],
    ),
    "numbers of nine digits": _table(
        "| TT | Họ tên | CMND | Năm sinh |",
        [f"| {k} | {n} | 1{k}2345678 | 19{k}0 |" for k, n in enumerate(NAMES, 1)],
    ),
    "no header": _table("| 1 | 2 | 3 |", [f"| {n} | {c} | hộ nghèo |" for n, c in PEOPLE]),
    "a lost zero": _table(
        "| Chủ hộ | Số định danh cá nhân |",
        [f"| {n} | {c.lstrip('0')} |" for n, c in PEOPLE],
    ),
    "small letters": _table(
        "| ho va ten | so cccd |", [f"| {n.lower()} | {c} |" for n, c in PEOPLE]
    ),
    "capitals without diacritics": "\n".join(
        f"{k}. {name} - CCCD {c}"
        for k, (name, c) in enumerate(
            zip(["NGUYEN VAN AN", "TRAN THI BINH", "LE VAN CAM"], NUMBERS[:3], strict=True), 1
        )
    ),
    "lines of text": "\n".join(
        f"{k} {n} {c} hộ nghèo thôn {k}" for k, (n, c) in enumerate(PEOPLE, 1)
    ),
    "a run of text": "; ".join(f"ông {n}, số CCCD {c}" for n, c in PEOPLE),
    "one cell a line": "\n".join(f"{n}\n{c}\nhộ nghèo" for n, c in PEOPLE),
    "grouped digits": "\n".join(f"{n}: {c[:3]} {c[3:6]} {c[6:9]} {c[9:]}" for n, c in PEOPLE),
}

IMPERSONAL = {
    "an empty form": _table(
        "| STT | Họ và tên chủ hộ | Số CCCD/CMND | Ghi chú |", ["| 1 |  |  |  |", "| 2 |  |  |  |"]
    ),
    "one person in a decision": f"Bổ nhiệm ông {NAMES[0]}, số CCCD {NUMBERS[0]}, giữ chức vụ.",
    "two signers": f"Ông {NAMES[0]} (CCCD {NUMBERS[0]}) và bà {NAMES[1]} (CCCD {NUMBERS[1]}) ký.",
    "names with money": _table(
        "| Họ và tên | Số tiền (đồng) |", [f"| {n} | {k}50000000 |" for k, n in enumerate(NAMES, 1)]
    ),
    "names with money in groups": "\n".join(
        f"{n}: {k}50.123.456 đồng" for k, n in enumerate(NAMES, 1)
    ),
    "names with telephone numbers": "\n".join(f"{n}: 09{k}2345678" for k, n in enumerate(NAMES, 1)),
    "names and years of birth": _table(
        "| Họ và tên | Năm sinh |", [f"| {n} | 19{k}0 |" for k, n in enumerate(NAMES, 1)]
    ),
    "communes with figures": _table(
        "| Xã | Số hộ | Hộ nghèo |", [f"| Xã {n} | 12{k}4 | 5{k} |" for k, n in enumerate(NAMES)]
    ),
    "budget codes": "\n".join(f"Sở Nội vụ tỉnh: mã dự án 12345678{k}" for k in range(1, 6)),
    "rules about the number": "Công dân kê khai họ và tên, số CCCD gồm 12 chữ số, CMND 9 chữ số.",
}  # fmt: skip


@pytest.mark.parametrize("kind", SECRET)
def test_s10_marks_are_seen(kind: str) -> None:
    assert is_secret(SECRET[kind].split("\n"))


@pytest.mark.parametrize("kind", OPEN)
def test_s10_texts_about_secrecy_are_open(kind: str) -> None:
    assert not is_secret(OPEN[kind].split("\n"))


@pytest.mark.parametrize("kind", PERSONAL)
def test_s09_lists_of_persons_are_seen(kind: str) -> None:
    assert holds_personal_list(f"{HEAD}\n{BODY}\n\n{PERSONAL[kind]}")


@pytest.mark.parametrize("kind", IMPERSONAL)
def test_s09_other_texts_are_no_list_of_persons(kind: str) -> None:
    assert not holds_personal_list(f"{HEAD}\n{BODY}\n\n{IMPERSONAL[kind]}")


def test_s09_the_real_texts_are_no_lists_of_persons() -> None:
    corpus = Path(__file__).resolve().parents[2] / "shared" / "corpus"
    files = [*corpus.glob("law/*.md"), *corpus.glob("legacy/*.txt"), *corpus.glob("articles/*")]
    if not files:
        pytest.skip("thiếu ../shared/corpus")
    listed = [f.name for f in files if holds_personal_list(f.read_text(encoding="utf-8"))]
    assert listed == []


def test_there_are_enough_texts_and_half_are_innocent() -> None:
    guilty, innocent = len(SECRET) + len(PERSONAL), len(OPEN) + len(IMPERSONAL)
    assert guilty + innocent >= 30
    assert abs(guilty - innocent) <= 4


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        ("KH-12 (MẬT).docx", True),
        ("TUYỆT MẬT - phương án.pdf", True),
        (unicodedata.normalize("NFD", "bao cao TỐI MẬT.docx"), True),
        ("TOI MAT_bao cao.pdf", True),
        ("QD_MẬT.docx", True),
        ("luat-bao-ve-bi-mat-nha-nuoc.md", False),
        ("Luật bảo vệ bí mật nhà nước.pdf", False),
        ("KH MẬT ĐỘ DÂN SỐ.docx", False),
        ("toi-mat-tien.txt", False),
        ("nuôi ong lấy mật.docx", False),
    ],
)
def test_s10_names_of_files(name: str, secret: bool) -> None:
    assert is_secret_name(name) is secret


def _workbook(path: Path, rows: list[list[object]], header: str = "") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    sheet.oddHeader.right.text = header or None
    book.save(path)
    return path


def test_s10_nothing_of_a_secret_text_reaches_the_disk_or_the_output(tmp_path: Path) -> None:
    data, folder = tmp_path / "data", tmp_path / "xa"
    folder.mkdir()
    word = "hoasenbachthuong"
    (folder / "a.md").write_text(f"{HEAD}\nTỐI MẬT\n{BODY} {word}\n", encoding="utf-8")
    paper = docx.Document()
    paper.add_paragraph(f"{BODY} {word}")
    paper.sections[0].footer.paragraphs[0].text = "MẬT"
    paper.save(str(folder / "b.docx"))
    _workbook(folder / "c.xlsx", [["Xã", "Ghi chú"], ["An Phú", word]], header="TUYỆT MẬT")
    (folder / "d.md").write_text(f"{HEAD}\n{BODY} {word[::-1]}\n", encoding="utf-8")
    running = start("ingest", "--data", data, "--config", words_config(tmp_path), "--json", folder)
    out, complaint = running.communicate(timeout=120)
    report = json.loads(out)
    assert [(r["file"], r["code"]) for r in report["refused"]] == [
        (f"xa/{name}", "secret") for name in ("a.md", "b.docx", "c.xlsx")
    ]
    assert len(report["read"]) == 1
    assert word not in out + complaint
    _nowhere(data, word)


def _nowhere(data: Path, *words: str) -> None:
    for file in data.rglob("*"):
        if file.is_file():
            body = file.read_bytes()
            assert not [word for word in words if word.encode() in body], file


def test_s09_a_list_is_refused_without_a_trace_until_an_administrator_allows_it(
    tmp_path: Path,
) -> None:
    data, folder, config = tmp_path / "data", tmp_path / "xa", words_config(tmp_path)
    folder.mkdir()
    rows: list[list[object]] = [["STT", "Họ và tên chủ hộ", "Số CCCD/CMND", "Thôn"]]
    rows += [[k, n, c, f"Thôn {k}"] for k, (n, c) in enumerate(PEOPLE, 1)]
    _workbook(folder / "ho-ngheo.xlsx", rows)
    (folder / "ke-hoach.md").write_text(f"{HEAD}\n{BODY}\n", encoding="utf-8")
    place = ("--data", data, "--config", config, "--json")
    out, complaint = start("ingest", *place, folder).communicate(timeout=120)
    (refused,) = json.loads(out)["refused"]
    assert refused["code"] == "personal_data"
    assert "--allow-personal-data" in refused["reason"]
    names = [*NAMES, *NUMBERS, *(n.lower() for n in NAMES)]
    assert not [name for name in names if name in out + complaint]
    _nowhere(data, *names)
    assert IndexRoot(data).open_current().manifest.personal_data == ()

    out, complaint = start("ingest", *place, "--allow-personal-data", folder).communicate(
        timeout=120
    )
    report = json.loads(out)
    assert [read["file"] for read in report["read"]] == ["xa/ho-ngheo.xlsx"]
    assert not [name for name in names if name in out + complaint]
    manifest = IndexRoot(data).open_current().manifest
    assert len(manifest.personal_data) == 1
    assert any(NAMES[0] in text for text in texts(data))


def test_s09_the_permission_is_for_the_file_as_it_was(tmp_path: Path) -> None:
    data, folder = tmp_path / "data", tmp_path / "xa"
    folder.mkdir()
    listed = folder / "danh-sach.md"
    listed.write_text(f"{HEAD}\n\n{PERSONAL['no header']}\n", encoding="utf-8")
    assert ingest(data, folder, leave=True).manifest.personal_data  # type: ignore[union-attr]
    again = ingest(data, folder, passage_syllables=100)  # cut anew, the bytes are the same
    assert [record.file for record, _ in again.read] == ["xa/danh-sach.md"]
    assert again.manifest.personal_data  # type: ignore[union-attr]
    listed.write_text(listed.read_text("utf-8") + "\nBổ sung hộ nghèo.\n", encoding="utf-8")
    changed = ingest(data, folder, passage_syllables=100)
    assert [refusal.code for refusal in changed.refused] == ["personal_data"]
    assert changed.manifest == again.manifest
