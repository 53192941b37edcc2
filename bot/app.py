"""All wiring of the assistant on one screen: settings and files in, an assistant out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langchain_core.language_models import BaseChatModel

from bot.agent import Agent
from bot.approvals import Approvals, ApprovedFirst
from bot.assistant import Assistant
from bot.bases import Bases
from bot.case_desk import CaseDesk
from bot.citing import Citer
from bot.compose import Composer
from bot.criteria_desk import CriteriaDesk
from bot.document_desk import DocumentDesk
from bot.document_reply import DocumentWriter
from bot.follow_up import FollowUps
from bot.limit_reply import LimitWriter
from bot.planner import NAME as PLANNER
from bot.planner import Planner
from bot.questionnaire import Questionnaire
from bot.relation_desk import RelationDesk
from bot.routing import TOOLS, plan
from bot.sheet_desk import SheetDesk
from bot.small_talk_reply import SmallTalkDesk
from bot.statement_reply import StatementWriter
from bot.tools import Sources, build_tools
from bot.topic_desk import TopicDesk
from knowledge.adapters.admin_units import VietnamAdminUnits
from knowledge.adapters.answer_files import load_small_talk
from knowledge.adapters.files import load_follow_up_words
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

if TYPE_CHECKING:
    pass

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
    composer = Composer(citer, say)
    sources = Sources(
        library=library,
        register=register,
        today=work.today,
        citer=citer,
        composer=composer,
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
    approvals, _ = build_approvals(work)
    return Assistant(
        ApprovedFirst(agent, approvals, composer.dated, register),
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


def build_approvals(work: Workplace) -> tuple[Approvals, Bases]:
    """Return the approved answers, and what finds and watches their sources."""
    say, register = work.messages, work.register
    cite = Citer(register, say).cite
    bases = Bases(register, work.library(), cite, DocumentWriter(register, say), say)
    return Approvals(work.approved, work.questions, bases, say), bases


def _rule_sources(rule_sets: Sequence[RuleSet]) -> frozenset[str]:
    return frozenset(one.source.document for rules in rule_sets for one in rules.classes)


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
