"""Whether a day or year put forward in a question is the one a sentence gives of the same thing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from knowledge.claim import Claim
from knowledge.text import normalize
from knowledge.written_figures import days_at, years_at

_OPENING = 12
"""Characters before a day that still opens a sentence: "Chiều ngày 28/11"."""
Moment = tuple[int, int, int]
Placed = tuple[Moment, tuple[int, int]]
"""A day, or the first and last year of a span and a nought, and where it stands."""


def days_agree(claim: Claim) -> bool | None:
    """Return whether the days put forward are those said; ``None`` where none are said of it."""
    said = days_at(normalize(claim.sentence.text))
    return _agree(claim, days_at(claim.put), said, _same_day) if said else None


def put_day_agrees(claim: Claim) -> bool | None:
    """Return whether a day that ends what is put forward is said, though it is not searched for.

    ``None`` where no such day is put forward, or none is said.
    """
    put = claim.put_as_typed
    placed = days_at(put)
    said = days_at(normalize(claim.sentence.text))
    if claim.question.dates or not placed or not said or placed[-1][1][1] != len(put.rstrip(" ,")):
        return None
    return _is_said(claim, *placed[-1], said, _same_day, put=put)


def years_agree(claim: Claim) -> bool | None:
    """Return whether the years put forward are those said; ``None`` where none are said."""
    placed = years_at(claim.put)
    single = {first == last for (first, last, _), _ in placed}
    said = [
        year
        for year in years_at(normalize(claim.sentence.text))
        if (year[0][0] == year[0][1]) in single
    ]
    if not placed or not said:
        return None
    return _agree(claim, placed, said, lambda a, b: a[:2] == b[:2])


def puts_year(claim: Claim) -> bool:
    """Tell whether a year is what is put forward, not only when something else was so."""
    placed = years_at(claim.put)
    return bool(placed) and placed[-1][1][1] == len(claim.put.rstrip(" ,.?"))


def _same_day(a: Moment, b: Moment) -> bool:
    return a[:2] == b[:2] and (not a[2] or not b[2] or a[2] == b[2])


def _agree(
    claim: Claim,
    put: Sequence[Placed],
    said: Sequence[Placed],
    same: Callable[[Moment, Moment], bool],
) -> bool:
    """Tell whether every moment put forward is said, and said of what it is put forward for."""
    return all(_is_said(claim, moment, span, said, same) for moment, span in put)


def _is_said(
    claim: Claim,
    moment: Moment,
    span: tuple[int, int],
    said: Sequence[Placed],
    same: Callable[[Moment, Moment], bool],
    *,
    put: str = "",
) -> bool:
    equal = [place for other, place in said if same(moment, other)]
    if not equal or len(equal) == len(said):
        return bool(equal)
    text = normalize(claim.sentence.text)
    ends = [0, *(place[1] for _, place in said)]
    leads = {place: text[end : place[0]] for end, (_, place) in zip(ends, said, strict=False)}
    start = len(claim.put) - len(claim.predicate)
    # Of what it is put forward: of "sơ kết vào năm 2023 và tổng kết vào năm 2025" not of both.
    if put:
        of_what = claim.among(put[: span[0]])
    else:
        of_what = claim.among(claim.put[start if start < span[0] else 0 : span[0]])
    for term in sorted(of_what, key=lambda term: -term.weight):
        told = [place for place, lead in leads.items() if claim.said_in(lead, [term])]
        if told and len(told) < len(leads):
            opens = any(place[0] <= _OPENING for place in equal)  # said of all that follows
            return opens or any(place in told for place in equal)
    return True
