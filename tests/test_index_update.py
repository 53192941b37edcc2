"""An index that came about by changes equals one built at once, in words and in vectors."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from ingest.base import find_base
from ingest.publish import STORE, drafting, publish_vectors, publish_words
from ingest.upkeep import remove_documents
from ingest.vectors import complete
from knowledge.adapters.chroma_store import ChromaVectors
from knowledge.adapters.chroma_writer import update_vectors, write_vectors
from knowledge.adapters.index_folder import IndexRoot, Manifest, VectorInfo
from knowledge.adapters.passage_store import PassageStore
from knowledge.adapters.vector_cache import content_key, open_cache
from knowledge.passages import DocumentRecord, Passage
from tests.conftest import ROOT
from tests.offices import MESSAGES, PLAN, SETTINGS, CountingEmbedder, fill, ingest, words_config
from tests.stores import write_passages

WORDS = ("xã", "huyện", "hộ", "nghèo", "giảm", "khen", "thưởng", "rà", "soát", "năm", "tỷ", "lệ")
WORD_FILES = ("lexical", "restorer.npz", "manifest.json")


class _Office:
    """Documents that are added, changed, removed and renamed at random."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._made = 0
        self.files: dict[str, list[str]] = {}

    def turn(self) -> None:
        """Change something."""
        for _ in range(self._chance.randint(1, 3)):
            act = self._chance.choice([self._add, self._add, self._change, self._drop, self._move])
            act()

    def _text(self) -> str:
        self._made += 1
        number = self._made if self._chance.random() < 0.8 else 7  # some texts stand twice
        return " ".join([*self._chance.choices(WORDS, k=9), str(number)])

    def _name(self) -> str:
        return f"{self._chance.randrange(10**6):06}.md"

    def _add(self) -> None:
        self.files[self._name()] = [self._text() for _ in range(self._chance.randint(1, 6))]

    def _any(self) -> str | None:
        return self._chance.choice(sorted(self.files)) if self.files else None

    def _change(self) -> None:
        name = self._any()
        if name is not None:
            texts = self.files[name]
            texts.insert(self._chance.randint(0, len(texts)), self._text())
            texts.pop(self._chance.randrange(len(texts)))
            self._chance.shuffle(texts)

    def _drop(self) -> None:
        name = self._any()
        if name is not None:
            del self.files[name]

    def _move(self) -> None:
        name = self._any()
        if name is not None:
            self.files[self._name()] = self.files.pop(name)

    def publish(self, root: IndexRoot, *, anew: bool) -> Manifest:
        """Publish the words of what there is now, upon the current index or from nothing."""
        documents, passages = [], []
        for name, texts in sorted(self.files.items()):
            record = DocumentRecord(name[:6], name, f"/{name}", "0" * 64, "Văn bản", "van_ban")
            documents.append(record)
            passages += [
                Passage(f"{name}{n}", record.id, n, f"Điều {n}", "Văn bản", text)
                for n, text in enumerate(texts)
            ]
        with drafting(root) as draft:
            earlier = None if anew else find_base(root).words
            write_passages(draft / STORE, documents, passages)
            return publish_words(root, draft, "test", 3, (), earlier)


def _files(root: IndexRoot) -> dict[str, bytes]:
    folder = root.path(root.current() or "")
    found = (file for name in WORD_FILES for file in (folder / name, *(folder / name).rglob("*")))
    return {str(f.relative_to(folder)): f.read_bytes() for f in found if f.is_file()}


@pytest.mark.parametrize("seed", [1, 2])
def test_changes_lead_to_the_index_of_a_first_build(tmp_path: Path, seed: int) -> None:
    office, root = _Office(seed), IndexRoot(tmp_path / "updated")
    for turn in range(4):
        office.turn()
        clean = IndexRoot(tmp_path / f"clean{turn}")
        assert office.publish(root, anew=False) == office.publish(clean, anew=True)
        assert _files(root) == _files(clean)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10, 13))
def test_vectors_follow_every_change(tmp_path: Path, seed: int) -> None:
    office, root = _Office(seed), IndexRoot(tmp_path)
    info = VectorInfo(model="test", dimension=8)
    with open_cache(tmp_path, info.model, info.dimension) as cache:
        for _ in range(6):
            office.turn()
            clean = IndexRoot(tmp_path / "clean")
            words = office.publish(root, anew=False)
            assert words == office.publish(clean, anew=True)
            keys = root.open_current().store.keys()
            if not keys:
                continue
            missing = sorted(cache.missing(keys))
            if missing:
                cache.add(missing, _unit(len(missing), seed))
            publish_vectors(root, words, cache, info, keys, keep=3)
            vectors = np.concatenate(list(cache.batches(keys)))
            index = root.open_current()
            assert index.vectors is not None
            for number in range(0, len(keys), 3):
                found = index.vectors.nearest(vectors[number], len(keys))
                assert sorted(row for row, _ in found) == list(range(len(keys)))
                cosines = [cosine for _, cosine in found]
                np.testing.assert_allclose(
                    cosines, vectors[[row for row, _ in found]] @ vectors[number], atol=1e-5
                )
                assert cosines == sorted(cosines, reverse=True)


def _unit(count: int, seed: int, dimension: int = 8) -> np.ndarray:
    made = np.random.default_rng(seed).normal(size=(count, dimension))
    return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)


SHORT = {"model": "test", "dimension": 24}


class _Collection:
    """A collection in a folder of its own for each state, with the vectors it should hold."""

    def __init__(self, place: Path, count: int) -> None:
        self._place, self._turn = place, 0
        self.vectors: dict[bytes, np.ndarray] = {}
        self.keys: list[bytes] = []
        self._grow(count)
        self.folder = place / "0"
        write_vectors(self.folder, self.keys, self.source, **SHORT)

    def _grow(self, count: int) -> None:
        keys = [content_key(f"{self._turn} {n}") for n in range(count)]
        self.vectors |= dict(zip(keys, _unit(count, self._turn, 24), strict=True))
        self.keys += keys

    def source(self, keys):
        yield np.stack([self.vectors[key] for key in keys])

    def update(self, gone: int, new: int, chance: random.Random) -> bool:
        """Take some out, add some, and put all in another order."""
        before, self._turn = list(self.keys), self._turn + 1
        for _ in range(gone):
            self.keys.pop(chance.randrange(len(self.keys)))
        self._grow(new)
        chance.shuffle(self.keys)
        folder = self._place / str(self._turn)
        done = update_vectors(folder, self.folder, before, self.keys, self.source)
        self.folder = folder if done else self.folder
        return done

    def recall(self, k: int) -> float:
        """Return the share of the true ``k`` nearest rows that are found."""
        rows = {key: [row] for row, key in enumerate(self.keys)}
        index = ChromaVectors(self.folder, lambda _: rows, total=len(self.keys), **SHORT)
        every = np.stack([self.vectors[key] for key in self.keys])
        hits = 0
        for query in _unit(40, 99, 24):
            true = set(np.argsort(-(every @ query))[:k].tolist())
            hits += len(true & {row for row, _ in index.nearest(query, k)})
        return hits / (40 * k)


@pytest.mark.slow
def test_many_updates_find_as_much_as_a_first_build(tmp_path: Path) -> None:
    collection, chance = _Collection(tmp_path, 4000), random.Random(5)
    assert collection.recall(50) >= 0.99
    for _ in range(9):
        assert collection.update(gone=100, new=250, chance=chance)
    assert collection.recall(50) >= 0.99


@pytest.mark.slow
def test_a_copy_that_would_be_mostly_removed_vectors_is_not_made(tmp_path: Path) -> None:
    collection, chance = _Collection(tmp_path, 40), random.Random(5)
    assert [collection.update(gone=4, new=4, chance=chance) for _ in range(3)] == [
        True,
        True,
        False,
    ]


@pytest.mark.slow
def test_vectors_are_written_anew_where_those_before_are_damaged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    data, office = tmp_path / "data", fill(tmp_path / "xa", 3)
    root = IndexRoot(data)
    ingest(data, office)
    complete(data, CountingEmbedder(), SETTINGS, MESSAGES)
    before = root.path(root.current() or "") / "chroma" / "chroma.sqlite3"
    fill(office, 1, first=4)
    ingest(data, office)
    before.write_bytes(before.read_bytes()[:9000])
    ready = CountingEmbedder()
    assert complete(data, ready, SETTINGS, MESSAGES)
    assert ready.embedded == 2
    assert "Không ghi được kho vectơ" in caplog.text
    index = root.open_current()
    assert index.vectors is not None
    assert len(index.vectors.nearest(_unit(1, 1)[0], 50)) == 8


@pytest.mark.slow
def test_files_that_come_change_and_go_leave_the_index_of_a_first_build(tmp_path: Path) -> None:
    data, office = tmp_path / "data", fill(tmp_path / "xa", 6)
    root = IndexRoot(data)
    ingest(data, office)
    fill(office, 2, first=20)
    ingest(data, office)
    (office / "ke-hoach-0002.md").write_text(PLAN.format(n=2, poor=7777), encoding="utf-8")
    (office / "ke-hoach-0003.md").rename(office / "a.md")
    ingest(data, office)
    remove_documents(["ke-hoach-0001.md"], root, SETTINGS.ingest, MESSAGES)
    manifest = root.open_current().manifest
    assert (manifest.documents, manifest.former) == (7, 1)
    clean = IndexRoot(tmp_path / "clean")
    with drafting(clean) as draft:
        shutil.copy2(root.path(manifest.fingerprint) / STORE, draft / STORE)
        assert publish_words(clean, draft, manifest.chunker, 3) == manifest
    assert _files(root) == _files(clean)
    left = (file for file in office.iterdir() if file.name != "ke-hoach-0001.md")
    ingest(tmp_path / "anew", *left)
    anew = IndexRoot(tmp_path / "anew").open_current().store
    assert {p.text for p in anew.passages()} == {
        p.text for p in PassageStore(root.path(manifest.fingerprint) / STORE).passages()
    }


@pytest.mark.slow
def test_an_ingest_of_what_is_there_loads_no_reader_and_asks_nothing(tmp_path: Path) -> None:
    data, office = tmp_path / "data", fill(tmp_path / "xa", 3)
    ingest(data, office)
    complete(data, CountingEmbedder(), SETTINGS, MESSAGES)
    code = (
        "import sys; from ingest.__main__ import main; status = main(sys.argv[1:]); "
        "print(status, {'bm25s', 'chromadb', 'ingest.document', 'viparse'} & set(sys.modules))"
    )
    place = ("--data", str(data), "--config", str(words_config(tmp_path)))
    done = subprocess.run(
        [sys.executable, "-c", code, *place, str(office)],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "0 set()"
