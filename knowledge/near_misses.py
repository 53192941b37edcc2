"""Questions to offer where nothing answers: made of near passages, so that they can be answered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from knowledge.answering import Answer
from knowledge.matter import Sentence
from knowledge.passages import BREADCRUMB_JOINT
from knowledge.text import normalize, squeeze

MOST = 3
_SHORTEST, _LONGEST = 16, 110
_STARTS = re.compile(r"[,;:]\s")
_LEADS = re.compile(
    r"^(?:và|đồng thời|trong đó|qua rà soát|tổng cộng|ngoài ra|riêng|cụ thể|đã có|hơn|trên)\b[ ,]*",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"\s(?:hơn|trên|khoảng|từ|dưới|đạt khoảng|gần|ít nhất)$")
_HEADING = re.compile(
    r"^(?:Điều \d+[a-zđ]?\.|mục [IVX]+\.|khoản \d+ mục [IVX]+\.)\s*", re.IGNORECASE
)


def offers(near: Iterable[Answer], patterns: tuple[str, str]) -> Iterator[tuple[str, Answer]]:
    """Yield questions that near sentences may answer, with the sentence each was made of.

    Args:
        near: sentences that come near, best first.
        patterns: how a question for a figure and one for a heading are worded; they hold
            ``{subject}`` and ``{unit}``, and ``{heading}``.
    """
    for answer in near:
        for question in (
            _for_figure(answer.sentence, patterns[0]),
            _for_heading(answer, patterns[1]),
        ):
            if question:
                yield question, answer


def _for_figure(sentence: Sentence, pattern: str) -> str:
    """Return a question for the first figure of a sentence, in the sentence's own words."""
    if sentence.header or sentence.items:
        return ""
    text = normalize(sentence.text)
    for figure in sentence.figures:
        start = figure.span[0]
        cut = [match.end() for match in _STARTS.finditer(text, 0, start)]
        subject = _LEADS.sub("", text[cut[-1] if cut else 0 : start].strip(" (“"))
        subject = _ABOUT.sub("", subject.rstrip())
        unit = text[start : figure.span[1]].lstrip("0123456789.,").strip()
        if not unit or not subject[:1].isalpha():
            continue
        unit = "phần trăm" if unit == "%" else unit
        asked = squeeze(pattern.format(subject=subject[0].upper() + subject[1:], unit=unit))
        if _SHORTEST <= len(asked) <= _LONGEST and len(subject.split()) > 2:
            return asked
    return ""


def _for_heading(answer: Answer, pattern: str) -> str:
    """Return a question for what stands under the last heading of a legal text."""
    passage = answer.candidate.passage
    heading = passage.breadcrumb.rpartition(BREADCRUMB_JOINT)[2]
    subject = _HEADING.sub("", heading).strip(" .:")
    if not passage.section or subject == heading or len(subject.split()) < 3:
        return ""
    asked = squeeze(pattern.format(heading=subject))
    return asked if len(asked) <= _LONGEST else ""
