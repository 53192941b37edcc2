"""Units and roles of bare numbers, from the listing they stand in."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from knowledge.figures.cues import ROLES
from knowledge.figures.tokens import Wording
from knowledge.figures.values import Unit, Value, Values

_SERIES = re.compile(r" *(?:\(?(?:nam )?20\d\d\)? *)?(?:,|;|-|–|/|,? va) *")
_OF_ALL = re.compile(r" *(?:%|phan tram)? *(?:cua|tren|trong|so voi)? *")
_RESPECTIVELY = re.compile(r"\b(?:lan luot|tuong ung)\b")
_PAIRED = re.compile(r"\bngheo ?/ ?(?:ho )?can ngheo\b")
"""A heading of two numbers: "hộ nghèo/hộ cận nghèo: 2022 45/60"."""
_HOUSEHOLDS = re.compile(r"\b(?:ho|hn)\b(?! so)")


@dataclass(frozen=True, slots=True)
class _Listing:
    """What the listing read so far says of a bare number in it.

    Attributes:
        metric: unit of the last number or of the words since.
        heading: role that holds for the whole listing, or empty.
        last_rate: last rate read, ``%``.
        of_households: the text speaks of households at all.
    """

    metric: Unit = ""
    heading: str = ""
    last_rate: Decimal | None = None
    of_households: bool = False


def share_units(wording: Wording, values: Values) -> Values:
    """Give bare numbers the unit of the listing they stand in, and the role of its heading."""
    shared = dict(values)
    ahead = _units_ahead(wording, values)
    listing = _Listing(of_households=bool(_HOUSEHOLDS.search(wording.folded)))
    for index, token in enumerate(wording.tokens):
        if token.kind in ROLES:
            listing = _after_cue(wording, shared, index, listing)
        if index in shared:
            value = _in_series(wording, shared, index)
            if not value.unit and not value.change:
                value = replace(value, unit=_bare_unit(wording, value, listing, ahead[index]))
            elif not value.unit and value.number.count is not None and listing.metric == "count":
                value = replace(value, unit="count")
            if value.role in ("", "count", "rate"):
                value = replace(value, role=_role_by_heading(value, listing.heading))
            elif listing.heading != value.role and not value.aside and not _inner(wording, index):
                listing = replace(listing, heading="")
            if value.role == "mixed" and value.number.total and _PAIRED.search(wording.folded):
                value = replace(value, role="poor", number=replace(value.number, total=None))
            shared[index] = value
            listing = _after_value(value, listing)
    return shared


def _in_series(wording: Wording, values: Values, index: int) -> Value:
    """Return a bare number with the role of the one listed before it: "tổng số: 2000, 2010"."""
    value, at = values[index], index - 1
    if at > 0 and wording.tokens[at].mark:
        at -= 1  # "101 (2022), 96 (2023)"
    behind = values.get(at)
    bare = not value.unit and not value.role and not value.change
    if bare and behind and behind.role and wording.joined(at, index, _SERIES):
        return replace(value, role=behind.role)
    return value


def _after_cue(wording: Wording, values: Values, index: int, listing: _Listing) -> _Listing:
    """Return the listing after a cue word, which may head a new one."""
    kind = wording.tokens[index].kind
    metric: Unit = "rate" if kind == "rate" else "count"
    behind = values.get(index - 1)
    owned = behind is not None and (
        behind.role == kind or (behind.unit == "rate" and wording.joined(index - 1, index, _OF_ALL))
    )
    if owned or not _leads_to_year(wording, index):
        return replace(listing, metric=metric)
    return replace(listing, metric=metric, heading="poor" if kind in ("rate", "count") else kind)


def _after_value(value: Value, listing: _Listing) -> _Listing:
    """Return the listing after a number; changes and asides leave it as it is."""
    if value.change:
        return listing
    if value.unit in ("rate", "count") and not value.aside and not _is_share(value):
        listing = replace(listing, metric=value.unit)
    if value.unit == "rate" and value.number.rate:
        listing = replace(listing, last_rate=Decimal(value.number.rate.replace(",", ".")))
    return listing


def _is_share(value: Value) -> bool:
    """Tell a % of something else, such as a threshold, which says nothing of the other numbers."""
    return value.unit == "rate" and value.role == "subset"


def _role_by_heading(value: Value, heading: str) -> str:
    """Return the role a heading gives; poor households are what is meant without one."""
    apart = heading == "poor" or (heading == "total" and value.unit == "rate")
    return "" if apart else heading


def _leads_to_year(wording: Wording, index: int) -> bool:
    """Tell whether a cue word heads a listing: a year, or "lần lượt", precedes the next number."""
    for token in wording.tokens[index + 1 :]:
        if token.kind in ("year", "number"):
            said = wording.folded[wording.tokens[index].end : token.start]
            return token.kind == "year" or bool(_RESPECTIVELY.search(said))
        if token.kind in ROLES:
            return False
    return False


def _inner(wording: Wording, index: int) -> bool:
    """Tell whether a number is not the first after a year in its clause."""
    for token in reversed(wording.tokens[:index]):
        if token.kind in ("year", "number") or token.clause != wording.tokens[index].clause:
            return token.kind != "year"
    return True


def _units_ahead(wording: Wording, values: Values) -> list[Unit]:
    """Return for each token the unit that a later number of its listing states, if any."""
    ahead: list[Unit] = []
    unit: Unit = ""
    for index in range(len(wording.tokens) - 1, -1, -1):
        ahead.append(unit)
        value = values.get(index)
        if wording.tokens[index].kind in ROLES:
            unit = ""
        elif value and value.unit and not (value.aside or value.change or _is_share(value)):
            unit = value.unit
    return ahead[::-1]


def _bare_unit(wording: Wording, value: Value, listing: _Listing, ahead: Unit) -> Unit:
    """Decide whether a number without a unit is a rate or a count; empty when unclear."""
    count = value.number.count
    if count is None:
        percent = "rate" in (listing.metric, value.role) or "%" in wording.folded
        share = value.number.rate.startswith("0,0")  # "0,039" may be 3,9%
        return "rate" if percent and value.number.rate and not share else ""
    if value.role in ("total", "near", "subset", "count"):
        return "count"
    if value.role == "rate":
        return "rate" if count <= 100 else ""
    units = {listing.metric, ahead} - {""}
    if not units:
        return "count" if listing.of_households else ""
    if units == {"count"} or count > 100:
        return "count"
    if listing.last_rate is not None and count > listing.last_rate * 3:
        return "count" if "count" in units else ""
    return "rate" if units == {"rate"} else ""
