"""The assistant's three tools: search the corpus, look a document up, decide a case.

Each returns text for the model to read and, as artifact, the reply already composed by code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from langchain_core.tools import BaseTool, tool
from langgraph.prebuilt import ToolRuntime

from bot.case_desk import CaseDesk
from bot.compose import Composer
from bot.dialogue import Turn
from bot.document_reply import DocumentWriter
from bot.questionnaire import Questionnaire
from bot.relation_desk import RelationDesk
from knowledge.answer import Reply
from knowledge.as_of import AsOf, read_as_of
from knowledge.documents import Register
from knowledge.library import Library
from knowledge.references import Reference, find_references

TOOLS = SEARCH, DOCUMENT, CHECK = "tra_cuu", "van_ban", "kiem_tra"


@dataclass(frozen=True, slots=True)
class Asking:
    """What is fixed for one question.

    Attributes:
        question: the reader's words; the calculator reads figures from here and nowhere else.
        on: the day the answer is for.
        province: province assumed when the question names none.
        turn: what the question means for a case; ``None`` when it is about something else.
    """

    question: str
    on: date
    province: str | None
    turn: Turn | None = None


class QuestionDesk(Protocol):
    """Answers questions."""

    def answer(self, asking: Asking) -> Reply:
        """Return the reply to one question.

        Raises:
            TroLyError: no answer can be given, e.g. there is no index yet.
        """


@dataclass(frozen=True, slots=True)
class Sources:
    """What the tools draw on; ``today`` is the day meant when no other was asked for."""

    library: Callable[[], Library]
    register: Register
    today: Callable[[], date]
    composer: Composer
    documents: DocumentWriter
    relations: RelationDesk
    questionnaire: Questionnaire
    desk: CaseDesk


_Result = tuple[str, Reply]


def build_tools(sources: Sources, descriptions: Mapping[str, str]) -> list[BaseTool]:
    """Return the tools over ``sources``.

    Args:
        sources: what the tools draw on.
        descriptions: for each of :data:`TOOLS`, what a language model is told about it.
    """

    @tool(SEARCH, description=descriptions[SEARCH], response_format="content_and_artifact")
    def search(cau_hoi: str, runtime: ToolRuntime[Asking]) -> _Result:
        asking, day = _dated(sources, runtime.context)
        reply = _search(sources, _undated(sources, cau_hoi), asking)
        return _shown(sources.composer.dated(reply, day))

    @tool(DOCUMENT, description=descriptions[DOCUMENT], response_format="content_and_artifact")
    def document(so_hieu: str, runtime: ToolRuntime[Asking]) -> _Result:
        asking, day = _dated(sources, runtime.context)
        reply = _document(sources, so_hieu, asking, day)
        return _shown(sources.composer.dated(reply, day))

    @tool(CHECK, description=descriptions[CHECK], response_format="content_and_artifact")
    def check(runtime: ToolRuntime[Asking]) -> _Result:
        return _shown(_check(sources, runtime.context))

    return [search, document, check]


def _shown(reply: Reply) -> _Result:
    sources = [
        f"[{label}] {c.document} — {c.section}: “{c.quote}”"
        for label, c in enumerate(reply.citations, start=1)
    ]
    return "\n".join([reply.text, *reply.notices, *sources]), reply


def _dated(sources: Sources, asking: Asking) -> tuple[Asking, AsOf | None]:
    """Return the question for the day its own words name, unless the caller chose a day."""
    if asking.on != sources.today():
        return asking, None
    day = read_as_of(asking.question, asking.on, sources.register.issued_on)
    return (replace(asking, on=day.last), day) if day else (asking, None)


def _undated(sources: Sources, question: str) -> str:
    """Return the question without the words that only say for which day it is asked."""
    day = read_as_of(question, sources.today(), sources.register.issued_on)
    return day.without(question) if day else question


def _search(sources: Sources, question: str, asking: Asking) -> Reply:
    library = sources.library()
    unknown = _unknown_reference(sources, library, question)
    if unknown is not None:
        return _not_on_file(sources, unknown)
    finding = library.find(question, asking.province, asking.on)
    if finding.answers:
        return sources.composer.answer(finding, asking.on)
    if finding.lapsed:
        return sources.composer.only_lapsed(finding, question, asking.on)
    return sources.composer.nothing_found(finding.provinces, library.titles())


def _nothing(sources: Sources, asking: Asking) -> Reply:
    provinces = (asking.province,) if asking.province else ()
    return sources.composer.nothing_found(provinces, sources.library().titles())


def _document(sources: Sources, number: str, asking: Asking, day: AsOf | None) -> Reply:
    entries = sources.register.lookup(number)
    references = find_references(number)
    printed = entries[0].number if entries else None
    passages = sources.library().quoting(printed or number) if printed or references else []
    mentions = [sources.composer.cite(p, p.passage.text, asking.on) for p in passages[:1]]
    related = sources.relations.answer(asking.question, asking.on, day, mentions)
    if related is not None:
        return related
    if entries:
        return sources.documents.short(entries[0], mentions, asking.on, day)
    own = [p for p in passages if p.document.number]
    if own:
        asked = sources.relations.phrase(asking.question, own[0].document.number or "")
        return sources.composer.record(own[0], asking.on, asked)
    subject = sources.relations.subject(asking.question)
    titled = sources.library().titled(subject, asking.on) if subject else None
    if titled is not None:
        held = sources.register.lookup(titled.document.number or "")
        if held:
            return sources.documents.short(held[0], (), asking.on, day)
        return sources.composer.record(titled, asking.on)
    return _not_on_file(sources, references[0]) if references else _nothing(sources, asking)


def _unknown_reference(sources: Sources, library: Library, text: str) -> Reference | None:
    """Return the first complete document number of a question that nothing on file knows."""
    for reference in find_references(text):
        known = sources.register.match(reference) or library.quoting(reference.number)
        if reference.complete and not known:
            return reference
    return None


def _not_on_file(sources: Sources, reference: Reference) -> Reply:
    similar = sources.register.similar(reference)
    return sources.documents.not_on_file(reference.number, similar)


def _check(sources: Sources, asking: Asking) -> Reply:
    turn = asking.turn or sources.questionnaire.open(
        asking.question, on=asking.on, province=asking.province
    )
    return sources.desk.answer(turn, asking.on)
