"""Whether a sentence denies what is put forward: "không", "nằm ngoài", "mới" for "cũ"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.claim import Claim
from knowledge.terms import Term
from knowledge.text import fold, syllables

_NOT = re.compile(r"\b(?:không còn|không|chưa|chẳng)\b")
_ENDS = re.compile(
    r"(?<=\w )(?:nằm ngoài|ngoài|trừ|nghiêm cấm|cấm|bãi bỏ|chấm dứt|hết hiệu lực|chuyển từ"
    r"|thay cho)\b"
)
"""Verbs that deny what follows, where the question itself does not use them."""
_NAMED = re.compile(r"“[^”]*(?:”|$)|\"[^\"]*\"")
_SINGLE = re.compile(r"\bkhông (?:những|chỉ|quá|thấp hơn|dưới|ít hơn|vượt quá|kể)\b")
_CLAUSE_END = re.compile(r"[;,:.(]\s|\)\s|\b(?:nên|nhưng|mà|song|thì|sang)\b")
_CLAUSE = re.compile(r"[;,:(]\s|\)\s|\.\s")
_UNDECIDED = re.compile(r"\bkho (?:chưa|không)\b|\bnếu\b|\btrừ khi\b|\bchưa rõ\b")
"""What a sentence says it does not know, or says under a condition."""
_NEGATED_CLAIM = re.compile(
    r"\b(?:không|chưa|chẳng)\b(?!\s*(?:\?|$|nhỉ|ạ|vậy|thế|đúng))", re.IGNORECASE
)
_DENIED, _UNTOUCHED = 0.5, 0.1
"""Shares of what is said of the subject from which a denial is of it, and up to which it is not."""
_COMPLEMENTS = (("cũ", "mới"), ("trong", "ngoài"), ("đủ", "thiếu"))
"""Pairs of which one holds where the other does not."""
_OPPOSITES = (
    *_COMPLEMENTS, ("tăng", "giảm"), ("trên", "dưới"), ("cao", "thấp"), ("trước", "sau"),
    ("nhiều", "ít"), ("bắt", "miễn"),
)  # fmt: skip


def affirms(claim: Claim) -> bool | None:
    """Return whether a sentence that says all that is put forward says that it is so.

    ``None`` where it denies a part, says it under a condition, or speaks of the contrary.
    """
    predicate = claim.among(claim.predicate) or claim.among(claim.predicate, light=True)
    said = max(
        re.split(r";\s", _without_names(claim.sentence.text)),
        key=lambda part: (claim.said_in(part, predicate), claim.said_in(part, claim.terms)),
    )
    if _UNDECIDED.search(said) and not _UNDECIDED.search(claim.asked.lower()):
        return None
    opposed = _opposed(claim)
    if opposed is None:
        return None
    denied = _denied(claim, said, predicate, opposed)
    if denied is None:
        return None
    negated = bool(_NEGATED_CLAIM.search(claim.put))
    return (denied != bool(opposed)) == negated


def says_contrary(claim: Claim, word: str) -> bool:
    """Tell whether a sentence has the complement of a folded word put forward: "mới" for "cũ"."""
    said = syllables(claim.sentence.text.lower())
    pairs = (pair[::step] for pair in _COMPLEMENTS for step in (1, -1))
    return any(fold(a) == word and b in said for a, b in pairs)


def denies_anything(text: str) -> bool:
    """Tell whether a text denies something, whatever that is."""
    said = _without_names(text)
    return bool(_NOT.search(_SINGLE.sub(" ", said)) or _ENDS.search(said))


def _without_names(text: str) -> str:
    """Return a text in small letters without what is quoted: "Không để ai ..." denies nothing."""
    return _NAMED.sub(" ", text.lower())


def _denied(claim: Claim, said: str, predicate: Sequence[Term], opposed: str) -> bool | None:
    """Return whether what is said of the subject stands after a word that denies."""
    text = _SINGLE.sub(" ", said)
    own = fold(claim.put)
    found = [match.start() for match in _NOT.finditer(text)]
    found += [
        match.start()
        for match in _ENDS.finditer(text)
        if fold(match.group()) not in own and not (opposed and opposed in match.group())
    ]
    if not found:
        return False
    scopes = [_clause_from(text, start) for start in found]
    most = max(claim.said_in(scope, predicate) for scope in scopes)
    if most >= _DENIED:
        return True
    rest = text
    for scope in scopes:
        rest = rest.replace(scope, " ")
    kept = [term for term in claim.weighed if claim.said_in(text, [term])]
    if most > _UNTOUCHED or claim.said_in(rest, [*kept, *predicate]) < 1:
        return None
    clause = max(_CLAUSE.split(text), key=lambda part: claim.said_in(part, predicate))
    return None if _NOT.search(clause) or _ENDS.search(clause) else False


def _clause_from(text: str, start: int) -> str:
    end = _CLAUSE_END.search(text, start)
    return text[start : end.start() if end else len(text)]


def _opposed(claim: Claim) -> str | None:
    """Return the word of the sentence that is the contrary of one put forward; empty for none.

    ``None`` where one speaks of the old and the other of the new, but perhaps of something else,
    and where what is not more need not be less.
    """
    typed, other = syllables(fold(claim.typed)), syllables(claim.sentence.text.lower())
    asked = syllables(claim.asked.lower())
    # "cũ" also says for which day is asked, and is then left out of what is searched.
    left_out = set(typed).difference(map(fold, asked))
    for pair in _OPPOSITES:
        for a, b in (pair, pair[::-1]):
            put = a in asked or fold(a) in left_out
            if not put or fold(b) in typed or b not in other:
                continue
            if a in other:
                if pair not in _COMPLEMENTS and not _on_one_side(claim, a, b):
                    return None
                continue
            certain = pair in _COMPLEMENTS or not denies_anything(claim.sentence.text)
            beside = _beside(typed, fold(a)) & _beside(list(map(fold, other)), fold(b))
            return b if certain and beside else None
    return ""


def _on_one_side(claim: Claim, a: str, b: str) -> bool:
    """Tell whether all that is put forward stands on the side of the one word, places too."""
    before, _, after = claim.sentence.text.lower().partition(f" {b} ")
    side = before if f" {a} " in f" {before} " else after
    return claim.said_in(side, [term for term in claim.terms if term.weight]) == 1


def _beside(words: list[str], word: str) -> set[tuple[int, str]]:
    """Return the words right before and after a word, each with its side."""
    padded = ["", *words, ""]
    places = [at for at, one in enumerate(padded) if one == word]
    return {(step, padded[at + step]) for at in places for step in (-1, 1) if padded[at + step]}
