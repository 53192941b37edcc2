"""All wiring of the assistant on one screen: settings and files in, a reception out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from langchain_core.language_models import BaseChatModel

from bot.admission import OFFICE_ANSWER, RATING
from bot.agent import Agent
from bot.answer_keeper import AnswerKeeper
from bot.answer_writer import AnswerWriter
from bot.approvals import Approvals, ApprovedFirst
from bot.assistant import Assistant
from bot.bases import Bases
from bot.case_desk import CaseDesk
from bot.commands import COMMANDS as ASSISTANT_COMMANDS
from bot.compose import Composer
from bot.desk import Desk
from bot.document_desk import DocumentDesk
from bot.document_reply import DocumentWriter
from bot.enrolment import Enrolment
from bot.erasure_desk import Eraser, ErasureDesk
from bot.feedback_desk import FeedbackDesk
from bot.gate import Gate
from bot.health_desk import HealthDesk
from bot.item_view import ItemView
from bot.mailbox import Mailbox
from bot.menu import Menu
from bot.open_items_desk import OpenItemsDesk
from bot.people_desk import PeopleDesk
from bot.planner import NAME as PLANNER
from bot.planner import Planner
from bot.ports import Answerer
from bot.questionnaire import Questionnaire
from bot.reception import Reception
from bot.records import Recorder
from bot.registrar import Registrar
from bot.relation_desk import RelationDesk
from bot.routing import plan
from bot.sheet_desk import SheetDesk
from bot.statistics_desk import StatisticsDesk
from bot.tools import TOOLS, Sources, build_tools
from bot.welcome_desk import WelcomeDesk
from knowledge.adapters.access_files import load_access_table
from knowledge.adapters.admin_units import VietnamAdminUnits
from knowledge.adapters.condition_report import read_condition
from knowledge.adapters.files import load_abbreviations, load_question_words
from knowledge.adapters.index_folder import IndexRoot
from knowledge.adapters.prompts import load_prompt
from knowledge.adapters.rule_files import load_calculator, load_rule_sets
from knowledge.adapters.workplace import Workplace
from knowledge.documents import Document, Register
from knowledge.eligibility import Calculator
from knowledge.errors import ConfigError
from knowledge.messages import Messages
from knowledge.ports import MemberStore, PersonalStore, SheetChecker
from knowledge.question import courtesy
from knowledge.same_question import Subject
from knowledge.settings import ModelSettings

PROMPTS = Path(__file__).resolve().parents[1] / "prompts"


def build_assistant(work: Workplace) -> Assistant:
    """Return the assistant over the current index of ``work``.

    Raises:
        ConfigError: the language model named in the settings cannot be had.
        DataFileError: a rule, register entry, message or prompt file is refused.
    """
    say = work.messages
    model = _language_model(work.settings.model)
    register = work.register
    asked = load_question_words()
    calculator = load_calculator(say)
    questionnaire = Questionnaire(VietnamAdminUnits())
    desk = CaseDesk(calculator, work.state, partial(_draw, messages=say), say)
    writer = DocumentWriter(register, say)
    relations = RelationDesk(register, load_rule_sets(), writer, asked, work.today, say)
    composer = Composer(register, say, work.settings.answer)
    sources = Sources(
        library=work.library(),
        register=register,
        today=work.today,
        composer=composer,
        documents=writer,
        relations=relations,
        questionnaire=questionnaire,
        desk=desk,
    )
    descriptions = {name: load_prompt(PROMPTS / f"{name}.md").body for name in TOOLS}
    agent = Agent(
        build_tools(sources, descriptions),
        Planner(plan=partial(plan, asked=asked, in_register=relations.reads)),
        say,
        model=model,
        prompts=(
            load_prompt(PROMPTS / "tro_ly.md").body,
            load_prompt(PROMPTS / "nhac_lai.md").body,
        ),
        max_calls=work.settings.model.max_calls,
    )
    approvals, _ = build_approvals(work)
    return Assistant(
        ApprovedFirst(agent, approvals, composer.dated, register, work.today),
        questionnaire,
        desk,
        SheetDesk(partial(_sheets, calculator, say), say),
        work.state,
        partial(courtesy, asked=asked),
        work.today,
        say,
        documents=DocumentDesk(register, writer, partial(_relations, register, say), say),
        province=work.settings.answer.default_province,
    )


def build_approvals(work: Workplace) -> tuple[Approvals, Bases]:
    """Return the approved answers, and what finds and watches their sources."""
    say, register = work.messages, work.register
    composer = Composer(register, say, work.settings.answer)
    bases = Bases(register, work.library(), composer.cite, DocumentWriter(register, say), say)
    return Approvals(work.approved, work.questions, bases, say), bases


def build_reception(work: Workplace, answerer: Answerer) -> Reception:
    """Return whom channels talk to: ``answerer`` behind the gate, with the journal at its side."""
    say, settings, today = work.messages, work.settings, work.today
    table = load_access_table()
    gate = Gate(work.members, table, settings.access, say)
    office = None if settings.access.admin_chat is None else f"tg:{settings.access.admin_chat}"
    mailbox = Mailbox(
        work.outbox, work.answers, gate.has_access, office, settings.state.answer_days, today
    )
    view = ItemView(settings.zone, say)
    subject = Subject(work.words, load_abbreviations())
    registrar = Registrar(work.questions, subject, view, mailbox)
    feedback = FeedbackDesk(work.answers, work.feedback, registrar, say)
    approvals, bases = build_approvals(work)
    items = OpenItemsDesk(
        work.feedback, work.answers, work.approved, approvals,
        AnswerWriter(approvals, bases, today, say), view, registrar,
        partial(_enrolled_name, work.members), today, say,
    )  # fmt: skip
    stores: list[PersonalStore] = [work.state(), work.answers, work.feedback]
    eraser = Eraser(work.journal, stores, work.members, work.database.settle)
    enrolment = build_enrolment(work)
    desks: dict[str, Desk] = {
        "nguoidung": PeopleDesk(work.members, enrolment, eraser, settings.access.guest_role, say),
        "xoa": ErasureDesk(eraser, say),
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
        mailbox,
    )
    return reception


def _enrolled_name(members: MemberStore, person: str) -> str:
    member = members.member(person)
    return member.name if member else ""


def build_enrolment(work: Workplace) -> Enrolment:
    """Return what makes and takes enrolment codes."""
    hours = work.settings.access.code_hours
    return Enrolment(work.members, hours, work.settings.zone, work.messages)


def _draw(
    case: Mapping[str, Any], determination: Mapping[str, Any], messages: Messages
) -> bytes | None:
    from bot.charts import draw_chart  # late: matplotlib takes a second

    return draw_chart(case, determination, messages)


def _relations(
    register: Register, messages: Messages, document: Document, on: date
) -> bytes | None:
    from bot.relation_picture import draw_relations  # late: matplotlib takes a second

    return draw_relations(document, register, on, messages)


def _sheets(calculator: Calculator, messages: Messages) -> SheetChecker:
    from knowledge.adapters.workbook import WorkbookChecker  # late: only with a workbook

    return WorkbookChecker(calculator, messages)


def _language_model(settings: ModelSettings) -> tuple[str, BaseChatModel] | None:
    if settings.name == PLANNER:
        return None
    from langchain.chat_models import init_chat_model  # late: only with a language model

    options: dict[str, Any] = {"timeout": settings.timeout_seconds, "max_retries": 0}
    if settings.base_url:
        options["base_url"] = settings.base_url
    try:
        model: BaseChatModel = init_chat_model(settings.name, temperature=0, **options)
    except (ImportError, ValueError) as error:
        reason = str(error).strip().splitlines()[0]
        raise ConfigError(
            f"model.name: không dùng được mô hình «{settings.name}» ({reason}); "
            "hãy ghi planner, hoặc nhà_cung_cấp:tên_mô_hình và cài gói LangChain tương ứng."
        ) from error
    return settings.name, model
