"""Every error the programs raise on purpose, grouped by who has to act.

``TroLyError``
├── ``ConfigError``       the person who installs: config.yaml, environment, model names
├── ``DataFileError``     the editor of a rule, register entry, message or prompt file
├── ``CaseError``         the person who typed a case (figures, place, years)
├── ``DocumentError``     the person who brought a file that cannot be read
├── ``StateUnavailableError``  the person who runs it: state.db damaged, disk full, not writable
├── ``IndexUnavailableError``  the person who runs the index: missing, locked, damaged, other model
└── ``ModelError``        nobody at once: the optional language model failed, the planner answers
"""

from __future__ import annotations


class TroLyError(Exception):
    """Base of all expected errors; ``str(error)`` is one readable line for a person."""


class ConfigError(TroLyError):
    """A setting is unknown, malformed or names something that does not exist."""


class DataFileError(TroLyError):
    """A data file (rule, register entry, messages, prompt) was refused.

    The line names the file, the key and the remedy.
    """


class CaseError(TroLyError):
    """A case for the calculator is impossible or malformed.

    Attributes:
        code: short machine-readable reason, e.g. ``poor_over_total``.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class DocumentError(TroLyError):
    """A file cannot be read, is empty, or must not be stored.

    Attributes:
        code: short machine-readable reason, e.g. ``empty``, ``unsupported``, ``too_large``.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class IndexUnavailableError(TroLyError):
    """No usable index: none was built, another process writes, or it was built otherwise."""


class StateUnavailableError(TroLyError):
    """The state database cannot be read or written: damaged, full, no permission.

    Attributes:
        reason: what the database says, ``"disk I/O error"``; empty when it says nothing.
    """

    def __init__(self, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason


class ModelError(TroLyError):
    """The language model's endpoint failed or answered with something unusable."""
