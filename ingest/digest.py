"""Digests (``loai: tom_tat``): one passage per statement, each with the source it must carry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from ingest.chunk import Draft, breadcrumb
from ingest.dates import read_date
from ingest.refusals import refusal
from knowledge.passages import Attribution

_SOURCE = re.compile(r"^>\s*Nguồn\s*:\s*(.*)$")
_HEADING = re.compile(r"^(#{1,6})\s+(.*)$")
_NONE = "-"
_LABELS = ("VERIFIED-A", "VERIFIED-B", "DERIVED")
_FIELDS = 5


class DigestHeader(BaseModel):
    """Front matter of a digest.

    Attributes:
        loai: always ``tom_tat``.
        title: title shown with every statement.
        checked_on: day somebody last compared the statements with their sources.
        province: province the digest is about, old name; absent for the nation.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    loai: Literal["tom_tat"]
    title: str
    checked_on: date
    province: str | None = None


def read_header(keys: dict[str, str], file: str) -> DigestHeader:
    """Return the checked front matter of a digest.

    Raises:
        DocumentError: a key is missing, unknown or malformed.
    """
    day = read_date(keys.get("checked_on", ""))
    values = {**keys, "checked_on": day.isoformat()} if day else keys
    try:
        return DigestHeader.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"]))
        raise refusal("digest_header", file, reason=f"«{key}»: {first['msg']}") from error


def read_statements(
    lines: Sequence[str], start: int, header: DigestHeader, file: str
) -> Iterator[Draft]:
    """Yield one passage per statement.

    Args:
        lines: all lines of the file.
        start: index of the first line after the front matter.
        header: the checked front matter.
        file: name to use in errors.

    Raises:
        DocumentError: a source line is malformed, or a statement under a heading has none.
    """
    headings: dict[int, str] = {}
    statement: list[str] = []
    began = start
    for index in range(start, len(lines)):
        line = lines[index].strip()
        heading, source = _HEADING.match(line), _SOURCE.match(line)
        if source is not None:
            if not statement:
                raise refusal("digest_source", file, line=index + 1)
            attribution = _attribution(source.group(1), file, index + 1)
            yield _draft(" ".join(statement), attribution, headings, header)
            statement = []
        elif line.startswith(">"):
            raise refusal("digest_source", file, line=index + 1)
        elif not line or heading is not None:
            _refuse_unsourced(statement, headings, file, began)
            statement = []
            if heading is not None:
                _enter(headings, len(heading.group(1)), heading.group(2).strip())
        else:
            began = began if statement else index + 1
            statement.append(line)
    _refuse_unsourced(statement, headings, file, began)


def _enter(headings: dict[int, str], level: int, title: str) -> None:
    for deeper in [key for key in headings if key >= level]:
        del headings[deeper]
    if level > 1:
        headings[level] = title


def _refuse_unsourced(statement: list[str], headings: dict[int, str], file: str, line: int) -> None:
    """A paragraph before the first ``##`` heading introduces the digest and needs no source."""
    if statement and headings:
        raise refusal("digest_unsourced", file, line=line)


def _attribution(text: str, file: str, line: int) -> Attribution:
    fields = [field.strip() for field in text.split("|")]
    if len(fields) != _FIELDS or not all(fields) or fields[0] == _NONE or fields[3] not in _LABELS:
        raise refusal("digest_source", file, line=line)
    document, clause, issued, label, url = fields
    day = None if issued == _NONE else read_date(issued)
    if issued != _NONE and (day is None or not re.fullmatch(r"\d{1,2}/\d{1,2}/\d{4}", issued)):
        raise refusal("digest_source", file, line=line)
    return Attribution(
        document=document,
        clause="" if clause == _NONE else clause,
        issued_on=day,
        label=label,
        url="" if url == _NONE else url,
    )


def _draft(text: str, source: Attribution, headings: dict[int, str], header: DigestHeader) -> Draft:
    above = [headings[level] for level in sorted(headings)]
    return Draft(
        section=source.clause or (above[-1] if above else ""),
        breadcrumb=breadcrumb(header.title, *above),
        text=text,
        attribution=source,
    )
