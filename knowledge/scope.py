"""Whose rule a passage is: of the whole country, or of one province and of no other."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.passages import DocumentRecord, Passage
from knowledge.places import find_provinces
from knowledge.ports import PassageReader
from knowledge.rules import province_key
from knowledge.text import fold


def rows_at_home(store: PassageReader, provinces: Sequence[str]) -> frozenset[int]:
    """Return the rows of documents that belong to one of ``provinces``."""
    return frozenset(
        row
        for document in store.documents()
        if document.province is not None and _is_one_of(document.province, provinces)
        for row in store.numbers_of(document.id)
    )


def rows_elsewhere(store: PassageReader, provinces: Sequence[str]) -> frozenset[int]:
    """Return the rows of documents that belong to others than ``provinces``; none for no name."""
    return frozenset(
        row
        for document in (store.documents() if provinces else ())
        if document.province is not None and not _is_one_of(document.province, provinces)
        for row in store.numbers_of(document.id)
    )


def speaks_for(
    passage: Passage, document: DocumentRecord, provinces: Sequence[str], *, named: bool
) -> bool:
    """Tell whether a passage may speak for one of ``provinces``.

    Args:
        passage: the passage.
        document: the document it belongs to.
        provinces: the provinces asked about; none for all.
        named: whether the question names them: then the document must be theirs, or the passage
            must name one. A reader's own province only shuts out what is another province's, by
            its document or by the headings it stands under.
    """
    if not provinces:
        return True
    home = document.province
    if home is not None and _is_one_of(home, provinces):
        return True
    if named:
        around = fold(f"{document.title}\n{passage.indexed_text}")
        return any(fold(province) in around for province in provinces)
    if home is not None:
        return False
    above = find_provinces(f"{document.title}\n{passage.breadcrumb}")
    return not above or any(_is_one_of(province, provinces) for province in above)


def _is_one_of(province: str, provinces: Sequence[str]) -> bool:
    return province_key(province) in map(province_key, provinces)
