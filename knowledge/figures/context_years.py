"""Years that only the context tells: "đầu năm", "cuối năm", "năm sau", "năm trước đó"."""

from __future__ import annotations

from dataclasses import replace

from knowledge.figures.tokens import Token, Wording
from knowledge.figures.years import YearMark


def settle_years(wording: Wording) -> Wording:
    """Give "đầu năm", "cuối năm", "năm sau" and "năm trước đó" their year from the one spoken of.

    The first two also look ahead when no year was spoken of yet; what stays unknown keeps no year.
    """
    tokens = list(wording.tokens)
    spoken_of: int | None = None
    for at, token in enumerate(tokens):
        mark = token.mark
        if mark is None:
            continue
        if mark.moment in ("bare_start", "bare_end"):
            known = spoken_of or next((t.years[-1] for t in tokens[at:] if t.years), None)
            if known:
                end_of = known - 1 if mark.moment == "bare_start" else known
                tokens[at] = _dated(token, mark, end_of)
        elif mark.moment in ("next", "previous") and spoken_of:
            spoken_of += 1 if mark.moment == "next" else -1
            tokens[at] = _dated(token, mark, spoken_of)
        elif mark.years or mark.moment == "middle":
            spoken_of = mark.calendar or (mark.years[-1] if mark.years else spoken_of)
    return replace(wording, tokens=tuple(tokens))


def _dated(token: Token, mark: YearMark, year: int) -> Token:
    """Return a mention of time with its year-end."""
    return replace(token, mark=replace(mark, years=(year,)))
