"""Independent oracle of the eligibility calculator for the former Bến Tre.

It answers one case with a verdict and a reason, from the written contract only.

Open questions (the contract is silent or ambiguous; the reading taken here follows each):
    1. Malformed figures in a case that items 1-2 would settle (another province, say): refused.
    2. Malformed figures of a year no rule looks at: refused.
    3. Programme missing: the only one on file is meant. Programme unknown: no_rule_on_file.
    4. Province missing: insufficient_data, not no_rule_on_file.
    5. Submission year missing: insufficient_data, even for a phường at 5 % or more.
    6. Kind missing: insufficient_data, after standard_changed and period_ended, which need no kind.
    7. huyện submitted after 2026: period_ended, being written before level_abolished.
    8. A xã, phường or thị trấn on a list is a "listed commune"; a huyện is not.
    9. listed_as holding an unknown value: no effect. A bare string: a list of one.
    10. Zero poor households at the start and an unknown end: zero_base, not unknown.
    11. Zero at the start under the points rule: a failure as any other, not zero_base.
    12. Start under 2 % and an unknown end under the points rule: unknown, though it can only fail.
    13. Exact rate at one year-end and stated rate at the other: compared with each other.
    14. Households 0: no exact rate; the stated rate serves, if any.
    15. Zero poor households without a total: no exact rate, so the class stays unknown.
    16. End-2021 rate unknown while every class would fail: insufficient_data.
    17. JSON count 100.0: a whole number, accepted. Text count "17,060": a fraction, refused.
    18. Rate "3.903": the point is decimal in a rate, never a thousands mark.
    19. Text that is no number, an empty text, a truth value: refused.
    20. Years written as text ("2022"): accepted. A figure without a year: refused.
    21. Kind in capitals or with spaces around: accepted. Kind without diacritics: unknown, refused.
    22. thành phố and thị xã are district level but not named by the contract: unknown kind.
    23. huyện submitted after 1/7/2025 but in 2025: judged; only 2026 on is level_abolished.
    24. The margin of a failure under the points rule is in points even where counts are known.
"""

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

PROGRAMME = "vi-nguoi-ngheo-2021-2025"
KINDS = frozenset({"huyện", "xã", "phường", "thị trấn"})
LISTS = frozenset({"bãi ngang ven biển", "xã đảo"})
FIRST_REDUCTION_YEAR = 2022
LAST_SUBMISSION_YEAR = 2026
LAST_DISTRICT_SUBMISSION_YEAR = 2025
BASE_YEAR = 2021
CLASS_LIMIT = Fraction(5)
POINTS_LIMIT = Fraction(2)

_GROUPED = re.compile(r"-?\d{1,3}(?:\.\d{3})+", re.ASCII)
_PLAIN = re.compile(r"-?\d+(?:[.,]\d+)?", re.ASCII)


class RefusedError(ValueError):
    """The case must be answered with an error."""


@dataclass(frozen=True, slots=True)
class YearEnd:
    """The figures of one year-end, each possibly unknown.

    Attributes:
        households: All households.
        poor: Poor households.
        stated: The rate as written, in per cent.
    """

    households: int | None = None
    poor: int | None = None
    stated: Fraction | None = None

    @property
    def rate(self) -> Fraction | None:
        """The exact rate where both counts are known, else the stated one, in per cent."""
        if self.households and self.poor is not None:
            return Fraction(100 * self.poor, self.households)
        return self.stated


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict with its reason, and what the first failing year lacks."""

    verdict: str
    reason: str | None = None
    margin: dict[str, int | Fraction] | None = None


def oracle(case: dict[str, Any]) -> tuple[str, str | None]:
    """Judge one case.

    Args:
        case: A case in the contract's input shape.

    Returns:
        The verdict and its reason; ("error", None) when the case must be refused.
    """
    try:
        outcome = _judge(case)
    except RefusedError:
        return "error", None
    return outcome.verdict, outcome.reason


def needs(case: dict[str, Any]) -> dict[str, Any]:
    """Return what the contract fixes beyond the verdict.

    Args:
        case: A case in the contract's input shape.

    Returns:
        {"margin": {"year", "households" or "points"}} for a not_met case, else nothing.
    """
    try:
        outcome = _judge(case)
    except RefusedError:
        return {}
    return {} if outcome.margin is None else {"margin": outcome.margin}


def _judge(case: dict[str, Any]) -> Outcome:  # noqa: C901 - a branch per rule, in their order
    place = _mapping(case.get("place"))
    kind = _kind(place.get("kind"))
    listed = _listed(place.get("listed_as"))
    figures = _figures(case.get("figures"))
    year = _year(case.get("submission_year"))
    province = _text(place.get("province"))
    programme = _text(case.get("programme"))

    if programme is not None and programme.strip() != PROGRAMME:
        return Outcome("undetermined", "no_rule_on_file")
    if province is None or not province.strip():
        return Outcome("insufficient_data")
    if not _is_ben_tre(province):
        return Outcome("undetermined", "no_rule_on_file")
    if year is None:
        return Outcome("insufficient_data")
    if year - 2 < FIRST_REDUCTION_YEAR:
        return Outcome("undetermined", "standard_changed")
    if year > LAST_SUBMISSION_YEAR:
        return Outcome("undetermined", "period_ended")
    if kind is None:
        return Outcome("insufficient_data")
    if kind == "huyện" and year > LAST_DISTRICT_SUBMISSION_YEAR:
        return Outcome("undetermined", "level_abolished")

    if kind == "huyện":
        relative = True
    elif listed and kind != "huyện":
        relative = False
    else:
        base = figures.get(BASE_YEAR, YearEnd()).rate
        if base is None:
            return Outcome("insufficient_data")
        relative = base < CLASS_LIMIT
        if not relative and kind == "phường":
            return Outcome("undetermined", "class_not_named")
    return _over_both_years(figures, year, relative=relative)


def _over_both_years(figures: dict[int, YearEnd], year: int, *, relative: bool) -> Outcome:
    step = _relative_step if relative else _points_step
    steps = [
        (current, *step(figures.get(current - 1, YearEnd()), figures.get(current, YearEnd())))
        for current in (year - 2, year - 1)
    ]
    results = [result for _, result, _ in steps]
    for current, result, lacking in steps:
        if result == "not_met":
            return Outcome(
                result, None, {"year": current, "households" if relative else "points": lacking}
            )
    if "zero_base" in results:
        return Outcome("undetermined", "zero_base")
    return Outcome("insufficient_data" if "unknown" in results else "met")


def _relative_step(before: YearEnd, after: YearEnd) -> tuple[str, int]:
    if before.poor == 0:
        return "zero_base", 0
    if before.poor is None or after.poor is None:
        return "unknown", 0
    if 5 * (before.poor - after.poor) >= before.poor:
        return "met", 0
    return "not_met", after.poor - 4 * before.poor // 5


def _points_step(before: YearEnd, after: YearEnd) -> tuple[str, Fraction]:
    if before.rate is None or after.rate is None:
        return "unknown", Fraction(0)
    lacking = POINTS_LIMIT - (before.rate - after.rate)
    return ("not_met", lacking) if lacking > 0 else ("met", Fraction(0))


def _figures(value: object) -> dict[int, YearEnd]:
    if value is None:
        return {}
    if not isinstance(value, list):
        raise RefusedError("figures")
    found: dict[int, YearEnd] = {}
    for item in value:
        if not isinstance(item, dict):
            raise RefusedError("figure")
        year = _year(item.get("year"))
        if year is None or year in found:
            raise RefusedError("year")
        end = YearEnd(
            households=_count(item.get("households")),
            poor=_count(item.get("poor_households")),
            stated=_rate(item.get("poor_rate")),
        )
        if end.households is not None and end.poor is not None and end.poor > end.households:
            raise RefusedError("poor > total")
        found[year] = end
    return found


def _count(value: object) -> int | None:
    if isinstance(value, str) and _GROUPED.fullmatch(value.strip()):
        value = value.strip().replace(".", "")
    number = _number(value)
    if number is None:
        return None
    if number < 0 or number.denominator != 1:
        raise RefusedError("count")
    return int(number)


def _rate(value: object) -> Fraction | None:
    if isinstance(value, str):
        value = value.strip().removesuffix("%")
    number = _number(value)
    if number is not None and not 0 <= number <= 100:
        raise RefusedError("rate")
    return number


def _number(value: object) -> Fraction | None:
    if value is None:
        return None
    if isinstance(value, str) and _PLAIN.fullmatch(value.strip()):
        return Fraction(value.strip().replace(",", "."))
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            # The shortest text of a float is what was written in the JSON; its binary value is not.
            return Fraction(repr(value))
        except ValueError as error:
            raise RefusedError("number") from error
    raise RefusedError("number")


def _year(value: object) -> int | None:
    number = _number(value)
    if number is None:
        return None
    if number.denominator != 1:
        raise RefusedError("year")
    return int(number)


def _kind(value: object) -> str | None:
    text = _text(value)
    if text is None:
        return None
    kind = " ".join(text.casefold().split())
    if kind not in KINDS:
        raise RefusedError("kind")
    return kind


def _listed(value: object) -> bool:
    names = [value] if isinstance(value, str) else value or []
    if not isinstance(names, list):
        raise RefusedError("listed_as")
    return any(" ".join((_text(name) or "").casefold().split()) in LISTS for name in names)


def _is_ben_tre(province: str) -> bool:
    bare = "".join(
        c for c in unicodedata.normalize("NFD", province.casefold()) if not unicodedata.combining(c)
    )
    return " ".join(bare.split()).removeprefix("tinh ") == "ben tre"


def _mapping(value: object) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise RefusedError("place")
    return value


def _text(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise RefusedError("text")
    return unicodedata.normalize("NFC", value)
