"""What to offer under a reply, whatever the channel: its sources, a check of one's own figures."""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.shown import sources_key
from knowledge.answer import Reply
from knowledge.text import fold

_CRITERION = re.compile(r"\bgiam\b[^.;\n]{0,80}?\d ?%")
"""An answer that says how far poverty must fall: "phải giảm từ 20% tổng số hộ nghèo/năm"."""


class Offers(NamedTuple):
    """What to offer.

    Attributes:
        sources: key of the reply's sources, see :func:`bot.shown.sources_key`; empty for none.
        trial: whether the reply gives a criterion that figures can be checked against.
    """

    sources: str
    trial: bool


NOTHING = Offers("", trial=False)
"""Nothing to offer."""


def offers_of(reply: Reply) -> Offers:
    """Return what to offer under ``reply``; nothing under a question back to the reader."""
    if reply.kind == "clarify":
        return NOTHING
    trial = reply.kind == "answer" and bool(reply.citations and _CRITERION.search(fold(reply.text)))
    return Offers(sources_key(reply.citations), trial)
