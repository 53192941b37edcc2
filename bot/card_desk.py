"""Documents looked up while somebody types; each is a card that can be sent on.

Independent of the channel, and quick: the register and the list of what is indexed are searched, no
passages and no model.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from bot.card import Card, Found, Place, card_note
from bot.document_reply import DocumentWriter
from bot.gate import Gate, Ruling
from bot.indexed_cards import IndexedCards
from bot.records import Recorder, Visit
from bot.visitor import Visitor
from knowledge.answer import Reply
from knowledge.document_text import document_name, short_state
from knowledge.documents import Document, Register
from knowledge.errors import StateUnavailableError
from knowledge.journal import Event
from knowledge.messages import Messages
from knowledge.text import fold, squeeze, syllables

REQUEST = "tra_nhanh"
"""What the table of access calls it."""

MOST = 10
"""Cards offered at once."""

_LOG = logging.getLogger(__name__)
_NANO_PER_MILLI = 10**6


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of one look.

    Attributes:
        cards: best first; empty also where nothing may be shown.
        served: whether the look was let in; the same words then give the same for a while.
        invitation: for somebody without access: what to say of the private conversation.
    """

    cards: tuple[Card, ...] = ()
    served: bool = False
    invitation: str = ""


class CardDesk:
    """Finds cards. Synchronous and safe to call from several threads.

    Its gate is not that of the conversations: looks made at every key must not use up the
    questions a person may ask.

    Args:
        register: the documents that editors have confirmed.
        indexed: finds those that are indexed only.
        writer: words what is sent.
        gate: decides who is let in, and counts looks.
        recorder: writes a line per look; never the words, which may name somebody.
        today: gives the day states are given for.
        messages: sections ``register``, ``card`` and ``reception``.
    """

    def __init__(
        self,
        register: Register,
        indexed: IndexedCards,
        writer: DocumentWriter,
        gate: Gate,
        recorder: Recorder,
        today: Callable[[], date],
        messages: Messages,
    ) -> None:
        self._register = register
        self._indexed = indexed
        self._writer = writer
        self._gate = gate
        self._recorder = recorder
        self._today = today
        self._say = messages
        # A card is sent on to others as a source: of the register, what an editor has confirmed.
        self._words = {
            entry: frozenset(_words_of(entry)) for entry in register.listed() if entry.is_fact
        }

    def look_up(self, visitor: Visitor, words: str) -> Looked:
        """Let somebody look up what they have typed so far, or not; a line in the journal tells.

        Args:
            visitor: who types.
            words: a number in any spelling, or words of a name; empty for those in force of the
                highest rank.
        """
        visit = Visit(visitor, REQUEST, None)
        try:
            ruling = self._gate.judge(visitor, REQUEST, None)
            visit = self._recorder.admitted(visit, ruling.role)
            if ruling.reason:
                return self._turned_away(visit, ruling)
            started, on = time.perf_counter_ns(), self._today()
            cards = tuple(make() for make in self._found(words, on)[:MOST])
            taken = (time.perf_counter_ns() - started) // _NANO_PER_MILLI
            self._recorder.answered(visit, _shown(cards), taken)
        except StateUnavailableError as error:
            _LOG.error("look not served, as it cannot be recorded: %s", error)
            return Looked()
        return Looked(cards, served=True)

    def _turned_away(self, visit: Visit, ruling: Ruling) -> Looked:
        event: Event = "refused" if ruling.sentence is not None else "ignored"
        self._recorder.write(event, visit, {"reason": ruling.reason})
        stranger = ruling.reason == "stranger"
        return Looked(invitation=self._say("card.invitation") if stranger else "")

    def _found(self, words: str, on: date) -> list[Callable[[], Card]]:
        """Return the documents meant: by their number, then by words that begin as typed."""
        wanted = squeeze(words)
        typed = syllables(fold(wanted))

        def fits(known: frozenset[str]) -> bool:
            return (typed or not wanted) and all(
                any(one.startswith(start) for one in known) for start in typed
            )

        found = self._register.lookup(wanted) if wanted else []
        numbered = [entry for entry in found if entry.is_fact]
        named: list[Found] = [
            (self._place(entry, on), partial(self._card, entry, on))
            for entry, known in self._words.items()
            if entry not in numbered and fits(known)
        ]
        named += self._indexed.find(fits, on)
        named.sort(key=lambda one: one[0])
        return [partial(self._card, e, on) for e in numbered] + [make for _, make in named]

    def _place(self, entry: Document, on: date) -> Place:
        state = self._register.state(entry, on)
        return Place.of(state.in_force, entry.kind, entry.date, entry.id)

    def _card(self, entry: Document, on: date) -> Card:
        state = short_state(self._register.state(entry, on), self._say)
        note = card_note(state, entry.title or "", self._say)
        return Card(document_name(entry, self._say), note, self._writer.card(entry, on))


def _words_of(entry: Document) -> list[str]:
    parts = (entry.kind, entry.number or "", entry.title or "", entry.issuer, *entry.subjects)
    return syllables(fold(" ".join(parts)))


def _shown(cards: tuple[Card, ...]) -> Reply:
    """Return the cards as one reply, for the journal."""
    text = "\n".join(card.reply.text for card in cards)
    sources = tuple(source for card in cards for source in card.reply.citations)
    return Reply("document" if cards else "abstain", text, sources)
