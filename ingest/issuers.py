"""The body that issued a text, from the letters of its number and its letterhead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.numbers import ISSUERS, issuer_codes
from knowledge.text import UPPER, fold

_ORGAN = re.compile(
    r"^\W*((?:CHÍNH PHỦ|QUỐC HỘI|THỦ TƯỚNG CHÍNH PHỦ|CHỦ TỊCH NƯỚC|ỦY BAN|UỶ BAN|UBND|HĐND|BỘ|BAN"
    r"|HỘI ĐỒNG|HỘI|SỞ|TỈNH ỦY|THÀNH ỦY|HUYỆN ỦY|ĐẢNG ỦY|VĂN PHÒNG|NGÂN HÀNG|TỔNG CỤC|CỤC|CHI CỤC"
    r"|PHÒNG|TRUNG TÂM|TRƯỜNG|VIỆN|LIÊN ĐOÀN|THANH TRA|KIỂM TOÁN)"
    rf"(?:[\s,\-–]+[{UPPER}][{UPPER},.\-–]*)*?)(?=\s{{2,}}|\s*CỘNG H|\s*$|\s*\*\*)"
)
_COLUMN = re.compile(r"\s{3,}|\t|\|")
_PLACE = re.compile(
    r"^\W*(?:TỈNH|THÀNH PHỐ|QUẬN|HUYỆN|THỊ XÃ|XÃ|PHƯỜNG|THỊ TRẤN|ĐẶC KHU|TRUNG ƯƠNG)\b"
)
_PLACE_WORDS = ("tỉnh", "phố", "quận", "huyện", "xã", "phường", "trấn", "khu")
_SHORT = {"UBND": "ỦY BAN NHÂN DÂN", "HĐND": "HỘI ĐỒNG NHÂN DÂN"}
_LOCAL = ("UBND", "HĐND")
_LETTERHEAD_LINES = 14


def read_issuer(head: Sequence[str], number: str | None) -> str | None:
    """Return the issuing body.

    Args:
        head: the lines above the legal bases.
        number: the official number. Letters of central bodies settle it (of all of them, for a
            joint circular); of local bodies the letterhead tells which one it is.
    """
    codes = issuer_codes(number)
    central = [ISSUERS[code] for code in codes if code in ISSUERS and code not in _LOCAL]
    if central and len(central) == len(codes):
        return " - ".join(central)
    if central and codes[0] not in _LOCAL:
        return central[0]
    organs = list(_organs(head))
    named = ISSUERS.get(codes[0]) if codes else None
    if named is not None:
        return next((name for name in organs if fold(name).startswith(fold(named))), named)
    return organs[-1] if organs else None


def _organs(head: Sequence[str]) -> Iterator[str]:
    """Yield the bodies of the letterhead, the higher one first, down to the first other line."""
    started = False
    lines = [line for line in head[:_LETTERHEAD_LINES] if line.strip()]
    skip = False
    for index, line in enumerate(lines):
        found = None if skip else _ORGAN.match(line)
        if found is None:
            if started and not skip and not _is_motto_line(line):
                return
            skip = False
            continue
        started = True
        name = " ".join(found.group(1).split())
        below = _COLUMN.split(lines[index + 1].strip())[0] if index + 1 < len(lines) else ""
        if _PLACE.match(below) and not _ORGAN.match(below):
            name, skip = f"{name} {below.strip()}", True
        yield _sentence_case(name)


def _is_motto_line(line: str) -> bool:
    letters = fold(line).replace(" ", "")
    bare = not any(character.isalnum() for character in line)
    return bare or "conghoaxahoi" in letters or "doclaptudo" in letters or "tudohanhphuc" in letters


def _sentence_case(name: str) -> str:
    """Return a letterhead in small letters, names of places keeping their capitals."""
    first, _, rest = name.partition(" ")
    name = f"{_SHORT.get(first, first)} {rest}".strip().replace("UỶ", "ỦY")
    for known in ISSUERS.values():
        if fold(known) == fold(name):
            return known
    words = name.lower().split()
    if words[0] in ("sở", "bộ", "ban", "cục", "phòng", "văn") and len(words) > 1:
        named = 2 if words[0] == "văn" else 1
        words[named:] = [words[named].capitalize(), *words[named + 1 :]] if words[named:] else []
    if words[1:2] == ["ủy"]:  # Tỉnh ủy, Huyện ủy, Đảng ủy: the place follows at once
        words[2:] = [part.capitalize() for part in words[2:]]
    for index, word in enumerate(words):
        if index and word in _PLACE_WORDS:
            words[index + 1 :] = [part.capitalize() for part in words[index + 1 :]]
            break
    text = " ".join(words).replace("mặt trận tổ quốc việt nam", "Mặt trận Tổ quốc Việt Nam")
    return text[:1].upper() + text[1:]
