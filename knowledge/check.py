"""Checks a stream of cases, one JSON object per line in, one result per line out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import msgspec

from knowledge.case_reading import CaseReader
from knowledge.determination import Determination
from knowledge.eligibility import Calculator
from knowledge.errors import CaseError
from knowledge.messages import Messages

_ENCODER = msgspec.json.Encoder(decimal_format="number")


def check_lines(lines: Iterable[str], calculator: Calculator, messages: Messages) -> Iterator[str]:
    """Yield one JSON result (without line break) per line of input, in the same order.

    A line that is not a possible case, a blank one too, gives ``{"id", "error": {"code",
    "message"}}`` and the run goes on, so that results and lines can be laid side by side. Memory
    does not grow with the input.

    Args:
        lines: JSON Lines (design, section 5).
        calculator: decides.
        messages: section ``check``.
    """
    reader = CaseReader(messages)
    for line in lines:
        data: Any = None
        result: Determination | dict[str, Any]
        try:
            data = reader.decode(line)
            result = calculator.decide(reader.read(data))
        except CaseError as error:
            fault = {"code": error.code, "message": str(error)}
            label = reader.identity(data) if data is not None else reader.identity_in(line)
            result = {"id": label, "error": fault}
        yield _encoded(result)


def _encoded(result: Determination | dict[str, Any]) -> str:
    try:
        return _ENCODER.encode(result).decode()
    except UnicodeEncodeError:  # half of a surrogate pair, echoed from the caller's id
        plain = msgspec.to_builtins(result, builtin_types=(Decimal,))
        return json.dumps(plain, separators=(",", ":"))
