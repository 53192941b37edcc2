"""What a rule file may hold: strict models of ``programme.yaml`` and ``rules.yaml``."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    model_validator,
)

from knowledge.ratios import Ratio, compare, ratio
from knowledge.rules import Comparison, Kind, Listing, Measure, province_key
from knowledge.text import normalize

_LIMIT = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,6})?")


def _exact(value: Any) -> Ratio:
    """Read a limit in % or points from text or an integer; a binary float is refused."""
    text = str(value) if type(value) is int else value
    if not isinstance(text, str) or not _LIMIT.fullmatch(text):
        raise ValueError('phải là số viết trong ngoặc kép, dấu chấm thập phân, ví dụ "1.5"')
    number = Decimal(text)
    if number > 100:
        raise ValueError("không được lớn hơn 100")
    return ratio(number)


def _day(value: Any) -> Any:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError("phải là ngày viết năm-tháng-ngày, ví dụ 2026-11-23")  # noqa: TRY004
    return value


def _distinct(values: tuple[Any, ...]) -> tuple[Any, ...]:
    if len(set(values)) < len(values):
        raise ValueError("có giá trị viết hai lần")
    return values


_Exact = Annotated[Ratio, PlainValidator(_exact)]
_Day = Annotated[date, BeforeValidator(_day)]
_Text = Annotated[str, Field(min_length=1), AfterValidator(normalize)]
_Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
_Year = Annotated[int, Field(strict=True, ge=1900, le=2100)]
_Texts = tuple[_Text, ...]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _PeriodFile(_Strict):
    first_year: _Year
    last_year: _Year


class _AbolishedFile(_Strict):
    kind: Kind
    from_submission_year: _Year
    document: _Text


class ProgrammeFile(_Strict):
    """A campaign: ``programme.yaml``; see :class:`knowledge.rules.Programme`."""

    id: _Id
    name: _Text
    period: _PeriodFile
    closed_on: _Day | None = None
    closed_document: str = ""
    first_countable_year: _Year
    last_submission_year: _Year
    abolished_levels: tuple[_AbolishedFile, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.period.first_year > self.period.last_year:
            raise ValueError("period: năm đầu sau năm cuối")
        if self.first_countable_year >= self.last_submission_year:
            raise ValueError("first_countable_year phải trước last_submission_year")
        if self.closed_on is not None and not self.closed_document:
            raise ValueError("closed_on cần closed_document đi kèm")
        return self


class SourceFile(_Strict):
    """A document that rules are cited to; see :class:`knowledge.rules.Source`."""

    id: _Id
    document: _Text
    issued_on: _Day


class _BaselineFile(_Strict):
    at_least: _Exact | None = None
    above: _Exact | None = None
    below: _Exact | None = None
    at_most: _Exact | None = None

    @model_validator(mode="after")
    def _a_range(self) -> Self:
        low = [one for one in (self.at_least, self.above) if one is not None]
        high = [one for one in (self.below, self.at_most) if one is not None]
        if len(low) > 1 or len(high) > 1 or not low + high:
            raise ValueError("cần ít nhất một giới hạn, mỗi phía nhiều nhất một")
        if low and high and compare(low[0], high[0]) >= 0:
            raise ValueError("giới hạn dưới không nhỏ hơn giới hạn trên")
        return self


class _RequirementFile(_Strict):
    measure: Measure
    limit: _Exact
    comparison: Comparison

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        whole = compare(self.limit, Ratio(100, 1)) == 0
        if self.limit.numerator == 0 or (whole and self.comparison == ">"):
            raise ValueError("limit phải lớn hơn 0 và có thể đạt được")
        return self


class ClassFile(_Strict):
    """One class of units; see :class:`knowledge.rules.UnitClass`."""

    id: _Id
    label: _Text
    kinds: Annotated[tuple[Kind, ...], Field(min_length=1), AfterValidator(_distinct)]
    listed_as: Annotated[tuple[Listing, ...], AfterValidator(_distinct)] = ()
    baseline: _BaselineFile | None = None
    requirement: _RequirementFile | None = None
    alternatives: Annotated[tuple[_RequirementFile, ...], AfterValidator(_distinct)] = ()
    source: _Id
    clause: _Text
    quote: Annotated[str, Field(min_length=10, max_length=200), AfterValidator(normalize)]
    checked_on: _Day
    recheck_by: _Day
    caveats: _Texts = ()
    not_covered: _Texts = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.recheck_by <= self.checked_on:
            raise ValueError("recheck_by phải sau checked_on")
        if (self.requirement is None) == (not self.alternatives):
            raise ValueError("cần đúng một trong hai khóa requirement và alternatives")
        if len(self.alternatives) == 1:
            raise ValueError("alternatives cần ít nhất hai mức; một mức thì dùng requirement")
        return self


class RulesFile(_Strict):
    """The rules of a province: ``rules.yaml``; see :class:`knowledge.rules.RuleSet`."""

    id: _Id
    programme: _Id
    province: _Text
    aliases: _Texts = ()
    class_year: _Year
    consecutive_years: Annotated[int, Field(strict=True, ge=1, le=10)]
    sources: Annotated[tuple[SourceFile, ...], Field(min_length=1)]
    classes: Annotated[tuple[ClassFile, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _references(self) -> Self:
        for key, ids in (
            ("sources", [one.id for one in self.sources]),
            ("classes", [one.id for one in self.classes]),
        ):
            if len(set(ids)) < len(ids):
                raise ValueError(f"{key}: có id viết hai lần")
        issued = {one.id: one.issued_on for one in self.sources}
        for one in self.classes:
            if one.source not in issued:
                raise ValueError(f"classes.{one.id}.source: không có nguồn «{one.source}»")
            if one.checked_on < issued[one.source]:
                raise ValueError(f"classes.{one.id}.checked_on: trước ngày của nguồn")
        if not province_key(self.province):
            raise ValueError("province: không có chữ")
        return self
