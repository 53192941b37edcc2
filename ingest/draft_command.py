"""``python -m ingest draft FILE``: the draft register entry of a document, printed or written."""

from __future__ import annotations

import argparse
from pathlib import Path

from ingest.document import ReadLimits, read_document
from ingest.draft import draft_entries
from knowledge.adapters.register_files import load_register
from knowledge.errors import DocumentError
from knowledge.messages import Messages
from knowledge.references import canonical


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command to its parser."""
    parser.add_argument("file", type=Path, metavar="TỆP")
    parser.add_argument(
        "--into", type=Path, metavar="THƯ_MỤC", help="ghi mỗi bản nháp thành một tệp .yaml"
    )


def run(options: argparse.Namespace, limits: ReadLimits, messages: Messages) -> str:
    """Return what the command prints: the entries, or the names of the files written.

    Args:
        options: ``file`` and ``into``, see :func:`add_arguments`.
        limits: what reading may cost.
        messages: sentences for readers.

    Raises:
        DocumentError: the file cannot be read or is no official text, or a draft of that name is
            there already.
    """
    path: Path = options.file
    document = read_document(path, path.name, limits)
    known = {canonical(entry.number): entry.id for entry in load_register().all() if entry.number}
    entries = draft_entries(document, known, messages)
    if not entries:
        raise DocumentError("not_official", messages("draft.not_official", file=path.name))
    if options.into is None:
        return "---\n".join(text for _, text in entries).rstrip("\n")
    folder: Path = options.into
    folder.mkdir(parents=True, exist_ok=True)
    written: list[str] = []
    for id_, text in entries:
        target = folder / f"{id_}.yaml"
        if target.exists():
            raise DocumentError("exists", messages("draft.exists", path=target))
        target.write_text(text, encoding="utf-8")
        written.append(messages("draft.written", path=target))
    return "\n".join(written)
