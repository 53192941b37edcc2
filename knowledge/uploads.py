"""Documents people bring by chat: what was read of them, and how far each has come."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from knowledge.text import normalize

Stage = Literal["reading", "ready", "publishing", "published"]
"""``reading``: the file is being read; ``ready``: it waits for somebody to confirm it;
``publishing``: it is on its way into the index; ``published``: it is there."""

CODE_LENGTH = 8
"""Hexadecimal digits of the file's hash that people type; fewer than an identity number has."""

_LONGEST_STEM, _LONGEST_ENDING = 80, 10  # characters


@dataclass(frozen=True, slots=True)
class Preview:
    """What publishing a file would put into the index.

    Attributes:
        file: the name shown to readers.
        size: bytes of the file.
        kind: ``van_ban``, ``bai_viet`` or ``tom_tat``; see :data:`knowledge.passages.DocumentKind`.
        facts: name and value of what was read, ``("number", "12/KH-UBND")``, in the order shown.
        relations: what it rests on and changes, a sentence each.
        unread: names of the facts an official text has and that could not be read.
        passages: how many it would be cut into.
        warnings: sentences for whoever confirms.
        draft: the draft of its register entry, name and content; empty texts when there is none.
        replaces: name of the earlier upload it would be a new version of; empty for none.
        twins: names of other files in the index with the same number; they stay.
    """

    file: str
    size: int
    kind: str
    facts: tuple[tuple[str, str], ...]
    relations: tuple[str, ...]
    unread: tuple[str, ...]
    passages: int
    warnings: tuple[str, ...]
    draft: tuple[str, str]
    replaces: str
    twins: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Preview:
        """Return what :meth:`to_json` was made from."""
        name, text = content["draft"]
        lists = {key: tuple(content[key]) for key in ("relations", "unread", "warnings", "twins")}
        facts = tuple((key, value) for key, value in content["facts"])
        return cls(**{**content, **lists, "facts": facts, "draft": (name, text)})


@dataclass(frozen=True, slots=True)
class Upload:
    """One file on its way.

    Attributes:
        sha256: of its bytes, 64 hexadecimal digits.
        file: the name shown to readers; empty while it is being read.
        person: who brought it, channel and id; empty when erased.
        name: the name the channel showed of them.
        thread: the conversation; ``None`` for none.
        stage: how far it has come.
        preview: what was read; ``None`` while it is being read.
    """

    sha256: str
    file: str
    person: str
    name: str
    thread: str | None
    stage: Stage
    preview: Preview | None = None

    @property
    def code(self) -> str:
        """What people type to name it."""
        return self.sha256[:CODE_LENGTH]


@dataclass(frozen=True, slots=True)
class Change:
    """What a change of the index has done.

    Attributes:
        passages: of the document put in; 0 when one was taken out.
        version: of the document put in, from 1; 0 when one was taken out.
        documents: in the index now.
        total: passages in the index now.
        vectors: whether vectors are being computed in the background.
    """

    passages: int
    version: int
    documents: int
    total: int
    vectors: bool


@dataclass(frozen=True, slots=True)
class Held:
    """A document of the index, as whoever removes it must recognise it.

    Attributes:
        code: what people type to name it.
        file: the name shown to readers.
        title: number, or else the title.
    """

    code: str
    file: str
    title: str


def file_label(name: str) -> str:
    """Return a name that is safe to show for a file, from the one a device gave it.

    It is the last part of a path, without characters that are invisible, control the terminal or
    reverse the order of letters, in NFC and of limited length. Never used as a path.
    """
    last = normalize(name).replace("\\", "/").rpartition("/")[2]
    shown = "".join(c for c in last if unicodedata.category(c)[0] != "C")
    stem, dot, ending = " ".join(shown.split()).rpartition(".")
    if not stem:
        return f"{dot}{ending}"[:_LONGEST_STEM]
    return f"{stem[:_LONGEST_STEM].rstrip()}.{ending[:_LONGEST_ENDING]}"
