"""The corpus as it is indexed now, ready to be asked."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from knowledge.adapters.answer_files import load_gate
from knowledge.adapters.files import load_abbreviations
from knowledge.adapters.index_folder import IndexRoot, OpenIndex
from knowledge.library import Library
from knowledge.retrieval import Rerank, Retriever
from knowledge.settings import RerankSettings
from knowledge.terms import Vocabulary
from knowledge.validity import Validity

if TYPE_CHECKING:
    from knowledge.adapters.passage_store import PassageStore
    from knowledge.adapters.workplace import Workplace


class CurrentLibrary:
    """Gives the library of the current index; a newly published one is picked up at the next call.

    Args:
        workplace: settings, data folder and models.
    """

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace
        self._root = IndexRoot(workplace.data)
        words = workplace.question_words
        self._vocabulary = Vocabulary(words.compounds, words.synonyms, words.light)
        self._gate = load_gate()
        self._abbreviations = load_abbreviations()
        self._lock = Lock()
        self._held: tuple[str | None, Library] | None = None

    def __call__(self) -> Library:
        """Return the library.

        Raises:
            IndexUnavailableError: there is no index, or it was made with another model.
        """
        with self._lock:
            fingerprint = self._root.current()
            if self._held is None or self._held[0] != fingerprint:
                self._held = (fingerprint, self._open(self._root.open_current()))
            return self._held[1]

    def _open(self, index: OpenIndex) -> Library:
        settings = self._workplace.settings
        embedder = self._workplace.embedder if index.vectors is not None else None
        if embedder is not None and index.manifest.vectors is not None:
            index.manifest.vectors.require(embedder.model, embedder.dimension)
        vectors = index.vectors if embedder is not None else None
        retriever = Retriever(
            index.lexical,
            index.restorer,
            vectors,
            embedder,
            settings.retrieval,
            self._abbreviations,
            self._rerank(index.store, settings.retrieval.rerank),
        )
        return Library(
            retriever,
            index.store,
            self._workplace.question_words,
            self._vocabulary,
            self._gate,
            settings.retrieval,
            Validity(self._workplace.register),
        )

    def _rerank(self, store: PassageStore, settings: RerankSettings | None) -> Rerank | None:
        reranker = self._workplace.reranker
        if reranker is None or settings is None:
            return None
        return Rerank(reranker, lambda n: store.passage(n).indexed_text, settings.candidates)
