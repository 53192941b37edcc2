"""Short ids that can be replayed: equal cases under equal rules share one."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from operator import attrgetter

import msgspec

from knowledge.cases import Case
from knowledge.rules import RuleSet, province_key

_ENCODER = msgspec.json.Encoder()
_year = attrgetter("year")
_ID_LENGTH = 10  # hexadecimal digits, 40 bits
_VERSION_LENGTH = 12


def combined_version(rule_sets: Iterable[RuleSet]) -> str:
    """Return the hash over all rule sets, in any order."""
    versions = "\n".join(sorted(one.version for one in rule_sets))
    return sha256(versions.encode()).hexdigest()[:_VERSION_LENGTH]


def signature(case: Case, rule_set: RuleSet | None, version: str) -> str:
    """Return the id of a determination: 10 hexadecimal digits.

    The caller's label, the order of the figures and the spelling of the province do not count; the
    decimals a rate was written with do, because a remark depends on them.

    Args:
        case: what was decided.
        rule_set: the rules of its province, ``None`` when none are on file.
        version: hash of the rules used.
    """
    province = province_key(case.province or "") if rule_set is None else rule_set.id
    programme = case.programme if rule_set is None else rule_set.programme.id
    content = (
        version,
        programme,
        province,
        case.kind,
        case.name,
        sorted(case.listed_as),
        case.submission_year,
        sorted(case.figures, key=_year),
    )
    return sha256(_ENCODER.encode(content)).hexdigest()[:_ID_LENGTH]
