"""What a text rests on, and what it amends, replaces, repeals, corrects or consolidates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ingest.kinds import ACTS
from ingest.markers import CODE, DIEU, DIVISION, PREAMBLE, ROMAN_ITEM
from ingest.numbers import NUMBER, clean_number
from ingest.quotations import own_words
from knowledge.references import canonical

MentionType = Literal[
    "basis", "implements", "amends", "replaces", "repeals", "ends", "corrects", "consolidates"
]
"""``ends``: the text says that another is no longer in force, not whether it takes its place."""

_KIND_WORDS = rf"(?:{ACTS})"
_MENTION = (
    rf"(?P<kind>{_KIND_WORDS})(?:(?<=luật)\s+[^;.()\d]{{1,90}}?|(?<=lệnh)\s+[^;.()\d]{{1,90}}?"
    rf"|\s+(?:của|liên tịch)\s(?:(?!(?-i:{ACTS}))[^;.,()\d]){{1,60}}?)?"
    rf"\s+(?:s[ốôỐÔ]\s*:?\s*)?(?P<number>{NUMBER})"
)
_THIS = rf"(?:{_KIND_WORDS}|Quy định|Quy chế|văn bản) này"
_OF_THIS = re.compile(_THIS, re.IGNORECASE)
_AMENDS = r"sửa đ[ổôồ]i|b[ổôồ] sung"
_VERB = rf"thay th[ếê]|bãi bỏ|{_AMENDS}|đính chính|hợp nhất"
_HINT = re.compile(rf"{_VERB}|hết hiệu lực", re.IGNORECASE)
_TOKEN = re.compile(
    rf"(?P<passive>(?:đã\s+)?được\s+(?:{_VERB})[^;:]{{0,60}}?(?:bởi|theo|tại|bằng)\b(?!\s+{_THIS})"
    r"|\btheo\b|\bcăn cứ\b)"
    rf"|(?P<ends>\bhết hiệu lực|\b(?:thay thế|bãi bỏ)\s+(?:bằng|bởi|theo)\s+{_THIS})"
    rf"|(?P<verb>\b(?:{_VERB}))"
    rf"|{_MENTION}|(?:,|;|và)\s+số\s+(?P<more>{NUMBER})",
    re.IGNORECASE,
)
_ENDING = ("replaces", "repeals", "ends")
_VERBS: tuple[tuple[str, MentionType], ...] = (
    ("thay", "replaces"), ("bãi", "repeals"), ("hết", "ends"), ("sửa", "amends"), ("b", "amends"),
    ("đính", "corrects"), ("hợp", "consolidates"),
)  # fmt: skip
_NUMBERING = re.compile(r"^[#_*~.\s]*(?:Điều\s+\d+[a-zđ]?\s*\.|\d{1,3}\s*[.)]|[a-zđ]\)|[-–+•])?\s*")
_ACTS = re.compile(
    rf"^(?:Nay\s+)?(?:{_VERB})\b|\bhết hiệu lực\b"
    rf"|\b{_THIS}\s+(?:có hiệu lực[^.;]*?\bvà\s+)?(?:{_VERB})"
    rf"|\b(?:thay thế|bãi bỏ)\s+(?:bằng|bởi|theo)\s+{_THIS}"
    rf"|\b(?:bãi bỏ|thay thế) (?:các |toàn bộ |một phần )?(?:điểm|khoản|điều|{_KIND_WORDS})\b",
    re.IGNORECASE,
)
_LISTED = re.compile(
    rf"^(?:Các |Toàn bộ |Một phần |(?:[Đđ]iểm|[Kk]hoản|Điều)\b.{{0,60}})?{_KIND_WORDS}\b"
)
_SCOPE = re.compile(
    r"((?:(?:các|một phần|một số)\s+)?(?:điểm|khoản|điều|phụ lục|mẫu số|chương|mục|quy định)\b"
    r"[^;]{0,120}?)"
    r"\s*(?:của|tại|thuộc|ban hành kèm theo)?\s*$",
    re.IGNORECASE,
)
_SOME_PARTS = re.compile(
    r"^(?:một số|các)\s+(?:điều|khoản|điểm|nội dung|quy định)(?:\s+(?:của|tại))?$", re.IGNORECASE
)
_WORDS_OF_A_PART = re.compile(
    r"\b(?:cụm từ|(?:một số|các) từ|từ\s+[“\"]|đoạn|câu|dòng|nội dung ghi)\b", re.IGNORECASE
)
"""What is replaced or repealed is less than a part: the document is amended."""
_IMPLEMENTS = re.compile(r"^\W*(?:Thực hiện|Thi hành|Triển khai|Để triển khai|Để thực hiện)\s")
_NEXT_BASIS = re.compile(rf";\s*(?=(?:Căn cứ\s+)?{_KIND_WORDS}\b)")
_LEAD = re.compile(
    r"^\W*(?:Căn cứ|Thực hiện|Thi hành|Triển khai|Để triển khai|Để thực hiện|Theo)\s+"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A document that a text names, and what the text does to it.

    Attributes:
        type: what it does.
        number: official number; ``None`` where the text gives none that can be read.
        text: the words it is named by.
        scope: the part concerned, ``"khoản 2 Điều 5"``; empty for the whole.
    """

    type: MentionType
    number: str | None
    text: str
    scope: str = ""


def read_bases(paragraphs: Sequence[str]) -> tuple[Mention, ...]:
    """Return the legal bases above the first article, each with its number where it has one."""
    found: list[Mention] = []
    for text in _above_articles(paragraphs):
        for part in _NEXT_BASIS.split(text):
            is_basis = PREAMBLE.match(text) and not re.match(r"\W*(?:Theo|Xét)\b", part)
            implements = _IMPLEMENTS.match(part) is not None
            number = _first_number(part)
            if is_basis or (implements and number):
                words = _LEAD.sub("", part).strip(" ;,.")
                found.append(Mention("implements" if implements else "basis", number, words))
    return tuple(found)


def read_acts(
    subject: str, paragraphs: Sequence[str], own_number: str | None, type_name: str
) -> tuple[Mention, ...]:
    """Return what a text amends, replaces, repeals, corrects or consolidates, once each.

    Args:
        subject: its subject line.
        paragraphs: the text; what it quotes, and what other documents did, does not count.
        own_number: its own number, never a target.
        type_name: its kind; a consolidated text names what it consolidates above its articles.
    """
    acts = list(_acts(subject, None)) if _ACTS.search(subject) else []
    if type_name == "Văn bản hợp nhất":
        for text in _above_articles(paragraphs):
            if not PREAMBLE.match(text):
                acts += [Mention("consolidates", m.number, m.text) for m in _mentions(text)]
    else:
        acts += _body_acts(paragraphs)
    kept: dict[tuple[str, str], Mention] = {}
    own = canonical(own_number) if own_number else ""
    for act in acts:
        target = canonical(act.number or "")
        if target != own:
            held = kept.get((act.type, target))
            kept[act.type, target] = _joined(held, act) if held else act
    whole = {target for (kind, target), act in kept.items() if kind in _ENDING and not act.scope}
    return tuple(
        act
        for (kind, target), act in kept.items()
        if not (kind in ("repeals", "ends") and ("replaces", target) in kept and not act.scope)
        and not (kind == "amends" and target in whole and act.scope == "")
    )


def _joined(held: Mention, act: Mention) -> Mention:
    """Return one act for two on the same document: the whole of it, else all parts named."""
    if not held.scope or act.scope in held.scope.split(", "):
        return held
    if not act.scope or _SOME_PARTS.match(held.scope):
        return act
    if _SOME_PARTS.match(act.scope):
        return held
    return replace(held, scope=f"{held.scope}, {act.scope}")


def _above_articles(paragraphs: Sequence[str]) -> Iterator[str]:
    for text in paragraphs:
        if any(mark.match(text) for mark in (DIEU, CODE, DIVISION, ROMAN_ITEM)):
            return
        yield text


def _body_acts(paragraphs: Sequence[str]) -> Iterator[Mention]:
    carried: MentionType | None = None
    started = in_articles = False
    for text in own_words(paragraphs):
        in_articles = in_articles or DIEU.match(text) is not None
        started = started or in_articles or ROMAN_ITEM.match(text) is not None
        if not started or not (carried or _HINT.search(text)):
            carried = None
            continue
        bare = _NUMBERING.sub("", text, count=1)
        if carried is not None and _LISTED.match(bare):
            yield from _acts(bare, carried)
            continue
        carried = None
        for sentence in re.split(r"(?<=[.;])\s+(?=[^\W\d_])", bare):
            # A letter or a report tells of texts that ended; only articles end them.
            if _ACTS.search(sentence) and (in_articles or _OF_THIS.search(sentence)):
                yield from _acts(sentence, None)
                carried = _announced(sentence)


def _announced(sentence: str) -> MentionType | None:
    """Return the act a list below is under: "Bãi bỏ các văn bản sau đây:"."""
    if not sentence.rstrip().endswith(":") or "như sau" in sentence:
        return None
    if re.search(r"\bhết hiệu lực", sentence):
        return "ends"
    verbs = re.findall(r"thay thế|bãi bỏ", sentence.lower())
    return _act(verbs[-1]) if verbs else None


def _act(verb: str) -> MentionType:
    return next(act for start, act in _VERBS if verb.lower().startswith(start))


def _acts(text: str, carried: MentionType | None) -> Iterator[Mention]:
    """Yield what one sentence does; a verb holds until the next one, "theo ..." ends it."""
    verb, start = carried, 0
    seen = described = False
    waiting: list[Mention] = []
    for token in _TOKEN.finditer(text):
        if token.group("passive"):
            verb, described = carried, True
        elif word := token.group("verb"):
            # "Thông tư số 175/... sửa đổi Thông tư số 55/...": only the first is acted on.
            describes = seen and re.match(_AMENDS, word, re.IGNORECASE) is not None
            described = describes and ";" not in text[start : token.start()]
            verb = verb if described else _act(word)
            start = token.end()
        elif word := token.group("ends"):
            yield from (replace(act, type=_act(word)) for act in waiting)
            waiting = []
        else:
            number = clean_number(token.group("number") or token.group("more"))
            words = " ".join(token.group().strip(" ,;").split())
            act = _mention(verb or "ends", number, words, text[start : token.start()])
            start, seen = token.end(), True
            if not described:
                if verb is None:
                    waiting.append(act)
                else:
                    yield act
            described = False


def _mention(type_: MentionType, number: str | None, words: str, between: str) -> Mention:
    """Return what is done to a document, with the part that stands between verb and document."""
    if type_ in _ENDING and _WORDS_OF_A_PART.search(between):
        type_ = "amends"
    found = _SCOPE.search(between.strip(" ,"))
    scope = " ".join(found.group(1).split()).strip(" ,") if found else ""
    # "sửa đổi một số điều" says no more than that it is amended, "bãi bỏ một số điều" does.
    vague = type_ not in _ENDING and _SOME_PARTS.match(scope)
    return Mention(type_, number, words, "" if vague else scope)


def _mentions(text: str) -> Iterator[Mention]:
    for token in re.finditer(_MENTION, text):
        yield Mention("basis", clean_number(token.group("number")), " ".join(token.group().split()))


def _first_number(text: str) -> str | None:
    found = re.search(NUMBER, text)
    return clean_number(found.group()) if found else None
