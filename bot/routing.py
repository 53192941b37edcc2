"""Which tool a question needs that is about no case: the register for a number, or search."""

from __future__ import annotations

import re
from collections.abc import Callable

from knowledge.clauses import find_clause
from knowledge.question import Question, analyse
from knowledge.question_words import QuestionWords
from knowledge.references import Reference, find_references
from knowledge.text import fold, has_diacritics, normalize, syllables, unify

TOOLS = SEARCH, DOCUMENT, CHECK = "tra_cuu", "van_ban", "kiem_tra"
_AUTHOR = re.compile(
    r"\b(?:tac gia|nguoi viet|ai viet|(?:phong vien|nha bao) nao)\b"
    r"|\b(?:ai|nguoi nao) (?:ky|dung) ten\b"
)
_POSTED = re.compile(
    r"\b(?:dang|cap nhat|xuat ban|len trang)\b.*"
    r"\b(?:khi nao|luc nao|bao gio|hom nao|ngay (?:nao|may))\b"
)
_ARTICLE = re.compile(r"\b(?:bai(?! tho| hat| van| ca\b)|(?<!thong )tin|phong su)\b")
_SIGNER = re.compile(
    r"\b(?:ai|(?:nguoi|dong chi|ong|ba|lanh dao|vi) nao) (?:da |la nguoi )?ky\b"
    r"|\bnguoi ky\b|\bky boi\b"
)
_VALIDITY = re.compile(r"\b(?:hieu luc|ap dung|con dung|gia tri)\b")
_CLAUSE_NAMES = frozenset({"điều", "khoản", "điểm", "mục", "dieu", "khoan", "diem", "muc"})
_WHEN = re.compile(r"\b(?:khi nao|bao gio|(?:ngay|nam|thang) (?:nao|may|bao nhieu))\b")

Step = tuple[str, dict[str, str]]


def plan(
    question: str, asked: QuestionWords, in_register: Callable[[str], str | None]
) -> list[Step]:
    """Return the tool calls for a question, in order of preference.

    Args:
        question: the reader's words.
        asked: how questions are asked.
        in_register: gives what to look up where the register may answer by itself.
    """
    search: Step = (SEARCH, {"cau_hoi": question})
    looked_up = in_register(question)
    references = find_references(question)
    if (
        looked_up is not None
    ):  # what the register does not hold of a number, no passage may stand in
        return [(DOCUMENT, {"so_hieu": looked_up}), *([] if references else [search])]
    if not references:
        return [search]
    look_up: Step = (DOCUMENT, {"so_hieu": _as_written(question, references[0])})
    if asks_signer(question):
        return [search, look_up]
    read = _analysed(question, asked)
    if read.kind != "quantity" and _is_about_documents(question, references, asked):
        return [look_up, search]
    # What a document is about, its entry may tell; more it does not know.
    is_open = not read.kind and not read.confirms and not find_clause(question)
    return [search, look_up] if is_open else [search]


def asks_signer(question: str) -> bool:
    """Tell whether a question asks who signed a document."""
    return bool(_SIGNER.search(fold(question)))


def asks_author(question: str) -> bool:
    """Tell whether a question asks who wrote an article."""
    folded = fold(question)
    return bool(_ARTICLE.search(folded) and _AUTHOR.search(folded))


def asks_posted(question: str) -> bool:
    """Tell whether a question asks when an article was published."""
    folded = fold(question)
    return bool(_ARTICLE.search(folded) and _POSTED.search(folded))


def asks_issue(question: str) -> bool:
    """Tell whether a question asks when a document was issued."""
    folded = fold(question)
    return bool(re.search(r"\b(?:ban hanh|ra doi)\b", folded) and _WHEN.search(folded))


def _analysed(question: str, asked: QuestionWords) -> Question:
    marked = any(map(has_diacritics, syllables(question)))
    return analyse(question, asked, typed=question, sure=marked)


def _is_about_documents(question: str, references: list[Reference], asked: QuestionWords) -> bool:
    """Tell whether nothing but documents and their validity is asked about.

    A clause lasts as long as its document, as far as the register knows.
    """
    rest = normalize(question)
    for start, end in sorted((r.span for r in references), reverse=True):
        rest = f"{rest[:start]} {rest[end:]}"
    words = [word for word in syllables(unify(rest)) if not word.isdigit()]
    known = asked.fillers | asked.document_words
    if _VALIDITY.search(fold(question)):
        known |= _CLAUSE_NAMES
    return all(word in known for word in words)


def _as_written(question: str, reference: Reference) -> str:
    start, end = reference.span
    return normalize(question)[start:end]
