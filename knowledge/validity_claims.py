"""Whether a document is as a yes/no question about it has it: in force, ended, of that day."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from knowledge.document_model import State
from knowledge.text import fold, squeeze
from knowledge.written_figures import days_at

StateVerdict = Literal["still", "no", "done", "not_yet", "right", "wrong"]
"""``still`` and ``no`` to "còn hiệu lực không", ``done`` and ``not_yet`` to "đã hết hiệu lực chưa",
``right`` and ``wrong`` to "đúng không", "phải không"."""

_BETWEEN_WORDS = re.compile(r"[\x00-\x1f\x7f]")
"""What a phone may send in place of a space."""
_WHETHER = re.compile(r"\b(?:khong|chua|ko|hong)\b[\s?.!]*(?:a|vay|nhi|the)?[\s?.!]*$")
_CONFIRM = re.compile(r"\b(?:dung|phai) (?:hay )?(?:khong|ko|hong)\b|\bco phai\b|\bphai chang\b")
_OPEN = re.compile(r"\b(?:nao|gi|may|bao nhieu|bao gio|sao|ai)\b")
_LASTS = re.compile(
    r"\b(?:con|dang|van|co)\b.*\b(?:hieu luc|ap dung|gia tri|dung duoc)\b|\bcon khong\b"
)
_APPLIED = re.compile(r"\b(?:ap dung|dung duoc|su dung)\b")
_ENDED = re.compile(r"\b(?:het|khong con|mat) (?:hieu luc|ap dung|gia tri)\b")
_SINCE = re.compile(r"\bhieu luc (?:thi hanh )?(?:(?:ke )?tu )?(?:ngay )?$")
_ISSUED = re.compile(r"\b(?:ban hanh|ky)(?: vao)?(?: ngay)? $")


def state_verdict(question: str, state: State) -> StateVerdict | None:
    """Return the answer to a yes/no question about one document, ``None`` where none is certain.

    Nothing is said of a document that is in force in part, or whose state the register only
    infers from a period.
    """
    question = squeeze(_BETWEEN_WORDS.sub(" ", question))
    folded = fold(question)
    if _OPEN.search(folded) or not _WHETHER.search(folded):
        return None
    confirm = bool(_CONFIRM.search(folded))
    days = days_at(question)
    if days:
        (day, (start, _)), *more = days
        said = _day_put(folded[:start], state)
        if more or said is None or not confirm:
            return None
        return "right" if day == (said.day, said.month, said.year) else "wrong"
    whole = not state.scope and not state.without and state.code != "period_over"
    # A remark may say what is still applied of a document that is out of force.
    remarked = bool(state.document.note) and bool(_APPLIED.search(folded))
    if state.in_force is None or not whole or remarked:
        return None
    ended = bool(_ENDED.search(folded))
    if not (ended or _LASTS.search(folded)) or (ended and state.not_yet):
        return None
    if confirm:
        return "right" if state.in_force != ended else "wrong"
    if ended:
        return "not_yet" if state.in_force else "done"
    if state.in_force:
        return "still"
    return "not_yet" if state.not_yet else "no"


def _day_put(before: str, state: State) -> date | None:
    """Return the day on file of what the words before a day speak of."""
    if _SINCE.search(before):
        return state.document.effective_from
    return state.document.date if _ISSUED.search(before) else None
