"""What was understood of a text, said back in Vietnamese."""

from __future__ import annotations

from knowledge.figures.ambiguity import Ambiguity
from knowledge.figures.facts import FIELDS
from knowledge.figures.reading import CaseReading
from knowledge.messages import Messages
from knowledge.text import squeeze


def describe_reading(reading: CaseReading, messages: Messages) -> str:
    """Return what was understood, in Vietnamese, for the person to confirm or correct.

    One line for the unit, one per year-end, one per open question or remark; needs the section
    ``figures`` of the messages file.
    """
    case = reading.case
    place = case.get("place", {})
    lines: list[str] = []
    unit = squeeze(f"{place.get('kind', '')} {place.get('name', '')}")
    whole_place = ", ".join(filter(None, (unit, place.get("province"))))
    if whole_place:
        lines.append(messages("figures.place", place=whole_place))
    if place.get("listed_as"):
        lines.append(messages("figures.listed", listings=", ".join(place["listed_as"])))
    for figure in case.get("figures", []):
        parts = [
            messages(f"figures.field.{name}", value=_shown(figure[name]))
            for name in FIELDS
            if name in figure
        ]
        lines.append(messages("figures.year", year=figure["year"], parts="; ".join(parts)))
    if "submission_year" in case:
        lines.append(messages("figures.submission", year=case["submission_year"]))
    lines += [describe_ambiguity(ambiguity, messages) for ambiguity in reading.ambiguities]
    return "\n".join(lines) if lines else messages("figures.nothing")


def describe_ambiguity(ambiguity: Ambiguity, messages: Messages) -> str:
    """Return the question or remark for one ambiguity, in Vietnamese."""
    when = (
        messages("figures.when", year=ambiguity.year)
        if ambiguity.year
        else messages("figures.when_unknown")
    )
    words = messages("figures.or").join(f"“{word}”" for word in ambiguity.words)
    if ambiguity.code == "merged_unit" and not ambiguity.blocking:
        return messages("figures.recomputed")
    return messages(f"figures.open.{ambiguity.code}", when=when, words=words)


def _shown(value: int | str) -> str:
    """Return a count with dots between thousands, or a rate as it is."""
    return f"{value:,}".replace(",", ".") if isinstance(value, int) else value
