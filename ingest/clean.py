"""Lines to paragraphs: page numbers and running heads go, hard-wrapped lines are joined again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.markers import DIEU, PREAMBLE, SOURCE, TABLE_RULE, starts_part
from ingest.read import ReadText
from ingest.running_text import RUNS_ON
from knowledge.text import fold

_PAGE_NUMBER = re.compile(r"^\W*(?:Trang\s+|Page\s+)?\d{1,4}(?:\s*/\s*\d{1,4})?\W*$", re.IGNORECASE)
_RULE = re.compile(r"^[\s\-_=*—–.]{3,}$")
_STAMP = re.compile(
    r"^\W*(?:CỔNG THÔNG TIN ĐIỆN TỬ CHÍNH PHỦ|\W*(?:[cC]\W+)?Cơ quan phát hành\s*:.*"
    r"|(?:Người|Thời gian|Cơ quan|Ngày) ký\s*:.*|.{0,12}ail\s*:\s*thongtinchinhphu.*"
    r"|CÔNG BÁO/.*)\W*$"
)
_MOTTO = ("conghoaxahoichunghiavietnam", "doclaptudohanhphuc")
_MOTTO_HINT = re.compile(r"cộng\s+ho|độc\s+lập", re.IGNORECASE)
_LETTERS_ONLY = re.compile(r"[^a-z]")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_SLANT = re.compile(r"(?<![\w*])\*(?=\S)([^*]+?)(?<=\S)\*(?![\w*])")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*\)")
_TAG = re.compile(r"<(?:br|/?(?:b|i|u|em|strong|sup|sub|p|div|span|center))\b[^>]{0,200}>", re.IGNORECASE)  # fmt: skip  # noqa: E501
_TERMINAL = (".", ";", ":", "!", "?", "…", "./.")
REFERENCE_END = re.compile(r"(?:\b(?:khoản \d+|điểm [a-zđ]|tại|và|hoặc|theo|các|của|từ|đến)|,)$")
"""End of a line that goes on with the article it refers to."""
_CUT_MARK = re.compile(r"\s(\d{1,2})\.$")
"""The mark of a khoản at the end of a line, its words on the next."""
_HARD_WRAP = 120
"""Longest usual line, in characters, of a text that breaks lines at a fixed width."""
_FULL = 0.75
"""Share of that width from which a line counts as full, so that the next may continue it."""
_BRIMFUL = 0.9
"""Share of that width from which not even a dash fits on a line any more."""
_NOTE_LONGEST = 8_000
"""Characters of the longest note of a codified text under an article."""
_REPEATED = 3


@dataclass(slots=True)
class Paragraph:
    """A paragraph, heading line or table row, with the page it starts on."""

    text: str
    page: int | None = None


def to_paragraphs(read: ReadText) -> list[Paragraph]:
    """Return the paragraphs of a document.

    Text stays as written, apart from Markdown emphasis and links, which leave their words.
    """
    heads = _running_heads(read)
    width = _wrap_width(read.lines) if read.wrapped else 0
    joiner = _Joiner(width)
    for line, page in zip(read.lines, read.pages, strict=True):
        text = _unmark(line).strip() if not line.startswith("|") else line.strip()
        if not text or (_RULE.match(text) and not text.startswith("|")):
            joiner.gap = True
        elif not _is_noise(text, page, heads):
            joiner.feed(text, page)
    return joiner.paragraphs()


class _Joiner:
    """Collects paragraphs; knows whether the next line continues the last one."""

    def __init__(self, width: int) -> None:
        self._lines: list[tuple[list[str], int | None]] = []
        self.gap = True
        self._width = width
        self._last = ""
        self._runs_on = False  # the open điều has its khoản in running text

    def feed(self, text: str, page: int | None) -> None:
        if self._lines and self._continues(text):
            self._lines[-1][0].append(text)
        else:
            self._lines.append(([text], page))
            self._runs_on = self._runs_on and DIEU.match(text) is None
        if not self._runs_on and DIEU.match(self._lines[-1][0][0]):
            self._runs_on = RUNS_ON.search(" ".join(self._lines[-1][0][-2:])) is not None
        self._last, self.gap = text, False

    def paragraphs(self) -> list[Paragraph]:
        return [Paragraph(" ".join(lines), page) for lines, page in self._lines]

    def _continues(self, text: str) -> bool:
        last = self._last
        if last.startswith("|") or text.startswith(("|", "#", ">")):
            return False
        if self._in_note():
            return True
        if starts_part(text):
            return self._breaks_a_name(text) or self._breaks_a_reference(text)
        if text[0].islower():
            if last.endswith((";", ":")):
                return False
            return not last.endswith(_TERMINAL) or (not self.gap and self._is_full(last))
        is_heading = DIEU.match(last) is not None
        if self._breaks_running_text(first=is_heading):
            return True
        if last.startswith("#") or is_heading or last.isupper():
            return False
        if self.gap and not PREAMBLE.match(self._lines[-1][0][0]):
            return False  # recognition sets a gap within a basis at times
        return self._is_full(last) and not last.endswith(_TERMINAL)

    def _in_note(self) -> bool:
        """Tell whether "(Điều này có nội dung liên quan đến Điều 8.2.LQ.9. …" is still open."""
        if self._width == 0 or self.gap or not SOURCE.match(self._lines[-1][0][0]):
            return False
        note = " ".join(self._lines[-1][0])
        return len(note) < _NOTE_LONGEST and (
            note.count("(") > note.count(")") or self._last.endswith(";")
        )

    def _breaks_a_name(self, text: str) -> bool:
        """Tell whether "Bộ Lao động" / "- Thương binh và Xã hội" is one name cut by the margin."""
        dash = text[0] in "-–" and not self.gap and len(self._last) >= _BRIMFUL * self._width > 0
        return dash and not self._last.endswith((*_TERMINAL, ","))

    def _breaks_a_reference(self, text: str) -> bool:
        """Tell whether "… khoản 1" / "Điều 9. Luật …" is one sentence cut by the margin."""
        return (
            not self.gap
            and self._is_full(self._last)
            and DIEU.match(text) is not None
            and REFERENCE_END.search(self._last) is not None
        )

    def _breaks_running_text(self, *, first: bool) -> bool:
        """Tell whether "… dịch vụ số 1." / "Công dân có …" is running text cut by the margin.

        Args:
            first: whether the line before opens the điều.
        """
        if self.gap or not self._is_full(self._last) or self._last.startswith("#"):
            return False
        mark = _CUT_MARK.search(self._last)
        if mark is not None:
            return self._runs_on or (first and mark.group(1) == "1")
        return first and self._runs_on and not self._last.endswith(_TERMINAL)

    def _is_full(self, line: str) -> bool:
        return self._width > 0 and len(line) >= _FULL * self._width


def _wrap_width(lines: Sequence[str]) -> int:
    """Return the usual length of full lines, in characters; 0 when the text is not wrapped."""
    lengths = sorted(len(line) for line in lines if line.strip() and not line.startswith("|"))
    if not lengths:
        return 0
    usual = lengths[int(len(lengths) * 0.9)]
    return usual if usual <= _HARD_WRAP else 0


def _running_heads(read: ReadText) -> frozenset[str]:
    """Return the first and last lines, digits masked, that come back on half of the pages."""
    by_page: dict[int, list[str]] = {}
    for line, page in zip(read.lines, read.pages, strict=True):
        if page is not None and line.strip():
            by_page.setdefault(page, []).append(line)
    edges: Counter[str] = Counter()
    for lines in by_page.values():
        edges.update({_mask(line) for line in lines[:2] + lines[-2:]})
    enough = max(_REPEATED, len(by_page) // 2)
    return frozenset(line for line, count in edges.items() if count >= enough)


def _mask(line: str) -> str:
    return re.sub(r"\d+", "0", line.strip())


def _is_noise(text: str, page: int | None, heads: frozenset[str]) -> bool:
    if not any(character.isalnum() for character in text):
        return not TABLE_RULE.match(text)
    if _PAGE_NUMBER.match(text) or _STAMP.match(text):
        return True
    if page is not None and heads and _mask(text) in heads:
        return True
    return len(text) <= _HARD_WRAP and _MOTTO_HINT.search(text) is not None and is_motto(text)


def is_motto(text: str) -> bool:
    """Tell whether a line holds the national motto and nothing a reader needs besides it."""
    letters = rest = _LETTERS_ONLY.sub("", fold(text))
    for motto in _MOTTO:
        rest = rest.replace(motto, "")
    return rest != letters and len(rest) <= len(letters) // 2


def _unmark(line: str) -> str:
    """Take Markdown emphasis, links and inline tags off a line, leaving the words."""
    if "<" in line:
        line = _TAG.sub(" ", line)
    if "](" in line:
        line = _LINK.sub(r"\1", line)
    if "*" in line or "__" in line:
        line = _SLANT.sub(r"\1", _EMPHASIS.sub(r"\2", line))
    return line
