"""The desk for /vanban: the list of documents, or one of them with a picture of its relations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from bot.document_reply import DocumentWriter
from knowledge.answer import Attachment, Reply
from knowledge.as_of import read_as_of
from knowledge.document_text import document_name, local_name, vietnamese_date
from knowledge.documents import Document, Register
from knowledge.messages import Messages
from knowledge.references import find_references
from knowledge.text import squeeze

Draw = Callable[[Document, date], bytes | None]
"""From a document and a day to a PNG, ``None`` when there is nothing to draw."""


class DocumentDesk:
    """Answers the command that shows the register.

    Args:
        register: the documents.
        writer: words replies about them.
        draw: makes the picture.
        messages: sections ``document``, ``picture`` and ``answer``.
    """

    def __init__(
        self, register: Register, writer: DocumentWriter, draw: Draw, messages: Messages
    ) -> None:
        self._register = register
        self._writer = writer
        self._draw = draw
        self._say = messages

    def show(self, argument: str, on: date, *, day_chosen: bool = False) -> Reply:
        """Return the list, or the document meant by what follows the command.

        Args:
            argument: empty for the list; a number in any spelling, ``"98/2023/NĐ-CP"``, or an id
                as Telegram makes a link of it, ``"nd_98_2023"``; a day may follow.
            on: the day states are given for, when the argument names none.
            day_chosen: whether ``on`` was chosen by the caller and wins over a day that follows.
        """
        wanted = squeeze(argument)
        if not wanted:
            return self._writer.listing(on)
        day = read_as_of(wanted, on, self._register.issued_on)
        if day is not None:
            wanted, on = day.without(wanted), on if day_chosen else day.last
        found = self._register.lookup(wanted.replace("_", "-")) or self._register.lookup(wanted)
        if not found:
            references = find_references(wanted)
            similar = self._register.similar(references[0]) if references else []
            return self._writer.not_on_file(references[0].number if references else wanted, similar)
        return self._entry(found[0], found[1:], on)

    def _entry(self, entry: Document, others: list[Document], on: date) -> Reply:
        reply = self._writer.full(entry, on)
        if others:
            names = "; ".join(local_name(other, self._say, with_kind=True) for other in others)
            reply = replace(reply, text=f"{reply.text}\n{self._say('document.also', names=names)}")
        picture = self._draw(entry, on)
        if picture is None:
            return reply
        name = document_name(entry, self._say)
        caption = self._say("picture.caption", name=name, on=vietnamese_date(on))
        file = Attachment(f"quan-he-{entry.id}.png", picture, "photo", caption)
        return replace(reply, attachments=(file,))
