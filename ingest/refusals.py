"""The sentences that tell a person why a file was not taken."""

from __future__ import annotations

from functools import cache

from knowledge.adapters.files import load_messages
from knowledge.errors import DocumentError
from knowledge.messages import Messages


@cache
def sentences() -> Messages:
    """Return the sentences for readers, read from the messages file once per process."""
    return load_messages()


def refusal(code: str, file: str, **values: object) -> DocumentError:
    """Return the error that refuses ``file`` for ``code``, with its sentence."""
    return DocumentError(code, sentences()(f"ingest_read.{code}", file=file, **values))
