"""All wiring of the assistant on one screen: settings and files in, a reception out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langchain_core.language_models import BaseChatModel

from bot.agent import Agent
from bot.assistant import Assistant
from bot.case_desk import CaseDesk
from bot.citing import Citer
from bot.commands import COMMANDS as ASSISTANT_COMMANDS
from bot.compose import Composer
from bot.criteria_desk import CriteriaDesk
from bot.desk import Desk
from bot.document_desk import DocumentDesk
from bot.document_reply import DocumentWriter
from bot.enrolment import Enrolment
from bot.erasure_desk import Eraser, ErasureDesk
from bot.follow_up import FollowUps
from bot.gate import Gate
from bot.limit_reply import LimitWriter
from bot.menu import Menu
from bot.people_desk import PeopleDesk
from bot.planner import NAME as PLANNER
from bot.planner import Planner
from bot.ports import Answerer, Ingester
from bot.province_desk import ProvinceDesk
from bot.questionnaire import Questionnaire
from bot.reception import Reception
from bot.records import Recorder
from bot.relation_desk import RelationDesk
from bot.routing import TOOLS, plan
from bot.sheet_desk import SheetDesk
from bot.small_talk_reply import SmallTalkDesk
from bot.statement_reply import StatementWriter
from bot.tools import Sources, build_tools
from bot.topic_desk import TopicDesk
from bot.upload_desk import UploadDesk
from bot.welcome_desk import WelcomeDesk
from knowledge.adapters.access_files import load_access_table
from knowledge.adapters.admin_units import VietnamAdminUnits
from knowledge.adapters.answer_files import load_small_talk
from knowledge.adapters.files import load_follow_up_words
from knowledge.adapters.index_folder import IndexRoot
from knowledge.adapters.prompts import load_prompt
from knowledge.adapters.rule_files import load_calculator, load_rule_sets
from knowledge.adapters.workplace import Workplace
from knowledge.criteria import asks_criteria
from knowledge.documents import Document, Register
from knowledge.eligibility import Calculator
from knowledge.errors import ConfigError
from knowledge.messages import Messages
from knowledge.ports import SheetChecker
from knowledge.rules import RuleSet
from knowledge.settings import ModelSettings
from knowledge.store_ports import PersonalStore

if TYPE_CHECKING:
    from bot.telegram_channel import Channel

WEBHOOK_SECRET = "TELEGRAM_WEBHOOK_SECRET"  # noqa: S105 - the name of the variable
PROMPTS = Path(__file__).resolve().parents[1] / "prompts"


def build_assistant(work: Workplace) -> Assistant:
    """Return the assistant over the current index of ``work``.

    Raises:
        ConfigError: a model named in the settings cannot be had.
        DataFileError: a rule, register entry, message or prompt file is refused.
    """
    say = work.messages
    model = _language_model(work.settings.model)
    work.open_models()
    register = work.register
    asked = work.question_words
    small_talk = SmallTalkDesk(load_small_talk(), say)
    calculator = load_calculator(say)
    units = VietnamAdminUnits()
    questionnaire = Questionnaire(units, partial(asks_criteria, asked=asked))
    desk = CaseDesk(calculator, work.state, partial(_draw, messages=say), say)
    writer = DocumentWriter(register, say)
    citer = Citer(register, say)
    rule_sets = load_rule_sets()
    limits = LimitWriter(rule_sets, say)
    relations = RelationDesk(register, writer, limits, asked, work.today, say)
    library = work.library()
    sources = Sources(
        library=library,
        register=register,
        today=work.today,
        citer=citer,
        composer=Composer(citer, say),
        statements=StatementWriter(citer, say, work.settings.answer),
        criteria=CriteriaDesk(rule_sets, citer, asked, say),
        documents=writer,
        relations=relations,
        questionnaire=questionnaire,
        desk=desk,
        small_talk=small_talk,
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
    return Assistant(
        agent,
        questionnaire,
        desk,
        SheetDesk(partial(_sheets, calculator, say), say),
        work.state,
        small_talk.before,
        work.today,
        say,
        documents=DocumentDesk(register, writer, partial(_relations, register, say), say),
        follow_ups=FollowUps(load_follow_up_words(asked), say, units, _rule_sources(rule_sets)),
        topics=TopicDesk(library, register, writer, citer, desk, say),
        province=work.settings.answer.default_province,
    )


def build_reception(work: Workplace, answerer: Answerer) -> Reception:
    """Return whom channels talk to: ``answerer`` behind the gate, with the journal at its side."""
    say, settings = work.messages, work.settings.access
    table = load_access_table()
    enrolment = build_enrolment(work)
    stores: list[PersonalStore] = [work.state(), work.provinces, work.uploads]
    eraser = Eraser(work.journal, stores, work.members, work.database.settle)
    likely = tuple(rules.province for rules in load_rule_sets())
    provinces = ProvinceDesk(work.provinces, likely, say)
    uploads = UploadDesk(
        cache(partial(_ingester, work)),
        work.uploads,
        work.journal,
        partial(table.allows, "cong_bo", private=True),
        work.settings.ingest.max_bytes // 1024 // 1024,
        say,
    )
    desks: dict[str, Desk] = {
        "nguoidung": PeopleDesk(work.members, enrolment, eraser, settings.guest_role, say),
        "tinh": provinces,
        "xoa": ErasureDesk(eraser, say),
        "themvanban": uploads,
    }
    menu = Menu(table, {*ASSISTANT_COMMANDS, *desks, "start", "help"})
    welcome = WelcomeDesk(menu, settings.contact, say)
    return Reception(
        answerer,
        Gate(work.members, table, settings, say),
        enrolment,
        Recorder(work.journal, IndexRoot(work.data).current),
        menu,
        {**desks, "start": welcome, "help": welcome},
        say,
        province_of=provinces.of,
        uploads=uploads,
    )


def build_enrolment(work: Workplace) -> Enrolment:
    """Return what makes and takes enrolment codes."""
    hours = work.settings.access.code_hours
    return Enrolment(work.members, hours, work.settings.zone, work.messages)


def _ingester(work: Workplace) -> Ingester:
    from ingest.upload import Uploads  # late: only where documents are brought

    return Uploads(work)


def _rule_sources(rule_sets: Sequence[RuleSet]) -> frozenset[str]:
    return frozenset(one.source.document for rules in rule_sets for one in rules.classes)


def build_channel(work: Workplace, token: str, environment: Mapping[str, str]) -> Channel:
    """Return what the Telegram channel works with.

    Raises:
        ConfigError: the token or the webhook's secret is malformed.
        StateUnavailableError: the state cannot be used.
    """
    from bot.telegram_channel import Channel, account  # late: the console does without it
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
        secret,
    )


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
