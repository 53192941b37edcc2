"""Text of a Word 97-2003 file (.doc) from its piece table, for want of LibreOffice.

Follows [MS-DOC] sections 2.4.1 (retrieving text) and 2.9.38 (Clx): the stream ``WordDocument``
holds the text in pieces, the table stream says where and whether in one or two bytes a letter.
Fonts are not read; old encodings are told by the text itself.
"""

from __future__ import annotations

import re
import struct
from pathlib import Path

import olefile  # type: ignore[import-untyped]

_IS_WORD = 0xA5EC
_FLAGS, _CLX_OFFSET = 0x0A, 0x01A2
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_ONE_BYTE = 0x4000_0000
_FIELD = re.compile("\x13[^\x13\x14\x15]*(?:\x14([^\x13\x15]*))?\x15")
_CELL, _PARAGRAPH = "\x07", "\r"
_BREAKS = str.maketrans({"\x0b": "\n", "\x0c": "\n", "\x0e": "\n", "\x1e": "-", "\x1f": None})
_CONTROLS = re.compile("[\x00-\x06\x08\x0f-\x1d]")


class NotWord97Error(Exception):
    """The file is no Word 97-2003 document, is locked, or its tables are damaged."""


Block = str | list[list[str]]
"""A paragraph, or the rows of a table."""


def read_word97(path: Path) -> list[Block]:
    """Return the paragraphs and tables of a .doc file, in order.

    Args:
        path: the file.

    Raises:
        NotWord97Error: see the class.
    """
    text = _FIELD.sub(lambda found: found.group(1) or "", _main_text(path))
    *cells, rest = _CONTROLS.sub("", text.translate(_BREAKS)).split(_CELL)
    blocks: list[Block] = []
    run: list[str] = []
    for cell in cells:
        if _PARAGRAPH in cell and not (run and run[-1]):
            # What stands before the last paragraph mark is text above the table.
            blocks += _table(run)
            above, _, cell = cell.rpartition(_PARAGRAPH)
            blocks += above.split(_PARAGRAPH)
            run = []
        run.append(" ".join(cell.split(_PARAGRAPH)))
    return [*blocks, *_table(run), *rest.split(_PARAGRAPH)]


def _table(run: list[str]) -> list[Block]:
    """Return a run of cells as rows: a row of n cells is closed by an empty one of its own."""
    for width in range(2, len(run) + 1):
        if len(run) % width == 0 and not any(run[width - 1 :: width]):
            return [[run[at : at + width - 1] for at in range(0, len(run), width)]]
    return [cell for cell in run if cell]


def _main_text(path: Path) -> str:
    try:
        with olefile.OleFileIO(str(path)) as ole:
            document = ole.openstream("WordDocument").read()
            magic, flags = struct.unpack_from("<H", document)[0], _word(document, _FLAGS)
            if magic != _IS_WORD or flags & _ENCRYPTED:
                raise NotWord97Error(path.name)
            table = ole.openstream("1Table" if flags & _SECOND_TABLE else "0Table").read()
            start, length = struct.unpack_from("<II", document, _CLX_OFFSET)
            main_letters = struct.unpack_from("<I", document, 0x4C)[0]
            return "".join(_pieces(document, table[start : start + length]))[:main_letters]
    except (OSError, ValueError, IndexError, struct.error) as error:
        raise NotWord97Error(path.name) from error


def _word(data: bytes, offset: int) -> int:
    return int(struct.unpack_from("<H", data, offset)[0])


def _pieces(document: bytes, clx: bytes) -> list[str]:
    position = 0
    while clx[position] == 1:  # property modifiers stand before the piece table
        position += 3 + _word(clx, position + 1)
    if clx[position] != 2:
        raise NotWord97Error("Clx")
    (size,) = struct.unpack_from("<I", clx, position + 1)
    position += 5
    count = (size - 4) // 12
    bounds = struct.unpack_from(f"<{count + 1}I", clx, position)
    out: list[str] = []
    for index in range(count):
        (place,) = struct.unpack_from("<I", clx, position + 4 * (count + 1) + 8 * index + 2)
        letters = bounds[index + 1] - bounds[index]
        if place & _ONE_BYTE:
            at = (place & ~_ONE_BYTE) // 2
            out.append(document[at : at + letters].decode("cp1252", "replace"))
        else:
            out.append(document[place : place + 2 * letters].decode("utf-16-le", "replace"))
    return out
