"""The desk for /xoa: a person has erased what is kept of them; asks first what and whether."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence

from bot.desk import Acted, Call
from knowledge.answer import Reply
from knowledge.journal import Entry
from knowledge.messages import Messages
from knowledge.store_ports import Journal, MemberStore, PersonalStore
from knowledge.text import fold

_PSEUDONYM_BYTES = 4


class Eraser:
    """Erases a person from every store, the journal first: no erasure without its line.

    Args:
        journal: keeps the line, and blanks those of the person.
        stores: what else is kept of what people say.
        members: who is enrolled.
        settle: brings the erasure to the disk.
    """

    def __init__(
        self,
        journal: Journal,
        stores: Sequence[PersonalStore],
        members: MemberStore,
        settle: Callable[[], None],
    ) -> None:
        self._journal = journal
        self._stores = stores
        self._members = members
        self._settle = settle

    def erase(self, person: str, entry: Entry, thread: str | None, *, member: bool) -> None:
        """Erase a person; done again after a failure it does the rest.

        Args:
            person: channel and id.
            entry: the journal's line ``erased``; must not name the person.
            thread: a conversation of the person beside those in the journal.
            member: whether the enrolment goes too.

        Raises:
            StateUnavailableError: something could not be erased.
        """
        threads = self._journal.erase(person, entry)
        if thread is not None:
            threads |= {thread}
        for store in [*self._stores, *([self._members] if member else [])]:
            store.forget(person, threads)
        self._settle()


class ErasureDesk:
    """Answers /xoa.

    Args:
        eraser: does it.
        messages: section ``reception``.
    """

    def __init__(self, eraser: Eraser, messages: Messages) -> None:
        self._eraser = eraser
        self._say = messages

    def __call__(self, call: Call) -> Reply | Acted:
        """See :class:`bot.desk.Desk`."""
        wanted = fold(call.argument).replace("_", " ").strip()
        if wanted == "khong":
            return Reply("answer", self._say("reception.erase.kept"))
        if wanted not in ("noi dung", "tat ca"):
            choices = [self._say(f"reception.erase.{key}") for key in ("words", "all", "none")]
            return Reply("clarify", self._say("reception.erase.asked"), choices=tuple(choices))
        everything = wanted == "tat ca"
        # The line must not name the person again who is erased by it.
        entry = Entry("erased", pseudonym(), {"request": call.request, "member": everything})
        self._eraser.erase(call.visitor.person, entry, call.thread, member=everything)
        key = "done_all" if everything else "done_words"
        return Acted(Reply("answer", self._say(f"reception.erase.{key}")))


def pseudonym() -> str:
    """Return a name for an erased person that leads nowhere."""
    return f"erased:{secrets.token_hex(_PSEUDONYM_BYTES)}"
