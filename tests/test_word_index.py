"""A word index built upon another is the index of a first build, byte for byte."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import bm25s
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import merging, postings
from knowledge.errors import IndexUnavailableError
from knowledge.lexical import LexicalIndex, folded_tokens, tokens, write_lexical
from knowledge.postings import Packing
from knowledge.renumbering import Renumbering
from knowledge.syllable_counts import SyllableCounts
from knowledge.word_list import WordList
from knowledge.wording import Wording

WORDS = (
    *("hộ", "nghèo", "xã", "ho", "Xa", "đảo", "hoà", "hòa", "20", "20a", "q_u", "陽", "a", "b"),
    *("ﬁ", "e\u0301", "nghiêng"),
)
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join), max_size=8)
PASSAGES = [
    "Cấp huyện phải giảm 20% tổng số hộ nghèo mỗi năm.",
    "Xã đảo phải giảm tỷ lệ hộ nghèo; hộ nghèo, hộ nghèo đa chiều từ 2% trở lên.",
    "???",
    "Quỹ vì người nghèo đã vận động được nhiều tỷ đồng để xây nhà.",
]


@pytest.fixture(scope="module", autouse=True)
def small_blocks():
    """Count and merge a few postings at a time, as happens in large indexes."""
    with pytest.MonkeyPatch.context() as small:
        small.setattr(merging, "_AT_ONCE", 11)
        small.setattr(postings, "_SYLLABLES_AT_ONCE", 7)
        yield


def _change(before: list[str], after: list[str]) -> Renumbering:
    return Renumbering.between([t.encode() for t in before], [t.encode() for t in after])


def _write(folder: Path, base: Path | None, before: list[str], after: list[str]) -> None:
    change = _change(before, after)
    write_lexical(folder, base, Wording.read(after[n] for n in change.new), change)


def _files(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


@given(st.lists(TEXTS, min_size=2, max_size=4))
@settings(deadline=None, max_examples=10)
def test_updates_give_the_files_of_a_first_build(versions: list[list[str]]) -> None:
    with TemporaryDirectory() as place:
        base, before = None, []
        counts = SyllableCounts.of(Wording.read(()))
        for turn, texts in enumerate(versions):
            updated, clean = Path(place, f"updated{turn}"), Path(place, f"clean{turn}")
            _write(updated, base, before, texts)
            _write(clean, None, [], texts)
            assert _files(updated) == _files(clean)
            change = _change(before, texts)
            new = Wording.read(texts[number] for number in change.new)
            gone = Wording.read(before[number] for number in change.gone)
            counts = counts.changed(SyllableCounts.of(new), SyllableCounts.of(gone))
            counts.save(updated / "r.npz")
            SyllableCounts.of(Wording.read(texts)).save(clean / "r.npz")
            assert _files(updated) == _files(clean)
            base, before = updated, texts


@given(TEXTS, TEXTS, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=30)
def test_what_stays_is_found_again_in_order(one: list[str], other: list[str], chance) -> None:
    after = [*one, *other]
    chance.shuffle(after)
    change = _change(one, after)
    stays = [(old, new) for old, new in enumerate(change.numbers) if new >= 0]
    assert all(one[old] == after[new] for old, new in stays)
    assert all(left[1] < right[1] for left, right in pairwise(stays))
    assert sorted([*change.new, *(new for _, new in stays)]) == list(range(len(after)))
    assert change.kept + len(change.gone) == len(one)
    assert _change(one, [*one, *other]).kept == len(one)
    assert _change(one, [*other, *one]).kept == len(one)


def test_a_passage_put_between_others_is_the_only_new_one() -> None:
    before = [f"đoạn {n}" for n in range(50)]
    after = [*before[:20], "mới", *before[20:30], *before[31:]]
    change = _change(before, after)
    assert (change.new.tolist(), change.gone.tolist(), change.kept) == ([20], [30], 49)


def test_weights_are_those_of_bm25s() -> None:
    index = LexicalIndex.build(PASSAGES)
    for ours, take in ((index.accented, tokens), (index.folded, folded_tokens)):
        theirs = bm25s.BM25(k1=1.2, b=0.75, method="lucene")
        theirs.index([take(text) for text in PASSAGES], show_progress=False)
        for text in PASSAGES:
            asked = take(text)
            if asked:
                np.testing.assert_allclose(ours.scores(asked), theirs.get_scores(asked), rtol=1e-6)
            assert all(ours.knows(token) for token in asked)
            assert not any(ours.knows(f"{token} zz") or ours.knows(f"zz{token}") for token in asked)


def test_syllables_and_pairs_are_counted_as_they_stand() -> None:
    counts = SyllableCounts.of(Wording.read(PASSAGES))
    words = [[w for w in tokens(p) if " " not in w and w.isalpha()] for p in PASSAGES]
    single = Counter(word for text in words for word in text)
    pairs = Counter(pair for text in words for pair in pairwise(text))
    assert dict(zip(counts.syllables, counts.counts, strict=True)) == single
    size = len(counts.syllables)
    named = [(counts.syllables[k // size], counts.syllables[k % size]) for k in counts.pair_keys]
    assert dict(zip(named, counts.pair_counts, strict=True)) == pairs
    assert counts.syllables[:2] == ["nghèo", "hộ"]


def test_words_are_found_by_their_rank() -> None:
    words = sorted({"a", "ab", "b", "hộ", "nghèo", "đảo"})
    held = WordList.of(words)
    assert [held.number(word) for word in words] == list(range(len(words)))
    assert [held.number(word) for word in ("", "aa", "z", "đ")] == [None] * 4
    assert held[1:3] == [b"ab", b"b"]


def test_an_index_beyond_all_bounds_is_refused_in_words() -> None:
    assert Packing.of(30_000_000, 4_000_000, 60_000) == Packing(22, 16)
    with pytest.raises(IndexUnavailableError, match="hãy chia kho"):
        Packing.of(2**30, 2**22, 2**16)
