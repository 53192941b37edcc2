"""Made-up passages weighed as those of an index are, for tests of answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache

from bot.citing import Citer
from bot.statement_reply import StatementWriter
from knowledge.adapters.answer_files import load_gate
from knowledge.adapters.files import load_messages, load_question_words
from knowledge.adapters.register_files import load_register
from knowledge.answer import Reply
from knowledge.answering import Candidate
from knowledge.finding import Finding
from knowledge.lexical import LexicalIndex
from knowledge.matter import Matter
from knowledge.passages import DocumentRecord, Passage
from knowledge.query import Query
from knowledge.settings import AnswerSettings
from knowledge.terms import Vocabulary
from knowledge.weighing import Weigher

ON = date(2026, 11, 23)

# Fills the index, so that words have a rarity.
_OTHERS = (
    "Trường học của xã khai giảng năm học mới với nhiều học sinh.",
    "Trạm y tế tiêm chủng cho trẻ em và người cao tuổi.",
    "Đường giao thông nông thôn được bê tông hóa.",
    "Hợp tác xã trồng lúa thu hoạch vụ mùa sớm hơn năm trước.",
    "Câu lạc bộ thể thao tổ chức giải bóng chuyền.",
    "Chợ phiên họp vào cuối tuần ở trung tâm huyện.",
)


def passage(
    text: str,
    *,
    document: str = "bai",
    title: str = "Bài báo",
    heading: str = "",
    section: str = "",
    province: str | None = None,
    issued_on: date | None = None,
) -> Passage:
    """Return a passage; passages of one document name it by the same ``document``."""
    record = DocumentRecord(
        id=document,
        file=f"{document}.txt",
        path=f"/{document}.txt",
        sha256="0" * 64,
        title=title,
        kind="bai_viet",
        province=province,
        issued_on=issued_on,
    )
    _RECORDS[document] = record
    return Passage(
        id=f"{document}:{text[:20]}",
        document_id=document,
        ordinal=0,
        section=section,
        breadcrumb=heading or title,
        text=text,
    )


_RECORDS: dict[str, DocumentRecord] = {}


@cache
def _words():
    asked = load_question_words()
    vocabulary = Vocabulary(asked.compounds, asked.synonyms, asked.light)
    return asked, vocabulary, load_gate(), load_messages(), load_register()


class Weighed:
    """An index of a few passages of words only.

    Args:
        passages: texts, or passages made by :func:`passage`.
    """

    def __init__(self, *passages: Passage | str) -> None:
        asked, vocabulary, gate, messages, register = _words()
        made = [p if isinstance(p, Passage) else passage(p) for p in passages]
        self.candidates = [
            Candidate(row, p, _RECORDS[p.document_id], 1 - row / 20) for row, p in enumerate(made)
        ]
        texts = [p.indexed_text for p in made]
        self._weigher = Weigher(
            LexicalIndex.build([*texts, *_OTHERS]),
            asked,
            vocabulary,
            gate,
            lambda row: Matter(made[row], _RECORDS[made[row].document_id]),
        )
        settings = AnswerSettings(max_characters=600, max_citations=3, default_province=None)
        self._writer = StatementWriter(Citer(register, messages), messages, settings)

    def find(self, question: str, provinces: Sequence[str] = ()) -> Finding:
        """Return what the passages say."""
        query = Query(question, question, restored=False)
        named = tuple(provinces)
        return self._weigher.weigh(query, self.candidates, named, None, typed=question)

    def offers(self, question: str) -> list[str]:
        """Return the questions offered where nothing answers."""
        return self._weigher.offers(
            self.find(question), ("{subject} bao nhiêu {unit}?", "{heading} được quy định thế nào?")
        )

    def answer(self, question: str, provinces: Sequence[str] = ()) -> Reply | None:
        """Return the answer as it is worded, ``None`` where nothing answers."""
        finding = self.find(question, provinces)
        if not finding.answers:
            return None
        return self._writer.answer(finding, ON, self._after)

    def _after(self, candidate: Candidate) -> Candidate | None:
        following = self.candidates[candidate.number + 1 : candidate.number + 2]
        same = [c for c in following if c.document.id == candidate.document.id]
        return same[0] if same else None
