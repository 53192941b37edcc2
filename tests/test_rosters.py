"""Lists of private persons without identity numbers, and the word "Mật" that is no mark."""

from __future__ import annotations

import pytest

from ingest.personal import holds_personal_list
from ingest.secrecy import is_secret

NAMES = ["Nguyễn Văn An", "Trần Thị Bình", "Lò Văn Cường", "Giàng A Dơ", "Phạm Thị Én"]
HEAD = "ỦY BAN NHÂN DÂN XÃ AN PHÚ\nỦy ban nhân dân xã báo cáo kết quả rà soát hộ nghèo năm 2026.\n"


def _table(header: str, rows: list[str]) -> str:
    return "\n".join([header, "|" + "---|" * (header.count("|") - 1), *rows])


def _numbered(cells: str) -> list[str]:
    return [f"| {k} | {name} | {cells.format(k=k)} |" for k, name in enumerate(NAMES, 1)]


PRIVATE = {
    "poor households": "DANH SÁCH HỘ NGHÈO NĂM 2026\n"
    + _table("| STT | Họ và tên chủ hộ | Ghi chú |", _numbered("")),
    "three are enough under a header": "Danh sách hộ cận nghèo thôn 3\n"
    + _table("| TT | Chủ hộ | Số khẩu |", _numbered("{k}")[:3]),
    "the column says it": _table("| TT | Họ tên | Diện hộ nghèo |", _numbered("x")),
    "birth and home": "Phụ lục kèm theo Thông báo\n"
    + _table("| STT | Họ và tên | Năm sinh | Địa chỉ |", _numbered("196{k} | thôn {k}")),
    "home and telephone": _table(
        "| STT | Họ tên | Nơi ở | Số điện thoại |", _numbered("ấp {k} | 0912 345 67{k}")
    ),
    "title and header as rows of a sheet": _table(
        "| DANH SÁCH TRẺ EM KHUYẾT TẬT |  |  |", ["| STT | Họ và tên | Năm |", *_numbered("2015")]
    ),
    "no header": "Danh sách hộ được trợ cấp xã hội\n"
    + _table("| 1 | 2 | 3 |", _numbered("thôn {k}")),
    "numbered lines": "Danh sách hộ thoát nghèo:\n"
    + "\n".join(f"{k}. Ông {name}, thôn {k}" for k, name in enumerate(NAMES, 1)),
    "lines with birth and home": "\n".join(
        f"{k}) {name}, sinh năm 196{k}, trú tại thôn {k}" for k, name in enumerate(NAMES, 1)
    ),
    "cut into passages": "\n\n".join(
        "Quyết định 12/QĐ-UBND › Danh sách hộ nghèo\n"
        + _table("| STT | Họ và tên chủ hộ | Thôn |", [row])
        for row in _numbered("thôn {k}")
    ),
}

ORDINARY = {
    "collectives commended": "DANH SÁCH TẬP THỂ ĐƯỢC TẶNG GIẤY KHEN\n"
    + _table("| STT | Tên tập thể | Thành tích |",
             [f"| {k} | Thôn {k} | giảm hộ nghèo |" for k in range(1, 8)]),
    "persons commended": "Danh sách hộ nghèo vươn lên được khen thưởng\n"
    + _table("| STT | Họ và tên | Địa chỉ | Thành tích |", _numbered("thôn {k} | thoát nghèo")),
    "officials": "DANH SÁCH BAN CHỈ ĐẠO GIẢM NGHÈO\n"
    + _table("| STT | Họ và tên | Chức vụ | Điện thoại |", _numbered("Ủy viên | 0912 345 67{k}")),
    "a team": "Danh sách tổ rà soát hộ nghèo, hộ cận nghèo\n"
    + _table("| STT | Họ và tên | Địa bàn |", _numbered("thôn {k}")),
    "candidates": "Danh sách người ứng cử\n"
    + _table("| STT | Họ và tên | Ngày sinh | Nơi ở | Nghề nghiệp, chức vụ |",
             _numbered("01/01/196{k} | thôn {k} | công chức")),
    "givers": "Danh sách ủng hộ Quỹ Vì người nghèo\n"
    + _table("| STT | Họ và tên | Địa chỉ | Số tiền |", _numbered("thôn {k} | {k}00.000")),
    "signers": "\n".join(f"{k}. {name}, Phó Chủ tịch" for k, name in enumerate(NAMES, 1)),
    "communes": "Biểu 1. Hộ nghèo theo xã\n"
    + _table("| STT | Xã | Số hộ nghèo |",
             [f"| {k} | Xã {x} | {k} |" for k, x in enumerate(
                 ("Hưng Phong", "Phú Mỹ Hưng", "An Phú Trung", "Long Thới", "Lương Hòa"), 1)]),
    "communes without the word": "Biểu 1. Hộ nghèo theo xã\n"
    + _table("| STT | Địa phương | Số hộ nghèo |",
             [f"| {k} | {x} | {k} |" for k, x in enumerate(
                 ("An Ngãi Trung", "Phú Mỹ Hưng", "An Phú Trung", "Sơn Phú Đông"), 1)]),
    "an empty form": "DANH SÁCH HỘ NGHÈO\n"
    + _table("| STT | Họ và tên chủ hộ | Năm sinh | Địa chỉ |", ["| 1 |  |  |  |"] * 9),
    "years of birth alone": _table("| Họ và tên | Năm sinh |", [f"| {n} | 1960 |" for n in NAMES]),
    "households that others help": "Mô hình điểm\n" + "\n".join(
        f"{k}. Hỗ trợ hộ nghèo làm nhà theo Quyết định số 12{k}/QĐ-UBND" for k in range(1, 8)),
}  # fmt: skip


@pytest.mark.parametrize("kind", PRIVATE)
def test_lists_of_private_persons_are_seen(kind: str) -> None:
    assert holds_personal_list(HEAD + PRIVATE[kind])


@pytest.mark.parametrize("kind", ORDINARY)
def test_ordinary_lists_are_taken(kind: str) -> None:
    assert not holds_personal_list(HEAD + ORDINARY[kind])


LETTERHEAD = "ỦY BAN NHÂN DÂN XÃ AN PHÚ\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 12/BC-UBND\n"
OPEN = {
    "a product in a table": LETTERHEAD
    + _table("| STT | Sản phẩm | Số lượng |", ["| 1 | Gạo | 20 kg |", "| 2 | Mật | 5 lít |"]),
    "a product in a table of capitals": LETTERHEAD
    + _table("| SẢN PHẨM | SỐ LƯỢNG |", ["| GẠO | 20 kg |", "| MẬT | 5 lít |"]),
    "a product in a list": LETTERHEAD + "Sản phẩm OCOP của xã:\n- Gạo\n- Mật\n- Chè",
    "a product on a line of its own": "Sản phẩm OCOP của xã\nGạo\nMật\nChè",
    "a name in a column": LETTERHEAD
    + _table("| Họ và tên | Tên thường gọi |", ["| Lò Văn Mật | Mật |", "| Lò Thị Chè | Chè |"]),
    "a word far below the letterhead": LETTERHEAD + "Nội dung báo cáo.\n" * 20 + "Mật\nGạo",
    "a cell far below the letterhead": LETTERHEAD + "Nội dung báo cáo.\n" * 20 + "| MẬT | x |",
}
SECRET = {
    "capitals below the letterhead": LETTERHEAD + "Nội dung báo cáo.\n" * 20 + "MẬT\nNơi nhận:",
    "two words below the letterhead": LETTERHEAD + "Nội dung.\n" * 20 + "Tối mật\nNơi nhận:",
    "small letters under the letterhead": f"{LETTERHEAD}Mật\nBÁO CÁO",
    "between dashes": f"{LETTERHEAD}- MẬT -\nBÁO CÁO",
    "the letterhead as a table": _table(
        "| ỦY BAN NHÂN DÂN XÃ AN PHÚ | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |",
        ["| MẬT | An Phú, ngày 05 tháng 6 năm 2026 |"],
    ),
    "labelled in small letters": f"{LETTERHEAD}BÁO CÁO\n| Độ mật | mật |",
    "a labelled line": f"Báo cáo\nĐộ mật: mật\n{LETTERHEAD}",
}


@pytest.mark.parametrize("kind", OPEN)
def test_honey_and_names_are_no_marks(kind: str) -> None:
    assert not is_secret(OPEN[kind].split("\n"))


@pytest.mark.parametrize("kind", SECRET)
def test_real_marks_are_still_seen(kind: str) -> None:
    assert is_secret(SECRET[kind].split("\n"))
