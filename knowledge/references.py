"""Numbers of official documents in free text: found in every usual spelling, compared as one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.kinds import KIND_OF_LETTERS, KINDS, PAPERS, WITHOUT_LETTERS
from knowledge.text import fold, normalize

# Spellings of the same mark on phones and in scanned text; one character for one character.
_LOOKALIKES = str.maketrans(
    {"–": "-", "—": "-", "‑": "-", "‐": "-", "−": "-", "∕": "/", "⁄": "/", "／": "/", "ð": "d"}
)

# Laws carry the letters of the National Assembly, so their own letters stand in no number.
_KIND_OF_TYPE = {
    fold(letters): kind
    for letters, kind in reversed(KIND_OF_LETTERS.items())  # the usual one of two that fold alike
    if letters not in ("HP", "BL", "L")
} | {"l": "Lệnh"}
_SAME_LETTERS = {"hd": "Hợp đồng", "da": "Dự án", "qd": "Quy định", "tt": "Thông tri"}
"""Kinds that share their letters, without diacritics or in the Party, with a usual one."""
_KIND_OF_WORDS = {fold(kind): kind for kind in KINDS} | {"van ban": ""}
# Of the letters only these stand before a number as a word of their own ("QĐ 666").
_SHORT_KINDS = (
    "qd", "nd", "nq", "tt", "ttlt", "kh", "hd", "tb", "ct", "kl", "vbhn", "cv", "ttr", "bc", "qc",
    "pl", "ctr",
)  # fmt: skip
_KIND_OF = _KIND_OF_WORDS | {letters: _KIND_OF_TYPE[letters] for letters in _SHORT_KINDS}

# How the parts of a symbol are printed where capitals and "Đ" cannot be read off the question.
_PRINTED = {
    "qd": "QĐ", "nd": "NĐ", "cd": "CĐ", "qyd": "QyĐ", "ctr": "CTr", "ttg": "TTg", "ttr": "TTr",
    "bldtbxh": "BLĐTBXH",
    "ldtbxh": "LĐTBXH", "btdkt": "BTĐKT", "hdtdkt": "HĐTĐKT", "hdnd": "HĐND", "bkhdt": "BKHĐT",
    "bgddt": "BGDĐT", "bvhttdl": "BVHTTDL", "bnnptnt": "BNNPTNT",
}  # fmt: skip

_PARTY_BODIES = ("-tw", "-tu", "-hu", "-du")


def _either(words: Iterator[str] | list[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_GAP = r"\s{0,3}"  # bounded, so that reading stays linear on any input
_SPACE = r"\s{1,3}"
_NUMBER = r"\d{1,5}(?:\.\d{1,3})?"
_YEAR = r"(?:19|20)\d\d"
_TYPE = _either([letters for letters in _KIND_OF_TYPE if letters != "l"])
_ISSUER = r"[a-z][a-z0-9]{1,14}"
# Only these may follow the type across a space or with nothing between ("QĐ TTg", "QĐTTg").
_KNOWN_ISSUER = _either(
    ["ttg", "cp", "tw", "tu", "ubnd", "hdnd", "vpcp", "bnv", "btc", "bnn", "bnnmt", "bnnptnt",
     "bldtbxh", "btdkt", "mttq"]
)  # fmt: skip
_SYMBOL = (
    rf"(?:(?:{_TYPE})(?:\s?[-/]?\s?(?:{_KNOWN_ISSUER})(?![a-z0-9])|[-/]{_ISSUER})"
    rf"(?:[-/]{_ISSUER})*|(?:ubtv)?qh\s?\d{{1,2}}|l-ctn)(?!\w)"
)
# Without a slash before the type only "666 QĐ-TTg" and "47-NQ/TU" are read; anything looser is
# a web address or a word.
_SPACED = rf"(?:{_TYPE})-(?:{_KNOWN_ISSUER})(?![\w-])"
_PARTY = rf"(?:{_TYPE})\s?/\s?(?:{_KNOWN_ISSUER})(?!\w)"
_BARE_TYPE = r"(?:qd|nd|nq|tt|kh|vbhn)(?!\w)"
_KIND = _either(list(_KIND_OF))
_BODY = (
    rf"(?:{_GAP}-{_GAP}(?:ttg|cp|ubnd|bnv)"
    rf"|{_SPACE}(?:cua{_SPACE})?(?:thu tuong(?: chinh phu)?|chinh phu|quoc hoi|bo noi vu|ubnd)"
    rf"|{_SPACE}thi dua,? khen thuong)?"
)
_LEAD = rf"(?<!\w)(?P<kind>{_KIND}){_BODY}{_GAP}(?P<so>\bso(?: hieu)?\b)?{_GAP}[:\-]?{_GAP}"
_FULL = re.compile(
    rf"(?:{_LEAD}|(?<![\w/.,]))(?P<number>{_NUMBER})(?:\s?/\s?(?P<year>{_YEAR}))?(?:"
    rf"\s?/\s?(?P<symbol>{_SYMBOL}|{_BARE_TYPE})"
    rf"|\s(?P<spaced>{_SPACED})|\s?-\s?(?P<party>{_PARTY}))"
)
_TAIL = (
    rf"(?P<number>\d{{1,5}})(?:\s?/\s?(?P<year>{_YEAR}))?(?:\s?/\s?(?:{_KNOWN_ISSUER})(?!\w))?"
    r"(?!\d|\s?/\s?\w|[.,]\d)"
)
_SHORT = re.compile(_LEAD + _TAIL)
_NEXT = re.compile(
    rf"{_GAP}(?:,|;|&|\+|\bva\b|\bhoac\b|\bhay\b|\bvoi\b){_GAP}(?:so{_SPACE})?{_TAIL}"
)

# What shows that the figure just read counts something and numbers nothing.
_NEVER = re.compile(
    rf"\s?%|{_GAP}-{_GAP}\d|{_SPACE}(?:phan tram|phut|gio|tuan|lan|buoc|nguoi|trieu|ty|ti)\b"
    rf"|{_SPACE}(?:nghin|ngan)\b|{_SPACE}(?:nam|thang|ngay)\b(?!{_GAP}\d)"
)
_COUNTED = re.compile(
    rf"{_SPACE}(?:ho|xa|phuong|huyen|thon|ap|diem|dong|trang|can nha|don vi|tap the|ca nhan"
    r"|gia dinh|mo hinh|m2|km|ha)\b"
)
# Kinds whose words also mean something else ("quyết định 20 hộ", "tt" = thị trấn).
_AMBIGUOUS = frozenset(
    {"quyet dinh", "ke hoach", "huong dan", "thong bao", "ket luan", "bao cao", "cong van",
     "cong dien", "van ban", "kh", "hd", "tb", "tt", "ct", "cv", "kl", "bc", "qc", "pl", "nd"}
)  # fmt: skip
# Kinds whose name with a figure is mostly something else ("chương trình 135", "dự án 3"): they
# number a document only where the reader says so ("Chương trình số 05").
_ONLY_WITH_SO = frozenset(
    map(fold, (*PAPERS.values(), *WITHOUT_LETTERS, "Hiến pháp", "Lệnh", "Quy định", "Thông cáo",
               "Chương trình", "Phương án", "Đề án", "Biên bản"))
)  # fmt: skip
_NO_YEAR_IN_NUMBER = frozenset({"ke hoach", "kh", "thong bao", "tb", "bao cao", "bc", "huong dan"})


@dataclass(frozen=True, slots=True)
class Reference:
    """A mention of an official document.

    Attributes:
        number: the number as it would be printed, as far as it was given: ``"666/QĐ-TTg"``,
            ``"152/2025"``, ``"666"``.
        kind: kind of document in Vietnamese (``"Quyết định"``), from the words before the number
            or from the symbol; empty when neither tells.
        span: first and past-the-last character of the mention, kind words included, in
            ``knowledge.text.normalize(text)``.
        digits: the leading number without leading zeros or thousands dot, ``"66.22"`` kept.
        year: year inside the number, as in ``152/2025/NĐ-CP``.
        symbol: folded symbol with hyphens, ``"qd-ttg"``, ``"qh15"``; only the type (``"qd"``) or
            empty when the number was given in part.
    """

    number: str
    kind: str
    span: tuple[int, int]
    digits: str
    year: int | None
    symbol: str

    @property
    def complete(self) -> bool:
        """Whether the number was given with its whole symbol."""
        return bool(self.symbol) and self.symbol not in _KIND_OF_TYPE

    @property
    def canonical(self) -> str:
        """The number in the form in which numbers are compared; see :func:`canonical`."""
        return "/".join(part for part in (self.digits, str(self.year or ""), self.symbol) if part)


def may_be(asked: Reference, other: Reference) -> bool:
    """Tell whether a mention, perhaps of a part of a number, can mean the document of another."""
    if asked.complete:
        return asked.canonical == other.canonical
    years = not asked.year or not other.year or asked.year == other.year
    kinds = not asked.kind or not other.kind or asked.kind == other.kind
    return asked.digits == other.digits and years and kinds


def canonical(number: str) -> str:
    """Return a document number folded, without spaces, so that spellings of it compare equal.

    ``"666/QĐ-TTg"``, ``"666 / qd-ttg"`` and ``"666/QĐTTg"`` all give ``"666/qd-ttg"``; leading
    zeros fall away. Text that is no document number is folded and stripped of spaces.
    """
    folded = _fold(number).strip()
    match = _FULL.fullmatch(folded)
    if match:
        return _reference(match, number, match.group("kind") or "").canonical
    parts = "".join(folded.split()).split("/")
    return "/".join([_digits(parts[0]), *parts[1:]])


def find_references(text: str) -> list[Reference]:
    """Return the documents mentioned by number in ``text``, in order of appearance.

    Spellings with and without diacritics, in any case, with the kind written out, abbreviated or
    absent are read, also numbers nobody has on file. Dates, fractions of households, percentages,
    periods and plain counts are left alone.

    Args:
        text: any text; reading takes time linear in its length.
    """
    folded = _fold(text)
    original = normalize(text)
    found = [_reference(m, original, m.group("kind") or "") for m in _FULL.finditer(folded)]
    taken = bytearray(len(folded))  # one flag per character, so that nothing is read twice
    for reference in found:
        _take(taken, reference.span)
    for match in _SHORT.finditer(folded):
        if any(taken[slice(*match.span())]) or not _numbers_a_document(match, folded):
            continue
        found.append(_reference(match, original, match.group("kind")))
        _take(taken, match.span())
    for reference in list(found):
        found.extend(_continued(reference, folded, original, taken))
    return sorted(found, key=lambda reference: reference.span)


def _fold(text: str) -> str:
    return fold(text).translate(_LOOKALIKES)


def _take(taken: bytearray, span: tuple[int, int]) -> None:
    taken[slice(*span)] = b"\x01" * (span[1] - span[0])


def _numbers_a_document(match: re.Match[str], folded: str) -> bool:
    """Tell whether the figure after a kind word is a document number and not a count."""
    kind, number, year = match.group("kind"), match.group("number"), match.group("year")
    if _NEVER.match(folded, match.end()):
        return False
    if "\n" in match.group() and not year:  # "... pháp luật\n12. ..." starts a new item
        return False
    if match.group("so"):
        return True
    if kind in _ONLY_WITH_SO:
        return False
    counted = kind in _AMBIGUOUS and _COUNTED.match(folded, match.end()) is not None
    if year:
        is_month = kind in _NO_YEAR_IN_NUMBER and int(number) <= 12
        return not (is_month or counted)
    if re.fullmatch(_YEAR, number) or len(number) < 2 or kind == "ct":
        return False
    return not counted


def _continued(
    reference: Reference, folded: str, original: str, taken: bytearray
) -> Iterator[Reference]:
    """Yield the further numbers of an enumeration: "Nghị định 07/2021 và 30/2025"."""
    position = reference.span[1]
    while match := _NEXT.match(folded, position):
        span = match.span("number")[0], match.end()
        long_enough = match.group("year") or len(match.group("number")) >= 3
        counted = _COUNTED.match(folded, match.end()) or _NEVER.match(folded, match.end())
        is_year = not match.group("year") and re.fullmatch(_YEAR, match.group("number"))
        if not long_enough or counted or is_year or any(taken[slice(*span)]):
            return
        _take(taken, span)
        yield _reference(match, original, "", kind=reference.kind, start=span[0])
        position = match.end()


def _reference(
    match: re.Match[str], original: str, words: str, kind: str = "", start: int | None = None
) -> Reference:
    groups = match.groupdict()
    which = next((name for name in ("spaced", "party") if groups.get(name)), "symbol")
    folded_symbol = groups.get(which) or ""
    symbol = _symbol(folded_symbol)
    type_ = symbol.split("-")[0]
    year = groups.get("year")
    printed = _print(symbol, original, match, which)
    number = "/".join(part for part in (groups["number"], year, printed) if part)
    if symbol.endswith(_PARTY_BODIES):  # party papers put the hyphen first: 47-NQ/TU
        number = f"{groups['number']}-{printed.replace('-', '/')}"
    return Reference(
        number=number,
        kind=kind or _kind(type_, _KIND_OF.get(words, "")),
        span=(match.start() if start is None else start, match.end()),
        digits=_digits(groups["number"]),
        year=int(year) if year else None,
        symbol=symbol,
    )


def _kind(type_: str, said: str) -> str:
    """Return the kind by the letters in a number; the one said where they stand for it too."""
    if said and said == _SAME_LETTERS.get(type_):
        return said
    return _KIND_OF_TYPE.get(type_) or said


def _digits(number: str) -> str:
    whole, dot, rest = number.partition(".")
    if len(rest) == 3:  # a thousands dot; numbered resolutions (66.22) have one or two digits
        whole, dot, rest = whole + rest, "", ""
    return (whole.lstrip("0") or whole[:1]) + dot + rest


def _symbol(folded: str) -> str:
    """Return a symbol with one hyphen between its parts: ``"qd ttg"`` gives ``"qd-ttg"``."""
    if re.match(r"(?:ubtv)?qh", folded):
        return folded.replace(" ", "")
    parts = [part for part in re.split(r"[\s/-]+", folded) if part]
    if parts and parts[0] not in _KIND_OF_TYPE:  # type and issuer written together
        type_ = re.match(_TYPE, parts[0])
        if type_:
            parts[:1] = [type_.group(), parts[0][type_.end() :]]
    return "-".join(parts)


def _print(symbol: str, original: str, match: re.Match[str], which: str) -> str:
    """Return the symbol as officials print it, keeping "Đ" where the writer typed it."""
    typed = re.split(r"[\s/\-–—]+", original[slice(*match.span(which))]) if symbol else []
    capitals = {_fold(part): part.upper() for part in typed}
    parts = [_PRINTED.get(p, capitals.get(p, p.upper())) for p in symbol.split("-")]
    return "-".join(parts)
