"""Reading a case from Vietnamese text: text, tokens, facts, case, and what the text leaves open.

The modules in the order they work: ``numerals``, ``number_words``, ``years`` and ``scan`` find
numbers and years; ``cues`` and ``tokens`` make the text a row of tokens; ``submission`` and
``context_years`` settle its years; ``ambiguity`` names what may stay open; ``values``, ``classify``
and ``units`` say what each number is, ``apart`` which ones are not the unit's own; ``lists``,
``pairs``, ``clauses`` and ``align`` give it a year-end; ``facts``, ``table_headers``, ``tables``,
``totals``, ``weigh`` and ``plausible`` make the figures; ``merged``, ``purpose`` and ``reading``
the case; ``echo`` words what is open. Of a case already begun, ``replies``, ``corrections`` and
``suppositions`` read what is said of it as ``changes``, with what ``stored`` tells. Each imports
only earlier ones.
"""

from knowledge.figures.ambiguity import Ambiguity, AmbiguityCode
from knowledge.figures.changes import CaseChange, Shift, apply_change
from knowledge.figures.corrections import read_correction
from knowledge.figures.echo import describe_ambiguity
from knowledge.figures.facts import FIELDS
from knowledge.figures.reading import PROGRAMME, CaseReading, read_case
from knowledge.figures.replies import read_answer
from knowledge.figures.suppositions import read_what_if

__all__ = [
    "FIELDS",
    "PROGRAMME",
    "Ambiguity",
    "AmbiguityCode",
    "CaseChange",
    "CaseReading",
    "Shift",
    "apply_change",
    "describe_ambiguity",
    "read_answer",
    "read_case",
    "read_correction",
    "read_what_if",
]
