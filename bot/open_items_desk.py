"""The desk for /chuatraloi: administrators see what is open, answer it, or close it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from hashlib import sha256

from bot.answer_writer import AnswerWriter, Prepared
from bot.approvals import Approvals
from bot.desk import Acted, Call
from bot.feedback_ports import AnswerLog, ApprovedStore, FeedbackStore
from bot.item_view import ItemView
from bot.registrar import Registrar
from knowledge.answer import Reply
from knowledge.feedback import Approved, Draft, Given, Item
from knowledge.messages import Messages
from knowledge.text import fold

_SHOWN = 20  # items and approved answers in one list
_LONGEST = 3_000  # characters of an answer
_CODE = re.compile(r"([2-9A-HJ-NP-Z]{6})(?:[_\s]+(.*))?", re.IGNORECASE | re.DOTALL)
_CONFIRM = re.compile(r"duyet (\d{1,6})")


class OpenItemsDesk:
    """Answers /chuatraloi, and ``tra_loi``: the same with an argument in the administrators' chat.

    What may follow: nothing (what is open); ``duyệt`` (the approved answers); a code, then nothing
    (the item), ``đóng`` (close it), ``gỡ`` (withdraw an approved answer), ``duyệt N`` or ``bỏ``
    (confirm the draft with that number, or not); or an answer, which is shown first.

    Args:
        store: what waits for administrators.
        log: answers that were given.
        approved: approved answers.
        approvals: finds those whose sources fell.
        writer: makes answers ready.
        view: words what is shown.
        registrar: sees to it that letters are sent.
        enrolled_name: gives the name a person was enrolled under, which they cannot change at will;
            empty for nobody.
        today: gives the date.
        messages: section ``items``.
    """

    def __init__(
        self,
        store: FeedbackStore,
        log: AnswerLog,
        approved: ApprovedStore,
        approvals: Approvals,
        writer: AnswerWriter,
        view: ItemView,
        registrar: Registrar,
        enrolled_name: Callable[[str], str],
        today: Callable[[], date],
        messages: Messages,
    ) -> None:
        self._store = store
        self._log = log
        self._approved = approved
        self._approvals = approvals
        self._writer = writer
        self._view = view
        self._registrar = registrar
        self._enrolled_name = enrolled_name
        self._today = today
        self._say = messages

    def __call__(self, call: Call) -> Reply | Acted:
        """See :class:`bot.desk.Desk`."""
        argument = call.argument.strip()
        if not argument:
            expired = self._approvals.expired(self._today())
            items, count = self._store.open_items(_SHOWN), self._store.open_count()
            return self._view.listing(items, count, expired, len(self._approved.all()))
        if fold(argument) == "duyet":
            return self._view.approved(self._approved.all()[: -_SHOWN - 1 : -1])
        found = _CODE.fullmatch(argument)
        code = found[1].upper() if found else ""
        item = self._store.item(code) if code else None
        if found is None or item is None:
            wanted = argument.split()[0][:40]
            return Reply("clarify", self._say("items.unknown", wanted=wanted))
        return self._about(call, item, (found[2] or "").strip())

    def _about(self, call: Call, item: Item, said: str) -> Reply | Acted:
        wanted = " ".join(fold(said).replace("_", " ").split())
        confirmed = _CONFIRM.fullmatch(wanted)
        if wanted == "go":
            return self._withdraw(call, item)
        if not said:
            return self._card(item)
        if not item.is_open:
            return Reply("clarify", self._say("items.done"))
        if wanted == "dong":
            return self._close(call, item)
        if wanted == "bo":
            return Reply("answer", self._say("items.kept_open", code=item.code))
        if confirmed is not None:
            return self._confirm(call, item, int(confirmed[1]))
        if len(said) > _LONGEST:
            return Reply("clarify", self._say("items.too_long", limit=_LONGEST))
        prepared = self._prepared(call, item, Draft(item.code, 0, said))
        if prepared.unknown:
            return self._not_on_file(prepared)
        return self._preview(call, item, self._store.keep_draft(item.code, said), "preview")

    def _card(self, item: Item) -> Reply:
        approved = self._approved_as(item.code)
        if approved is None:
            return self._view.card(item, self._given(item))
        shown = self._approvals.shown(approved, self._today())
        why = dict(self._approvals.expired(self._today())).get(approved)
        notices = shown.notices if why is None else (*shown.notices, why)
        head = self._say("items.approved", code=item.code, question=approved.question)
        choice = self._say("items.withdraw", code=item.code)
        return Reply(
            "answer", f"{head}\n\n{shown.text}", shown.citations, notices=notices, choices=(choice,)
        )

    def _approved_as(self, code: str) -> Approved | None:
        return next((one for one in self._approved.all() if one.code == code), None)

    def _given(self, item: Item) -> Given | None:
        """Return the answer that was reported, while it is kept."""
        about = next((report.answer for report in item.reports if report.answer), "")
        return self._log.given(about) if about else None

    def _close(self, call: Call, item: Item) -> Reply | Acted:
        if not self._store.close(item.code, call.entry("closed", {"item": item.code})):
            return Reply("clarify", self._say("items.done"))
        return Acted(Reply("answer", self._say("items.closed", code=item.code)))

    def _withdraw(self, call: Call, item: Item) -> Reply | Acted:
        entry = call.entry("withdrawn", {"item": item.code})
        if not self._approved.withdraw(item.code, entry):
            return Reply("clarify", self._say("items.not_approved", code=item.code))
        return Acted(Reply("answer", self._say("items.withdrawn", code=item.code)))

    def _preview(self, call: Call, item: Item, draft: Draft, key: str) -> Reply:
        prepared = self._prepared(call, item, draft)
        head = self._say(f"items.{key}")
        choices = (
            self._say("items.confirm", code=item.code, version=draft.version),
            self._say("items.drop", code=item.code),
        )
        shown = prepared.reply
        notices = (*shown.notices, *self._writer.consequences(item, prepared))
        text = f"{head}\n\n{shown.text}"
        return Reply("clarify", text, shown.citations, notices=notices, choices=choices)

    def _not_on_file(self, prepared: Prepared) -> Reply:
        numbers = ", ".join(prepared.unknown)
        return Reply("clarify", self._say("items.unknown_documents", numbers=numbers))

    def _prepared(self, call: Call, item: Item, draft: Draft) -> Prepared:
        visitor = call.visitor
        by = self._enrolled_name(visitor.person) or visitor.name
        return self._writer.prepared(item, self._given(item), draft, by)

    def _confirm(self, call: Call, item: Item, version: int) -> Reply | Acted:
        draft = self._store.draft(item.code)
        if draft is None:
            return Reply("clarify", self._say("items.no_draft", code=item.code))
        if draft.version != version:
            return self._preview(call, item, draft, "preview_again")
        prepared = self._prepared(call, item, draft)
        if prepared.unknown:  # gone since it was shown
            return self._not_on_file(prepared)
        shown = prepared.reply
        facts = {
            "item": item.code,
            "served": prepared.served,
            "sources": [[one.document, one.section, one.file] for one in shown.citations],
            "reply": sha256(shown.text.encode()).hexdigest(),
        }
        approved = prepared.approved if prepared.served else None
        done = self._store.answer(
            item,
            approved,
            [one.code for one in self._approvals.same_as(item.question, item.province)],
            call.entry("approved", facts),
            lambda report: self._writer.letter(item, report, prepared),
        )
        if not done:
            return Reply("clarify", self._say("items.done"))
        self._registrar.posted()
        key = "answered_served" if prepared.served else "answered_once"
        return Acted(Reply("answer", self._say(f"items.{key}", code=item.code)))
