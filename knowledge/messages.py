"""Sentences for readers: looked up by key in one table, filled with values."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.errors import DataFileError


class Messages:
    """The sentences of ``knowledge/messages.yaml``.

    Args:
        table: dotted key to a ``str.format`` template, e.g. ``"check.error.negative"``.
    """

    def __init__(self, table: Mapping[str, str]) -> None:
        self._table = dict(table)

    def __call__(self, key: str, /, **values: object) -> str:
        """Return the sentence for ``key`` with ``values`` filled in.

        Raises:
            DataFileError: the key is absent or a value the sentence needs was not given.
        """
        try:
            return self._table[key].format_map(values)
        except (KeyError, IndexError) as error:
            reason = f"messages.yaml: thiếu khóa hoặc giá trị cho câu «{key}»: {error}"
            raise DataFileError(reason) from error

    def keys(self) -> frozenset[str]:
        """Return every key on file, for the test that holds code and file together."""
        return frozenset(self._table)
