"""The table of who may do what, from its file."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from knowledge.access import AccessTable, Role, Rule
from knowledge.adapters.files import PACKAGE, load_model


class _Cells(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    private: Role | None
    group: Role | None


class _AccessFile(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    requests: dict[str, _Cells]
    commands: dict[str, _Cells]


def load_access_table(path: Path = PACKAGE / "access.yaml") -> AccessTable:
    """Return who may do what.

    Raises:
        DataFileError: the file is unreadable, a role is unknown, or a key is unknown, missing or
            written twice.
    """
    held = load_model(path, _AccessFile)
    rules = [
        {name: Rule(cells.private, cells.group) for name, cells in section.items()}
        for section in (held.requests, held.commands)
    ]
    return AccessTable(*rules)
