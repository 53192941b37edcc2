"""The journal's lines about the corpus: what somebody is about to change, and what was changed.

The first line is written before anything is touched: where it cannot be written, nothing is
changed, and a change that was cut short is still on record.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, Literal

from ingest.pipeline import Report
from ingest.upkeep import Removal
from knowledge.adapters.index_folder import IndexRoot, Manifest
from knowledge.errors import IndexUnavailableError, StateUnavailableError
from knowledge.journal import Entry
from knowledge.messages import Messages
from knowledge.passages import DocumentRecord
from knowledge.store_ports import Journal

_MOST_NAMED = 200  # documents named in one line; the index itself holds them all

OWNER = "local"
"""Whoever works at the machine's own command line."""


def record_begun(
    journal: Journal,
    action: Literal["ingest", "remove", "rollback"],
    data: Path,
    messages: Messages,
    person: str = OWNER,
) -> None:
    """Write the line that comes before a change of the corpus.

    Args:
        journal: where it goes.
        action: what is about to be done.
        data: the data folder, to be named when the line cannot be written.
        messages: section ``ingest``.
        person: who does it.

    Raises:
        IndexUnavailableError: the line could not be written; the corpus must stay as it is.
    """
    try:
        journal.append(Entry("change_begun", person, {"request": action}))
    except StateUnavailableError as error:
        folder = IndexRoot(data).folder
        message = messages("ingest.not_written", folder=folder, reason=error.reason)
        raise IndexUnavailableError(message) from error


def ingested(report: Report, person: str = OWNER) -> Entry:
    """Return the line about an ingest; of a refused file only the reason is kept, not its name."""
    refused = Counter(refusal.code for refusal in report.refused)
    facts: dict[str, Any] = {
        "index": report.manifest.fingerprint if report.manifest else None,
        "read": len(report.read),
        "unchanged": len(report.unchanged),
        "refused": dict(sorted(refused.items())),
        "documents": [_named(record) for record, _ in report.read[:_MOST_NAMED]],
    }
    return Entry("ingested", person, facts)


def removed(removal: Removal, person: str = OWNER) -> Entry:
    """Return the line about documents taken out."""
    named = [_named(record) for record in removal.removed[:_MOST_NAMED]]
    facts = {"index": removal.manifest.fingerprint, "documents": named}
    return Entry("removed", person, facts)


def rolled_back(before: str | None, manifest: Manifest, person: str = OWNER) -> Entry:
    """Return the line about going back to an earlier index."""
    return Entry("rolled_back", person, {"before": before, "index": manifest.fingerprint})


def _named(record: DocumentRecord) -> list[str]:
    return [record.file, record.number or "", record.sha256]
