"""Checks a stream of cases, one JSON object per line in, one result per line out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from knowledge.case_reading import CaseReader
from knowledge.eligibility import Calculator
from knowledge.errors import CaseError
from knowledge.messages import Messages

_ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))
_ASCII_ENCODER = json.JSONEncoder(separators=(",", ":"))


def check_lines(lines: Iterable[str], calculator: Calculator, messages: Messages) -> Iterator[str]:
    """Yield one JSON result (without line break) per line of input, in the same order.

    A line that is not a possible case gives ``{"id", "error": {"code", "message"}}`` and the run
    goes on; a blank line gives nothing. Memory does not grow with the input.

    Args:
        lines: JSON Lines (design, section 5).
        calculator: decides.
        messages: section ``check``.
    """
    reader = CaseReader(messages)
    for line in lines:
        if line.strip("\ufeff \t\r\n"):
            yield _encoded(_result(line, reader, calculator))


def _result(line: str, reader: CaseReader, calculator: Calculator) -> dict[str, Any]:
    data: Any = None
    try:
        data = reader.decode(line)
        return calculator.decide(reader.read(data)).to_json()
    except CaseError as error:
        fault = {"code": error.code, "message": str(error)}
        return {"id": reader.identity(data), "error": fault}


def _encoded(result: dict[str, Any]) -> str:
    text = _ENCODER.encode(result)
    if text.isascii():
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:  # half of a surrogate pair, echoed from the caller's id
        return _ASCII_ENCODER.encode(result)
    return text
