"""The register on disk: one strict YAML file per document, named after its id."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from knowledge.adapters.files import PACKAGE, load_model
from knowledge.documents import (
    Applied,
    Document,
    Register,
    Relation,
    RelationType,
    Source,
    Status,
)
from knowledge.errors import DataFileError
from knowledge.kinds import KINDS


def _known_kind(kind: str) -> str:
    if kind not in KINDS:
        reason = "không phải tên loại văn bản; các loại: {kinds}"
        raise PydanticCustomError("kind", reason, {"kinds": ", ".join(KINDS)})
    return kind


_Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
_Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
_Year = Annotated[int, Field(ge=1945, le=2100)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Relation(_Strict):
    type: RelationType
    target: _Id
    relation_status: Status | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    scope: _Text | None = None

    @model_validator(mode="after")
    def _days_in_order(self) -> Self:
        _in_order("until", self.since, self.until)
        return self


class _Applied(_Strict):
    first: dt.date = Field(alias="from")
    last: dt.date = Field(alias="to")
    scope: _Text | None = None

    @model_validator(mode="after")
    def _days_in_order(self) -> Self:
        _in_order("to", self.first, self.last)
        return self


class _Source(_Strict):
    id: _Text
    address: _Text


class _Entry(_Strict):
    """One file of the register; every key but the optional ones must be there, null if unknown."""

    id: _Id
    kind: Annotated[str, AfterValidator(_known_kind)]
    number: _Text | None
    date: dt.date | None
    issuer: _Text
    title: _Text | None
    period: Annotated[list[_Year | None], Field(min_length=2, max_length=2)] | None
    effective_from: dt.date | None
    effective_to: dt.date | None
    lapses_on: dt.date | None = None
    applied: _Applied | None = None
    relations: list[_Relation]
    source: Annotated[list[_Source], Field(min_length=1)]
    status: Status
    note: _Text | None = None
    internal_note: _Text | None = None
    subjects: list[_Text] = []
    checked_on: dt.date | None
    checked_by: _Text | None = None

    @model_validator(mode="after")
    def _days_in_order(self) -> Self:
        _in_order("effective_to", self.effective_from, self.effective_to)
        _in_order("lapses_on", self.effective_from, self.lapses_on)
        _in_order("effective_from", self.date, self.effective_from)
        first, last = self.period or (None, None)
        if first and last and last < first:
            raise PydanticCustomError("order", "khóa «period»: năm cuối trước năm đầu")
        return self


def _in_order(key: str, earlier: dt.date | None, later: dt.date | None) -> None:
    if earlier and later and later < earlier:
        reason = "khóa «{key}»: ngày {later} sớm hơn ngày {earlier}"
        values: dict[str, Any] = {"key": key, "later": str(later), "earlier": str(earlier)}
        raise PydanticCustomError("order", reason, values)


def load_register(root: Path = PACKAGE / "register") -> Register:
    """Return the register kept in the folder ``root``.

    Raises:
        DataFileError: the folder is absent or empty, or a file is refused: unknown or repeated
            key, impossible or disordered dates, a name that is not the entry's id, an id or a
            number with issuer used twice, a relation to a document that is not there.
    """
    paths = sorted(root.glob("*.yaml"))
    if not paths:
        raise DataFileError(f"{root.name}: không có tệp nào của danh mục văn bản")
    return Register([_load_document(path) for path in paths])


def _load_document(path: Path) -> Document:
    entry = load_model(path, _Entry)
    if entry.id != path.stem:
        raise DataFileError(f"{path.name}: khóa «id» là «{entry.id}», phải trùng tên tệp")
    first, last = entry.period or (None, None)
    return Document(
        id=entry.id,
        kind=entry.kind,
        number=entry.number,
        date=entry.date,
        issuer=entry.issuer,
        title=entry.title,
        period=(first, last),
        effective_from=entry.effective_from,
        effective_to=entry.effective_to,
        lapses_on=entry.lapses_on,
        status=entry.status,
        checked_on=entry.checked_on,
        checked_by=entry.checked_by or "",
        subjects=tuple(entry.subjects),
        applied=_applied(entry.applied),
        relations=tuple(_relation(entry, relation) for relation in entry.relations),
        sources=tuple(Source(source.id, source.address) for source in entry.source),
        note=entry.note or "",
        internal_note=entry.internal_note or "",
    )


def _applied(days: _Applied | None) -> Applied | None:
    return Applied(days.first, days.last, days.scope or "") if days else None


def _relation(entry: _Entry, relation: _Relation) -> Relation:
    return Relation(
        source=entry.id,
        type=relation.type,
        target=relation.target,
        status=relation.relation_status or entry.status,
        since=relation.since,
        until=relation.until,
        scope=relation.scope or "",
    )
