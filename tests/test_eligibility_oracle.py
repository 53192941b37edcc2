"""Compares verdicts and reasons with an oracle written from the contract's text alone."""

from __future__ import annotations

import json
import random
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from typing import Any

from knowledge.adapters.files import load_messages
from knowledge.adapters.rule_files import load_calculator
from knowledge.check import check_lines

Unit = dict[str, Any]


def oracle(case: Unit) -> tuple[str, str | None]:
    """The semantics of the contract, items 1 to 5, in their order."""
    place, submitted = case["place"], case["submission_year"]
    if place["province"] not in ("Bến Tre", "bến tre", "Tỉnh Bến Tre", "ben tre"):
        return "undetermined", "no_rule_on_file"
    years = (submitted - 2, submitted - 1)
    if min(years) < 2022:
        return "undetermined", "standard_changed"
    if submitted > 2026:
        return "undetermined", "period_ended"
    if place["kind"] == "huyện" and submitted >= 2026:
        return "undetermined", "level_abolished"
    by_year = {entry["year"]: entry for entry in case["figures"]}
    return by_figures(place, years, by_year)


def by_figures(place: Unit, years: tuple[int, int], by_year: Unit) -> tuple[str, str | None]:
    if place["kind"] == "huyện":
        in_points = False
    elif place["listed_as"]:
        in_points = True
    else:
        rate = rate_of(by_year.get(2021, {}))
        if rate is None:
            return "insufficient_data", None
        if rate >= 5 and place["kind"] == "phường":
            return "undetermined", "class_not_named"
        in_points = rate >= 5
    test = points_year if in_points else relative_year
    results = [test(by_year.get(year - 1, {}), by_year.get(year, {})) for year in years]
    if "fail" in results:
        return "not_met", None
    if "zero" in results:
        return "undetermined", "zero_base"
    return ("insufficient_data" if "unknown" in results else "met"), None


def rate_of(entry: Unit) -> Fraction | None:
    if entry.get("poor_households") is not None and entry.get("households"):
        return Fraction(entry["poor_households"], entry["households"]) * 100
    stated = entry.get("poor_rate")
    return None if stated is None else Fraction(Decimal(stated.rstrip("% ").replace(",", ".")))


def relative_year(start: Unit, end: Unit) -> str:
    p, q = start.get("poor_households"), end.get("poor_households")
    if p == 0:
        return "zero"
    if p is None or q is None:
        return "unknown"
    return "pass" if 5 * (p - q) >= p else "fail"


def points_year(start: Unit, end: Unit) -> str:
    before, after = rate_of(start), rate_of(end)
    if before is None or after is None:
        return "unknown"
    return "pass" if before - after >= 2 else "fail"


def generated(source: random.Random, number: int) -> Unit:
    total = source.choice([100, 500, 1000, 2000, source.randrange(50, 3000)])
    poor = source.choice([0, 5, total // 20, source.randrange(0, total // 5 + 1)])
    years = list(range(2019, 2028))
    figures = []
    for year in years:
        kept = source.random()
        entry: Unit = {"year": year}
        if kept < 0.85:
            entry["poor_households"] = poor
        if kept < 0.78 or kept > 0.95:
            entry["households"] = total
        if source.random() < 0.3:
            rounded = round(Fraction(100 * poor, total), source.choice([0, 1, 2, 3]))
            written = str(Decimal(rounded.numerator) / Decimal(rounded.denominator))
            entry["poor_rate"] = written.replace(".", source.choice(".,")) + source.choice(
                ["", "%"]
            )
        if source.random() < 0.95:
            figures.append(entry)
        drop = source.choice([
            poor - (poor * 4) // 5, poor // 5, (poor + 4) // 5, (2 * total + 99) // 100,
            2 * total // 100, source.randrange(-3, poor + 1),
        ])  # fmt: skip
        poor = min(total, max(0, poor - drop))
        total = max(poor, 1, total + source.choice([0, 0, 0, source.randrange(-20, 20)]))
    source.shuffle(figures)
    provinces = ["Bến Tre"] * 8 + ["bến tre", "Tỉnh Bến Tre", "ben tre", "Sơn La", "Vĩnh Long"]
    return {
        "id": number,
        "programme": "vi-nguoi-ngheo-2021-2025",
        "place": {
            "province": source.choice(provinces),
            "kind": source.choice(["xã", "xã", "phường", "thị trấn", "huyện"]),
            "listed_as": source.choice([[], [], [], ["xã đảo"], ["bãi ngang ven biển"]]),
        },
        "submission_year": source.choice([2022, 2023, 2024, 2024, 2025, 2025, 2026, 2026, 2027]),
        "figures": figures,
    }


def test_verdicts_and_reasons_agree_with_the_oracle() -> None:
    source = random.Random(20261123)
    cases = [generated(source, number) for number in range(6000)]
    messages = load_messages()
    lines = (json.dumps(case, ensure_ascii=False) for case in cases)
    seen: Counter[tuple[str, str | None]] = Counter()
    for case, line in zip(
        cases, check_lines(lines, load_calculator(messages), messages), strict=True
    ):
        result = json.loads(line)
        expected = oracle(case)
        assert (result["id"], result["verdict"], result["reason"]) == (case["id"], *expected), case
        seen[expected] += 1
    # The generator reaches every outcome often enough to mean something.
    assert len(seen) == 9
    assert min(seen.values()) > 25, seen
