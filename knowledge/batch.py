"""Question files: one JSON object ``{"id", "q"}`` per line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.errors import DocumentError
from knowledge.messages import Messages


@dataclass(frozen=True, slots=True)
class BatchQuestion:
    """One question of a file.

    Attributes:
        id: the asker's label, any JSON value, echoed as given.
        text: the question.
    """

    id: Any
    text: str


def read_questions(path: Path, messages: Messages) -> Iterator[BatchQuestion]:
    """Yield the questions of a file in order; blank lines are skipped.

    Raises:
        DocumentError: the file cannot be read, or a line is not such an object; names the line.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DocumentError("unreadable", messages("cli.batch_unreadable", path=path)) from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            fields = json.loads(line)
            text = fields["q"]
        except (ValueError, TypeError, KeyError) as error:
            reason = messages("cli.batch_line", path=path, line=number)
            raise DocumentError("bad_line", reason) from error
        if not isinstance(text, str):
            raise DocumentError("bad_line", messages("cli.batch_line", path=path, line=number))
        yield BatchQuestion(fields.get("id"), text)
