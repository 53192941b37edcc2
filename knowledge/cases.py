"""One case for the calculator: a place, a year of submission, year-end figures.

Values made for every case are msgspec structures: frozen like our dataclasses, made ten times
faster, and written as JSON without a step between. ``msgspec.structs.replace`` varies one.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from knowledge.ratios import Ratio, ratio
from knowledge.rules import Kind

JsonScalar = str | int | float | Decimal | bool | None
"""What a case may be identified by; echoed as given, digit for digit."""


class Figures(Struct, frozen=True, gc=False):
    """What is known about one year-end; ``None`` is unknown, never zero.

    Attributes:
        year: the year whose end the figures describe.
        households: total households (``hộ``).
        poor_households: poor households (``hộ``).
        poor_rate: poverty rate as stated, in %, with the decimals it was written with.
    """

    year: int
    households: int | None = None
    poor_households: int | None = None
    poor_rate: Decimal | None = None

    @property
    def counted_rate(self) -> Ratio | None:
        """Exact rate from the counts, in %; ``None`` unless both are known and not all zero."""
        if self.poor_households is None or not self.households:
            return None
        return Ratio(100 * self.poor_households, self.households)

    @property
    def stated_rate(self) -> Ratio | None:
        """Rate as stated, in %."""
        return None if self.poor_rate is None else ratio(self.poor_rate)

    @property
    def rate(self) -> Ratio | None:
        """Rate to calculate with, in %: from the counts when both are given, else as stated."""
        if self.poor_households is not None and self.households:
            return Ratio(100 * self.poor_households, self.households)
        return None if self.poor_rate is None else ratio(self.poor_rate)


class Case(Struct, frozen=True):
    """A question to the calculator; whatever was not given is ``None`` or empty.

    Attributes:
        id: the caller's label, not part of the case's identity.
        programme: id of the programme.
        province: province, as written.
        kind: level of the unit.
        name: name of the unit, as written.
        listed_as: official lists the unit is on.
        submission_year: year in which the file is submitted.
        figures: year-ends, oldest first, one per year.
    """

    id: JsonScalar = None
    programme: str | None = None
    province: str | None = None
    kind: Kind | None = None
    name: str | None = None
    listed_as: frozenset[str] = frozenset()
    submission_year: int | None = None
    figures: tuple[Figures, ...] = ()

    def at(self, year: int) -> Figures:
        """Return the figures of the end of ``year``, all unknown when none were given."""
        for figures in self.figures:
            if figures.year == year:
                return figures
        return Figures(year)

    def with_listing(self, listing: str) -> Case:
        """Return the case of a unit that is on ``listing`` too."""
        return replace(self, listed_as=self.listed_as | {listing})

    def with_figures(self, figures: Figures) -> Case:
        """Return the case with the figures of one year-end added or replaced."""
        others = [other for other in self.figures if other.year != figures.year]
        return replace(self, figures=tuple(sorted([*others, figures], key=lambda one: one.year)))


def case_to_json(case: Case) -> dict[str, Any]:
    """Return a case in the input shape of the calculator's contract; unknowns are left out.

    Rates are strings with a decimal point, so that reading the result back gives the same case.
    """
    place: dict[str, Any] = {"province": case.province, "kind": case.kind, "name": case.name}
    shape: dict[str, Any] = {
        "id": case.id,
        "programme": case.programme,
        "place": _known(place) | {"listed_as": sorted(case.listed_as)},
        "submission_year": case.submission_year,
        "figures": [_figures_to_json(figures) for figures in case.figures],
    }
    return _known(shape)


def _figures_to_json(figures: Figures) -> dict[str, Any]:
    rate = None if figures.poor_rate is None else format(figures.poor_rate, "f")
    return _known(
        {
            "year": figures.year,
            "households": figures.households,
            "poor_households": figures.poor_households,
            "poor_rate": rate,
        }
    )


def _known(shape: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in shape.items() if value is not None}
