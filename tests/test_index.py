"""The index on disk: built aside, swapped, checked, never silently empty."""

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from ingest.publish import STORE, drafting, publish_vectors, publish_words
from knowledge.adapters.checksums import seal, unseal
from knowledge.adapters.chroma_store import ChromaVectors
from knowledge.adapters.index_folder import IndexRoot, Manifest, VectorInfo, open_index
from knowledge.adapters.vector_cache import content_key, open_cache
from knowledge.errors import IndexUnavailableError
from knowledge.passages import Attribution, DocumentRecord, Passage
from tests.stores import write_passages

INFO = VectorInfo(model="test", dimension=4)
DOCUMENT = DocumentRecord(
    id="d1", file="a.md", path="/a.md", sha256="0" * 64, title="Văn bản", kind="van_ban",
    number="152/2025/NĐ-CP", issued_on=date(2025, 6, 14),
)  # fmt: skip
SOURCE = Attribution("73/2006/QH11", "Điều 1", date(2006, 11, 29), date(2007, 7, 1))


def _passages(count: int = 30) -> list[Passage]:
    words = ["xã", "huyện", "hộ", "nghèo", "giảm", "khen", "thưởng", "rà", "soát", "năm"]
    texts = [
        f"Nội dung thứ {n} nói về {words[n % 10]} và {words[n * 7 % 9]} số {n * 37}."
        for n in range(count)
    ]
    made = [Passage(f"p{n}", "d1", n, f"Điều {n}", "Văn bản", t) for n, t in enumerate(texts)]
    return [replace(made[0], attribution=SOURCE, page=2), *made[1:]]


@pytest.fixture
def root(tmp_path: Path) -> IndexRoot:
    return IndexRoot(tmp_path)


def _publish(root: IndexRoot, passages: list[Passage], keep: int = 3) -> Manifest:
    with drafting(root) as draft:
        write_passages(draft / STORE, [DOCUMENT], passages)
        return publish_words(root, draft, "test", keep)


def _with_vectors(root: IndexRoot, data: Path, passages: list[Passage]) -> None:
    words = _publish(root, passages)
    keys = root.open_current().store.keys()
    texts = dict.fromkeys(keys)
    random = np.random.default_rng(1)
    with open_cache(data, INFO.model, INFO.dimension) as cache:
        vectors = random.normal(size=(len(texts), 4)).astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        cache.add(list(texts), vectors)
        publish_vectors(root, words, cache, INFO, keys, keep=3)


def test_what_was_stored_comes_back(root: IndexRoot) -> None:
    _publish(root, _passages(), 3)
    store = root.open_current().store
    assert list(store.passages()) == _passages()
    assert store.document("d1") == DOCUMENT
    assert store.numbers_citing("152/2025/nd-cp") == list(range(1, 30))
    assert store.numbers_citing("73/2006/qh11") == [0]


def test_equal_content_gives_an_equal_index(tmp_path: Path) -> None:
    one = _publish(IndexRoot(tmp_path / "a"), _passages(), 3)
    two = _publish(IndexRoot(tmp_path / "b"), _passages(), 3)
    assert one == two


def test_missing_index_says_what_to_run(root: IndexRoot) -> None:
    with pytest.raises(IndexUnavailableError, match="python -m ingest"):
        root.open_current()


def test_vectors_twin_follows_the_word_index(root: IndexRoot, tmp_path: Path) -> None:
    _with_vectors(root, tmp_path, _passages())
    index = root.open_current()
    assert index.vectors is not None
    assert index.manifest.vectors == INFO
    folders = {f.name for f in root.folder.iterdir() if f.is_dir()}
    assert len(folders) == 2
    assert index.manifest.fingerprint in folders


def test_old_indexes_are_kept_then_removed(root: IndexRoot) -> None:
    names = [_publish(root, _passages(n), 2) for n in (5, 6, 7)]
    left = {f.name for f in root.folder.iterdir() if f.is_dir()}
    assert left == {names[1].fingerprint, names[2].fingerprint}
    assert root.current() == names[2].fingerprint


def test_failed_build_leaves_the_old_index(
    root: IndexRoot, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _publish(root, _passages(5), 3)

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ingest.publish.seal", full)
    with pytest.raises(IndexUnavailableError, match=r"No space.*giải phóng ổ đĩa"):
        _publish(root, _passages(6), 3)
    assert root.current() == first.fingerprint
    assert len(root.open_current().store) == 5
    assert not list(root.folder.glob(".draft-*"))


@pytest.mark.parametrize(
    ("part", "complaint"),
    [
        ("manifest.json", "manifest.json"),
        ("files.json", "files.json"),
        ("passages.db", "passages.db"),
        ("restorer.npz", "restorer.npz"),
        ("lexical", "lexical"),
        ("chroma/chroma.sqlite3", "thiếu kho vectơ"),
    ],
)
def test_lost_part_is_noticed(root: IndexRoot, tmp_path: Path, part: str, complaint: str) -> None:
    _with_vectors(root, tmp_path, _passages())
    target = root.path(root.current() or "") / part
    shutil.rmtree(target) if target.is_dir() else target.unlink()
    with pytest.raises(IndexUnavailableError, match=complaint):
        open_index(root.path(root.current() or ""))


def test_torn_files_are_noticed(root: IndexRoot) -> None:
    _publish(root, _passages(), 3)
    folder = root.path(root.current() or "")
    (folder / "passages.db").write_bytes(b"not a database" * 100)
    for message in ("mất hoặc hỏng", "not a database"):
        with pytest.raises(IndexUnavailableError, match=message):
            open_index(folder)
        unseal(folder)
        seal(folder)


def test_index_of_fewer_passages_is_noticed(root: IndexRoot) -> None:
    _publish(root, _passages(), 3)
    folder = root.path(root.current() or "")
    body = json.loads((folder / "manifest.json").read_text())
    known = [{"query": "khen thưởng rà soát hộ", "number": 29}]
    for change, message in (
        ({"passages": 31}, "không đủ đoạn"),
        ({"format": 99}, "phiên bản phần mềm mới hơn lập"),
        ({"format": 2}, "phiên bản phần mềm trước lập.*python -m ingest"),
        ({"known_answers": known}, "câu đã biết"),
    ):
        unseal(folder)
        (folder / "manifest.json").write_text(json.dumps(body | change))
        seal(folder)
        with pytest.raises(IndexUnavailableError, match=message):
            root.open_current()


def test_an_index_of_an_earlier_version_says_how_to_renew_it(root: IndexRoot) -> None:
    _publish(root, _passages(), 3)
    file = root.path(root.current() or "") / "manifest.json"
    body = json.loads(file.read_text())
    file.chmod(0o644)
    for later in ("former", "personal_data"):  # unknown to the first layout
        del body[later]
    file.write_text(json.dumps({**body, "format": 1}))
    with pytest.raises(IndexUnavailableError, match=r"bố cục 1, .*python -m ingest") as refusal:
        root.open_current()
    assert "hỏng" not in str(refusal.value)


def test_other_model_is_refused(root: IndexRoot, tmp_path: Path) -> None:
    _with_vectors(root, tmp_path, _passages())
    folder = root.path(root.current() or "") / "chroma"
    rows = root.open_current().store.numbers_with
    with pytest.raises(IndexUnavailableError, match="mô hình"):
        ChromaVectors(folder, rows, model="khác", dimension=4, total=30)
    with pytest.raises(IndexUnavailableError, match="danh mục ghi 31"):
        ChromaVectors(folder, rows, model="test", dimension=4, total=31)
    with pytest.raises(IndexUnavailableError, match=r"hãy sửa embedding\.model"):
        INFO.require("khác", 4)


def test_vectors_find_themselves(root: IndexRoot, tmp_path: Path) -> None:
    passages = _passages()
    _with_vectors(root, tmp_path, passages)
    vectors = root.open_current().vectors
    assert vectors is not None
    with open_cache(tmp_path, INFO.model, INFO.dimension) as cache:
        (own,) = cache.batches([content_key(passages[7].indexed_text)])
    (best, cosine), *_ = vectors.nearest(own[0], 3)
    assert best == 7
    assert cosine == pytest.approx(1, abs=1e-3)
    assert vectors.floor(own[0]) < cosine
