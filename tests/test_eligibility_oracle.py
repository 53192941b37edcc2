"""Compares verdicts, reasons and margins with an oracle written from the contract's text alone.

Neither the oracle nor its cases share a line or an import with the calculator.
"""

from __future__ import annotations

import json
from collections import Counter
from fractions import Fraction

import pytest

from knowledge.adapters.files import load_messages
from knowledge.adapters.rule_files import load_calculator
from knowledge.check import check_lines
from tests.oracle.cases import Case, generate
from tests.oracle.eligibility import needs, oracle

OUTCOMES = {
    ("met", None),
    ("not_met", None),
    ("insufficient_data", None),
    ("error", None),
    ("undetermined", "no_rule_on_file"),
    ("undetermined", "standard_changed"),
    ("undetermined", "period_ended"),
    ("undetermined", "level_abolished"),
    ("undetermined", "class_not_named"),
    ("undetermined", "zero_base"),
}


def is_open(case: Case) -> bool:
    """Tell whether the contract says nothing about such a case."""
    return "-open" in case["id"]


@pytest.mark.parametrize("seed", [1, *(pytest.param(n, marks=pytest.mark.slow) for n in (2, 3))])
def test_verdicts_reasons_and_margins_agree_with_the_oracle(seed: int) -> None:
    cases = list(generate(seed, 8000))
    messages = load_messages()
    lines = [json.dumps(case, ensure_ascii=False) for case in cases]
    seen: Counter[tuple[str, str | None]] = Counter()
    results = check_lines(lines, load_calculator(messages), messages)
    for line, written in zip(lines, results, strict=True):
        case, result = json.loads(line), json.loads(written)
        assert result["id"] == case["id"]
        if is_open(case):
            continue
        expected = oracle(case)
        seen[expected] += 1
        if "error" in result:
            assert expected == ("error", None), line
            assert set(result["error"]) == {"code", "message"}
            continue
        assert (result["verdict"], result["reason"]) == expected, line
        assert result["margin"] is None or _says(result["margin"], needs(case)["margin"]), line
    # The generator reaches every outcome often enough to mean something.
    assert set(seen) == OUTCOMES
    assert min(seen.values()) > 50, seen


def _says(margin: Case, needed: Case) -> bool:
    """Tell whether a margin in words is the one needed; points may be rounded up, never down."""
    amount = Fraction(margin["still_needed"].split()[0].replace(".", "").replace(",", "."))
    if margin["year"] != needed["year"]:
        return False
    if "households" in needed:
        return margin["still_needed"].endswith("hộ") and amount == needed["households"]
    exact = needed["points"]
    return margin["still_needed"].endswith("điểm %") and 0 <= amount - exact < Fraction(1, 10**4)
