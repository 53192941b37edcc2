"""Finding passages: two word indexes and vectors, scaled over the index and added up.

The weights and the order of steps are those the project's retrieval notes measured: restore
diacritics first, scale each engine to 0..1, add with weights; no reciprocal rank fusion.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from knowledge.lexical import LexicalIndex, Scores, folded_tokens, tokens
from knowledge.ports import Embedder, Reranker, VectorIndex
from knowledge.query import Query, prepare
from knowledge.restorer import Restorer
from knowledge.settings import RetrievalSettings
from knowledge.spelling import Speller

_QUESTIONS_HELD = 4
"""Questions whose scores are kept: one array over the index each."""
_ROW_SETS_HELD = 16
"""Sets of passages that are kept as arrays; the same ones are left out of many questions."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage found.

    Attributes:
        number: row of the passage in the index.
        score: weighted sum of the scaled engines, 0..1; a little over for a preferred passage.
        cosine: cosine of question and passage, where the vectors offered it.
    """

    number: int
    score: float
    cosine: float | None


@dataclass(frozen=True, slots=True)
class Found:
    """The hits for a question, best first, and the question as it was searched.

    Attributes:
        query: the question as it was searched.
        hits: the passages, best first.
        floor: cosine of the question to an unrelated passage; ``None`` without vectors.
    """

    query: Query
    hits: tuple[Hit, ...]
    floor: float | None = None


@dataclass(frozen=True, slots=True)
class Rerank:
    """A second look at the best passages by a model that reads question and passage together.

    Attributes:
        reranker: the model.
        text: gives the text of a passage by its number.
        candidates: how many of the best passages it reads.
    """

    reranker: Reranker
    text: Callable[[int], str]
    candidates: int

    def order(self, question: str, hits: Sequence[Hit], first: Collection[int]) -> list[Hit]:
        """Return the hits in the model's order; the scores stay where they were, highest first.

        Args:
            question: as it is searched.
            hits: best first.
            first: passages the question names, which stay before all others.
        """
        read = hits[: self.candidates]
        if len(read) < 2:
            return list(hits)
        worth = self.reranker.scores(question, [self.text(hit.number) for hit in read])
        order = sorted(
            range(len(read)), key=lambda at: (read[at].number not in first, -float(worth[at]), at)
        )
        scores = sorted((hit.score for hit in read), reverse=True)
        ordered = [replace(read[at], score=s) for at, s in zip(order, scores, strict=True)]
        return [*ordered, *hits[self.candidates :]]


class Retriever:
    """Search over one index; deterministic, ties go to the earlier passage.

    Args:
        lexical: the word indexes.
        restorer: syllables and diacritics as this index writes them.
        vectors: nearest neighbours, or ``None`` for words only.
        embedder: the engine that made ``vectors``.
        settings: weights and limits.
        abbreviations: folded short form to full words.
        rerank: a second look at the best passages, or ``None``.
    """

    def __init__(
        self,
        lexical: LexicalIndex,
        restorer: Restorer,
        vectors: VectorIndex | None,
        embedder: Embedder | None,
        settings: RetrievalSettings,
        abbreviations: Mapping[str, str],
        rerank: Rerank | None = None,
    ) -> None:
        self.lexical = lexical
        self._speller = Speller(restorer)
        self._vectors = vectors
        self._embedder = embedder
        self._settings = settings
        self._abbreviations = abbreviations
        self._rerank = rerank
        # One question is searched several times, each time for other passages.
        self._query = lru_cache(maxsize=_QUESTIONS_HELD)(self._prepared)
        self._score = lru_cache(maxsize=_QUESTIONS_HELD)(self._scored)
        self._rows = lru_cache(maxsize=_ROW_SETS_HELD)(_row_array)

    def prepare(self, question: str) -> Query:
        """Return ``question`` in the form that is searched."""
        return self._query(question)

    def _prepared(self, question: str) -> Query:
        return prepare(
            question,
            self._abbreviations,
            self.lexical.folded.knows,
            self._speller,
            self._settings.restore_below,
        )

    def search(
        self,
        question: str,
        k: int,
        boosted: Sequence[int] = (),
        *,
        left_out: Collection[int] = (),
        elsewhere: Collection[int] = (),
        within: Collection[int] | None = None,
        preferred: Collection[int] = (),
    ) -> Found:
        """Return the ``k`` best passages.

        Args:
            question: as the reader wrote it.
            k: how many at most.
            boosted: passages of a document or clause the question names; they come first, in
                order of their score.
            left_out: passages that are not to be found.
            elsewhere: more of them: those of other provinces.
            within: the only passages that may be found; ``None`` for all.
            preferred: passages of the reader's own province, which win over equals.
        """
        query = self.prepare(question)
        if self.lexical.size == 0:
            return Found(query, ())
        score, cosines, floor = self._score(query.text)
        first = frozenset(boosted).difference(left_out)
        if within is not None or left_out or elsewhere or preferred or first:
            score = self._restricted(score, left_out, elsewhere, within)
            score[self._rows(frozenset(preferred))] *= np.float32(1 + self._settings.home_share)
            score[list(first)] += 1
        rows = _best(score, k if self._rerank is None else max(k, self._rerank.candidates))
        hits = [Hit(int(n), float(score[n]) - (n in first), cosines.get(int(n))) for n in rows]
        if self._rerank is not None:
            hits = self._rerank.order(query.text, hits, first)
        return Found(query, tuple(hits[:k]), floor)

    def _restricted(
        self,
        score: Scores,
        left_out: Collection[int],
        elsewhere: Collection[int],
        within: Collection[int] | None,
    ) -> Scores:
        """Return a copy of the scores with those of passages that may not be found put to zero."""
        if within is None:
            kept = score.copy()
        else:
            rows = self._rows(frozenset(within))
            kept = np.zeros_like(score)
            kept[rows] = score[rows]
        kept[self._rows(frozenset(left_out))] = 0
        kept[self._rows(frozenset(elsewhere))] = 0
        return kept

    def _scored(self, text: str) -> tuple[Scores, dict[int, float], float | None]:
        """Return the score of every passage, the cosines that are known, and their floor.

        The scores have the shape ``(size,)``; there is no floor without vectors.
        """
        settings = self._settings
        words = _scaled(self.lexical.accented.scores(tokens(text)))
        words *= np.float32(settings.accented_weight)
        folded = _scaled(self.lexical.folded.scores(folded_tokens(text)))
        folded *= np.float32(settings.folded_weight)
        words += folded
        share = settings.accented_weight + settings.folded_weight
        nearest: list[tuple[int, float]] = []
        if self._vectors is not None and self._embedder is not None and text.strip():
            vector = self._embedder.embed_query(text)
            candidates = min(settings.vector_candidates, self.lexical.size)
            nearest = self._vectors.nearest(vector, candidates)
        if self._vectors is None or not nearest:
            words /= np.float32(share)
            return words, {}, None
        low = min(self._vectors.floor(vector), nearest[-1][1])
        span = max(nearest[0][1] - low, 1e-6)
        rest = max((nearest[-1][1] - low) / span, 0.0) if len(nearest) < self.lexical.size else 0.0
        rows = [number for number, _ in nearest]
        close = np.array([(cosine - low) / span for _, cosine in nearest], dtype=np.float32)
        weight = np.float32(settings.vector_weight)
        near = words[rows] + weight * close
        words += weight * np.float32(rest)
        words[rows] = near
        words /= np.float32(share + settings.vector_weight)
        return words, dict(nearest), low


def _row_array(rows: frozenset[int]) -> npt.NDArray[np.intp]:
    return np.fromiter(rows, dtype=np.intp, count=len(rows))


def _best(score: Scores, k: int) -> npt.NDArray[np.intp]:
    """Return the rows of the ``k`` highest positive scores, best first, equals by row."""
    if k < len(score):
        limit = max(np.partition(score, len(score) - k)[len(score) - k], 0)
        rows = np.flatnonzero(score >= limit)
    else:
        rows = np.arange(len(score))
    rows = rows[score[rows] > 0]
    return rows[np.argsort(-score[rows], kind="stable")[:k]]


def _scaled(scores: Scores) -> Scores:
    low, high = float(scores.min()), float(scores.max())
    if high <= low:  # one passage, or all alike: they match equally well or not at all
        return np.full_like(scores, 1.0 if high > 0 else 0.0)
    scaled = scores - np.float32(low)
    scaled /= np.float32(high - low)
    return scaled
