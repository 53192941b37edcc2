"""Reading a case from Vietnamese text: text, tokens, facts, case, and the case said back.

The modules in the order they work: ``numerals``, ``number_words``, ``years`` and ``scan`` find
numbers and years; ``cues`` and ``tokens`` make the text a row of tokens; ``submission`` and
``context_years`` settle its years; ``ambiguity`` names what may stay open; ``values``, ``classify``
and ``units`` say what each number is; ``lists``, ``pairs``, ``clauses`` and ``align`` give it a
year-end; ``facts``, ``tables`` and ``weigh`` make the figures; ``purpose`` and ``reading`` the
case; ``echo`` says it back. Each imports only earlier ones.
"""

from knowledge.figures.ambiguity import Ambiguity, AmbiguityCode
from knowledge.figures.echo import describe_ambiguity, describe_reading
from knowledge.figures.facts import FIELDS
from knowledge.figures.reading import PROGRAMME, CaseReading, read_case

__all__ = [
    "FIELDS",
    "PROGRAMME",
    "Ambiguity",
    "AmbiguityCode",
    "CaseReading",
    "describe_ambiguity",
    "describe_reading",
    "read_case",
]
