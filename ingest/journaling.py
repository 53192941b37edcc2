"""The journal's lines about the corpus: what somebody is about to change, and what was changed.

The first line is written before anything is touched: where it cannot be written, nothing is
changed, and a change that was cut short is still on record.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, Literal

from ingest.pipeline import Report
from ingest.upkeep import Removal
from knowledge.adapters.index_folder import Manifest
from knowledge.journal import Entry
from knowledge.passages import DocumentRecord

_MOST_NAMED = 200  # documents named in one line; the index itself holds them all

OWNER = "local"
"""Whoever works at the machine's own command line."""


def begun(action: Literal["ingest", "remove", "rollback"], person: str = OWNER) -> Entry:
    """Return the line written before the corpus is changed."""
    return Entry("change_begun", person, {"request": action})


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
