"""Cards of numbered documents that are indexed and not in the register, such as those just brought.

Nobody has checked what was read of them from their files, and each card says so. They are looked up
in what is indexed now: a document is offered once it is published, and no longer once it is gone.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from bot.card import Card, Fits, Found, Place, card_note
from bot.citing import Citer
from bot.compose import Composer
from knowledge.answer import Reply
from knowledge.answering import Candidate
from knowledge.document_text import source_state
from knowledge.documents import Register
from knowledge.errors import IndexUnavailableError
from knowledge.messages import Messages
from knowledge.passages import DocumentRecord, Passage
from knowledge.references import find_references
from knowledge.text import fold, syllables

_LOG = logging.getLogger(__name__)

_Worded = tuple[DocumentRecord, frozenset[str]]


class IndexedCards:
    """Finds cards among the indexed documents; safe to call from several threads.

    Args:
        current: gives the name of the index in use; asked at every look.
        read: reads the documents of the index of that name; called once for each index.
        register: the documents whose cards are made from there.
        messages: sections ``register``, ``card`` and ``answer``.
    """

    def __init__(
        self,
        current: Callable[[], str | None],
        read: Callable[[str], Sequence[DocumentRecord]],
        register: Register,
        messages: Messages,
    ) -> None:
        self._current = current
        self._read = read
        self._register = register
        self._citer = Citer(register, messages)
        self._composer = Composer(self._citer, messages)
        self._say = messages
        self._held: tuple[str | None, tuple[_Worded, ...]] = (None, ())

    def find(self, fits: Fits, on: date) -> Iterator[Found]:
        """Yield the documents whose words fit, with their places on a day."""
        for record, words in self._known():
            if fits(words):
                place = Place.of(
                    self._in_force(record, on), record.type_name, record.issued_on, record.id
                )
                yield place, partial(self._card, record, on)

    def _known(self) -> tuple[_Worded, ...]:
        """Return the documents of the index in use; they are read when it is another one."""
        name, (held, known) = self._current(), self._held
        if name == held:
            return known
        try:
            records = [] if name is None else self._read(name)
        except IndexUnavailableError as error:
            _LOG.warning("indexed documents are not offered: %s", error)
            records = []
        known = tuple((one, _words_of(one)) for one in records if self._is_ours(one))
        self._held = name, known
        return known

    def _is_ours(self, record: DocumentRecord) -> bool:
        """Tell whether a document has a number, and one of which the register states no facts."""
        if record.kind != "van_ban" or not record.number:
            return False
        references = find_references(f"{record.type_name} số {record.number}")
        return bool(references) and not any(
            entry.is_fact for entry in self._register.match(references[0])
        )

    def _in_force(self, record: DocumentRecord, on: date) -> bool | None:
        standing = self._citer.standing(_whole(record), on)
        return None if standing is None else standing.in_force

    def _card(self, record: DocumentRecord, on: date) -> Card:
        standing = self._citer.standing(_whole(record), on)
        state = source_state(standing, self._say) if standing else ""
        number = record.number or ""
        name = self._say("register.name.number", kind=record.type_name, number=number).strip()
        note = card_note(state or self._say("register.short.unchecked"), record.title, self._say)
        return Card(name, note, self._reply(record, on))

    def _reply(self, record: DocumentRecord, on: date) -> Reply:
        """Return what the document says of itself, without a quote: the card goes to any chat."""
        reply = self._composer.record(_whole(record), on)
        return replace(reply, citations=tuple(replace(c, quote="") for c in reply.citations))


def _whole(record: DocumentRecord) -> Candidate:
    """Return a document as if it were a passage without words."""
    return Candidate(0, Passage("", record.id, 0, "", "", ""), record, 1.0)


def _words_of(record: DocumentRecord) -> frozenset[str]:
    parts = (record.type_name, record.number or "", record.title, record.issuer or "")
    return frozenset(syllables(fold(" ".join(parts))))
