"""The assistant's three tools: search the corpus, look a document up, decide a case.

Each returns text for the model to read and, as artifact, the reply already composed by code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from langchain_core.tools import BaseTool, tool
from langgraph.prebuilt import ToolRuntime

from bot.case_desk import CaseDesk
from bot.citing import Citer
from bot.compose import Composer
from bot.criteria_desk import CriteriaDesk
from bot.dialogue import Turn
from bot.document_reply import DocumentWriter
from bot.questionnaire import Questionnaire
from bot.relation_desk import RelationDesk
from bot.routing import CHECK, DOCUMENT, SEARCH, asks_author, asks_issue, asks_posted, asks_signer
from bot.small_talk_reply import SmallTalkDesk
from bot.statement_reply import StatementWriter
from knowledge.answer import Reply
from knowledge.answering import Candidate
from knowledge.as_of import AsOf, read_as_of
from knowledge.clauses import find_clause
from knowledge.documents import Document, Register
from knowledge.finding import Finding
from knowledge.library import Library
from knowledge.named_sources import speaks_for
from knowledge.references import Reference, find_references
from knowledge.weighing import articles_about


@dataclass(frozen=True, slots=True)
class Asking:
    """What is fixed for one question.

    Attributes:
        question: the question; whole where the reader's words lean on what was said before.
        on: the day the answer is for.
        province: province assumed when the question names none.
        turn: what the question means for a case; ``None`` when it is about something else.
        typed: the reader's words, where the question is not in them.
        day_chosen: whether the caller chose the day; it then wins over one the question names.
    """

    question: str
    on: date
    province: str | None
    turn: Turn | None = None
    typed: str | None = None
    day_chosen: bool = False

    @property
    def said(self) -> str:
        """The reader's words; the calculator reads figures from here and nowhere else."""
        return self.question if self.typed is None else self.typed


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
    citer: Citer
    composer: Composer
    statements: StatementWriter
    documents: DocumentWriter
    relations: RelationDesk
    questionnaire: Questionnaire
    desk: CaseDesk
    criteria: CriteriaDesk
    small_talk: SmallTalkDesk


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
    if asking.day_chosen:
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
    criteria = sources.criteria.reads(question)
    if criteria is not None:
        reply = sources.criteria.answer(criteria, finding, asking.province, asking.on)
        if reply is not None:
            return reply
    reply = _of_article(sources, question, finding, asking.on)
    if reply is not None:
        return reply
    if finding.answers:
        unknown_by_all = sources.composer.not_known(finding)
        return unknown_by_all or sources.statements.answer(finding, asking.on, library.after)
    if finding.lapsed:
        return sources.composer.only_lapsed(finding, question, asking.on)
    titled = library.entitled(finding)
    if titled is not None:
        return sources.composer.record(titled, asking.on)
    return (
        sources.small_talk.after(question)
        or _nothing_in_document(sources, question)
        or sources.composer.nothing_found(
            finding.provinces,
            library.titles(),
            library.offers(finding, sources.composer.offer_patterns()),
        )
    )


def _of_article(sources: Sources, question: str, finding: Finding, on: date) -> Reply | None:
    """Return who wrote an article or when it was published, where that is asked."""
    if asks_author(question):
        return sources.composer.author(articles_about(finding), on)
    if asks_posted(question):
        return sources.composer.posted(articles_about(finding), on)
    return None


def _nothing_in_document(sources: Sources, question: str) -> Reply | None:
    """Return that a document on file does not say, where the question names one."""
    references = find_references(question)
    entries = sources.register.match(references[0]) if references else []
    return sources.documents.does_not_say(entries[0], find_clause(question)) if entries else None


def _nothing(sources: Sources, asking: Asking) -> Reply:
    provinces = (asking.province,) if asking.province else ()
    return sources.composer.nothing_found(provinces, sources.library().titles())


def _document(sources: Sources, number: str, asking: Asking, day: AsOf | None) -> Reply:
    entries = sources.register.lookup(number)
    references = find_references(number)
    printed = entries[0].number if entries else None
    library = sources.library()
    passages = library.quoting(printed or number) if printed or references else []
    own = [p for p in passages if p.document.number and speaks_for(p, references)]
    if asks_signer(asking.question):
        return sources.composer.signer(own, sources.documents.name_of(number, entries), asking.on)
    mentions = [sources.citer.cite(p, p.passage.text, asking.on) for p in passages[:1]]
    related = sources.relations.answer(asking.question, asking.on, day, mentions)
    if related is not None:
        return related
    if entries:
        others = _others_named(sources, asking.question, entries)
        reply = sources.documents.short(
            entries[0], mentions, asking.on, day, others, question=asking.question
        )
        undated = asks_issue(asking.question) and entries[0].date is None
        return replace(reply, kind="abstain") if undated else reply
    if own:
        return _of_unregistered(sources, library, own[0], asking)
    subject = sources.relations.subject(asking.question)
    titled = library.titled(subject, asking.on) if subject else None
    if titled is not None:
        held = sources.register.lookup(titled.document.number or "")
        if held:
            return sources.documents.short(held[0], (), asking.on, day, question=asking.question)
        return sources.composer.record(titled, asking.on)
    return _not_on_file(sources, references[0]) if references else _nothing(sources, asking)


def _of_unregistered(sources: Sources, library: Library, own: Candidate, asking: Asking) -> Reply:
    """Return what a document that the register does not hold says of itself, or its record."""
    finding = library.find(asking.question, asking.province, asking.on)
    stated = finding.statement.answers if finding.statement else ()
    if finding.question.kind and stated and stated[0].candidate.document.id == own.document.id:
        return sources.statements.answer(finding, asking.on, library.after)
    asked = sources.relations.phrase(asking.question, own.document.number or "")
    return sources.composer.record(own, asking.on, asked)


def _others_named(
    sources: Sources, question: str, entries: Sequence[Document]
) -> tuple[Document, ...]:
    """Return the further documents of the register that a question names."""
    named = (sources.register.match(r)[:1] for r in find_references(question))
    return tuple(d for found in named for d in found if d.id != entries[0].id)[:2]


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
        asking.said, on=asking.on, province=asking.province
    )
    return sources.desk.answer(turn, asking.on)
