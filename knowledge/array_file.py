"""Arrays in ``.npy`` files, written piece by piece and read where they lie, never all in memory."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import numpy.typing as npt


class ArrayFile:
    """A one-dimensional array in the making.

    Args:
        file: the ``.npy`` file.
        kind: type of its numbers.
        length: how many there will be.
    """

    def __init__(self, file: Path, kind: npt.DTypeLike, length: int) -> None:
        self._kind = np.dtype(kind)
        self._stream = file.open("wb")
        header = {"descr": self._kind.str, "fortran_order": False, "shape": (length,)}
        np.lib.format.write_array_header_1_0(self._stream, header)

    def append(self, numbers: npt.NDArray[np.number]) -> None:
        """Add numbers at the end."""
        self._stream.write(np.ascontiguousarray(numbers, dtype=self._kind).data)

    def __enter__(self) -> ArrayFile:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stream.close()


def mapped(file: Path) -> npt.NDArray[Any]:
    """Return the array in a ``.npy`` file, memory-mapped, to be read only."""
    array: npt.NDArray[Any] = np.load(file, mmap_mode="r", allow_pickle=False)
    return array.view(np.ndarray)
