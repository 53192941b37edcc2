"""What a question asks of the register's relations: "văn bản nào thay thế NĐ 98?"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from knowledge.document_model import RelationType
from knowledge.kinds import ADMINISTRATIVE, LEGAL
from knowledge.question_words import QuestionWords
from knowledge.references import Reference, find_references
from knowledge.relation_links import Direction
from knowledge.text import fold, normalize, syllables

Asks = Literal["relation", "state", "limit", "governing"]
"""``relation``: documents related to one that is named; ``state``: whether it is in force;
``limit``: the rule that sets a percentage; ``governing``: what holds on a subject."""


@dataclass(frozen=True, slots=True)
class RelationQuestion:
    """A question the register answers by itself.

    Attributes:
        asks: see :data:`Asks`.
        reference: the document named, for ``relation`` and ``state``.
        type: the sort of relation asked for.
        direction: ``outgoing`` when the named document acts on those asked for.
        other: a second document named: whether the relation holds between the two.
        percent: the percentage asked for, a decimal with a point, for ``limit``.
        subject: the subject as written, for ``governing``.
        kind: kind of document asked for in Vietnamese, ``"Nghị định"``; empty for any.
        folded: the whole question without diacritics.
    """

    asks: Asks
    folded: str
    reference: Reference | None = None
    type: RelationType = "basis"
    direction: Direction = "outgoing"
    other: Reference | None = None
    percent: str = ""
    subject: str = ""
    kind: str = ""


# "quy định nào", "hướng dẫn nào", "công văn nào" ask for any text; further kinds have words that
# mean something else.
_KINDS = {
    fold(kind): kind for kind in (*LEGAL.values(), *ADMINISTRATIVE.values())
    if kind not in ("Lệnh", "Quy định", "Hướng dẫn", "Công văn", "Thông cáo", "Biên bản")
} | {
    "nd": "Nghị định", "qd": "Quyết định", "tt": "Thông tư", "nq": "Nghị quyết", "kh": "Kế hoạch",
}  # fmt: skip
_NOUN = (
    r"(?P<noun>(?:van ban|vb|huong dan|quy dinh|cong van|"
    + "|".join(sorted(_KINDS, key=len, reverse=True))
    + r")(?: phap luat| phap ly| qppl| quy pham phap luat| nao khac)?)"
)
_WHICH = re.compile(
    rf"\b(?:nhung\s+|cac\s+)?{_NOUN}\s+(?:khac\s+)?(?:nao|gi|may|so may|so bao nhieu)\b"
)
_ASKED_PLAINLY = re.compile(
    r"\b(?:vao|tren|tu|o|theo|bang|boi|cho)\s+(?:dau|gi|cai gi|nhung gi|cai nao)\b"
    r"|\bcan cu (?:phap ly )?(?:nao|gi|la gi)\b|\bla gi\b|\bnhung gi\b|\bgi\b"
)
_WHETHER = re.compile(r"\b(?:chua|khong|ko|hong|k|hay chua|hay khong)\b")

_VERBS: tuple[tuple[RelationType, str], ...] = (
    ("replaces", r"thay the(?: cho)?|thay cho|thay bang"),
    ("repeals", r"bai bo|huy bo"),
    ("amends", r"sua doi(?:,? (?:va )?bo sung)?|sua,? bo sung|bo sung"),
    ("consolidates", r"hop nhat"),
    ("continues", r"keo dai|ap dung tiep|tiep tuc (?:duoc )?ap dung|cho ap dung tiep"),
    ("basis", r"(?:lam |la )?can cu|co so phap ly|dua (?:tren|vao)"),
    ("monitors", r"giam sat"),
    ("closes", r"tong ket"),
    ("succeeds", r"tiep noi|ke tiep|noi tiep"),
    ("implements", r"huong dan|quy dinh chi tiet|thi hanh|to chuc thuc hien|trien khai|cu the hoa"),
)  # fmt: skip
_VERB = {type_: re.compile(rf"\b(?:{words})\b") for type_, words in _VERBS}
_ENDINGS: tuple[RelationType, ...] = ("replaces", "repeals")
"""Often asked for together: "đã bị thay thế, bãi bỏ chưa?"."""
_MORE_OF_VERB = re.compile(
    r"\b(?:thi hanh|thuc hien|chi tiet|phap ly|viec|to chuc|mot so dieu(?: cua)?|noi dung)\b"
)
_STATE = re.compile(
    r"\b(?:hieu luc|con (?:duoc )?(?:ap dung|dung|su dung|gia tri))\b|\bcon (?:khong|ko)\b"
)
_PASSIVE = re.compile(r"\b(?:bi|duoc)\s+(?:[\w@]+\s+)?$")
_BY = re.compile(r"\s+(?:boi|bang|tai|theo)\b")
_OWNER = re.compile(
    r"@\s+cua\s+(?:[a-z-]+\s+){1,6}?(?=(?:can cu|bi|duoc|co|con|da|het|thay|sua|do)\b"
    r"|la (?!can cu)|la can cu (?:cua|cho|de)\b)"
)

_PERCENT = re.compile(r"(?<![\w.,])(\d{1,3}(?:[.,]\d{1,2})?)\s?(?:%|phan tram\b|diem\b)")
_WHERE = re.compile(r"\b(?:o|tai|theo) (?:dau|cho nao)\b")
_LIMIT_WORDS = frozenset(
    syllables(
        "muc giam ho ngheo ty le ti quy dinh yeu cau tieu chi chuan nguong moi nam huyen xa phuong"
        " thi tran bai ngang ven bien dao tong so phai tro len it nhat diem phan tram duoi tren cap"
        " dua khen thuong trinh de duoc ben tre tinh"
    )
)
_CURRENT = re.compile(
    r"\b(?:hien hanh|hien nay|hien tai|hien dang|hien|dang|moi nhat|con hieu luc|co hieu luc"
    r"|ap dung|bay gio|luc nay|(?:duoc )?(?:su )?dung)\b"
)
_GOVERNS = re.compile(
    r"\b(?:quy dinh(?: chi tiet)?|dieu chinh|huong dan|duoc|theo|tai|trong|cua chinh phu|phap luat"
    r"|con|co|hieu luc|van ban|vb|nao|gi)\b"
)
_TITLED = re.compile(
    r"^\W*(?:(?:xin |cho |toi )*hoi )?"
    r"(?P<subject>(?P<kind>luat|bo luat|phap lenh) (?!nao|gi|may|so)(?:[a-z-]+[ ,]+){2,12}?)"
    r"(?:hien )?(?:nay )?(?:van )?(?:con|co|da|het) (?:\w+ )?(?:hieu luc|ap dung)\b"
)
"""A law called by its title: "Luật Thi đua, khen thưởng còn hiệu lực không?"."""
_EDGE_LEFT = frozenset(syllables("ve cho doi voi cua viec noi dung la theo o tai va xin hoi"))
_EDGE_RIGHT = frozenset(
    syllables("la thi a vay nhi the nhe ha khong ko duoc theo o tai do cua cho voi ve va")
)
_SPARE = frozenset(
    syllables(
        "bi boi cai chi tiet phap ly moi nhat sau truoc viec ra lay dua tren thuc hien tiep vb khac"
        " ko k dc hay nhung nua trich chua"
    )
)


def read_relation(
    text: str, asked: QuestionWords, *, dated: bool = False
) -> RelationQuestion | None:
    """Return what a question asks of the relations, ``None`` when it asks for something else.

    A question that has words of another subject is not taken, but left to search.

    Args:
        text: the question without the words that say for which day it is asked.
        asked: how questions are asked.
        dated: whether it is asked for a day; it then asks what held without saying so.
    """
    references = find_references(text)
    if not references:
        return _limit(text, asked) or _governing(text, dated=dated)
    folded = fold(text)
    for reference in reversed(references):
        start, end = reference.span
        folded = f"{folded[:start]} @ {folded[end:]}"
    folded = _OWNER.sub("@ ", " ".join(folded.split()))
    return _about(folded, references, asked)


def _about(
    folded: str, references: list[Reference], asked: QuestionWords
) -> RelationQuestion | None:
    which = _WHICH.search(folded)
    first = references[0]
    second = references[1] if len(references) == 2 else None
    if len(references) > 2:
        return None
    for type_, pattern in _VERB.items():
        verb = pattern.search(folded)
        if verb is None:
            continue
        may_be_plain = type_ == "basis" or type_ in _ENDINGS
        plainly = _ASKED_PLAINLY.search(folded) if may_be_plain else None
        noun = _names_them(folded, verb)
        if not (which or plainly or noun or _WHETHER.search(folded)):
            continue
        rest = _WHICH.sub(" ", _ASKED_PLAINLY.sub(" ", folded))
        for meant in _ENDINGS if type_ in _ENDINGS else (type_,):
            rest = _VERB[meant].sub(" ", rest)
        if not _is_spare(_MORE_OF_VERB.sub(" ", rest), asked):
            continue
        direction = _direction(folded, verb, which, type_)
        kind = _kind(which)
        return RelationQuestion("relation", folded, first, type_, direction, second, kind=kind)
    if second is None and _STATE.search(folded) and _is_spare(_STATE.sub(" ", folded), asked):
        return RelationQuestion("state", folded, first)
    return None


def _names_them(folded: str, verb: re.Match[str]) -> bool:
    """Tell whether the documents are named without asking: "văn bản hướng dẫn NĐ 152"."""
    before = re.search(rf"\b{_NOUN}\s+$", folded[: verb.start()])
    return bool(before) or folded.startswith("can cu")


def _direction(
    folded: str, verb: re.Match[str], which: re.Match[str] | None, type_: RelationType
) -> Direction:
    """Return whether the named document acts on those asked for, or they on it."""
    at = folded.index("@")
    passive = bool(_PASSIVE.search(folded[: verb.start()]))
    if type_ == "basis":
        theirs = which is not None and which.start() < verb.start()
        if verb.group().startswith(("la ", "lam ")):
            return "incoming"
        return "incoming" if theirs and "ban hanh" not in folded[: verb.start()] else "outgoing"
    if folded.count("@") == 2 and at < verb.start():
        return "incoming" if passive or _BY.match(folded, verb.end()) else "outgoing"
    if verb.start() < at:
        between = folded[verb.end() : at]
        return "outgoing" if passive and _BY.match(f" {between}") else "incoming"
    if passive or _BY.match(folded, verb.end()) or verb.group() == "thay bang":
        return "incoming"
    return "outgoing" if which is not None and which.start() >= verb.end() else "incoming"


def _kind(which: re.Match[str] | None) -> str:
    return _KINDS.get(which["noun"].split(" phap")[0], "") if which else ""


def _is_spare(rest: str, asked: QuestionWords) -> bool:
    """Tell whether nothing is left but words of questions about documents."""
    known = _SPARE | {fold(word) for word in asked.fillers | asked.document_words}
    return all(word in known or word.isdigit() for word in syllables(rest.replace("@", " ")))


def _limit(text: str, asked: QuestionWords) -> RelationQuestion | None:
    folded = fold(text)
    percent, which = _PERCENT.search(folded), _WHICH.search(folded)
    if percent is None or not (which or _WHERE.search(folded)):
        return None
    rest = _WHICH.sub(" ", _WHERE.sub(" ", _PERCENT.sub(" ", folded)))
    known = _LIMIT_WORDS | _SPARE | {fold(w) for w in asked.fillers | asked.document_words}
    if not all(word in known for word in syllables(rest)):
        return None
    return RelationQuestion("limit", folded, percent=percent[1].replace(",", "."))


def _governing(text: str, *, dated: bool) -> RelationQuestion | None:
    """Read "văn bản hiện hành về tiền thưởng", "chuẩn nghèo hiện nay theo nghị định nào"."""
    original, folded = normalize(text), fold(text)
    if titled := _TITLED.search(folded):
        subject = " ".join(original[slice(*titled.span("subject"))].split())
        kind = _KINDS[titled["kind"]]
        return RelationQuestion("governing", folded, subject=subject, kind=kind)
    which = _WHICH.search(folded) or re.search(rf"\b{_NOUN}\s+(?=hien hanh|moi nhat)", folded)
    if which is None or not (dated or _CURRENT.search(folded)):
        return None
    left = _blanked(folded, which.span())
    for pattern in (_CURRENT, _GOVERNS):
        for match in pattern.finditer(left):
            left = _blanked(left, match.span())
    words = list(re.finditer(r"[a-z0-9]+", left))
    while words and words[0].group() in _EDGE_LEFT:
        words.pop(0)
    while words and words[-1].group() in _EDGE_RIGHT:
        words.pop()
    if not 2 <= len(words) <= 10 or words[-1].end() - words[0].start() > 80:
        return None
    subject = " ".join(original[words[0].start() : words[-1].end()].split())
    return RelationQuestion("governing", folded, subject=subject, kind=_kind(which))


def _blanked(text: str, span: tuple[int, int]) -> str:
    start, end = span
    return text[:start] + " " * (end - start) + text[end:]
