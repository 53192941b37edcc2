"""A điều whose khoản and điểm stand in running text, as scanners give it, to its parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ingest.markers import DIEM, KHOAN, LETTERS, opens_quote
from knowledge.text import UPPER

RUNS_ON = re.compile(rf"\s1\s?[.,]\s(?=[{UPPER}“])")
"""A first khoản in the middle of a line."""
_LONG_LINE = 160
"""Characters from which the first line of a điều may hold its khoản too."""
_INLINE_KHOAN = r"(?:(?<=\s)|(?<=[._])){n}\s?[.,]\s?(?=[" + UPPER + r"“])"
_INLINE_DIEM = r"(?<=\s){n}\)\s(?=\S)"


def whole_article(text: str) -> tuple[str, list[str]]:
    """Return the first line of a điều and the parts that follow on it: khoản, điểm of a khoản.

    ``"Nguyên tắc 1. Tuân thủ ... 2. Bảo đảm ..."`` has two; only marks in unbroken order count, so
    figures in the text do not cut it. A text that opens with a khoản has no title; a short one, or
    one that quotes an article, is left whole.
    """
    goes_on = RUNS_ON.search(text) is not None and text.endswith((";", ":", ","))
    if (len(text) <= _LONG_LINE and not goes_on) or opens_quote(text):
        return text, []
    parts = list(_parts(text, 0, ""))
    if len(parts) > 1 and re.match(r"\d", parts[0]):
        return "", parts
    return parts[0], parts[1:]


def rest_of_article(text: str, khoan: str, diem: str) -> list[str]:
    """Return the parts of a paragraph that goes on with such a điều.

    Args:
        text: the paragraph; it may open with the next khoản or a điểm.
        khoan: number of the khoản before it, empty before the first one.
        diem: letter of the điểm before it, empty before the first one.
    """
    number = int(khoan or 0)
    if (found := KHOAN.match(text)) is not None and int(found.group(1)) == number + 1:
        return list(_parts(text, number + 1, ""))
    found = DIEM.match(text)
    return list(_parts(text, number, found.group(1) if found else diem))


def _parts(text: str, khoan: int, diem: str) -> Iterator[str]:
    """Yield the parts of a text that begins in a khoản (0 before the first) and a điểm."""
    clauses = _split_sequence(text, _INLINE_KHOAN, [str(n) for n in range(khoan + 1, 100)])
    for position, clause in enumerate(clauses):
        if position == 0 and not khoan and not re.match(r"\d", clause):
            yield clause  # the title
        else:
            following = LETTERS[LETTERS.find(diem) + 1 :] if diem and position == 0 else LETTERS
            yield from _split_sequence(clause, _INLINE_DIEM, list(following))


def _split_sequence(text: str, template: str, labels: list[str]) -> Iterator[str]:
    cuts = [0]
    for label in labels:
        found = re.compile(template.replace("{n}", label)).search(text, cuts[-1] + 1)
        if found is None:
            break
        cuts.append(found.start())
    cuts.append(len(text))
    for start, end in pairwise(cuts):
        if part := text[start:end].strip(" _"):
            yield part
