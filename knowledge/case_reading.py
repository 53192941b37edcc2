"""Strict reading of one case: what cannot be true is refused with a code and a sentence."""

from __future__ import annotations

import json
from decimal import Decimal, DecimalException
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter
from typing import Any, NoReturn, get_args

import msgspec

from knowledge.cases import Case, Figures, JsonScalar
from knowledge.errors import CaseError
from knowledge.messages import Messages
from knowledge.rules import Kind, Listing
from knowledge.text import squeeze, unify
from knowledge.written_numbers import (
    MAX_DIGITS,
    MAX_TEXT,
    TOO_LARGE,
    count_fault,
    is_blank,
    rate_number,
    whole_number,
)

_CASE_KEYS = frozenset({"id", "programme", "place", "submission_year", "figures"})
_PLACE_KEYS = frozenset({"province", "kind", "name", "listed_as"})
_FIGURE_KEYS = frozenset({"year", "households", "poor_households", "poor_rate"})
_year_of = attrgetter("year")
_SCALARS = (str, int, float, Decimal)
_NO_LISTING: frozenset[str] = frozenset()
_KINDS: dict[str, Kind] = {kind: kind for kind in get_args(Kind)}
_LISTINGS: dict[str, Listing] = {listing: listing for listing in get_args(Listing)}

_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_MAX_LINE = 1_000_000  # characters; a longer line is not a case


class _DuplicateKeyError(ValueError):
    """A JSON object holds one key twice; the key is the argument."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _DuplicateKeyError(next(key for key in keys if keys.count(key) > 1))
    return table


def _no_constant(name: str) -> NoReturn:
    # NaN and Infinity are an extension of Python's parser, not JSON.
    raise ValueError(name)


_DECODER = msgspec.json.Decoder(float_hook=Decimal)
# Slow, and needed for refusals: it names a key written twice, which the decoder above overlooks,
# and the character at fault; it also takes half surrogate pairs.
_REFUSING_DECODER = json.JSONDecoder(
    parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_unique
)
PADDING = "\ufeff \t\r\n"
"""What may stand around a case on its line."""


class CaseReader:
    """Turns JSON into cases.

    Args:
        messages: section ``check.error``.
    """

    def __init__(self, messages: Messages) -> None:
        self._messages = messages

    def decode(self, line: str) -> Any:
        """Return the JSON value of a line, numbers with decimals as :class:`~decimal.Decimal`.

        Raises:
            CaseError: ``bad_json``, ``duplicate_key`` or ``line_too_long``.
        """
        if len(line) > _MAX_LINE:
            raise self._refusal("line_too_long", limit=_MAX_LINE)
        text = line.strip(PADDING)
        try:
            data = _DECODER.decode(text)
        except (ValueError, ArithmeticError, RecursionError):
            return self._decode_or_refuse(text)
        # Each key has a colon of its own: as many keys kept as colons written, none was doubled.
        if text.count(":") == _keys(data):
            return data
        return self._decode_or_refuse(text)

    def _decode_or_refuse(self, text: str) -> Any:
        try:
            return _REFUSING_DECODER.decode(text)
        except _DuplicateKeyError as error:
            raise self._refusal("duplicate_key", key=_short(error.args[0])) from error
        except json.JSONDecodeError as error:
            raise self._refusal("bad_json", position=error.pos + 1) from error
        except (ValueError, DecimalException, RecursionError) as error:
            raise self._refusal("bad_json_value") from error

    def identity(self, data: Any) -> JsonScalar:
        """Return the caller's label of a decoded case, ``None`` when there is none to echo."""
        label = data.get("id") if isinstance(data, dict) else None
        return label if isinstance(label, _SCALARS) else None

    def identity_in(self, line: str) -> JsonScalar:
        """Return the caller's label in a line that was refused, as far as JSON can be read there.

        ``NaN``, a key written twice and numbers of any size are no JSON for :meth:`decode`, yet
        leave the label readable.
        """
        if len(line) > _MAX_LINE:
            return None
        try:
            data = json.loads(line.strip(PADDING), parse_float=Decimal, parse_int=_short_integer)
        except (ValueError, DecimalException, RecursionError):
            return None
        return self.identity(data)

    def read(self, data: Any) -> Case:
        """Return a decoded JSON value as a case.

        Absent, ``null`` and empty values are unknown. Counts are JSON integers (``2000.0`` passes)
        or strings, also with thousands written ``"17.060"``; rates are JSON numbers or strings
        such as ``"3,9"``, ``"3.9"``, ``"4,26%"``.

        Raises:
            CaseError: the value is not a case, or not a possible one (design, section 5, item 7).
        """
        if not isinstance(data, dict) or not _CASE_KEYS.issuperset(data):
            raise self._misshapen(data, "case", _CASE_KEYS)
        body = data.get
        label = body("id")
        if isinstance(label, dict | list):
            raise self._refusal("bad_id")
        where = _given(body("place"), {})
        if not isinstance(where, dict) or not _PLACE_KEYS.issuperset(where):
            raise self._misshapen(where, "place", _PLACE_KEYS)
        place = where.get
        submitted = body("submission_year")
        return Case(
            label if isinstance(label, _SCALARS) else None,
            self._text(body("programme"), "programme"),
            self._text(place("province"), "province"),
            self._kind(place("kind")),
            self._text(place("name"), "name"),
            self._listings(place("listed_as")),
            None if submitted is None or submitted == "" else self._year(submitted),
            self._all_figures(_given(body("figures"), [])),
        )

    def _misshapen(self, value: Any, where: str, keys: frozenset[str]) -> CaseError:
        if not isinstance(value, dict):
            return self._refusal("not_an_object", key=where)
        unknown = next(key for key in value if key not in keys)
        return self._refusal("unknown_key", key=_short(unknown))

    def _text(self, value: Any, key: str) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str) or len(value) > MAX_TEXT:
            raise self._refusal("bad_text", key=key, limit=MAX_TEXT)
        text = squeeze(value) if key == "name" else _squeezed(value)
        if not text and value.strip():  # only halves of surrogate pairs, or other unprintables
            raise self._refusal("bad_text", key=key, limit=MAX_TEXT)
        return text or None

    def _kind(self, value: Any) -> Kind | None:
        text = self._text(value, "kind")
        if text is None:
            return None
        kind = _KINDS.get(text) or _KINDS.get(_unified(text))
        if kind is None:
            raise self._refusal("unknown_kind", value=_short(text), known=", ".join(_KINDS))
        return kind

    def _listings(self, value: Any) -> frozenset[str]:
        if not value and (value is None or value in ("", [])):
            return _NO_LISTING
        names = value if isinstance(value, list) else [value]
        found = set()
        for name in names:
            text = self._text(name, "listed_as")
            listing = None if text is None else _LISTINGS.get(_unified(text))
            if listing is None:
                shown, known = _short(text or ""), ", ".join(_LISTINGS)
                raise self._refusal("unknown_listing", value=shown, known=known)
            found.add(listing)
        return frozenset(found)

    def _all_figures(self, value: Any) -> tuple[Figures, ...]:
        if not isinstance(value, list):
            raise self._refusal("figures_not_a_list")
        figures = sorted([self._figures(entry) for entry in value], key=_year_of)
        for earlier, later in pairwise(figures):
            if earlier.year == later.year:
                raise self._refusal("duplicate_year", year=later.year)
        return tuple(figures)

    def _figures(self, value: Any) -> Figures:
        if not isinstance(value, dict) or not _FIGURE_KEYS.issuperset(value):
            raise self._misshapen(value, "figures", _FIGURE_KEYS)
        given = value.get
        year, households, poor = given("year"), given("households"), given("poor_households")
        rate = given("poor_rate")
        if year is None or year == "":
            raise self._refusal("missing_year")
        # Plain numbers, nearly all, are spared a call.
        if type(year) is not int or not _FIRST_YEAR <= year <= _LAST_YEAR:
            year = self._year(year)
        if type(households) is not int or not 0 <= households < TOO_LARGE:
            households = self._count(households, "households", year)
        if type(poor) is not int or not 0 <= poor < TOO_LARGE:
            poor = self._count(poor, "poor_households", year)
        if rate is not None:
            rate = self._rate(rate, year)
        if households is not None and poor is not None and poor > households:
            raise self._refusal("poor_over_total", year=year, poor=poor, total=households)
        return Figures(year, households, poor, rate)

    def _year(self, value: Any) -> int:
        number = whole_number(value)
        if number is None or not _FIRST_YEAR <= number <= _LAST_YEAR:
            shown = {"value": _short(value), "first": _FIRST_YEAR, "last": _LAST_YEAR}
            raise self._refusal("bad_year", **shown)
        return number

    def _count(self, value: Any, key: str, year: int) -> int | None:
        if is_blank(value):
            return None
        number = whole_number(value)
        if number is not None and 0 <= number < TOO_LARGE:
            return number
        what = self._messages(f"check.fact.{key}")
        raise self._refusal(count_fault(value, number), what=what, year=year, value=_short(value))

    def _rate(self, value: Any, year: int) -> Decimal | None:
        rate = rate_number(value)
        if rate is None:
            if is_blank(value):
                return None
            raise self._refusal("bad_rate", year=year, value=_short(value))
        if not 0 <= rate <= 100:
            raise self._refusal("rate_out_of_range", year=year, value=_short(value))
        return rate

    def _refusal(self, code: str, **values: object) -> CaseError:
        return CaseError(code, self._messages(f"check.error.{code}", **values))


def _short_integer(digits: str) -> int | None:
    return int(digits) if len(digits) <= MAX_TEXT else None


def parse_case(data: Any, messages: Messages) -> Case:
    """Return a JSON-like value (``dict`` of plain values) as a case; see :meth:`CaseReader.read`.

    Raises:
        CaseError: the value is not a possible case.
    """
    return CaseReader(messages).read(data)


# Names differ from case to case; the other words are the same few.
_squeezed = lru_cache(maxsize=1024)(squeeze)
_unified = lru_cache(maxsize=1024)(unify)


def _given(value: Any, otherwise: Any) -> Any:
    return otherwise if value is None or value == "" else value


def _keys(data: Any) -> int:
    """Count the keys a decoded case keeps, where a case has objects."""
    if type(data) is not dict:
        return 0
    place, figures = data.get("place"), data.get("figures")
    found = len(data) + (len(place) if type(place) is dict else 0)
    if type(figures) is list:
        for entry in figures:
            if type(entry) is dict:
                found += len(entry)
    return found


def _short(value: Any) -> str:
    text = str(value) if isinstance(value, str | Decimal) else json.dumps(value, default=str)
    return squeeze(text[:MAX_DIGITS])
