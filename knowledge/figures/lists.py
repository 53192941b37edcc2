"""Years in a list with as many numbers: "2022, 2023, 2024 lần lượt 120, 90, 70"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from knowledge.figures.ambiguity import AmbiguityCode
from knowledge.figures.tokens import Wording
from knowledge.figures.values import Value, Values

_BETWEEN_YEARS = re.compile(r"(?:[\s,;/&()|–>→-]|\b(?:va|nam|cuoi|cac|den|het|toi)\b)*")
_BETWEEN_NUMBERS = re.compile(
    r"(?:[\s:=()/&+|*•,;–-]|->|→|\b(?:la|co|dat|o|muc|chi|va|roi|den|nam|cac|cuoi|dau|vao|trong"
    r"|lan luot|tuong ung|theo thu tu|ho|ngheo|hn|sau do|tiep|tiep theo|thi|so|gom|duoc|nay|tai"
    r"|hien|ghi nhan|phan tram|diem|toan|xa|tinh|ket thuc|%|het|bang)\b|%)*"
)
_DOWN_TO = re.compile(rf"(?:{_BETWEEN_NUMBERS.pattern}|xuong|con|giam|tiep tuc)*")
_RESPECTIVELY = re.compile(r"\b(?:tuong ung|lan luot|theo thu tu)\b")
_ALIKE = re.compile(r"\b(?:deu|cung)\b")
_SENTENCE_END = re.compile(r"[?!]|\.\s")


def align_lists(wording: Wording, values: Values) -> Values:
    """Attach the numbers that come in a list before or after a list of as many years."""
    aligned = dict(values)
    items = wording.items()
    for run in _year_runs(wording, items):
        years = [year for at in run for year in wording.tokens[at].years]
        if len(years) < 2:
            continue
        after = _unattached(aligned, items[items.index(run[-1]) + 1 :])
        before = _unattached(aligned, items[: items.index(run[0])][::-1])[::-1]
        fitting: list[list[int]] = []
        if after and not _SENTENCE_END.search(wording.gap(run[-1], after[0])):
            chains = _chains(wording, aligned, after, years)
            fitting = [chain for chain in chains if len(chain) == len(years)]
        if not fitting:
            nearest = _chains(wording, aligned, before, years)[-1:]
            fitting = [chain for chain in nearest if len(chain) == len(years)]
        for chain in fitting:
            for index, year in zip(chain, years, strict=True):
                aligned[index] = _listed(aligned[index], year)
        if not fitting and len(after) == 1 and not wording.beside_number(run[0], -1):
            alike = bool(_ALIKE.search(wording.gap(run[-1], after[0])))
            doubt: AmbiguityCode | None = None if alike else "year_unknown"
            told = tuple(years) if alike else ()
            aligned[after[0]] = replace(aligned[after[0]], years=told, doubt=doubt)
    return _align_parallel(wording, aligned, items)


def _align_parallel(wording: Wording, values: Values, items: list[int]) -> Values:
    """Attach a list that follows figures already told by year: "..., tỷ lệ 4%, 3,2%, 2,5%"."""
    aligned = dict(values)
    for at, index in enumerate(items):
        behind = items[at - 1] if at else None
        if index not in aligned or aligned[index].years is not None:
            continue
        if behind is None:
            continue
        listed = behind in aligned and bool(aligned[behind].years)
        respectively = bool(_RESPECTIVELY.search(wording.gap(behind, index)))
        if not listed and not respectively:
            continue
        years = [year for token in wording.tokens[:index] for year in token.years]
        if respectively:
            years = list(dict.fromkeys(years))
        numbers = _unattached(aligned, items[at:])
        chain = _chains(wording, aligned, numbers, years)[0]
        ended = at + len(chain) == len(items) or wording.tokens[items[at + len(chain)]].mark is None
        alike = listed and aligned[behind].sort == aligned[index].sort
        if len(set(years)) == len(years) == len(chain) > 1 and ended and not alike:
            for one, year in zip(chain, years, strict=True):
                aligned[one] = _listed(aligned[one], year)
    return aligned


def _listed(value: Value, year: int) -> Value:
    """Return a number of a list with its year; "90-70" is no choice between two there."""
    doubt = None if value.doubt == "alternatives" else value.doubt
    return replace(value, years=(year,), doubt=doubt)


def _year_runs(wording: Wording, items: list[int]) -> Iterator[list[int]]:
    """Yield the longest runs of years that stand in a list."""
    run: list[int] = []
    for index in items:
        mark = wording.tokens[index].mark
        listed = mark is not None and mark.moment in ("end", "plain", "range")
        if run and not (listed and _in_one_list(wording, run[-1], index)):
            yield run
            run = []
        if listed:
            run.append(index)
    if run:
        yield run


def _in_one_list(wording: Wording, first: int, second: int) -> bool:
    """Tell whether two years stand in one list: "2021, 2022", not "98 hộ 2021, 2022 còn"."""
    parted = wording.tokens[first].clause != wording.tokens[second].clause
    opened = wording.before(wording.tokens[first].start).rstrip().endswith("(")
    told = wording.beside_number(first, -1) and wording.beside_number(second, 1)
    if parted and told and not opened:
        return False
    return wording.joined(first, second, _BETWEEN_YEARS)


def _unattached(values: Values, indexes: list[int]) -> list[int]:
    """Return the numbers up to the next year, or up to one that has its year."""
    found: list[int] = []
    for index in indexes:
        if index not in values or values[index].years is not None:
            break
        found.append(index)
    return found


def _chains(
    wording: Wording, values: Values, indexes: list[int], years: list[int]
) -> list[list[int]]:
    """Split neighbouring numbers into chains of one sort joined by connecting words.

    Over three years or more "từ 120 xuống 90 rồi 70" is a chain; over two it is one change.
    """
    between = _DOWN_TO if len(years) > 2 else _BETWEEN_NUMBERS
    chains: list[list[int]] = []
    for index in indexes:
        last = chains[-1][-1] if chains else None
        if (
            last is not None
            and values[last].sort == values[index].sort
            and wording.joined(last, index, between)
        ):
            chains[-1].append(index)
        else:
            chains.append([index])
    return chains
