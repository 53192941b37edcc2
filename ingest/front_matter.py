"""The declarations above a text: YAML front matter and "THÔNG TIN VĂN BẢN" tables."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.text import fold

_KEY_LINE = re.compile(r"^([A-Za-z_][\w \-]*?)\s*:\s*(.*)$")
_ROW = re.compile(r"^\|\s*([^|]+?)\s*\|\s*(.*?)\s*\|\s*$")
_NAMES = {
    "number": ("so_hieu", "so hieu", "so_ky_hieu", "so ky hieu", "so van ban"),
    "type_name": ("loai_van_ban", "loai van ban", "phan_loai", "the loai", "hinh thuc van ban"),
    "issuer": ("co_quan_ban_hanh", "co quan ban hanh", "noi ban hanh van ban"),
    "signer": ("nguoi_ky", "nguoi ky"),
    "issued_on": ("ngay_ban_hanh", "ngay ban hanh", "ngay ky"),
    "effective": ("ngay_hieu_luc", "ngay hieu luc", "ngay co hieu luc", "hieu_luc", "hieu luc"),
    "expires": ("ngay_het_hieu_luc", "ngay het hieu luc", "het hieu luc"),
    "subject": ("trich_yeu", "trich yeu", "trich_yeu_ngan"),
    "title": ("title", "tieu_de", "tieu de"),
    "province": ("tinh", "province", "dia phuong"),
    "kind": ("loai", "kind"),
    "url": ("url", "dia_chi", "nguon_url"),
    "secrecy": ("do_mat", "do mat", "muc do mat"),
}
_KEYS = {alias: name for name, aliases in _NAMES.items() for alias in aliases}
_UNKNOWN = {"", "dang cap nhat", "-", "khong", "chua ro", "n/a", "null"}
_HEADER_LINES = 400
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\W*$")
_BODY_STARTS = {"van ban", "noi dung toan van", "toan van", "noi dung van ban", "noi dung"}


def take_front_matter(lines: Sequence[str]) -> tuple[dict[str, str], int]:
    """Return the scalar keys of a front matter block, and the number of lines it takes.

    Args:
        lines: the document's lines. The block opens with ``---`` on the first line that is not
            empty and closes with ``---``; without a close it is not a front matter.

    Returns:
        Keys as written and their values without quotation marks (lists and nested keys are left
        out); an empty table and 0 when there is no front matter.
    """
    start = next((index for index, line in enumerate(lines) if line.strip()), 0)
    if not lines or lines[start].strip() != "---":
        return {}, 0
    keys: dict[str, str] = {}
    for index in range(start + 1, min(len(lines), start + _HEADER_LINES)):
        line = lines[index]
        if line.strip() in ("---", "..."):
            return keys, index + 1
        found = _KEY_LINE.match(line)
        if found and found.group(2).strip()[:1] not in ("", "[", "{", "|", ">"):
            keys.setdefault(found.group(1).strip(), _unquote(found.group(2)))
    return {}, 0


def information_rows(lines: Sequence[str]) -> dict[str, str]:
    """Return the rows of two-column tables that describe the document, key to value."""
    rows: dict[str, str] = {}
    for line in lines[:_HEADER_LINES]:
        if line.startswith("|") and (found := _ROW.match(line.replace("*", ""))):
            rows.setdefault(found.group(1), found.group(2))
    return rows


def body_start(lines: Sequence[str], start: int) -> int:
    """Return the index after a "VĂN BẢN" or "NỘI DUNG TOÀN VĂN" heading, else ``start``.

    What a digitiser puts above such a heading (summary, table of data) is not the document.
    """
    for index in range(start, min(len(lines), start + _HEADER_LINES)):
        found = _HEADING.match(lines[index]) if lines[index].startswith("#") else None
        if found and fold(found.group(1)) in _BODY_STARTS:
            return index + 1
    return start


def first_heading(lines: Sequence[str]) -> str:
    """Return the first first-level Markdown heading; empty when there is none."""
    for line in lines[:_HEADER_LINES]:
        if line.startswith("# ") and (found := _HEADING.match(line)):
            return found.group(1)
    return ""


def known_keys(table: dict[str, str]) -> dict[str, str]:
    """Return what of ``table`` is understood, under our own names (``number``, ``issuer``, …).

    The first alias in order of preference wins; values that say "not known yet" are left out.
    """
    found: dict[str, tuple[int, str]] = {}
    for key, value in table.items():
        alias = fold(key).strip()
        name = _KEYS.get(alias)
        if name is None or fold(value).strip() in _UNKNOWN:
            continue
        rank = _NAMES[name].index(alias)
        if name not in found or rank < found[name][0]:
            found[name] = (rank, value.strip())
    return {name: value for name, (_, value) in found.items()}


def _unquote(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1].replace('\\"', '"').replace("''", "'").strip()
    return value.split(" #")[0].strip()
