"""What a text is for: a check of a unit's own figures, or a question about something else."""

from __future__ import annotations

import re

from knowledge.places import Place

_CHECKS = re.compile(
    r"\b(?:dat|du)(?: (?:tieu (?:chuan|chi)|yeu cau|dieu kien|dk|muc|chuan))?"
    r" (?:de )?(?:\w+ ){0,4}?(?:khong|ko|k|kg|hok|hong|chua)\b"
    r"|\bco (?:dat|du)\b|\bdu (?:dieu kien|tieu chuan|dk|tieu chi)\b"
    r"|\b(?:duoc|dc|co) (?:\w+ ){0,3}(?:khen|trinh|xet|de nghi)\b|\bthi (?:\w+ ){0,3}(?:dat|du)\b"
    r"|\bdat hay\b|\bmoi dat\b"
    r"|\bla dat\b"
    r"|\b(?:trinh|de nghi|xet|nop)\b.{0,40}\b(?:duoc|dc|on|ok) (?:khong|ko|k|chua|hong|hok)\b"
    r"|\b(?:kiem tra|tinh|xem|xet|tinh toan|check) (?:giup|ho|dum|gium|cho|lai|thu)\b|\bthi sao\b"
    r"|\bthi (?:co )?(?:duoc|dc|dat)\b|\bkiem tra\b"
)
_VERIFIES = re.compile(
    r"\b(?:dung|phai|chinh xac)(?: vay| the)? (?:khong|ko|k|hong|hok|chu|chua)\b"
    r"|\bco (?:dung|phai)\b|\bdung hay sai\b|\b(?:vi|tai) sao\b|\bnguon nao\b|\bo dau\b"
)
_PUT_FORWARD = re.compile(r"\W*(?:co phai|co dung|phai chang)\b")
"""How a statement begins that is to be confirmed: it says what holds, not what a unit reached."""
_CRITERIA = re.compile(
    r"\bbao nhieu\b|\bnhom nao\b|\bap dung\b|\bmuc nao\b|\btieu chi nao\b|\bquy dinh\b"
    r"|\btinh the nao\b|\bnhu the nao\b|\bla gi\b|\bloai nao\b|\bdieu kien gi\b|\bra sao\b"
    r"|\b(?:phai|can) (?:\w+ ){0,3}gi\b"
)
_OF_POVERTY = re.compile(
    r"\b(?:ho(?! so)|hn|hcn|ngheo|tlhn|ty le|ti le|nam|xa)\b|%|(?<!/)\b20[12]\d\b"
)
_FEW_WORDS = 6
_ASKS = re.compile(
    r"\?|\bbao nhieu\b|\b(?:khong|ko|chua|hok)\W*$|\b(?:gi|nao|sao|dau|ai)\W*$|\bvi sao\b"
    r"|\btai sao\b|\b(?:van ban|nghi dinh|quyet dinh|thong tu|nghi quyet|luat|ke hoach) nao\b"
)


def wants_check(folded: str, place: Place, *, years: int, doubtful: bool, submits: bool) -> bool:
    """Tell a check of a unit's own figures from a question about criteria or about a fact.

    Args:
        folded: the folded text.
        place: the unit it is about.
        years: how many year-ends it gives figures of.
        doubtful: it holds figures that could not be read for sure.
        submits: it names the year of submission.
    """
    asks = bool(_ASKS.search(folded))
    checks = bool(_CHECKS.search(folded))
    criteria = bool(_CRITERIA.search(folded))
    if years == 0:
        terse = len(folded.split()) < _FEW_WORDS  # "là 85"
        stated = doubtful and (terse or bool(_OF_POVERTY.search(folded)))
        if stated and _PUT_FORWARD.match(folded):
            return False
        states = stated and (not asks or (checks and place.kind is not None))
        return not criteria and (states or (place.own and checks))
    if checks or (submits and place.own):
        return True
    if _VERIFIES.search(folded):
        return False
    if asks:
        return years > 1 or (place.own and not criteria)
    return place.own or place.kind is not None or years > 1 or not place.named


def mentions_figures_only(folded: str, place: Place) -> bool:
    """Tell a question whose figures are not the asker's: about a statement, or nobody's unit.

    Args:
        folded: the folded text of a question that wants no check.
        place: the unit it is about.
    """
    return bool(_ASKS.search(folded)) and not (place.own and not _VERIFIES.search(folded))
