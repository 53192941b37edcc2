"""Reads how the installation is."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from knowledge.adapters.files import PACKAGE
from knowledge.adapters.index_folder import IndexRoot, Manifest, current_manifest
from knowledge.adapters.workplace import Workplace
from knowledge.condition import Condition
from knowledge.errors import IndexUnavailableError, StateUnavailableError
from knowledge.rules import RuleSet


def read_condition(work: Workplace, rule_sets: Sequence[RuleSet]) -> Condition:
    """Return how the installation of ``work`` is; what is broken is told, not raised."""
    manifest: Manifest | None = None
    fault, lines, letters = "", None, None
    try:
        manifest = current_manifest(IndexRoot(work.data))
    except IndexUnavailableError as error:
        fault = str(error)
    with suppress(StateUnavailableError):
        lines, letters = work.journal.head().sequence, work.outbox.count()
    classes = [unit_class for rules in rule_sets for unit_class in rules.classes]
    return Condition(
        version=_version(),
        index=manifest.fingerprint if manifest else None,
        documents=manifest.documents if manifest else 0,
        passages=manifest.passages if manifest else 0,
        vectors=manifest.vectors.model if manifest and manifest.vectors else None,
        fault=fault,
        lines=lines,
        letters=letters,
        free_bytes=shutil.disk_usage(_existing(work.data)).free,
        rules=len(classes),
        overdue=sum(one.recheck_by < work.today() for one in classes),
    )


def _version() -> str:
    """Return the version of the program, which runs from its folder."""
    try:
        project = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text(encoding="utf-8"))
    except OSError:
        return ""
    return str(project["project"]["version"])


def _existing(folder: Path) -> Path:
    return next(one for one in (folder.resolve(), *folder.resolve().parents) if one.exists())
