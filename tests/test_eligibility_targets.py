"""What each year still needs, held against the verdicts of the calculator itself."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from knowledge.adapters.files import load_messages
from knowledge.adapters.rule_files import load_calculator
from knowledge.cases import Case, Figures
from knowledge.ratios import Ratio
from knowledge.targets import YearTarget

MESSAGES = load_messages()
BEN_TRE = load_calculator(MESSAGES)
OTHERS = load_calculator(MESSAGES, Path(__file__).parent / "specimens" / "provinces")

counts = st.none() | st.integers(0, 400)
totals = st.none() | st.integers(400, 3000)
rates = st.none() | st.decimals(0, 30, allow_nan=False, places=2)


def ben_tre(kind: str | None, listed: bool, *figures: Figures, submitted: int = 2025) -> Case:
    return Case(
        programme="vi-nguoi-ngheo-2021-2025",
        province="Bến Tre",
        kind=kind,
        listed_as=frozenset({"xã đảo"}) if listed else frozenset(),
        submission_year=submitted,
        figures=figures,
    )


def with_alternatives(*figures: Figures) -> Case:
    return Case(
        programme="phong-trao-thu",
        province="Rừng Xanh",
        kind="xã",
        submission_year=2026,
        figures=figures,
    )


@st.composite
def cases(draw: st.DrawFn) -> tuple[Case, bool]:
    alternatives = draw(st.booleans())
    years = range(2022, 2026) if alternatives else range(2021, 2025)
    figures = [Figures(y, draw(totals), draw(counts), draw(rates)) for y in years]
    if alternatives:
        figures[0] = Figures(2022, 1000, draw(st.integers(0, 300)), None)
        return with_alternatives(*figures), True
    return ben_tre(draw(st.sampled_from(["xã", "huyện"])), draw(st.booleans()), *figures), False


def verdicts(case: Case, alternatives: bool) -> list[str]:
    calculator = OTHERS if alternatives else BEN_TRE
    return [finding.verdict for finding in calculator.decide(case).findings]


@given(cases())
def test_most_poor_passes_and_one_more_fails(drawn: tuple[Case, bool]) -> None:
    case, alternatives = drawn
    targets = (OTHERS if alternatives else BEN_TRE).targets(case)
    for place, target in enumerate(targets):
        if target.most_poor is None:
            continue
        for poor, expected in ((target.most_poor, "met"), (target.most_poor + 1, "not_met")):
            tried = case.with_figures(replace(target.end, poor_households=poor))
            assert verdicts(tried, alternatives)[place] == expected


@given(cases())
def test_targets_go_with_the_findings(drawn: tuple[Case, bool]) -> None:
    case, alternatives = drawn
    calculator = OTHERS if alternatives else BEN_TRE
    findings, targets = calculator.decide(case).findings, calculator.targets(case)
    assert [(f.year, f.condition, f.verdict) for f in findings] == [
        (t.year, t.requirement.measure, t.verdict) for t in targets
    ]
    for target in targets:
        agree(target)


def agree(target: YearTarget) -> None:
    """The parts of one target fit each other."""
    poor, most = target.end.poor_households, target.most_poor
    if target.verdict == "met":
        assert (target.households_over, target.points_short, target.unreachable) == (0, None, False)
    elif poor is not None and most is not None:
        assert target.households_over == max(0, poor - most)
        assert (target.verdict == "not_met") == (target.households_over > 0)
    else:
        assert target.households_over is None
    in_points = target.requirement.measure == "point_reduction"
    assert (target.points_short is not None) == (in_points and target.verdict == "not_met")
    if target.points_short is not None:
        assert target.points_short.numerator >= 0
    if target.unreachable:
        assert target.verdict in ("not_met", "insufficient_data")
        assert (most, target.highest_rate) == (None, None)
    if not in_points:
        assert target.highest_rate is None


@given(st.integers(0, 400), st.integers(400, 3000), st.decimals(0, 30, places=2))
def test_a_known_start_in_points_gives_the_highest_rate(
    poor: int, total: int, rate: Decimal
) -> None:
    for start in (Figures(2023, total, poor), Figures(2023, poor_rate=rate)):
        case = ben_tre("xã", True, start, Figures(2024))
        target = BEN_TRE.targets(case)[1]
        known = start.rate
        assert known is not None
        highest = Fraction(known.numerator, known.denominator) - 2
        assert target.unreachable == (highest < 0)
        if target.highest_rate is None:
            assert target.unreachable
            continue
        bound = target.highest_rate
        assert Fraction(bound.numerator, bound.denominator) == highest


def test_the_relative_measure() -> None:
    district = ben_tre("huyện", False, Figures(2022, None, 103), Figures(2023, None, 90))
    first, second = BEN_TRE.targets(district)
    assert (first.year, first.most_poor, first.households_over) == (2023, 82, 8)
    assert (first.verdict, first.highest_rate, first.unreachable) == ("not_met", None, False)
    assert (second.year, second.most_poor, second.households_over) == (2024, 72, None)


def test_the_points_measure() -> None:
    commune = ben_tre(
        "xã", True, Figures(2022, 1987, 100), Figures(2023, 2011, 61), Figures(2024, 2011, 70)
    )
    first, second = BEN_TRE.targets(commune)
    assert (first.most_poor, first.households_over, first.unreachable) == (60, 1, False)
    assert first.points_short is not None
    short = Fraction(first.points_short.numerator, first.points_short.denominator)
    assert short == 2 - (Fraction(10000, 1987) - Fraction(6100, 2011))
    assert (second.most_poor, second.households_over) == (20, 50)


def test_zero_and_unreachable_years() -> None:
    district = ben_tre("huyện", False, Figures(2022, None, 0), Figures(2023, None, 4))
    zero_base, _ = BEN_TRE.targets(district)
    assert (zero_base.verdict, zero_base.most_poor) == ("undetermined", None)
    assert not zero_base.unreachable
    commune = ben_tre("xã", True, Figures(2022, 2000, 38), Figures(2023, 2000, 0))
    first, second = BEN_TRE.targets(commune)
    assert (first.unreachable, first.most_poor, first.highest_rate) == (True, None, None)
    assert first.points_short == Ratio(2 * 4_000_000 - 7_600_000, 4_000_000)
    assert second.unreachable


def test_alternatives_have_a_target_each() -> None:
    case = with_alternatives(Figures(2022, 2000, 200), Figures(2023, 2000, 190))
    targets = OTHERS.targets(case)
    assert [(t.year, t.requirement.measure) for t in targets[:2]] == [
        (2023, "relative_reduction"),
        (2023, "point_reduction"),
    ]
    assert [t.most_poor for t in targets[:2]] == [169, 179]
    assert [t.households_over for t in targets[:2]] == [21, 11]
    assert len(targets) == 6


@pytest.mark.parametrize(
    "case",
    [
        Case(province="Sơn La", kind="xã", submission_year=2025),
        Case(kind="xã", submission_year=2025),
        ben_tre("xã", False, Figures(2022, 2000, 60)),
        ben_tre("phường", False, Figures(2021, 2000, 200)),
        ben_tre(None, False, Figures(2021, 2000, 200)),
        ben_tre("xã", True, Figures(2022, 2000, 60), submitted=2023),
        ben_tre("xã", True, Figures(2022, 2000, 60), submitted=2027),
        ben_tre("huyện", True, Figures(2022, 2000, 60), submitted=2026),
    ],
)
def test_no_targets_without_a_class(case: Case) -> None:
    assert BEN_TRE.targets(case) == ()
