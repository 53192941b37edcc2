"""Files people send to the bot: which are taken, and how they are fetched."""

from __future__ import annotations

from telegram import Document
from telegram.constants import FileSizeLimit
from telegram.error import BadRequest, TelegramError

SUFFIXES = (".xlsx", ".csv")
"""Endings of the files the assistant reads."""

LARGEST = int(FileSizeLimit.FILESIZE_DOWNLOAD)
"""Bytes a bot can download."""

LARGEST_MEGABYTES = LARGEST // 10**6


class FileRefusedError(Exception):
    """A file was not fetched; ``args[0]`` is the key of the sentence that says so."""


def is_taken(document: Document) -> bool:
    """Tell whether the name says that the assistant reads the file."""
    return (document.file_name or "").strip().lower().endswith(SUFFIXES)


async def fetch(document: Document) -> bytes:
    """Return the content of a file; nothing is written to disk.

    Raises:
        FileRefusedError: the file is too large for a bot, or could not be fetched.
    """
    if (document.file_size or 0) > LARGEST:
        raise FileRefusedError("file_too_large")
    try:
        file = await document.get_file()
        return bytes(await file.download_as_bytearray())
    except BadRequest as error:
        large = "too big" in error.message.lower()
        raise FileRefusedError("file_too_large" if large else "file_not_fetched") from error
    # The library says RuntimeError where Telegram names no place to fetch from.
    except (TelegramError, RuntimeError) as error:
        raise FileRefusedError("file_not_fetched") from error
