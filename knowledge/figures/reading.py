"""The case in a Vietnamese text: figures by year-end, place and submission year, never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from knowledge.figures.align import align
from knowledge.figures.ambiguity import Ambiguity
from knowledge.figures.apart import set_apart
from knowledge.figures.classify import classify
from knowledge.figures.context_years import settle_years
from knowledge.figures.facts import FIELDS, state_facts, year_remarks
from knowledge.figures.merged import read_merger
from knowledge.figures.plausible import keep_plausible
from knowledge.figures.purpose import mentions_figures_only, wants_check
from knowledge.figures.submission import take_submission
from knowledge.figures.tables import read_table
from knowledge.figures.tokens import tokenize
from knowledge.figures.totals import settle_totals
from knowledge.figures.units import share_units
from knowledge.figures.weigh import Table, weigh_facts
from knowledge.places import AdminUnits, Place, find_place
from knowledge.text import fold, normalize
from knowledge.unit_mentions import several_hamlets

PROGRAMME = "vi-nguoi-ngheo-2021-2025"
"""The programme a case belongs to unless the caller says otherwise."""

_PARTICLES = re.compile(
    r"(?<![ ,])[ ,]+(?:ạ|ạh|ah|nhé|nha|nhá|nghen|nhỉ"
    r"|(?<=\d )a|(?<=khong )a|(?<=chua )a)(?=[ .!?]*$)",
    re.MULTILINE,
)
_LONGEST = 10_000  # characters; a longer text is a document, not somebody's figures


@dataclass(frozen=True, slots=True)
class CaseReading:
    """What was understood of a text.

    Attributes:
        case: input of the calculator (design, section 5); holds only what was understood. Rates
            are strings with a decimal comma, counts are whole numbers of ``hộ``.
        has_figures: at least one figure with its year was read.
        is_check: the text asks whether a unit qualifies, or states the figures of one; false for
            questions about criteria and for questions of fact.
        ambiguities: what could not be read for sure.
    """

    case: dict[str, Any]
    has_figures: bool
    is_check: bool
    ambiguities: tuple[Ambiguity, ...] = ()


@dataclass(frozen=True, slots=True)
class _Figures:
    """Figures of a text, years named as that of submission, what is open, units of a table."""

    table: Table
    submissions: tuple[int, ...]
    open: tuple[Ambiguity, ...]
    units: tuple[str, ...]


def read_case(
    text: str,
    *,
    asked_on: date,
    province: str | None = None,
    programme: str = PROGRAMME,
    units: AdminUnits | None = None,
) -> CaseReading:
    """Return the case a Vietnamese text describes, holding only what was understood for sure.

    Figures are year-end figures of poor households, all households and the poor-household rate;
    "đầu năm 2023" is year-end 2022, "năm ngoái" counts from ``asked_on``. Thresholds, near-poor
    households, document numbers, dates and money are no figures. Of a text of more than 10,000
    characters nothing is read (``too_long``).

    Args:
        text: a question, statement or pasted table, with or without diacritics.
        asked_on: the day the text was written.
        province: province to assume when the text leads to none.
        programme: programme the case belongs to.
        units: knows old districts; see :func:`knowledge.places.find_place`.
    """
    if len(text) > _LONGEST:
        empty: dict[str, Any] = {"programme": programme, "place": {}, "figures": []}
        return CaseReading(empty, False, False, (Ambiguity("too_long", None, ()),))
    text = _PARTICLES.sub("", normalize(text))
    place = find_place(text, province=province, units=units)
    figures = _read_figures(text, asked_on, place.kind)
    folded = fold(text)
    merger = read_merger(folded)
    several = () if merger else place.several or figures.units
    table, open_ = figures.table, (*figures.open, *_open_places(place, several))
    if several:  # one unit at a time: what is open about their figures need not be asked
        open_ = tuple(_open_places(place, several))
    doubtful = any(item.blocking and item.code != "province" for item in open_)
    submits = len(figures.submissions) == 1
    check = wants_check(folded, place, years=len(table), doubtful=doubtful, submits=submits)
    aside = not check and mentions_figures_only(folded, place)
    if several or aside:
        table = {}
    if not check and not table:
        open_ = ()
    elif merger:
        open_ = (*open_, merger)
    case: dict[str, Any] = {"programme": programme, "place": _place_entry(place, several)}
    if submits and not aside:
        case["submission_year"] = figures.submissions[0]
    case["figures"] = [
        {"year": year} | {name: facts[name].value for name in FIELDS if name in facts}
        for year, facts in table.items()
    ]
    return CaseReading(case, bool(table), check, open_)


def _read_figures(text: str, asked_on: date, kind: str | None) -> _Figures:
    """Return the figures of a normalised text; the steps are the modules of this package."""
    tabled = read_table(text)
    submissions, wording = take_submission(tokenize(tabled.rest, asked_on))
    wording = settle_years(wording)
    values = set_apart(wording, classify(wording), kind)
    values = align(wording, share_units(wording, values))
    stated = state_facts(wording, values, asked_on)
    facts, unclear = settle_totals((*tabled.facts, *stated.facts), stated.fewer)
    table, clashes = weigh_facts(facts, stated.changes)
    table, odd = keep_plausible(table, kind)
    rivals = tuple(map(str, submissions))
    undecided = [Ambiguity("conflict", None, rivals)] if len(rivals) > 1 else []
    remarks = [r for fact in tabled.facts for r in year_remarks(fact.year, fact.raw, asked_on)]
    found = [*undecided, *tabled.unread, *stated.asked, *unclear, *clashes, *odd, *remarks]
    units = tabled.units or several_hamlets(fold(tabled.rest))
    return _Figures(table, submissions, tuple(dict.fromkeys(found)), units)


def _open_places(place: Place, several: tuple[str, ...]) -> list[Ambiguity]:
    """Return what is open about the unit: which one, its province, the list it stands on."""
    units = [Ambiguity("several_units", None, several)] if several else []
    rivals = [Ambiguity("province", None, place.rivals)] if place.rivals else []
    listing = [Ambiguity("hardship_list", None, (), blocking=False)] if place.hardship else []
    return units + rivals + listing


def _place_entry(place: Place, several: tuple[str, ...]) -> dict[str, Any]:
    """Return the place in the shape of the calculator's input, known keys only."""
    name = None if several else place.name
    entry: dict[str, Any] = {"province": place.province, "kind": place.kind, "name": name}
    if place.listed_as is not None:
        entry["listed_as"] = list(place.listed_as)
    return {key: value for key, value in entry.items() if value is not None}
