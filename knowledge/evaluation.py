"""Judges one answer: was the passage found, is the answer exact, are its sources sound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from knowledge.evaluation_text import Verdict, figures, holds, opening_verdict, plain
from knowledge.text import has_diacritics, normalize, syllables

RETRIEVED = 10
"""Search hits among which a cited passage must be."""

OWN_SOURCES = ("register/", "programmes/")
"""Files the product answers from without searching: the register and the rules."""

Fault = Literal["missing", "uncited", "declined", "answered"]
"""Why an answer is wrong: a figure or name is missing, the right source is not cited, it was
declined although something answers it, or answered although nothing does."""

CitationFault = Literal["not_retrieved", "not_in_force", "figure_not_quoted"]
"""Why a citation is unsound."""

_CHAT = frozenset({"small_talk", "insult"})
_LAPSED = ("hết hiệu lực", "không còn hiệu lực", "chưa có hiệu lực", "đã kết thúc")


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a good answer does.

    Attributes:
        documents: numbers, or parts of file names, one of which must be cited; may be empty.
        and_documents: the same for a second source; empty when one source is enough.
        must_contain: each entry lists spellings, one of which must stand in the text or a quote.
        verdict: what the answer to a yes/no question must say first.
        section: the clause to cite: itself, a part of it, or what it is part of; may be empty.
        declined: why nothing on file answers, as one word; empty when something does.
    """

    documents: tuple[str, ...] = ()
    and_documents: tuple[str, ...] = ()
    must_contain: tuple[tuple[str, ...], ...] = ()
    verdict: Verdict | None = None
    section: str = ""
    declined: str = ""


@dataclass(frozen=True, slots=True)
class EvaluationQuestion:
    """One question of a set.

    Attributes:
        id: the set's label.
        text: the question as it is sent.
        corpus: texts it is asked of; empty when the set does not say.
        form: kind of question.
        expected: see :class:`Expectation`.
    """

    id: str
    text: str
    corpus: str
    form: str
    expected: Expectation

    @property
    def accented(self) -> bool:
        """Whether the question was typed with diacritics."""
        return any(map(has_diacritics, syllables(normalize(self.text))))


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage that search returned, best first, and the captions of its document."""

    file: str
    document: str
    text: str
    captions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cited:
    """One source of an answer, as ``ask --json`` gives it."""

    document: str
    title: str
    section: str
    quote: str
    file: str
    in_force: bool | None


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer, as ``ask --json`` gives it.

    Attributes:
        kind: ``answer``, ``document``, ``verdict``, ``clarify`` or ``abstain``.
        text: the answer.
        citations: its sources.
        determined: whether the calculator decided.
        elapsed_ms: time it took, milliseconds.
    """

    kind: str
    text: str
    citations: tuple[Cited, ...]
    determined: bool
    elapsed_ms: Decimal


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is right and wrong with one answer.

    Attributes:
        question: the question.
        answered: what was said.
        rank: place, from 1, of the first hit that answers; ``None`` when there is none.
        searched: whether a passage is expected at all (see :func:`judge`).
        faults: what is wrong with the answer; empty when it is right.
        missing: the entries of ``must_contain`` that are in neither text nor quotes.
        verdict_said: whether the expected yes or no came first; ``None`` when none is expected.
        citation_faults: one entry per citation, empty for a sound one.
    """

    question: EvaluationQuestion
    answered: Answered
    rank: int | None
    searched: bool
    faults: tuple[Fault, ...]
    missing: tuple[str, ...]
    verdict_said: bool | None
    citation_faults: tuple[tuple[CitationFault, ...], ...]


def judge(question: EvaluationQuestion, answered: Answered, hits: Sequence[Hit]) -> Judgement:
    """Return what is right and wrong with one answer.

    A hit answers when it is of an expected document and holds at least one of the expected
    figures or names. No passage is expected when nothing on file answers, and for questions of
    the form ``validity``, which the register answers.

    Args:
        question: what was asked and expected.
        answered: the answer given.
        hits: what search returned for the same question, best first.
    """
    wanted = question.expected
    if wanted.declined:
        faults: tuple[Fault, ...] = () if _declined(answered, wanted.declined) else ("answered",)
        missing: tuple[str, ...] = ()
    else:
        missing = tuple(_missing(wanted, answered))
        faults = tuple(_faults(wanted, answered, missing))
    searched = not wanted.declined and question.form != "validity"
    return Judgement(
        question,
        answered,
        _rank(wanted, hits) if searched else None,
        searched,
        faults,
        missing,
        _verdict_said(wanted, answered),
        tuple(_citation_faults(question, answered, hits)),
    )


def _verdict_said(wanted: Expectation, answered: Answered) -> bool | None:
    if wanted.verdict is None:
        return None
    return answered.kind != "abstain" and opening_verdict(answered.text) == wanted.verdict


def _declined(answered: Answered, why: str) -> bool:
    """Tell whether nothing on file was claimed; a greeting may be greeted."""
    if answered.kind == "abstain":
        return True
    return why in _CHAT and not answered.citations and not answered.determined


def _missing(wanted: Expectation, answered: Answered) -> Iterator[str]:
    said = "\n".join([answered.text, *(citation.quote for citation in answered.citations)])
    for spellings in wanted.must_contain:
        if not any(holds(said, spelling) for spelling in spellings):
            yield spellings[0]


def _faults(wanted: Expectation, answered: Answered, missing: Sequence[str]) -> Iterator[Fault]:
    if answered.kind == "abstain":
        yield "declined"
        return
    if missing:
        yield "missing"
    for names, section in ((wanted.documents, wanted.section), (wanted.and_documents, "")):
        if names and not any(
            _named(names, source.document, source.file) and _same_clause(section, source.section)
            for source in answered.citations
        ):
            yield "uncited"
            return


def _same_clause(wanted: str, cited: str) -> bool:
    """Tell whether one of two clauses is the other or part of it."""
    return not wanted or (cited != "" and (holds(cited, wanted) or holds(wanted, cited)))


def _named(names: Iterable[str], document: str, file: str) -> bool:
    return any(name in file or holds(document, name) for name in names)


def _rank(wanted: Expectation, hits: Sequence[Hit]) -> int | None:
    names = wanted.documents + wanted.and_documents
    spellings = [spelling for entry in wanted.must_contain for spelling in entry]
    for rank, hit in enumerate(hits, start=1):
        if (not names or _named(names, hit.document, hit.file)) and (
            not spellings or any(holds(hit.text, spelling) for spelling in spellings)
        ):
            return rank
    return None


def _citation_faults(
    question: EvaluationQuestion, answered: Answered, hits: Sequence[Hit]
) -> Iterator[tuple[CitationFault, ...]]:
    quoted = _figures_are_quoted(question, answered)
    lapse_said = any(word in answered.text.lower() for word in _LAPSED)
    for citation in answered.citations:
        faults: list[CitationFault] = []
        if not citation.file.startswith(OWN_SOURCES) and not _retrieved(citation, hits):
            faults.append("not_retrieved")
        if citation.in_force is False and not lapse_said:
            faults.append("not_in_force")
        if not quoted:
            faults.append("figure_not_quoted")
        yield tuple(faults)


def _retrieved(citation: Cited, hits: Sequence[Hit]) -> bool:
    """Tell whether a hit of the same file, or a caption there, holds every part of the quote."""
    parts = [part.strip() for part in plain(citation.quote).split("…")]
    return any(
        hit.file == citation.file and all(part in plain(text) for part in parts)
        for hit in hits[:RETRIEVED]
        for text in (hit.text, *hit.captions)
    )


def _figures_are_quoted(question: EvaluationQuestion, answered: Answered) -> bool:
    """Tell whether each figure said stands in a quote, in a source's name or in the question.

    The register, the rules and the calculator quote no passage: their figures are not checked
    here.
    """
    sources = answered.citations
    if answered.determined or any(source.file.startswith(OWN_SOURCES) for source in sources):
        return True
    known = [question.text]
    for source in sources:
        known += [source.quote, source.document, source.title]
    return figures(answered.text) <= figures("\n".join(known))
