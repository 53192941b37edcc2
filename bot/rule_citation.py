"""The citation of an award rule as it stands in the rules on file."""

from __future__ import annotations

from knowledge.answer import Citation
from knowledge.document_text import vietnamese_date
from knowledge.messages import Messages
from knowledge.rules import RuleSet, UnitClass


def rule_citation(rules: RuleSet, unit_class: UnitClass, messages: Messages) -> Citation:
    """Return the source of a class of units, with the words of its clause.

    Args:
        rules: the rule set it belongs to.
        unit_class: the class.
        messages: section ``answer``.
    """
    source = unit_class.source
    issued = vietnamese_date(source.issued_on)
    return Citation(
        document=messages("answer.source_dated", name=source.document, date=issued),
        title=messages("answer.rules_title"),
        section=source.clause,
        quote=source.quote,
        file=f"programmes/{rules.programme.id}/{rules.id}/rules.yaml",
        in_force=None,
    )
