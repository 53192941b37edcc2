"""What the last questions of a conversation were about, for those that lean on them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from knowledge.answer import Citation, Reply, ReplyKind
from knowledge.clauses import find_clause
from knowledge.places import find_provinces
from knowledge.references import Reference, find_references

_PERCENT = re.compile(r"(?<![\w.,])\d{1,2}(?:,\d{1,2})?(?= ?%)")
_MOST_LIMITS = 3
_SOURCES_KEPT = 3


@dataclass(frozen=True, slots=True)
class Topic:
    """One question, and what was answered.

    Attributes:
        question: the question, complete; empty for a case.
        named: documents the question names: ``"Quyết định 666/QĐ-TTg"``.
        given: other documents the answer rests on.
        clause: clause the answer is from, ``"khoản 2 Điều 60"``; empty when not known.
        place: province asked about; empty for none.
        limits: percentages the answer gives and the question did not: ``"20"``.
        sources: what the answer cites.
        evidence: id of the evidence message of a case, ``None`` for none.
        is_case: whether a case was spoken of.
        kind: what sort of reply was given.
    """

    question: str
    kind: ReplyKind = "answer"
    named: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    clause: str = ""
    place: str = ""
    limits: tuple[str, ...] = ()
    sources: tuple[Citation, ...] = ()
    evidence: str | None = None
    is_case: bool = False

    @property
    def says_nothing(self) -> bool:
        """Whether nothing was asked or answered that a later question could lean on."""
        return not (self.named or self.given or self.place or self.sources or self.is_case)

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values that :meth:`from_json` reads back."""
        return asdict(self)

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Topic:
        """Return what :meth:`to_json` gave."""
        lists = {name: tuple(content[name]) for name in ("named", "given", "limits")}
        sources = tuple(Citation(**source) for source in content["sources"])
        return cls(**{**content, **lists, "sources": sources})

    def without_sources(self) -> Topic:
        """Return the topic as it is kept once another one has followed."""
        return replace(self, sources=())


def topic_of(question: str, reply: Reply) -> Topic:
    """Return what a question and its answer were about.

    Args:
        question: the question, complete.
        reply: the answer.
    """
    cited = [r for c in reply.citations for r in find_references(c.document)]
    if not reply.citations and reply.kind == "answer":
        cited = find_references(reply.text)
    asked = find_references(question)
    known = {r.canonical: r for r in (*asked, *cited) if r.kind}  # "06/2022/QH15" is a law
    cited = [known.get(reference.canonical, reference) for reference in cited]
    named = dict.fromkeys(_printed(reference, cited) for reference in asked)
    others = (r for r in cited if not any(_is_same(one, r) for one in asked))
    provinces = find_provinces(question)
    in_question = set(_PERCENT.findall(question))
    limits = dict.fromkeys(p for p in _PERCENT.findall(reply.text) if p not in in_question)
    return Topic(
        question=question,
        kind=reply.kind,
        named=tuple(named),
        given=tuple(dict.fromkeys(map(printed_name, others))),
        clause=_clause(question, reply),
        place=provinces[0] if len(provinces) == 1 else "",
        limits=tuple(limits) if reply.kind == "answer" and len(limits) <= _MOST_LIMITS else (),
        sources=reply.citations[:_SOURCES_KEPT],
    )


def topic_of_case(reply: Reply) -> Topic:
    """Return what a reply about a case was about."""
    held = reply.determination or {}
    limits = dict.fromkeys(str(finding["limit"]) for finding in held.get("findings", ()))
    place = (held.get("case", {}).get("place") or {}).get("province") or ""
    return Topic(
        question="",
        kind=reply.kind,
        place=place,
        limits=tuple(limit.replace(".", ",") for limit in limits),
        sources=reply.citations[:_SOURCES_KEPT],
        evidence=held.get("evidence_id"),
        is_case=True,
    )


def printed_name(reference: Reference) -> str:
    """Return a document as a reader calls it: ``"Quyết định 666/QĐ-TTg"``."""
    return f"{reference.kind} {reference.number}".strip()


def _printed(asked: Reference, cited: list[Reference]) -> str:
    """Return the name of a document asked for, with its whole number where the answer has it."""
    full = (one for one in cited if one.complete and _is_same(asked, one))
    return printed_name(next(full, asked))


def _is_same(asked: Reference, cited: Reference) -> bool:
    """Tell whether two mentions may be of one document; a number may be given in part."""
    if asked.digits != cited.digits or (asked.kind and cited.kind and asked.kind != cited.kind):
        return False
    if asked.complete and cited.complete:
        return asked.canonical == cited.canonical
    return asked.year in (None, cited.year) or cited.year is None


def _clause(question: str, reply: Reply) -> str:
    """Return the clause asked for, or that of the first source."""
    if find_clause(question):
        return ""  # the question has it
    section = reply.citations[0].section if reply.citations else ""
    return section if find_clause(section) else ""
