"""Number, kind, issuer, signer, dates and subject of an official text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ingest.dates import WORDED, read_date, read_dates
from ingest.effect import Effect, read_effect
from ingest.issuers import read_issuer
from ingest.kinds import TYPE_LINE, TYPE_START, type_of, typed_line
from ingest.markers import CODE, DIEU, DIVISION, LETTERED, PREAMBLE, ROMAN_ITEM
from ingest.numbers import NUMBER, TYPES, clean_number, number_codes
from ingest.places import province_of
from ingest.relations import Mention, read_acts, read_bases
from ingest.signers import signed_by, signer_of
from ingest.subjects import read_subject
from ingest.unmarked import is_unmarked, with_marks, without_marks
from knowledge.references import canonical
from knowledge.text import UPPER, fold

_NUMBER_LINE = re.compile(
    rf"(?:^|\s)(?:Luật\s+|Pháp lệnh\s+|Bộ luật\s+)?[Ss][ốỐỎÓoO]\s*[:.;]\s*({NUMBER})"
    rf"|^[Ss][ốỐ]\s+({NUMBER})$"
)
_NUMBER_TITLED = re.compile(rf"(?:[Ss][ốỐ]\s+)?({NUMBER})")
_DATE = rf"(?:{WORDED.pattern}|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{4}})"
_PLACE_DATE = re.compile(
    rf"(?:[{UPPER}][\w.\s-]{{1,30}},)\s*ng[àa]y\s+({_DATE})",
)
_TITLED_DATE = re.compile(rf"\bngày\s+({_DATE})", re.IGNORECASE)
_PASSED = re.compile(
    rf"này (?:đã )?được Quốc hội\b.{{0,200}}?\bthông qua ngày\s+({_DATE})", re.IGNORECASE
)
_LAST_PARAGRAPHS = 40
_HEAD_LINES = 60
_BODY_MARKS = (PREAMBLE, DIEU, CODE, DIVISION, ROMAN_ITEM, LETTERED)
_OF_THE_ASSEMBLY = ("Hiến pháp", "Bộ luật", "Luật", "Pháp lệnh", "Nghị quyết")
_KINDS_OF = {
    "L": _OF_THE_ASSEMBLY, "PL": _OF_THE_ASSEMBLY, "QĐ": ("Quy định",), "TT": ("Thông tri",),
}  # fmt: skip
_WANTED = ("number", "type_name", "issuer", "issued_on", "effective_from", "signer", "subject")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A field that the declarations and the text give differently, both as a reader sees them."""

    field: str
    declared: str
    in_text: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """What identifies an official text and ties it to others; every field may be missing.

    Attributes:
        bases: legal bases and documents implemented, as its opening names them.
        acts: what it amends, replaces, repeals, corrects or consolidates.
        effect_clause: its words on the beginning of effect.
        contradictions: where the declarations, which win, and the text disagree.
    """

    number: str | None = None
    type_name: str = ""
    issuer: str | None = None
    signer: str | None = None
    issued_on: date | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    subject: str = ""
    province: str | None = None
    url: str = ""
    bases: tuple[Mention, ...] = ()
    acts: tuple[Mention, ...] = ()
    effect_clause: str = ""
    contradictions: tuple[Contradiction, ...] = ()

    @property
    def unread(self) -> tuple[str, ...]:
        """Names of the fields that a complete entry has and that could not be read."""
        return tuple(name for name in _WANTED if not getattr(self, name))


def read_metadata(
    lines: Sequence[str], declared: dict[str, str], paragraphs: Sequence[str]
) -> Metadata:
    """Return the metadata of an official text.

    Args:
        lines: its lines, front matter and information tables left out.
        declared: what front matter and tables declare, by our own names; it wins over the text.
        paragraphs: the same text in whole paragraphs.
    """
    if is_unmarked(lines):
        marked = [list(map(with_marks, part)) for part in (lines, paragraphs)]
        return _as_typed(_read(marked[0], declared, marked[1]))
    return _read(lines, declared, paragraphs)


def _read(lines: Sequence[str], declared: dict[str, str], paragraphs: Sequence[str]) -> Metadata:
    plain = [line.strip(" \t#*_|>~") for line in lines]
    head = _head(plain)
    found = _from_text(plain, head, declared)
    number = clean_number(declared.get("number", "")) or found.number
    type_name = type_of(declared.get("type_name", "")) or found.type_name
    issued = read_date(declared.get("issued_on", "")) or found.issued_on or _passed_on(paragraphs)
    # A consolidated text repeats when the texts it puts together came into force.
    consolidated = type_name == "Văn bản hợp nhất"
    effect = Effect() if consolidated else read_effect(paragraphs, issued)
    start, end = _in_force(effect, declared)
    issuer = declared.get("issuer") or found.issuer
    _, issuer_code = number_codes(number)
    subject = read_subject(declared, head, type_name, number)
    return Metadata(
        number=number,
        type_name=type_name,
        issuer=issuer,
        signer=signer_of(declared.get("signer", "")) or found.signer,
        issued_on=issued,
        effective_from=start,
        effective_to=end,
        subject=subject,
        province=declared.get("province") or _province(issuer, issuer_code, head),
        url=declared.get("url", ""),
        bases=read_bases(paragraphs),
        acts=read_acts(subject, paragraphs, number, type_name),
        effect_clause=effect.clause,
        contradictions=tuple(_contradictions(found, declared, effect)),
    )


def _as_typed(read: Metadata) -> Metadata:
    """Return metadata with the words of the text as they were typed, without diacritics."""
    return replace(
        read,
        subject=without_marks(read.subject),
        effect_clause=without_marks(read.effect_clause),
        bases=tuple(replace(basis, text=without_marks(basis.text)) for basis in read.bases),
        acts=tuple(replace(act, text=without_marks(act.text)) for act in read.acts),
    )


def _from_text(plain: Sequence[str], head: Sequence[str], declared: dict[str, str]) -> Metadata:
    """Return what the text says of itself, declarations aside; they only lend a missing number."""
    number = _number(head)
    code, _ = number_codes(number or clean_number(declared.get("number", "")))
    return Metadata(
        number=number,
        type_name=_kind(code, head),
        issuer=read_issuer(head, number or clean_number(declared.get("number", ""))),
        signer=signed_by(plain),
        issued_on=_issued_on(head),
    )


def looks_official(lines: Sequence[str], declared: dict[str, str]) -> bool:
    """Tell an official text from a press page: by declaration, letterhead, or its điều."""
    if declared.get("number") or declared.get("type_name"):
        return True
    read = map(with_marks, lines) if is_unmarked(lines) else lines
    plain = [line.strip(" \t#*_|>~") for line in read]
    head = _head(plain)
    letters = "".join(character for character in fold(" ".join(head)) if character.isalpha())
    if "conghoaxahoichunghiavietnam" in letters or "doclaptudohanhphuc" in letters:
        return True
    if _number_line(head):
        return True
    is_titled = any(line.isupper() and TYPE_LINE.match(line) for line in head)
    if is_titled and any(DIEU.match(line) or ROMAN_ITEM.match(line) for line in plain):
        return True
    articles = sum(1 for line in plain if DIEU.match(line) or line.startswith("Điều "))
    return articles > 1 and articles * 60 > len(plain)


def _head(plain: Sequence[str]) -> list[str]:
    """Return the lines above the legal bases and the first điều: letterhead, number, subject."""
    head: list[str] = []
    count = 0
    for line in plain:
        if count and (count > _HEAD_LINES or any(mark.match(line) for mark in _BODY_MARKS)):
            break
        count += bool(line)
        head.append(line)
    return head


def _number(head: Sequence[str]) -> str | None:
    return _number_line(head) or _number_titled(head)


def _number_line(head: Sequence[str]) -> str | None:
    for line in head:
        if (found := _NUMBER_LINE.search(line)) is not None:
            return clean_number(found.group(1) or found.group(2))
    return None


def _number_titled(head: Sequence[str]) -> str | None:
    """Return a number from a title: "Quyết định của Thủ tướng Chính phủ số 115/2004/QĐ-TTg".

    A number of another kind of document is one the title cites, not its own.
    """
    for index, line in enumerate(head):
        titled = TYPE_LINE.match(line) or TYPE_START.match(line)
        if titled is None:
            continue
        for text in (line, *head[index + 1 : index + 3]):
            found = _NUMBER_TITLED.search(text)
            number = clean_number(found.group(1)) if found else None
            if number and fold(TYPES.get(number_codes(number)[0], "")) == fold(titled.group(1)):
                return number
    return None


def _kind(code: str, head: Sequence[str]) -> str:
    """Return the kind by the letters of the number, else by the line that names it.

    A number of the National Assembly has no letters for the kind, and the Party writes QĐ and TT
    for two kinds each: there the line tells.
    """
    line = _type_line(head)
    return line if line in _KINDS_OF.get(code, ()) else TYPES.get(code, "") or line


def _type_line(head: Sequence[str]) -> str:
    at = typed_line(head)
    return type_of(head[at].strip(" \t#*_|>~.:")) if at is not None else ""


def _issued_on(head: Sequence[str]) -> date | None:
    text = "\n".join(head)
    for pattern in (_PLACE_DATE, _TITLED_DATE):
        if (found := pattern.search(text)) is not None:
            return read_date(found.group(1))
    return None


def _passed_on(paragraphs: Sequence[str]) -> date | None:
    """Return the day the National Assembly passed a law, which stands below its last article."""
    for text in reversed(paragraphs[-_LAST_PARAGRAPHS:]):
        if (found := _PASSED.search(text)) is not None:
            return read_date(found.group(1))
    return None


def _in_force(effect: Effect, declared: dict[str, str]) -> tuple[date | None, date | None]:
    stated = read_dates(declared.get("effective", ""))
    end = read_date(declared.get("expires", ""))
    if len(stated) > 1 and "đến" in declared["effective"]:
        end = end or stated[1]
    return (stated[0] if stated else effect.start), end or effect.end


def _contradictions(
    found: Metadata, declared: dict[str, str], effect: Effect
) -> Iterator[Contradiction]:
    """Yield where a declaration says one thing and the text another."""
    stated: dict[str, tuple[object, object]] = {
        "number": (clean_number(declared.get("number", "")), found.number),
        "type_name": (type_of(declared.get("type_name", "")), found.type_name),
        "issuer": (declared.get("issuer"), found.issuer),
        "issued_on": (read_date(declared.get("issued_on", "")), found.issued_on),
        "effective_from": (next(iter(read_dates(declared.get("effective", ""))), None),
                           effect.start),
        "effective_to": (read_date(declared.get("expires", "")), effect.end),
    }  # fmt: skip
    for field, (declaration, text) in stated.items():
        if not declaration or not text:
            continue
        if isinstance(declaration, date) or isinstance(text, date):
            same = declaration == text
        else:
            left, right = canonical(str(declaration)), canonical(str(text))
            same = left == right or (field == "issuer" and (left in right or right in left))
        if not same:
            yield Contradiction(field, _shown(declaration), _shown(text))


def _shown(value: object) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


def _province(issuer: str | None, code: str, head: Sequence[str]) -> str | None:
    text = f"{issuer or ''} {code}"
    local = re.search(r"\b(?:tỉnh|UBND|HĐND|TU|SNV|thành phố|Sở)\b", text, re.IGNORECASE)
    return province_of(f"{issuer or ''}\n" + "\n".join(head)) if local else None
