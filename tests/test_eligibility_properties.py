"""Properties every determination keeps, whatever the figures."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from knowledge.adapters.files import load_messages
from knowledge.adapters.rule_files import load_calculator
from knowledge.case_reading import parse_case
from knowledge.cases import Case, Figures, case_to_json
from knowledge.determination import Determination
from knowledge.ratios import Ratio, ceiling_decimal, compare, shown_decimal

MESSAGES = load_messages()
CALCULATOR = load_calculator(MESSAGES)
PROGRAMME = "vi-nguoi-ngheo-2021-2025"

counts = st.none() | st.integers(0, 400)
rates = st.none() | st.decimals(0, 100, allow_nan=False, places=2)


@st.composite
def year_ends(draw: st.DrawFn, year: int) -> Figures:
    poor = draw(counts)
    total = draw(st.none() | st.integers(max(poor or 0, 1), 3000))
    return Figures(year, total, poor, draw(rates))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    return Case(
        id=draw(st.none() | st.integers() | st.text()),
        programme=PROGRAMME,
        province=draw(st.sampled_from(["Bến Tre", "Bến Tre", "Sơn La"])),
        kind=draw(st.sampled_from(["xã", "phường", "thị trấn", "huyện", None])),
        listed_as=draw(st.sampled_from([frozenset(), frozenset({"xã đảo"})])),
        submission_year=draw(st.sampled_from([2023, 2024, 2025, 2025, 2026, None])),
        figures=tuple(draw(year_ends(year)) for year in range(2021, 2026)),
    )


@given(cases(), st.randoms())
def test_the_order_of_figures_does_not_matter(case: Case, source: object) -> None:
    shuffled = list(case.figures)
    source.shuffle(shuffled)  # type: ignore[attr-defined]
    assert CALCULATOR.decide(replace(case, figures=tuple(shuffled))) == CALCULATOR.decide(case)


@given(cases(), st.sampled_from([2018, 2019, 2026, 2030]).flatmap(year_ends))
def test_an_unrelated_year_changes_nothing_but_the_id(case: Case, other: Figures) -> None:
    with_other = CALCULATOR.decide(case.with_figures(other))
    without = CALCULATOR.decide(case)
    assert replace(with_other, determination_id=without.determination_id) == without


@given(cases())
def test_a_case_survives_its_json_and_its_label_is_not_part_of_it(case: Case) -> None:
    read_back = parse_case(case_to_json(case), MESSAGES)
    assert read_back == case
    again = CALCULATOR.decide(replace(read_back, id="other"))
    assert again.determination_id == CALCULATOR.decide(case).determination_id


@given(cases())
def test_the_parts_of_a_determination_fit_together(case: Case) -> None:
    result = CALCULATOR.decide(case)
    assert (result.reason is not None) == (result.verdict == "undetermined")
    assert (result.margin is not None) == (result.verdict == "not_met")
    assert (result.next_question is not None) == bool(result.missing)
    assert result.verdict != "insufficient_data" or result.missing
    assert result.verdict not in ("met", "not_met") or (result.rule and len(result.findings) == 2)
    verdicts = [finding.verdict for finding in result.findings]
    assert (result.verdict == "not_met") == ("not_met" in verdicts)
    for finding in result.findings:
        if finding.value is not None:
            passes = Fraction(finding.value) >= Fraction(finding.limit)
            assert passes == (finding.verdict == "met")
    text = " ".join([*result.notes, result.next_question or ""])
    assert not re.search(r"None|\{|\}", text), text


@given(st.integers(1, 5000), st.integers(0, 5000), st.integers(1, 200))
def test_more_reduction_never_turns_met_into_not_met(start: int, end: int, more: int) -> None:
    assert order(relative(start, end)) <= order(relative(start, max(0, end - more)))


@given(st.integers(300, 3000), st.integers(0, 300), st.integers(0, 300), st.integers(1, 200))
def test_more_reduction_in_points_never_turns_met_into_not_met(
    total: int, start: int, end: int, more: int
) -> None:
    less = points(total, start, total, end)
    assert order(less) <= order(points(total, start, total, max(0, end - more)))
    stated = [percent(100 * poor, total) for poor in (start, end, max(0, end - more))]
    assert order(by_rates(stated[0], stated[1])) <= order(by_rates(stated[0], stated[2]))


@given(cases(), st.data())
def test_what_is_not_asked_cannot_change_the_verdict(case: Case, data: st.DataObject) -> None:
    result = CALCULATOR.decide(case)
    if result.rule is None or result.verdict == "insufficient_data":
        return
    asked = {gap.year for gap in result.missing}
    assert not asked or result.verdict == "undetermined"
    for figures in case.figures:
        # The end of 2021 fixes the class, so it is not unknown once a class is reached.
        if figures.poor_households is None and figures.year not in asked | {2021}:
            poor = data.draw(st.integers(0, figures.households or 400))
            if figures.poor_rate is None:
                case = case.with_figures(replace(figures, poor_households=poor))
    assert CALCULATOR.decide(case).verdict == result.verdict


@given(st.integers(1, 100_000))
def test_one_household_either_side_of_the_threshold_flips(start: int) -> None:
    most_left = start * 4 // 5
    assert relative(start, most_left).verdict == "met"
    failing = relative(start, most_left + 1)
    assert failing.verdict == "not_met"
    assert failing.margin is not None
    assert failing.margin.still_needed == "1 hộ"


@given(st.integers(1, 5000), st.integers(0, 9000))
def test_what_is_still_needed_is_enough_and_no_more(start: int, end: int) -> None:
    result = relative(start, end)
    if result.margin is not None:
        short = int(result.margin.still_needed.split()[0])
        assert relative(start, end - short).verdict == "met"
        assert relative(start, end - short + 1).verdict == "not_met"


@given(st.integers(100, 5000), st.integers(100, 5000), st.data())
def test_points_flip_at_the_exact_household(total: int, later: int, data: st.DataObject) -> None:
    poor = data.draw(st.integers(total // 10, total))
    most_left = (100 * poor - 2 * total) * later // (100 * total)
    assert points(total, poor, later, most_left).verdict == "met"
    assert points(total, poor, later, most_left + 1).verdict == "not_met"


@settings(max_examples=300)
@given(st.integers(-(10**9), 10**9), st.integers(1, 10**7), st.sampled_from(["2", "20", "1.5"]))
def test_a_shown_value_never_crosses_its_limit(top: int, bottom: int, limit: str) -> None:
    value, bound = Ratio(top, bottom), Ratio(*Decimal(limit).as_integer_ratio())
    text, exact = shown_decimal(value, bound)
    shown = Fraction(text)
    if exact:
        assert shown == Fraction(top, bottom)
        assert text == ceiling_decimal(value)
        return
    assert shown != Fraction(top, bottom)
    assert abs(shown - Fraction(top, bottom)) <= Fraction(1, 20000)
    assert (shown > Fraction(limit)) == (compare(value, bound) > 0)
    assert shown != Fraction(limit)
    assert 0 <= Fraction(ceiling_decimal(value)) - Fraction(top, bottom) < Fraction(1, 10000)


def relative(start: int, end: int) -> Determination:
    """A district whose first year passes; the second is under test."""
    case = Case(
        programme=PROGRAMME,
        province="Bến Tre",
        kind="huyện",
        submission_year=2025,
        figures=(
            Figures(2022, None, 2 * start),
            Figures(2023, None, start),
            Figures(2024, None, end),
        ),
    )
    return CALCULATOR.decide(case)


def points(total: int, poor: int, later: int, left: int) -> Determination:
    """One year of a listed commune; the other year passes by its stated rates."""
    case = Case(
        programme=PROGRAMME,
        province="Bến Tre",
        listed_as=frozenset({"xã đảo"}),
        submission_year=2025,
        figures=(
            Figures(2022, poor_rate=Decimal(100 * poor) / Decimal(total) + 3),
            Figures(2023, total, poor),
            Figures(2024, later, left),
        ),
    )
    return CALCULATOR.decide(case)


def by_rates(start: Decimal, end: Decimal) -> Determination:
    """One year of a listed commune by stated rates; the other year passes."""
    case = Case(
        programme=PROGRAMME,
        province="Bến Tre",
        listed_as=frozenset({"xã đảo"}),
        submission_year=2025,
        figures=(
            Figures(2022, poor_rate=start + 3),
            Figures(2023, poor_rate=start),
            Figures(2024, poor_rate=end),
        ),
    )
    return CALCULATOR.decide(case)


def percent(numerator: int, denominator: int) -> Decimal:
    """A rate as it is usually stated, with two decimals."""
    return (Decimal(numerator) / Decimal(denominator)).quantize(Decimal("0.01"))


def order(result: Determination) -> int:
    return ["not_met", "undetermined", "met"].index(result.verdict)
