"""What a text leaves open, as a question or remark in Vietnamese."""

from __future__ import annotations

from knowledge.figures.ambiguity import Ambiguity
from knowledge.messages import Messages


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
