"""A reception for tests: over a stub assistant, with real stores or with a journal in memory."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from threading import Lock
from zoneinfo import ZoneInfo

from bot.card_desk import CardDesk
from bot.commands import COMMANDS
from bot.document_reply import DocumentWriter
from bot.enrolment import Enrolment
from bot.front import build_reception
from bot.gate import Gate
from bot.indexed_cards import IndexedCards
from bot.links import Links
from bot.menu import Menu
from bot.reception import Reception
from bot.records import Recorder
from bot.render import Renderer
from bot.visitor import Visitor
from bot.welcome_desk import WelcomeDesk
from knowledge.access import Member
from knowledge.adapters.access_files import load_access_table
from knowledge.adapters.files import load_messages, load_settings
from knowledge.adapters.workplace import Workplace
from knowledge.documents import Register
from knowledge.journal import Entry
from knowledge.settings import AccessSettings, LinkSettings
from tests.conftest import ROOT

MESSAGES = load_messages()
RENDER = Renderer(MESSAGES, Links(LinkSettings().allowed))
TABLE = load_access_table()
SETTINGS = AccessSettings(
    guest_role="can_bo", most_questions=600, within_seconds=60, code_hours=1, contact=None
)
INDEX = "chi-muc-1"
TODAY = date(2026, 11, 25)


class MemoryJournal:
    """Keeps the entries of requests; for tests of a channel."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._lock = Lock()

    def append(self, entry: Entry) -> None:
        with self._lock:
            self.entries.append(entry)


class NoMembers:
    """Nobody is enrolled."""

    def member(self, person: str) -> Member | None:
        return None


def simple_reception(answerer, journal=None, settings: AccessSettings = SETTINGS) -> Reception:
    """A reception without a database: guests only, no desks but the first contact's."""
    members, journal = NoMembers(), journal or MemoryJournal()
    menu = Menu(TABLE, {*COMMANDS, "start", "help"})
    welcome = WelcomeDesk(menu, settings.contact, MESSAGES)
    return Reception(
        answerer,
        Gate(members, TABLE, settings, MESSAGES),
        Enrolment(members, 1, ZoneInfo("Asia/Ho_Chi_Minh"), MESSAGES),
        Recorder(journal, lambda: INDEX),
        menu,
        {"start": welcome, "help": welcome},
        MESSAGES,
        province_of=lambda visitor: None,
    )


def simple_cards(
    register=None, journal=None, settings: AccessSettings = SETTINGS, indexed=None
) -> CardDesk:
    """What finds documents for inline queries: guests only, by default among no documents."""
    register = register or Register([])
    return CardDesk(
        register,
        indexed or IndexedCards(lambda: None, lambda name: [], register, MESSAGES),
        DocumentWriter(register, MESSAGES),
        Gate(NoMembers(), TABLE, settings, MESSAGES),
        Recorder(journal or MemoryJournal(), lambda: INDEX),
        lambda: TODAY,
        MESSAGES,
    )


class Office:
    """The real front desk over a stub assistant and the state in a folder.

    A second one over the same folder is as good as a second process.
    """

    def __init__(
        self,
        folder: Path,
        answerer,
        instead: Mapping[str, object] | None = None,
        **access: object,
    ) -> None:
        settings = load_settings(ROOT / "config.yaml")
        access = {
            **settings.access.model_dump(),
            "most_questions": 600,
            "within_seconds": 60,
            **access,
        }
        words = settings.embedding.model_copy(update={"model": "none"})
        update = {"access": AccessSettings(**access), "embedding": words}
        settings = settings.model_copy(update=update)
        self.work = Workplace(settings, MESSAGES, folder, ROOT / "config.yaml")
        # In the place of what the workplace would open and of its clock.
        self.work.__dict__.update(instead or {})
        self.answerer = answerer
        self.reception = build_reception(self.work, answerer)
        self.journal, self.members = self.work.journal, self.work.members

    def enrol(self, visitor: Visitor, role: str | None) -> None:
        """Give somebody a role straight in the store."""
        entry = Entry("role_changed", "local", {"after": role}, subject=visitor.person)
        self.members.set_role(visitor.person, visitor.name, role, entry)

    def said(self, visitor: Visitor, words: str, thread: str | None = None) -> str | None:
        """Return the text of the reply, ``None`` for silence."""
        thread = thread or f"tg:{visitor.user_id}"
        reply = self.reception.ask(visitor, words, thread)
        return None if reply is None else reply.text

    def facts(self) -> list[tuple[str, dict[str, object]]]:
        """Return event and facts of every line."""
        return [(line.event, json.loads(line.facts)) for line in self.journal.lines()]


def person(number: int, name: str = "Lan", *, private: bool = True) -> Visitor:
    """Somebody on Telegram."""
    return Visitor("telegram", str(number), name, private)
