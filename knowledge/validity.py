"""Which passages hold on a day: by the register, and by the dates an indexed text gives itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.as_of import dates_named
from knowledge.clauses import lies_within
from knowledge.document_model import Document, Standing, State
from knowledge.documents import Register, state_ended
from knowledge.kinds import KINDS
from knowledge.passages import DocumentRecord, Passage
from knowledge.ports import PassageReader
from knowledge.references import canonical, find_references
from knowledge.text import fold, normalize, syllables

_ONE_DAY = timedelta(days=1)

_REPORTS = frozenset({"Thông báo", "Báo cáo", "Kết luận", "Công văn"})
"""Kinds that tell what was the case: what they say of an earlier day holds for that day."""

_OLD = re.compile(
    r"\btruoc (?:day|kia)\b|\b(?:het|khong con) hieu luc\b|\bda bi (?:bai bo|thay the)\b"
    r"|\b(?:quy dinh|van ban|nghi dinh|quyet dinh|thong tu|luat|ke hoach|noi dung|muc|chuan"
    r"|chuan ngheo|ban|tieu chi) (?P<old>cu)\b(?! the\b| tri\b)"
)
_OF_A_YEAR = re.compile(
    rf"\b(?P<kind>{'|'.join(sorted(map(fold, KINDS), key=len, reverse=True))})\b"
    r"(?P<about>(?:[\s,]+[^\W\d]+){0,16}?)[\s,]+(?:nam\s+)?"
    r"(?P<year>(?:19|20)\d\d)\b(?!\s?[-–/]\s?\d)"
)
"""A document called by its kind, its subject and its year: "kế hoạch giảm nghèo năm 2024"."""
_LINKING = frozenset(
    syllables("ve cua cho do va o tai theo trong thuc hien to chuc ban hanh quy dinh viec so tinh")
)
"""Words between kind and year that need not be those of the title."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks for beside the day.

    Attributes:
        numbers: canonical numbers of the documents it names; they are searched whatever their
            state.
        dates: full dates it names; documents issued on them are searched too.
        rest: the question without the words that ask for what held before.
        undated: the same without the dates.
        old: whether it asks for what held before.
    """

    numbers: frozenset[str]
    dates: frozenset[date]
    rest: str
    undated: str
    old: bool


class Validity:
    """Tells whether sources are in force.

    Args:
        register: the documents and their relations.
    """

    def __init__(self, register: Register) -> None:
        self._register = register

    def asked(self, question: str, today: date) -> Asked:
        """Return what a question asks for beside the day.

        Args:
            question: the reader's words, with or without diacritics.
            today: the day a date without a year would be counted from.
        """
        folded, original = fold(question), normalize(question)
        numbers = set[str]()
        for reference in find_references(question):
            numbers.add(reference.canonical)
            numbers |= _numbers(self._register.match(reference))
        for named in _OF_A_YEAR.finditer(folded):
            numbers |= _numbers(self._of_a_year(named))
        dates = dates_named(question, today)
        old = [
            match
            for match in _OLD.finditer(folded)
            if match["old"] is None or original[slice(*match.span("old"))].lower() in ("cu", "cũ")
        ]
        said = [match.span("old") if match["old"] else match.span() for match in old]
        rest = _without(original, said)
        undated = _without(original, [*said, *(span for _, span in dates)])
        days = frozenset(day for day, _ in dates)
        return Asked(frozenset(numbers), days, rest, undated, bool(old))

    def _of_a_year(self, named: re.Match[str]) -> list[Document]:
        """Return the documents whose title has the subject; without one, the only one of a year."""
        kind, year = named["kind"], int(named["year"])
        about = set(syllables(named["about"])) - _LINKING
        found = [
            entry
            for entry in self._register.all()
            if fold(entry.kind) == kind
            and year in (entry.date.year if entry.date else None, _only_year(entry))
            and about <= _words_of(entry)
        ]
        return found if about or len(found) == 1 else []

    def standing(self, passage: Passage, record: DocumentRecord, on: date) -> Standing | None:
        """Return how the source of a passage stands, ``None`` when it is no official document."""
        source = passage.attribution
        number = source.document if source else record.number
        clause_from = source.effective_from if source else None
        since = _outside(record, clause_from, on)
        entries = self._entries(number)
        if not entries:
            if not number or (source and not find_references(number)):
                return None
            return _by_own_dates(None, since, on, checked=False)
        states = [self._state(entry, passage.section, on) for entry in entries]
        best = max(states, key=lambda state: _worth(state.in_force))
        checked = all(entry.is_fact for entry in entries)
        # A clause may come into force after its document; of a document the register knows better.
        if since and (clause_from or (best.in_force is None and source is None)):
            return _by_own_dates(best.document, since, on, checked=checked)
        return Standing.of(best, checked=checked)

    def holds(self, passage: Passage, record: DocumentRecord, on: date) -> bool:
        """Tell whether a passage may be given as what holds on a day."""
        standing = self.standing(passage, record, on)
        return standing is None or standing.in_force is not False or _is_report(standing)

    def rows_out(self, store: PassageReader, on: date) -> frozenset[int]:
        """Return the rows of an index whose document is not in force on a day."""
        rows = set[int]()
        for entry in self._register.all():
            state = self._register.state(entry, on)
            report = state.not_yet and entry.kind in _REPORTS
            if entry.number and state.in_force is False and not report:
                rows.update(store.numbers_citing(canonical(entry.number)))
            elif entry.number and state.without:
                rows.update(
                    row
                    for row in store.numbers_citing(canonical(entry.number))
                    if self._state(entry, store.passage(row).section, on).in_force is False
                )
        for record in store.documents():
            if not record.number or _outside(record, None, on) is None:
                continue
            states = [self._register.state(e, on) for e in self._entries(record.number)]
            if not any(state.in_force for state in states):  # the register knows better
                own = store.numbers_citing(canonical(record.number))
                rows.update(set(store.numbers_of(record.id)).intersection(own))
        rows.update(store.numbers_starting_after(on))
        return frozenset(rows)

    def named_rows(self, store: PassageReader, asked: Asked) -> frozenset[int]:
        """Return the rows of the documents a question names by number."""
        return frozenset(row for n in asked.numbers for row in store.numbers_citing(n))

    def dated_rows(self, store: PassageReader, asked: Asked) -> frozenset[int]:
        """Return the rows of the documents issued on a date the question names."""
        rows = set[int]()
        for entry in self._register.all() if asked.dates else ():
            if entry.number and entry.date in asked.dates:
                rows.update(store.numbers_citing(canonical(entry.number)))
        for record in store.documents() if asked.dates else ():
            if record.number and record.issued_on in asked.dates:
                rows.update(store.numbers_of(record.id))
        return frozenset(rows)

    def _state(self, entry: Document, section: str, on: date) -> State:
        """Return the state of a document for a passage; a part may have ended before the rest."""
        state = self._register.state(entry, on)
        for ending in state.without:
            if lies_within(section, ending.scope):
                return state_ended(entry, on, ending)
        return state

    def _entries(self, number: str | None) -> list[Document]:
        """Return the entries a source line names; it may name several documents."""
        references = find_references(number) if number and "/" in number else []
        matches = (self._register.match(r) for r in references if r.complete)
        return [found[0] for found in matches if found]


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return text


def _numbers(entries: Iterable[Document]) -> set[str]:
    return {canonical(entry.number) for entry in entries if entry.number}


def _only_year(entry: Document) -> int | None:
    """Return the year a document is about, where it is about one only."""
    first, last = entry.period
    return first if first == last else None


def _words_of(entry: Document) -> set[str]:
    texts = (entry.kind, entry.title or "", entry.issuer, *entry.subjects)
    return {word for text in texts for word in syllables(fold(text))}


def _worth(in_force: bool | None) -> int:
    return {True: 2, None: 1, False: 0}[in_force]


def _is_report(standing: Standing) -> bool:
    state = standing.state
    return state is not None and state.not_yet and state.document.kind in _REPORTS


def _by_own_dates(
    entry: Document | None, since: date | None, on: date, *, checked: bool
) -> Standing:
    """Return how a text stands by the dates it gives itself; unknown where they hold ``on``."""
    if since is None:
        return Standing(entry, None, None, None, checked)
    return Standing(entry, None, False, since, checked, since > on)


def _outside(record: DocumentRecord, clause_from: date | None, on: date) -> date | None:
    """Return the first day out of, or in, force when a text's own dates do not hold ``on``."""
    starts = clause_from or record.effective_from
    if starts and on < starts:
        return starts
    if record.effective_to and on > record.effective_to:
        return record.effective_to + _ONE_DAY
    return None


def states_within(register: Register, document: Document, first: date, last: date) -> list[State]:
    """Return the states a document goes through between two days, in order, each once.

    Args:
        register: where its relations are.
        document: the document.
        first: first day of the span.
        last: last day of the span, included.
    """
    days = {first, *(day for day in _turning_days(register, document) if first < day <= last)}
    states: list[State] = []
    for day in sorted(days):
        state = register.state(document, day)
        if not states or _told(state) != _told(states[-1]):
            states.append(state)
    return states


def _told(state: State) -> tuple[object, ...]:
    return state.code, state.scope, state.without


def _turning_days(register: Register, document: Document) -> set[date]:
    days = {document.earliest, document.effective_from, document.first_day_out}
    days |= {ending.day for ending in register.endings(document)}
    if document.period[1]:
        days.add(date(document.period[1] + 1, 1, 1))
    for span, _ in register.applied_days(document):
        days |= {span.first, span.last + _ONE_DAY}
    return {day for day in days if day}
