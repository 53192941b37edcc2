"""Documents of the register looked up while somebody types; each is a card that can be sent on.

Independent of the channel, and quick: the register alone is searched, no index and no model.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bot.document_reply import DocumentWriter
from bot.gate import Gate, Ruling
from bot.records import Recorder, Visit
from bot.visitor import Visitor
from knowledge.answer import Reply
from knowledge.document_text import document_name, short_state
from knowledge.documents import Document, Register
from knowledge.errors import StateUnavailableError
from knowledge.journal import Event
from knowledge.kinds import rank
from knowledge.messages import Messages
from knowledge.sentences import shorten
from knowledge.text import fold, squeeze, syllables

REQUEST = "tra_nhanh"
"""What the table of access calls it."""

MOST = 10
"""Cards offered at once."""

_LOG = logging.getLogger(__name__)
_LONGEST_TITLE = 90  # characters of a subject line under a card's name
_NANO_PER_MILLI = 10**6


@dataclass(frozen=True, slots=True)
class Card:
    """One document as it is offered, and as it is sent.

    Attributes:
        title: what it is called.
        note: whether it is in force today, and its subject line.
        reply: the message sent when it is chosen.
    """

    title: str
    note: str
    reply: Reply


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
        register: the documents.
        writer: words what is sent.
        gate: decides who is let in, and counts looks.
        recorder: writes a line per look; never the words, which may name somebody.
        today: gives the day states are given for.
        messages: sections ``register``, ``card`` and ``reception``.
    """

    def __init__(
        self,
        register: Register,
        writer: DocumentWriter,
        gate: Gate,
        recorder: Recorder,
        today: Callable[[], date],
        messages: Messages,
    ) -> None:
        self._register = register
        self._writer = writer
        self._gate = gate
        self._recorder = recorder
        self._today = today
        self._say = messages
        # A card is sent on to others as a source, so only what an editor has confirmed is one.
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
            cards = tuple(self._card(entry, on) for entry in self._found(words, on)[:MOST])
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

    def _found(self, words: str, on: date) -> list[Document]:
        """Return the documents meant: by their number, then by words that begin as typed."""
        wanted = squeeze(words)
        numbered = self._register.lookup(wanted) if wanted else []
        typed = syllables(fold(wanted))
        named = [
            entry
            for entry, known in self._words.items()
            if (typed or not wanted)
            and all(any(one.startswith(start) for one in known) for start in typed)
        ]
        states = {entry.id: self._register.state(entry, on).in_force for entry in named}
        order = (True, None, False)

        def place(entry: Document) -> tuple[int, int, int, str]:
            day = entry.date or date.min
            return order.index(states[entry.id]), rank(entry.kind), -day.toordinal(), entry.id

        found = [entry for entry in numbered if entry.is_fact] + sorted(named, key=place)
        return list(dict.fromkeys(found))

    def _card(self, entry: Document, on: date) -> Card:
        state = short_state(self._register.state(entry, on), self._say)
        title = shorten(entry.title or "", _LONGEST_TITLE)
        note = self._say("card.titled" if title else "card.untitled", state=state, title=title)
        return Card(document_name(entry, self._say), note, self._writer.card(entry, on))


def _words_of(entry: Document) -> list[str]:
    parts = (entry.kind, entry.number or "", entry.title or "", entry.issuer, *entry.subjects)
    return syllables(fold(" ".join(parts)))


def _shown(cards: tuple[Card, ...]) -> Reply:
    """Return the cards as one reply, for the journal."""
    text = "\n".join(card.reply.text for card in cards)
    sources = tuple(source for card in cards for source in card.reply.citations)
    return Reply("document" if cards else "abstain", text, sources)
