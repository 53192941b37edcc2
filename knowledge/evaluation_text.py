"""Whether a text holds an expected figure or name, and which figures it quotes."""

from __future__ import annotations

import re
from typing import Literal

from knowledge.text import squeeze, unify

Verdict = Literal["affirm", "deny"]

_WRITTEN_DATE = re.compile(r"(?<!\d)(\d{1,2}) tháng (\d{1,2})(?!\d)(?: năm (\d{4}))?")
_LEADING_ZERO = re.compile(r"(?<![\d.,])0(\d)(?!\d)")
_HYPHEN = re.compile(r"\s*[-\u2010-\u2015]\s*")
_PERCENT = re.compile(r"(?<=\d)\s+%")
_LABEL = re.compile(r"\[\d+\]")
_FIGURE = re.compile(r"\d+(?:[.,/]\d+)*")
_WORD = re.compile(r"\w+")

_AFFIRM = frozenset({"có", "còn", "đúng", "được", "phải", "vâng", "đã"})
_DENY = frozenset({"không", "chưa", "sai"})


def plain(text: str) -> str:
    """Return ``text`` in one spelling: small letters, one way to write dates, dashes, percent.

    ``"ngày 02 tháng 6 năm 2022"`` and ``"02/06/2022"`` give the same, and so do ``"20 %"`` and
    ``"20%"``, ``"05 ngày"`` and ``"5 ngày"``.
    """
    dated = _WRITTEN_DATE.sub(_date, squeeze(unify(text)))
    single = _LEADING_ZERO.sub(r"\1", dated)
    return _PERCENT.sub("%", _HYPHEN.sub("-", single))


def _date(written: re.Match[str]) -> str:
    return "/".join(part for part in written.groups() if part)


def holds(text: str, wanted: str) -> bool:
    """Tell whether ``wanted`` stands in ``text`` as a whole word or figure.

    ``"20%"`` does not stand in ``"120%"`` nor in ``"1,20%"``, ``"417"`` not in ``"1.417"``.
    """
    found = re.escape(plain(wanted))
    return re.search(rf"(?<!\w)(?<!\d[.,]){found}(?!\w)(?![.,]\d)", plain(text)) is not None


def figures(text: str) -> frozenset[str]:
    """Return the figures and dates of ``text``; the labels of sources (``[1]``) are none."""
    return frozenset(_FIGURE.findall(plain(_LABEL.sub(" ", text))))


def opening_verdict(text: str) -> Verdict | None:
    """Return what an answer to a yes/no question says first; ``None`` when it says neither."""
    first = _WORD.search(unify(text))
    if first is None:
        return None
    if first.group() in _DENY:
        return "deny"
    return "affirm" if first.group() in _AFFIRM else None
