"""An office for tests of feedback: real stores and desks, answers and a corpus in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from bot.admission import Admission
from bot.app import build_approvals
from bot.approvals import ApprovedFirst
from bot.citing import Citer
from bot.compose import Composer
from bot.tools import Asking
from bot.visitor import Visitor
from knowledge.adapters.feedback_files import load_feedback_words
from knowledge.adapters.files import load_abbreviations
from knowledge.adapters.register_files import load_register
from knowledge.answer import Citation, Reply
from knowledge.answering import Candidate
from knowledge.documents import Register
from knowledge.feedback import Letter
from knowledge.passages import DocumentRecord, Passage
from knowledge.references import canonical
from knowledge.same_question import Questions
from tests.front_desk import MESSAGES, Office, person

TODAY = date(2026, 11, 25)
REGISTER, WORDS = load_register(), load_feedback_words()
LAN, MINH, ADMIN = person(11), person(12, "Minh"), person(1, "Trần Thị Mai")
CHAT = -1009
DECREE = "152/2025/NĐ-CP"
ASKED = "Hồ sơ đề nghị Bằng khen của Thủ tướng gồm những gì?"
PLAIN = "cho em hoi ho so de nghi bk thu tuong bao gom gi a"
UNKNOWN = "Xã đảo được thưởng bao nhiêu tiền?"
RECORD = DocumentRecord(
    "d1", "nd152.docx", "/nd152.docx", "1" * 64, "Nghị định 152", "van_ban", number=DECREE
)
SOURCE = Citation(DECREE, "Nghị định 152", "khoản 1 Điều 42", "gồm tờ trình", RECORD.file, True)
GIVEN = Reply("answer", "Gồm tờ trình [1].", (SOURCE,))
BETTER = "Gồm tờ trình, báo cáo và biên bản, theo khoản 1 Điều 42 Nghị định 152/2025/NĐ-CP."


class Corpus:
    """A corpus in memory: each document with one passage."""

    def __init__(self, *records: DocumentRecord) -> None:
        self.records = list(records)

    def documents(self):
        return iter(self.records)

    def quoting(self, number: str) -> list[Candidate]:
        return [
            Candidate(row, Passage(f"p{row}", one.id, 0, "khoản 1 Điều 42", "", one.title), one, 1)
            for row, one in enumerate(self.records)
            if one.number and canonical(one.number) == canonical(number)
        ]


class Table:
    """Answers questions from a table; nothing is known of others."""

    def __init__(self, replies: Mapping[str, Reply]) -> None:
        self._replies = replies
        self.asked: list[str] = []

    def answer(self, asking: Asking) -> Reply:
        self.asked.append(asking.question)
        return self._replies.get(asking.question, Reply("abstain", "Không tìm thấy."))


class Assisted:
    """An assistant that has nothing but approved answers and the table."""

    def __init__(self, table: Table) -> None:
        self.table, self.province, self.first = table, None, None

    def ask(self, question, *, thread, on_date=None, province=None) -> Reply:
        return self.first.answer(Asking(question, on_date or TODAY, self.province))

    def take_file(self, name, content, *, thread) -> Reply:
        return Reply("answer", name)


class FeedbackOffice(Office):
    """See the module; a second one over the same folder is as good as a restart.

    Args:
        folder: for the state.
        corpus: the indexed documents.
        register: the register of documents.
        access: settings of the section ``access``.
    """

    def __init__(
        self,
        folder: Path,
        corpus: Corpus | None = None,
        register: Register = REGISTER,
        **access: object,
    ) -> None:
        self.corpus = Corpus(RECORD) if corpus is None else corpus
        instead = {
            "_library": lambda: self.corpus,
            "today": lambda: TODAY,
            "register": register,
            "feedback_words": WORDS,
            "questions": Questions(WORDS, load_abbreviations(), register),
        }
        assisted = Assisted(Table({ASKED: GIVEN, PLAIN: GIVEN}))
        super().__init__(folder, assisted, instead, **{"admin_chat": CHAT, **access})
        composer = Composer(Citer(register, MESSAGES), MESSAGES)
        approvals, _ = build_approvals(self.work)
        assisted.first = ApprovedFirst(assisted.table, approvals, composer.dated, register)
        self.enrol(ADMIN, "quan_tri")

    def ask(self, visitor: Visitor, words: str, thread: str | None = None) -> Reply:
        reply = self.reception.ask(visitor, words, thread or f"tg:{visitor.user_id}")
        assert reply is not None
        return reply

    def tap(self, visitor: Visitor, act: str, thread: str | None = None) -> Reply:
        """Tap a mark."""
        thread = thread or f"tg:{visitor.user_id}"
        admitted = self.reception.admit_rating(visitor, act, thread)
        return self.reception.answer(admitted) if isinstance(admitted, Admission) else admitted

    def report(self, visitor: Visitor, reason: int = 1, words: str = ASKED) -> Reply:
        """Ask, then say that the answer is wrong."""
        why = self.tap(visitor, self.ask(visitor, words).marks[1].act)
        return self.tap(visitor, why.marks[reason - 1].act)

    def letters(self) -> list[Letter]:
        """Take the letters that are due, as a channel does."""
        letters = self.reception.mailbox.take()
        for letter in letters:
            self.reception.mailbox.done(letter)
        return letters

    def codes(self) -> list[str]:
        """Return the codes of the open items, as administrators see them."""
        listed = self.ask(ADMIN, "/chuatraloi").text.splitlines()
        return [line[12:18] for line in listed if " lượt" in line and line.startswith("/")]

    def approve(self, code: str, text: str = BETTER) -> Reply:
        """Answer an item and confirm what is shown."""
        return self.ask(ADMIN, self.ask(ADMIN, f"/chuatraloi {code} {text}").choices[0])


def repealed(day: date, id_: str = "nd-152-2025") -> Register:
    """Return the register with a document that is out of force after a day."""
    return Register(
        replace(one, effective_to=day, lapses_on=None) if one.id == id_ else one
        for one in REGISTER.all()
    )
