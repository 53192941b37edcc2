"""Files offered to the index: found below the folders given, each with its identity."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ingest.refusals import refusal
from knowledge.errors import DocumentError
from knowledge.messages import Messages
from knowledge.text import squeeze


@dataclass(frozen=True, slots=True)
class Candidate:
    """One file to read: where it is, the name readers will see, whether it was named itself."""

    path: Path
    file: str
    named: bool

    @property
    def document_id(self) -> str:
        """Identity of the document in the index: 16 hexadecimal digits of the path's hash."""
        return hashlib.sha256(str(self.path).encode()).hexdigest()[:16]


def find_files(paths: Iterable[Path], messages: Messages) -> list[Candidate]:
    """Return the files below ``paths`` in a fixed order, hidden ones left out.

    Raises:
        DocumentError: a path does not exist.
    """
    found: dict[Path, Candidate] = {}
    for given in paths:
        path = given.resolve()
        if path.is_dir():
            for file in sorted(path.rglob("*")):
                inner = file.relative_to(path)
                if file.is_file() and not any(part.startswith(".") for part in inner.parts):
                    label = squeeze((Path(path.name) / inner).as_posix())
                    found.setdefault(file.resolve(), Candidate(file.resolve(), label, named=False))
        elif path.is_file():
            found[path] = Candidate(path, squeeze(path.name), named=True)
        else:
            raise DocumentError("not_found", messages("ingest.not_found", path=given))
    return list(found.values())


def digest_of(path: Path, max_bytes: int) -> str:
    """Return the hash of a file; empty for one that reading will refuse for its size."""
    try:
        str(path).encode()
        if path.stat().st_size > max_bytes:
            return ""
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except UnicodeEncodeError as error:
        raise refusal("bad_name", squeeze(path.name)) from error
    except OSError as error:
        raise refusal("unreadable", squeeze(path.name)) from error
