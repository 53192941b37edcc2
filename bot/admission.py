"""What a message asks for, read before it is decided whether it is let in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from bot.commands import COMMANDS, read_any_command
from bot.enrolment import read_code
from bot.menu import Menu
from bot.records import Visit
from bot.visitor import Visitor
from knowledge.access import Role
from knowledge.messages import Messages
from knowledge.personal_data import Sort, mask
from knowledge.text import normalize

QUESTION, WORKBOOK, RATING, OFFICE_ANSWER = "cau_hoi", "bang_tinh", "danh_gia", "tra_loi"
"""Requests of the table that are no command."""

_OPEN_ITEMS = "chuatraloi"


@dataclass(frozen=True, slots=True)
class Admission:
    """A request that was let in; to be answered or given up, once.

    Attributes:
        visit: what is recorded of it.
        role: the person's role at this moment; ``None`` for a stranger who brings a code.
        said: the words, masked; of a file its name as it was sent.
        code: the enrolment code the words are; ``None`` for other words.
        argument: what a desk is given; ``None`` where no desk answers.
    """

    visit: Visit
    role: Role | None
    said: str
    code: str | None = None
    argument: str | None = None


class RequestReader:
    """Reads messages; what it returns has no role yet.

    Args:
        menu: the commands there are.
        office: how the names of the conversations in the administrators' chat begin; ``None`` for
            none.
        messages: section ``reception``.
    """

    def __init__(self, menu: Menu, office: str | None, messages: Messages) -> None:
        self._menu = menu
        self._office = office
        sorts: tuple[Sort, ...] = get_args(Sort)
        self._labels = {sort: messages(f"reception.masked.{sort}") for sort in sorts}

    def words(self, visitor: Visitor, words: str, thread: str | None) -> Admission:
        """Return what typed words ask for; identity and telephone numbers are masked in it."""
        said = mask(normalize(words).strip(), self._labels)
        code = read_code(said)
        if code is not None:
            return Admission(Visit(visitor, "start", thread, "/start"), None, said, code)
        command = read_any_command(said)
        # A command nobody answers is a question: whoever may ask is told so.
        if command is None or command.name not in self._menu:
            return Admission(Visit(visitor, QUESTION, thread, said), None, said)
        request, argument = command.name, command.argument
        if request == _OPEN_ITEMS and argument and self._in_office(thread):
            request = OFFICE_ANSWER
        if request in COMMANDS:
            return Admission(Visit(visitor, request, thread, said), None, said)
        # What follows a desk's command may name other persons: it is the desk's to keep, or not.
        visit = Visit(visitor, request, thread, f"/{command.name}")
        return Admission(visit, None, said, argument=argument)

    def rating(self, visitor: Visitor, act: str, thread: str | None) -> Admission:
        """Return what the tap on a mark of a reply asks for."""
        return Admission(Visit(visitor, RATING, thread), None, act, argument=act)

    def file(self, visitor: Visitor, name: str, thread: str | None) -> Admission:
        """Return what sending a workbook asks for."""
        kept = mask(normalize(name), self._labels)
        return Admission(Visit(visitor, WORKBOOK, thread, file=kept), None, name)

    def _in_office(self, thread: str | None) -> bool:
        office = self._office
        if office is None or thread is None:
            return False
        return thread == office or thread.startswith(f"{office}:")
