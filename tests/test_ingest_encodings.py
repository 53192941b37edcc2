"""Old fonts: sentences written in them by their tables come back, alone, together and mixed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.document import ReadLimits
from ingest.read import read_text
from ingest.spelling import count_syllables, is_syllable
from tests.old_fonts import to_tcvn3, to_viscii, to_vni

LIMITS = ReadLimits().reading
SENTENCES = (
    "Điều 1. Phạm vi điều chỉnh của quy định này là các hộ nghèo, hộ cận nghèo trên địa bàn xã.",
    "Hà Nội, ngày 5 tháng 3 năm 2001",
    "Kính gửi: Phòng Nội vụ các huyện và thị xã trong tỉnh.",
    "Bạn nhỏ được khen thưởng vì đã giúp đỡ gia đình người hàng xóm gặp khó khăn trong đợt lũ.",
    "Kỷ luật, kỹ thuật, thủy lợi, quý hiếm, ngõ xóm, chuỗi giá trị, ý kiến, phụng dưỡng.",
    "Mỗi thôn có một tổ giảm nghèo bền vững; xã hỗ trợ giống, vốn và kỹ thuật sản xuất.",
    "ông Nguyễn Văn Tuấn ở ấp Bình Thạnh đề nghị xét hưởng trợ cấp hằng tháng.",
)
FONTS = {"tcvn3": to_tcvn3, "vni": to_vni, "viscii": to_viscii}


def _read(folder: Path, data: bytes) -> str:
    path = folder / "van-ban.txt"
    path.write_bytes(data)
    return read_text(path, path.name, LIMITS).text


@pytest.mark.parametrize("codec", ["utf-8", "latin-1"])
@pytest.mark.parametrize("font", FONTS)
@pytest.mark.parametrize("text", [*SENTENCES, "\n".join(SENTENCES)])
def test_a_text_in_an_old_font_comes_back(tmp_path: Path, text: str, font: str, codec: str) -> None:
    assert _read(tmp_path, FONTS[font](text).encode(codec)) == text


@pytest.mark.parametrize(
    "writers", [(str, to_tcvn3, str), (to_vni, str, str), (str, to_vni, to_tcvn3)]
)
def test_lines_of_several_fonts_in_one_file(
    tmp_path: Path, writers: tuple[Callable[[str], str], ...]
) -> None:
    lines = (SENTENCES[0], SENTENCES[3], SENTENCES[5])
    mixed = "\n".join(write(line) for write, line in zip(writers, lines, strict=True))
    assert _read(tmp_path, mixed.encode()) == "\n".join(lines)


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(SENTENCES) + "\nfaçade naïve café Ünter © § ® ¼ µ 30°C “trích” ½ ± ×",
        "Façade, naïve, café, Ünter den Linden © § ® ¼ µ 30°C",
        "Nhà có ba con, là hộ nghèo",
        "Bao cao so 12 ve viec giam ho ngheo",
    ],
)
def test_unicode_is_left_alone(tmp_path: Path, text: str) -> None:
    assert _read(tmp_path, text.encode()) == text


@pytest.mark.parametrize("word", ["nghèo", "quý", "giêng", "Ủy", "khuỷu", "ngoằn", "yếu", "gìn"])
def test_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["gi¸", "hé»", "bàc", "façade", "nghÌo®", "ưu̧"])
def test_no_syllables(word: str) -> None:
    assert not is_syllable(word)


def test_abbreviations_are_not_counted() -> None:
    assert count_syllables("QĐ số 12, hộ nghèo ở xã") == (5, 5)
