"""The words of an index: what the index before has counted is kept, only new texts are read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from ingest.refusals import sentences
from knowledge.adapters.passage_store import PassageStore
from knowledge.lexical import write_lexical
from knowledge.passages import Passage
from knowledge.renumbering import Renumbering
from knowledge.syllable_counts import SyllableCounts
from knowledge.wording import Wording

LEXICAL, RESTORER = "lexical", "restorer.npz"


@dataclass(frozen=True, slots=True)
class EarlierWords:
    """The words of an index that was found whole.

    Attributes:
        folder: of that index.
        store: its passages.
    """

    folder: Path
    store: PassageStore


def write_words(folder: Path, store: PassageStore, earlier: EarlierWords | None) -> None:
    """Write the word index and the restorer of ``store`` into ``folder``.

    The files are the same whether they come from an index before or from nothing.

    Args:
        folder: of the index in the making.
        store: its passages.
        earlier: what to build upon; left aside when most of it goes.

    Raises:
        IndexUnavailableError: the corpus is too large for an index, or ``earlier`` is damaged.
        OSError: the disk is full.
    """
    keys = store.keys()
    change = Renumbering.between(earlier.store.keys() if earlier else (), keys)
    gone = change.gone
    if earlier is not None and len(gone) >= change.kept:
        earlier, change, gone = None, Renumbering.between((), keys), gone[:0]
    new = change.new
    with tqdm(
        total=len(new) + len(gone) + len(store),
        desc=sentences()("ingest.progress_words"),
        unit=" đoạn",
        mininterval=0.5,
    ) as bar:
        added = Wording.read(_texts(store.passages_at(new.tolist()), bar))
        counts = SyllableCounts.of(added)
        if earlier is not None:
            removed = Wording.read(_texts(earlier.store.passages_at(gone.tolist()), bar))
            before = SyllableCounts.load(earlier.folder / RESTORER)
            counts = before.changed(counts, SyllableCounts.of(removed))
        counts.save(folder / RESTORER)
        base = earlier.folder / LEXICAL if earlier is not None else None
        write_lexical(folder / LEXICAL, base, added, change, _Merged(bar, len(store)))


class _Merged:
    """Moves a bar on by the share of all postings that was written."""

    def __init__(self, bar: tqdm[Any], passages: int) -> None:
        self._bar, self._passages, self._share = bar, passages, 0.0
        self._read = bar.n

    def __call__(self, share: float) -> None:
        self._share += share
        self._bar.update(self._read + round(self._share * self._passages) - self._bar.n)


def _texts(passages: Iterable[Passage], bar: tqdm[Any]) -> Iterator[str]:
    for passage in passages:
        yield passage.indexed_text
        bar.update()
