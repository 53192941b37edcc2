"""Whether the person, body or unit a question names is the one a sentence names for the same."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.answer_kinds import holds_role, persons
from knowledge.claim import Claim
from knowledge.terms import Term
from knowledge.text import LOWER, UPPER, fold, normalize
from knowledge.written_figures import without_references

_NAMES_PERSON = 0.35
"""Share of the question's words that a sentence must hold to tell who holds a post."""
_ALL = 1.0
_HEADS = (
    "Ban|Sở|Bộ|Hội|Ủy ban|UBND|Mặt trận|MTTQ|Ngân hàng|Công ty|Liên đoàn|Đoàn|Chủ tịch|Thủ tướng"
    "|Chính phủ|Quốc hội|Hiệp hội|Phòng|Cục|Vụ|Tổng cục|Văn phòng|Thanh tra|Kho bạc|HTX|Trung tâm"
    "|Viện|Trường|Báo|Đài|Tòa án|Công an"
)
_BODY = re.compile(rf"\b(?:{_HEADS})\b(?:[ -]+(?:{_HEADS}|[{UPPER}][{LOWER}]*))*")
_BY_BODY = re.compile(rf"\b(?:do|cua|boi|thuoc)\s+(?=(?:{fold(_HEADS)})\b)")
_KIND = "tỉnh|huyện|xã|phường|thôn|HTX|hợp tác xã|sở|bộ"
_UNIT = re.compile(rf"\b(?i:({_KIND}))\s+((?:[{UPPER}][{LOWER}]*)(?:[ -]+[{UPPER}][{LOWER}]*)*)")
_PUT_UNIT = re.compile(rf"\b({fold(_KIND)}) ([a-z]+ [a-z]+)")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_LIES_IN = re.compile(r"^(?:la )?(?:o|tai|thuoc|nam o|nam tai|thuoc dia ban)$")


def names_agree(claim: Claim) -> bool | None:
    """Return whether the name put forward is the one said; ``None`` where names do not decide."""
    for told in (_post_holder, _person, _body, _place):
        agrees = told(claim)
        if agrees is not None:
            return agrees
    return None


def names_open(claim: Claim) -> bool:
    """Tell whether a name put forward is missing, or may belong to another part of a sentence."""
    if not _people(claim.asked) <= _people(claim.sentence.text):
        return True
    return _rivalled(claim)


def _people(text: str) -> set[str]:
    return set(map(_bare, persons(text)))


def _bare(name: str) -> str:
    return re.sub(r"^(?:dong chi|ong|ba|d/c) ", "", fold(name))


def _post_holder(claim: Claim) -> bool | None:
    """Return whether the person a question names for a post is the one the sentence names."""
    roles, text = claim.question.roles, claim.sentence.text
    claimed, said = _people(claim.asked), _people(text)
    if not roles or claim.own < _NAMES_PERSON or not claimed or not said:
        return None
    if not all(holds_role(role, text) for role in roles):
        deputy = any(f"pho {role}" in fold(text) for role in roles)
        return False if deputy and claimed <= said else None
    if claimed <= said:
        return True
    return False if _says_rest(claim, claimed) else None


def _person(claim: Claim) -> bool | None:
    """Deny that it is the person named, where a sentence names one other for all the rest."""
    claimed, said = _people(claim.asked), _people(claim.sentence.text)
    other = claimed and len(said) == 1 and not claimed & said
    return False if other and _says_rest(claim, claimed) else None


def _says_rest(claim: Claim, names: set[str]) -> bool:
    """Tell whether a sentence says all that is put forward but names of persons."""
    words = {word for name in names for word in name.split()}
    missing = claim.missing()
    return all(words.issuperset(term.folded.split()) for term in missing)


def _body(claim: Claim) -> bool | None:
    """Deny that it is the body named, where a sentence names one other for all the rest."""
    folded = fold(claim.put)
    by = _BY_BODY.search(folded)
    missing = claim.missing()
    if by is None or not missing:
        return None
    named = claim.among(claim.put[by.end() :])
    rest = [term for term in claim.weighed if term not in missing]
    if not rest or not all(term in named for term in missing):
        return None
    said = _QUOTED.sub(lambda match: match.group().replace(",", " "), claim.sentence.text)
    clause = max(re.split(r"[,;]\s", said), key=lambda part: claim.said_in(part, rest))
    bodies = list(_BODY.finditer(without_references(clause)))
    if len(bodies) != 1 or claim.said_in(clause, rest) < _ALL:
        return None
    return None if _named_by(bodies[0].group(), missing) else False


def _named_by(name: str, terms: list[Term]) -> bool:
    words = fold(name).split()
    return any(part in words for term in terms for part in term.folded.split())


def _units(text: str) -> Iterator[tuple[str, str, int, int]]:
    """Return the units a text names: kind, name, where each begins and ends."""
    for match in _UNIT.finditer(text):
        yield fold(match[1]), fold(match[2]), match.start(), match.end()


def _place(claim: Claim) -> bool | None:
    """Return whether a unit lies where the question puts it: "HTX A ở huyện B"."""
    put = list(_units(claim.put))
    if len(put) != 2 or put[0][0] == put[1][0]:
        return None
    (kind, name, _, end), (place_kind, place, start, _) = put
    if not _LIES_IN.match(fold(claim.put[end:start]).strip()):
        return None
    said = list(_units(normalize(claim.sentence.text)))
    places = [at for at, unit in enumerate(said) if unit[:2] == (kind, name)]
    if len(places) != 1:
        return None
    for other_kind, other, _, _ in said[places[0] + 1 :]:
        if other_kind == kind:
            return None
        if other_kind == place_kind:
            return other == place
    return None


def _rivalled(claim: Claim) -> bool:
    """Tell whether a sentence names two units of a kind, and may say what is asked of the other.

    It does not where all that is put forward stands before the other is named.
    """
    text = normalize(claim.sentence.text)
    kinds = {kind for kind, _ in _PUT_UNIT.findall(claim.question.folded)}
    said = [unit for unit in _units(text) if unit[0] in kinds]
    rivals = [kind for kind in kinds if len({name for k, name, _, _ in said if k == kind}) > 1]
    if not rivals:
        return False
    if len(rivals) > 1:
        return True
    own = [unit for unit in said if unit[0] == rivals[0] and unit[1] in claim.question.folded]
    others = [unit for unit in said if unit[0] == rivals[0] and unit not in own]
    if not others:
        return False  # it names them all: "Thái Bình nhập với Hưng Yên"
    if not own or others[0][2] < own[0][2]:
        return True
    return claim.said_in(text[: others[0][2]], list(claim.weighed)) < _ALL
