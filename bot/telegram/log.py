"""Logging beside Telegram: the bot's token and other secrets never reach a log."""

from __future__ import annotations

import logging
import re
import traceback
from types import TracebackType

_ANY_TOKEN = re.compile(r"(?<!\d)\d{5,}(?::|%3A)[\w-]{20,}")
_HIDDEN = "<token>"


class TokenFilter(logging.Filter):
    """Takes secrets out of a record's message and traceback.

    Args:
        secrets: the token in use, and others; anything shaped like a token is taken out too.
    """

    def __init__(self, *secrets: str) -> None:
        super().__init__()
        self._secrets = [secret for secret in secrets if secret]

    def filter(self, record: logging.LogRecord) -> bool:
        """Clean ``record`` in place; always true."""
        record.msg, record.args = self.clean(_message(record)), None
        if record.exc_info and not record.exc_text:
            record.exc_text = _describe(record.exc_info)
        if record.exc_text:
            record.exc_text = self.clean(record.exc_text)
        return True

    def clean(self, text: str) -> str:
        """Return ``text`` without secrets."""
        for secret in self._secrets:
            text = text.replace(secret, _HIDDEN)
        return _ANY_TOKEN.sub(_HIDDEN, text)


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError, LookupError):  # arguments that do not fit their template
        return str(record.msg)


def _describe(
    error: tuple[type[BaseException], BaseException, TracebackType | None]
    | tuple[None, None, None],
) -> str:
    return "".join(traceback.format_exception(*error)).rstrip("\n")


def guard_logs(*secrets: str) -> None:
    """Keep ``secrets`` out of everything the program logs from now on.

    Puts the filter on the handlers of the root logger (on a plain one to standard error where
    none is set up) and quiets the HTTP client, which logs full addresses, token included.
    """
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for handler in logging.getLogger().handlers:
        handler.addFilter(TokenFilter(*secrets))
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
