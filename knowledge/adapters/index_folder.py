"""The index on disk: immutable folders, one of them current, opened only after a self-check."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from knowledge.adapters.checksums import damaged_file, sync_folder
from knowledge.adapters.chroma_store import ChromaVectors, check_database
from knowledge.adapters.passage_store import PassageStore
from knowledge.errors import IndexUnavailableError
from knowledge.lexical import LexicalIndex, folded_tokens
from knowledge.restorer import Restorer

FORMAT = 3
"""Version of the folder's layout; a reader refuses any other."""

_log = logging.getLogger(__name__)


class KnownAnswer(BaseModel):
    """A query made from a passage, and the passage it must find."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    query: str
    number: int


class VectorInfo(BaseModel):
    """The model that made the vectors of an index."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str
    dimension: int

    def require(self, model: str, dimension: int) -> None:
        """Refuse to compare vectors of two models.

        Raises:
            IndexUnavailableError: the settings name another model than the index was built with.
        """
        if (self.model, self.dimension) != (model, dimension):
            raise IndexUnavailableError(
                f"Chỉ mục lập bằng mô hình {self.model} ({self.dimension} chiều), cấu hình đang "
                f"đặt {model} ({dimension} chiều); hãy sửa embedding.model hoặc nạp lại kho."
            )


class Manifest(BaseModel):
    """What an index folder says of itself (``manifest.json``).

    Equal content gives an equal manifest, however it came about.

    Attributes:
        format: see :data:`FORMAT`.
        fingerprint: name of the folder.
        corpus_hash: of documents, passages and replaced versions.
        chunker: version and sizes of reading and cutting.
        documents: how many.
        passages: how many.
        former: replaced versions that are kept.
        personal_data: ids of the documents that list persons and are in by an administrator's
            leave.
        vectors: their model; ``None`` while the index has words only.
        known_answers: queries asked whenever the index is opened.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int
    fingerprint: str
    corpus_hash: str
    chunker: str
    documents: int
    passages: int
    former: int
    personal_data: tuple[str, ...]
    vectors: VectorInfo | None
    known_answers: tuple[KnownAnswer, ...]


class _Layout(BaseModel):
    """What a manifest of any version says of its folder's layout."""

    format: int


@dataclass(frozen=True, slots=True)
class OpenIndex:
    """One index, ready to be searched."""

    manifest: Manifest
    store: PassageStore
    lexical: LexicalIndex
    restorer: Restorer
    vectors: ChromaVectors | None


class IndexRoot:
    """The folder ``index`` of a data folder.

    Args:
        data: the data folder; it need not exist yet.
    """

    def __init__(self, data: Path) -> None:
        self.folder = data / "index"
        self._pointer = self.folder / "current"

    def current(self) -> str | None:
        """Return the fingerprint of the index in use, or ``None`` when there is none."""
        try:
            return self._pointer.read_text(encoding="ascii").strip() or None
        except FileNotFoundError:
            return None

    def path(self, fingerprint: str) -> Path:
        """Return the folder of one index."""
        return self.folder / fingerprint

    def point_to(self, fingerprint: str) -> None:
        """Make an index the current one, in a single rename that outlives a loss of power."""
        draft = self._pointer.with_suffix(f".{os.getpid()}")
        with draft.open("w", encoding="ascii") as stream:
            stream.write(fingerprint + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(self._pointer)
        sync_folder(self.folder)

    def kept(self) -> list[Path]:
        """Return the index folders on disk, the one published last first."""
        try:
            folders = [f for f in self.folder.iterdir() if f.is_dir() and f.name[0] != "."]
        except FileNotFoundError:
            return []
        return sorted(folders, key=lambda folder: folder.stat().st_mtime_ns, reverse=True)

    def open_current(self) -> OpenIndex:
        """Open the index in use; when that is damaged, the newest one that is whole.

        Raises:
            IndexUnavailableError: there is none, or all fail the self-check.
        """
        while True:
            fingerprint = self.current()
            if fingerprint is None:
                raise IndexUnavailableError(
                    f"Chưa có chỉ mục trong «{self.folder.parent}»; hãy chạy: "
                    "python -m ingest --data THƯ_MỤC ĐƯỜNG_DẪN_VĂN_BẢN (hoặc make run)."
                )
            try:
                return open_index(self.path(fingerprint))
            except IndexUnavailableError as error:
                if self.current() == fingerprint:  # else it was replaced and removed meanwhile
                    return self._open_earlier(fingerprint, error)

    def _open_earlier(self, damaged: str, error: IndexUnavailableError) -> OpenIndex:
        for folder in self.kept():
            if folder.name == damaged:
                continue
            try:
                opened = open_index(folder)
            except IndexUnavailableError:
                continue
            _log.warning("%s Tạm dùng chỉ mục trước đó, «%s».", error, folder.name)
            return opened
        raise error


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of an index folder.

    Raises:
        IndexUnavailableError: it is absent, malformed or of another layout.
    """
    try:
        body = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        made_as = _Layout.model_validate(body).format
        if made_as != FORMAT:  # its other keys may be others
            raise IndexUnavailableError(_other_layout(folder.name, made_as))
        return Manifest.model_validate(body)
    except (OSError, ValueError) as error:
        message = f"Chỉ mục «{folder.name}» thiếu hoặc hỏng manifest.json; hãy nạp lại kho văn bản."
        raise IndexUnavailableError(message) from error


def _other_layout(index: str, made_as: int) -> str:
    """Return the sentence about an index of another version of the program."""
    if made_as > FORMAT:
        return (
            f"Chỉ mục «{index}» do phiên bản phần mềm mới hơn lập (bố cục {made_as}, bản này dùng "
            f"{FORMAT}); hãy dùng phiên bản đó, hoặc nạp lại kho văn bản vào thư mục khác (--data)."
        )
    return (
        f"Chỉ mục «{index}» do phiên bản phần mềm trước lập (bố cục {made_as}, bản này dùng "
        f"{FORMAT}); hãy lập lại bằng lệnh: python -m ingest ĐƯỜNG_DẪN_VĂN_BẢN. Văn bản đã nạp "
        "mà còn tệp gốc được đọc lại cùng lúc."
    )


def current_manifest(root: IndexRoot) -> Manifest:
    """Return the manifest of the index in use without opening the rest of it.

    Raises:
        IndexUnavailableError: there is none, or the manifest is damaged.
    """
    return read_manifest(root.path(root.current() or "-"))


def check_index(folder: Path) -> tuple[Manifest, PassageStore]:
    """Check that all files of an index folder are as they were written; no question is asked.

    Returns:
        Its manifest and its passages.

    Raises:
        IndexUnavailableError: a part is missing or damaged.
    """
    manifest = read_manifest(folder)
    _require_whole(folder)
    store = PassageStore(folder / "passages.db")
    if manifest.vectors is not None:
        check_database(folder / "chroma")
    return manifest, store


def _require_whole(folder: Path) -> None:
    damaged = damaged_file(folder)
    if damaged is not None:
        raise IndexUnavailableError(
            f"Chỉ mục «{folder.name}» có tệp {damaged} bị mất hoặc hỏng; hãy nạp lại kho văn bản."
        )


def open_index(folder: Path, *, checked: bool = False) -> OpenIndex:
    """Open one index folder and check that it is whole.

    Args:
        folder: of the index.
        checked: its files were written, or found whole, a moment ago.

    Raises:
        IndexUnavailableError: a part is missing, a count differs from the manifest, or a known
            query does not find its passage.
    """
    manifest = read_manifest(folder)
    if not checked:
        _require_whole(folder)
    store = PassageStore(folder / "passages.db")
    try:
        lexical = LexicalIndex.load(folder / "lexical")
        restorer = Restorer.load(folder / "restorer.npz")
    except (OSError, ValueError, KeyError) as error:
        message = f"Chỉ mục «{folder.name}» hỏng phần từ vựng ({error}); hãy nạp lại kho văn bản."
        raise IndexUnavailableError(message) from error
    vectors = None
    if manifest.vectors is not None:
        vectors = ChromaVectors(
            folder / "chroma",
            store.numbers_with,
            total=manifest.passages,
            **manifest.vectors.model_dump(),
        )
    opened = OpenIndex(manifest, store, lexical, restorer, vectors)
    _self_check(opened)
    return opened


def _self_check(index: OpenIndex) -> None:
    manifest = index.manifest
    counts = {len(index.store), index.lexical.accented.size, index.lexical.folded.size}
    if counts != {manifest.passages}:
        raise IndexUnavailableError(
            f"Chỉ mục «{manifest.fingerprint}» không đủ đoạn văn ({sorted(counts)}, danh mục ghi "
            f"{manifest.passages}); hãy nạp lại kho văn bản."
        )
    for known in manifest.known_answers:
        scores = index.lexical.folded.scores(folded_tokens(known.query))
        if scores[known.number] < scores.max():
            raise IndexUnavailableError(
                f"Chỉ mục «{manifest.fingerprint}» không tìm thấy câu đã biết «{known.query}»; "
                "hãy nạp lại kho văn bản."
            )
