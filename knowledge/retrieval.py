"""Finding passages: two word indexes and vectors, scaled over the index and added up.

The weights and the order of steps are those the project's retrieval notes measured: restore
diacritics first, scale each engine to 0..1, add with weights; no reciprocal rank fusion.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.lexical import LexicalIndex, Scores, folded_tokens, tokens
from knowledge.ports import Embedder, VectorIndex
from knowledge.query import Query, prepare
from knowledge.restorer import Restorer
from knowledge.settings import RetrievalSettings


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage found.

    Attributes:
        number: row of the passage in the index.
        score: weighted sum of the scaled engines, 0..1.
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


class Retriever:
    """Search over one index; deterministic, ties go to the earlier passage.

    Args:
        lexical: the word indexes.
        restorer: diacritics as this index writes them.
        vectors: nearest neighbours, or ``None`` for words only.
        embedder: the engine that made ``vectors``.
        settings: weights and limits.
        abbreviations: folded short form to full words.
    """

    def __init__(
        self,
        lexical: LexicalIndex,
        restorer: Restorer,
        vectors: VectorIndex | None,
        embedder: Embedder | None,
        settings: RetrievalSettings,
        abbreviations: Mapping[str, str],
    ) -> None:
        self.lexical = lexical
        self._restorer = restorer
        self._vectors = vectors
        self._embedder = embedder
        self._settings = settings
        self._abbreviations = abbreviations

    def prepare(self, question: str) -> Query:
        """Return ``question`` in the form that is searched."""
        return prepare(
            question,
            self._abbreviations,
            self.lexical.folded.knows,
            self._restorer,
            self._settings.restore_below,
        )

    def search(
        self,
        question: str,
        k: int,
        boosted: Sequence[int] = (),
        *,
        left_out: Collection[int] = (),
        within: Collection[int] | None = None,
    ) -> Found:
        """Return the ``k`` best passages.

        Args:
            question: as the reader wrote it.
            k: how many at most.
            boosted: passages of a document or clause the question names; they come first, in
                order of their score.
            left_out: passages that are not to be found.
            within: the only passages that may be found; ``None`` for all.
        """
        query = self.prepare(question)
        if self.lexical.size == 0:
            return Found(query, ())
        score, cosines, floor = self._score(query)
        score = _restricted(score, left_out, within)
        first = frozenset(boosted).difference(left_out)
        if first:
            score = score.copy()
            score[list(first)] += 1
        best = np.argsort(-score, kind="stable")[:k]
        hits = (
            Hit(int(n), float(score[n]) - (n in first), cosines.get(int(n)))
            for n in best
            if score[n] > 0
        )
        return Found(query, tuple(hits), floor)

    def _score(self, query: Query) -> tuple[Scores, dict[int, float], float | None]:
        settings = self._settings
        accented = _scaled(self.lexical.accented.scores(tokens(query.text)))
        folded = _scaled(self.lexical.folded.scores(folded_tokens(query.text)))
        words = np.float32(settings.accented_weight) * accented
        words += np.float32(settings.folded_weight) * folded
        share = settings.accented_weight + settings.folded_weight
        if self._vectors is None or self._embedder is None or not query.text.strip():
            return words / np.float32(share), {}, None
        vector = self._embedder.embed_query(query.text)
        nearest = self._vectors.nearest(vector, min(settings.vector_candidates, self.lexical.size))
        if not nearest:
            return words / np.float32(share), {}, None
        low = min(self._vectors.floor(vector), nearest[-1][1])
        span = max(nearest[0][1] - low, 1e-6)
        rest = max((nearest[-1][1] - low) / span, 0.0) if len(nearest) < self.lexical.size else 0.0
        dense = np.full(self.lexical.size, rest, dtype=np.float32)
        for number, cosine in nearest:
            dense[number] = (cosine - low) / span
        total = words + np.float32(settings.vector_weight) * dense
        total /= np.float32(share + settings.vector_weight)
        return total.astype(np.float32), dict(nearest), low


def _restricted(score: Scores, left_out: Collection[int], within: Collection[int] | None) -> Scores:
    """Return the scores with those of passages that may not be found put to zero."""
    if within is not None:
        kept = np.zeros_like(score)
        kept[list(within)] = score[list(within)]
        score = kept
    if left_out:
        score = score.copy()
        score[list(left_out)] = 0
    return score


def _scaled(scores: Scores) -> Scores:
    low, high = float(scores.min()), float(scores.max())
    if high <= low:  # one passage, or all alike: they match equally well or not at all
        return np.full_like(scores, 1.0 if high > 0 else 0.0)
    return (scores - np.float32(low)) / np.float32(high - low)
