"""How the installation is: index, state, disk, rules to be checked again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Condition:
    """What an administrator wants to know at a glance.

    Attributes:
        version: of the program; empty when not known.
        index: fingerprint of the index in use; ``None`` when there is none.
        documents: in the index.
        passages: in the index.
        vectors: the model that made the vectors; ``None`` while the index has words only.
        fault: why the index cannot be used; empty when it can.
        lines: of the journal; ``None`` when the state cannot be read.
        letters: that wait to be sent; ``None`` when the state cannot be read.
        free_bytes: on the disk of the data folder.
        rules: classes of the rules on file.
        overdue: those that should have been checked again by now.
    """

    version: str
    index: str | None
    documents: int
    passages: int
    vectors: str | None
    fault: str
    lines: int | None
    letters: int | None
    free_bytes: int
    rules: int
    overdue: int
