"""All wiring of the front: the reception with its desks, and what the Telegram channel needs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot.admission import OFFICE_ANSWER, RATING
from bot.answer_keeper import AnswerKeeper
from bot.answer_writer import AnswerWriter
from bot.app import build_approvals
from bot.card_desk import CardDesk
from bot.commands import COMMANDS as ASSISTANT_COMMANDS
from bot.desk import Desk
from bot.document_reply import DocumentWriter
from bot.enrolment import Enrolment
from bot.erasure_desk import Eraser, ErasureDesk
from bot.feedback_desk import FeedbackDesk
from bot.gate import Gate
from bot.health_desk import HealthDesk
from bot.indexed_cards import IndexedCards
from bot.item_view import ItemView
from bot.links import Links
from bot.mailbox import Mailbox
from bot.menu import Menu
from bot.open_items_desk import OpenItemsDesk
from bot.people_desk import PeopleDesk
from bot.ports import Answerer, Ingester
from bot.province_desk import ProvinceDesk
from bot.reception import Reception
from bot.records import Recorder
from bot.registrar import Registrar
from bot.render import Renderer
from bot.statistics_desk import StatisticsDesk
from bot.upload_desk import UploadDesk
from bot.welcome_desk import WelcomeDesk
from knowledge.adapters.access_files import load_access_table
from knowledge.adapters.condition_report import read_condition
from knowledge.adapters.files import load_abbreviations
from knowledge.adapters.index_folder import IndexRoot
from knowledge.adapters.passage_store import PassageStore
from knowledge.adapters.rule_files import load_rule_sets
from knowledge.adapters.workplace import Workplace
from knowledge.errors import ConfigError
from knowledge.passages import DocumentRecord
from knowledge.same_question import Subject
from knowledge.store_ports import MemberStore, PersonalStore

if TYPE_CHECKING:
    from bot.telegram.channel import Channel

WEBHOOK_SECRET = "TELEGRAM_WEBHOOK_SECRET"  # noqa: S105 - the name of the variable


def build_reception(work: Workplace, answerer: Answerer) -> Reception:
    """Return whom channels talk to: ``answerer`` behind the gate, with the journal at its side."""
    say, settings, today = work.messages, work.settings, work.today
    table = load_access_table()
    gate = Gate(work.members, table, settings.access, say)
    enrolment = build_enrolment(work)
    provinces = ProvinceDesk(work.provinces, [rules.province for rules in load_rule_sets()], say)
    uploads = UploadDesk(
        cache(partial(_ingester, work)),
        work.uploads,
        work.journal,
        partial(table.allows, "cong_bo", private=True),
        settings.ingest.max_bytes // 1024 // 1024,
        say,
    )
    office = None if settings.access.admin_chat is None else f"tg:{settings.access.admin_chat}"
    mailbox = Mailbox(
        work.outbox, work.answers, gate.has_access, office, settings.state.answer_days, today
    )
    registrar = Registrar(
        work.questions,
        Subject(work.feedback_words, load_abbreviations()),
        ItemView(settings.zone, say),
        mailbox,
    )
    feedback = FeedbackDesk(work.answers, work.feedback, registrar, say)
    items = _open_items_desk(work, registrar)
    stores: list[PersonalStore] = [
        work.state(), work.provinces, work.uploads, work.answers, work.feedback,
    ]  # fmt: skip
    eraser = Eraser(work.journal, stores, work.members, work.database.settle)
    desks: dict[str, Desk] = {
        "nguoidung": PeopleDesk(work.members, enrolment, eraser, settings.access.guest_role, say),
        "tinh": provinces,
        "xoa": ErasureDesk(eraser, say),
        "themvanban": uploads,
        "gopy": feedback,
        RATING: feedback,
        "chuatraloi": items,
        OFFICE_ANSWER: items,
        "thongke": StatisticsDesk(work.journal, settings.zone, today, say),
        "suckhoe": HealthDesk(
            lambda: read_condition(work, load_rule_sets()), lambda: reception.report(), say
        ),
    }
    menu = Menu(table, {*ASSISTANT_COMMANDS, *desks, "start", "help"})
    welcome = WelcomeDesk(menu, settings.access.contact, say)
    keeper = AnswerKeeper(work.answers, registrar, today, say)
    reception = Reception(
        answerer,
        gate,
        enrolment,
        Recorder(work.journal, IndexRoot(work.data).current, keeper),
        menu,
        {**desks, "start": welcome, "help": welcome},
        say,
        province_of=provinces.of,
        uploads=uploads,
        mailbox=mailbox,
    )
    return reception


def _open_items_desk(work: Workplace, registrar: Registrar) -> OpenItemsDesk:
    approvals, bases = build_approvals(work)
    return OpenItemsDesk(
        work.feedback,
        work.answers,
        work.approved,
        approvals,
        AnswerWriter(approvals, bases, work.today, work.messages),
        ItemView(work.settings.zone, work.messages),
        registrar,
        partial(_enrolled_name, work.members),
        work.today,
        work.messages,
    )


def _enrolled_name(members: MemberStore, person: str) -> str:
    member = members.member(person)
    return member.name if member else ""


def build_renderer(work: Workplace) -> Renderer:
    """Return what shows replies to people."""
    return Renderer(work.messages, Links(work.settings.links.allowed))


def build_cards(work: Workplace) -> CardDesk:
    """Return what finds documents while somebody types, with a gate of its own."""
    say, register = work.messages, work.register
    gate = Gate(work.members, load_access_table(), work.settings.access, say)
    current = IndexRoot(work.data).current
    indexed = IndexedCards(current, partial(_indexed_documents, work.data), register, say)
    recorder, writer = Recorder(work.journal, current), DocumentWriter(register, say)
    return CardDesk(register, indexed, writer, gate, recorder, work.today, say)


def _indexed_documents(data: Path, name: str) -> list[DocumentRecord]:
    """Read what is indexed; without the checks of opening an index, which take seconds."""
    store = PassageStore(IndexRoot(data).path(name) / "passages.db")
    try:
        return list(store.documents())
    finally:
        store.close()


def build_enrolment(work: Workplace) -> Enrolment:
    """Return what makes and takes enrolment codes."""
    hours = work.settings.access.code_hours
    return Enrolment(work.members, hours, work.settings.zone, work.messages)


def _ingester(work: Workplace) -> Ingester:
    from ingest.upload import Uploads  # late: only where documents are brought

    return Uploads(work)


def build_channel(work: Workplace, token: str, environment: Mapping[str, str]) -> Channel:
    """Return what the Telegram channel works with.

    Raises:
        ConfigError: the token or the webhook's secret is malformed.
        StateUnavailableError: the state cannot be used.
    """
    from bot.telegram.channel import Channel, account  # late: the console does without it
    from knowledge.adapters.chat_store import ChatTable, kept_secret
    from knowledge.adapters.inbox_store import InboxStore

    source = account(token, work.messages)
    secret = environment.get(WEBHOOK_SECRET) or ""
    if not secret and work.settings.telegram.webhook is not None:
        secret = kept_secret(work.database, source)
    elif secret and not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", secret):
        raise ConfigError(work.messages("telegram.secret_malformed", variable=WEBHOOK_SECRET))
    return Channel(
        token,
        work.messages,
        work.settings.telegram,
        InboxStore(work.database, source),
        ChatTable(work.database, source),
        build_cards(work),
        build_renderer(work),
        secret,
    )
