"""Sizes and checksums of an index folder's files: what was written is what is read."""

from __future__ import annotations

import json
import os
import zlib
from pathlib import Path

_LIST = "files.json"
_DATABASE = "chroma.sqlite3"
_GRAPH, _SAVED = "header.bin", "index_metadata.pickle"
_AT_ONCE = 256 * 1024


def seal(folder: Path) -> None:
    """Bring the files of a finished index to the disk and write down size and checksum of each."""
    sums = {}
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder)
        if file.is_file() and not _changes_when_opened(file):
            sums[name.as_posix()] = _sum(file)
            with file.open("rb") as stream:
                os.fsync(stream.fileno())
    (folder / _LIST).write_text(json.dumps(sums, indent=1) + "\n", encoding="utf-8")
    for inner in (folder, *(f for f in folder.rglob("*") if f.is_dir())):
        sync_folder(inner)


def _changes_when_opened(file: Path) -> bool:
    """Tell whether Chroma writes to a file whenever it opens it; a known answer checks those.

    It does so to its database, and to a graph it has not saved yet, of few vectors.
    """
    unsaved = (file.parent / _GRAPH).exists() and not (file.parent / _SAVED).exists()
    return file.name.startswith(_DATABASE) or unsaved


def unseal(folder: Path) -> None:
    """Remove the list, before the folder is changed and sealed again."""
    (folder / _LIST).unlink()


def damaged_file(folder: Path) -> str | None:
    """Return the first file that is lost, cut short or altered; ``None`` when all are whole."""
    try:
        sums = json.loads((folder / _LIST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return _LIST
    for name, told in sums.items():
        try:
            if _sum(folder / name) != told:
                return str(name)
        except OSError:
            return str(name)
    return None


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sum(file: Path) -> list[int]:
    total = size = 0
    held = memoryview(bytearray(_AT_ONCE))
    with file.open("rb", buffering=0) as stream:
        while count := stream.readinto(held):
            total = zlib.crc32(held[:count], total)
            size += count
    return [size, total]
