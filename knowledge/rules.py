"""Award rules as data: programmes, the rule set of a province, classes of units, limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Literal

from knowledge.ratios import Ratio, ceiling_decimal, compare
from knowledge.text import fold, syllables

Kind = Literal["huyện", "xã", "phường", "thị trấn"]
"""Level of a unit, as it was before the two-tier model."""

Listing = Literal["bãi ngang ven biển", "xã đảo"]
"""Official lists of disadvantaged communes that the rules name."""

Measure = Literal["relative_reduction", "point_reduction"]
"""``relative_reduction``: fall of the number of poor households, in % of the number at the start.

``point_reduction``: fall of the poverty rate, in percentage points (``điểm %``).
"""

Comparison = Literal[">=", ">"]
"""``>=`` for "từ ... trở lên", ``>`` for "trên ..."."""

Unclassified = Literal["rate_unknown", "not_named"]
"""Why a unit has no class."""

UNITS: dict[Measure, str] = {"relative_reduction": "%", "point_reduction": "điểm %"}
"""Unit in which a measure and its limit are given."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule is read.

    Attributes:
        document: number of the document, or the newspaper that reports the rule; without its date.
        issued_on: date of that document.
        clause: clause or section of it.
        quote: the words of the rule, verbatim and short.
    """

    document: str
    issued_on: date
    clause: str
    quote: str


@dataclass(frozen=True, slots=True)
class Bounds:
    """A range of poverty rates, in %; ``None`` leaves that side open."""

    at_least: Ratio | None = None
    above: Ratio | None = None
    below: Ratio | None = None
    at_most: Ratio | None = None

    def contain(self, rate: Ratio) -> bool:
        """Tell whether ``rate`` (%) lies in the range."""
        return not (
            (self.at_least is not None and compare(rate, self.at_least) < 0)
            or (self.above is not None and compare(rate, self.above) <= 0)
            or (self.below is not None and compare(rate, self.below) >= 0)
            or (self.at_most is not None and compare(rate, self.at_most) > 0)
        )


@dataclass(frozen=True, slots=True)
class Requirement:
    """The fall a class must reach in each reduction year.

    Attributes:
        measure: what falls.
        limit: least fall, in the unit of the measure (see :data:`UNITS`).
        comparison: whether reaching the limit exactly is enough.
        limit_text: the limit as a decimal with a point.
    """

    measure: Measure
    limit: Ratio
    comparison: Comparison
    limit_text: str = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        # Exact: limits have few decimals.
        object.__setattr__(self, "limit_text", ceiling_decimal(self.limit))

    def accepts(self, fall: Ratio) -> bool:
        """Tell whether a fall, in the unit of the measure, is large enough."""
        limit = self.limit
        distance = fall.numerator * limit.denominator - limit.numerator * fall.denominator
        return distance >= 0 if self.comparison == ">=" else distance > 0


@dataclass(frozen=True, slots=True)
class UnitClass:
    """A class of units held to one requirement, or to any one of several.

    Attributes:
        id: identifier within the rule set, ``"xa-duoi-5-phan-tram"``.
        label: name shown to readers.
        kinds: levels the class covers.
        listings: the class covers only units on one of these lists; empty for no such condition.
        baseline: range of the rate at the end of the class year; ``None`` for any rate.
        requirements: the yearly falls of which one suffices in each reduction year; mostly one.
        source: the clause.
        checked_on: day somebody last compared the rule with its source.
        recheck_by: day by which that has to be done again.
        caveats: remarks on the wording of the rule, one sentence each.
        not_covered: conditions of the rule that figures cannot decide.
    """

    id: str
    label: str
    kinds: frozenset[str]
    listings: frozenset[str]
    baseline: Bounds | None
    requirements: tuple[Requirement, ...]
    source: Source
    checked_on: date
    recheck_by: date
    caveats: tuple[str, ...]
    not_covered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AbolishedLevel:
    """A level of government that files can no longer come from.

    Attributes:
        kind: the level.
        from_submission_year: first year of submission in which the level no longer exists.
        document: what says so.
    """

    kind: Kind
    from_submission_year: int
    document: str


@dataclass(frozen=True, slots=True)
class Programme:
    """An emulation campaign and the years it covers.

    Attributes:
        id: identifier used in cases, the name of its folder.
        name: name shown to readers.
        first_year: first year of the period.
        last_year: last year of the period.
        closed_on: day of the national conference that closed it; ``None`` while it runs.
        closed_document: what records the closing.
        first_countable_year: first year measured at both ends by one poverty standard.
        last_submission_year: last year in which a file of this period can be submitted.
        abolished: levels that ceased during the period.
    """

    id: str
    name: str
    first_year: int
    last_year: int
    closed_on: date | None
    closed_document: str
    first_countable_year: int
    last_submission_year: int
    abolished: tuple[AbolishedLevel, ...]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules of one province for one programme.

    Attributes:
        programme: the campaign.
        id: identifier, the name of its folder; first part of the rule ids in determinations.
        province: name of the province when the rules were made.
        aliases: other spellings accepted for the province.
        class_year: year whose end fixes the class.
        consecutive_years: number of complete years before submission that must each pass.
        classes: in order of precedence; the first that covers a unit applies.
        version: hash of the content of the rule files.
    """

    programme: Programme
    id: str
    province: str
    aliases: tuple[str, ...]
    class_year: int
    consecutive_years: int
    classes: tuple[UnitClass, ...]
    version: str

    def reduction_years(self, submission_year: int) -> tuple[int, ...]:
        """Return the complete years before ``submission_year`` that are tested, oldest first."""
        return tuple(range(submission_year - self.consecutive_years, submission_year))

    def classify(
        self, kind: str, listings: frozenset[str], rate: Ratio | None
    ) -> UnitClass | Unclassified:
        """Return the class of a unit, or why there is none.

        Args:
            kind: level of the unit.
            listings: official lists the unit is on.
            rate: poverty rate at the end of :attr:`class_year`, in %; ``None`` when unknown.

        Returns:
            The first class, in the order of the file, that covers the unit; ``"rate_unknown"``
            when that depends on an unknown rate; ``"not_named"`` when no class covers it.
        """
        for unit_class in self.classes:
            on_list = not unit_class.listings or not unit_class.listings.isdisjoint(listings)
            if kind not in unit_class.kinds or not on_list:
                continue
            if unit_class.baseline is None:
                return unit_class
            if rate is None:
                return "rate_unknown"
            if unit_class.baseline.contain(rate):
                return unit_class
        return "not_named"

    def rule_id(self, unit_class: UnitClass) -> str:
        """Return the id of a class as determinations give it, ``"ben-tre/huyen"``."""
        return f"{self.id}/{unit_class.id}"


@lru_cache(maxsize=1024)
def province_key(name: str) -> str:
    """Return the form in which province names are compared.

    Case, diacritics, spaces and a leading "tỉnh" do not matter: ``"tỉnh Bến Tre"`` and
    ``"ben tre"`` both give ``"bentre"``.
    """
    words = syllables(fold(name))
    return "".join(words[1:] if len(words) > 1 and words[0] == "tinh" else words)
