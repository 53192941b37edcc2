"""What a channel needs from the rest of the product."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from knowledge.answer import Reply


class Answerer(Protocol):
    """The assistant as a channel sees it: a question in, a reply out."""

    def ask(
        self,
        question: str,
        *,
        thread: str | None,
        on_date: date | None = None,
        province: str | None = None,
    ) -> Reply:
        """Answer one question. Synchronous, safe to call from several threads, may take seconds.

        Args:
            question: what the person typed, in NFC; also the commands of :mod:`bot.commands`.
            thread: name of the conversation the question belongs to, e.g. ``"tg:42"``; ``None``
                for a question that stands alone.
            on_date: the day the answer is for, whatever day the question names; ``None`` for the
                day the question names, else today.
            province: province the question is about when it names none.

        Returns:
            The reply, to be rendered by the channel.

        Raises:
            TroLyError: no answer can be given, e.g. there is no index yet.
        """
        ...

    def take_file(
        self, name: str, content: bytes, *, thread: str | None, province: str | None = None
    ) -> Reply:
        """Answer a file somebody sent: a workbook of communes comes back checked.

        Synchronous, safe to call from several threads, may take many seconds.

        Args:
            name: file name as the person's device gave it; not to be trusted as a path.
            content: the bytes of the file.
            thread: as for :meth:`ask`.
            province: province of rows that name none, unless the conversation is about another.
        """
        ...
