"""Units merged, split or newly formed: their figures must be of one territory at every year-end."""

from __future__ import annotations

import re

from knowledge.figures.ambiguity import Ambiguity

_MERGER = r"(?:(?:sap|sat) nhap|hop nhat|nhap lai|nhap chung|chia tach|tach ra|tach tu|tach thanh)"
_UNIT = r"(?:xa|phuong|thi tran|huyen|don vi)"
_MERGED = re.compile(
    rf"\b{_MERGER}\b|\b{_UNIT}(?: \w+){{0,4}}? (?:duoc |moi )*(?:nhap|ghep|gop|tach|chia) "
    rf"(?:tu|vao|ve|voi|cung|lai|khoi|ra|lam|thanh|{_UNIT}|[2-9]|hai|ba|bon)\b"
    rf"|\b(?:sau|moi|do|duoc)(?: khi| duoc)? sap xep\b|\bxa moi (?:gom|la|do|tu)\b"
    rf"|\b(?:moi|duoc|vua) (?:duoc )?(?:thanh lap|lap moi|nhap|tach|chia)\b"
    rf"|\b(?:nhap|ghep|gop) (?:tu )?(?:hai |ba |[2-9] |cac )?{_UNIT}\b|\bthanh lap moi\b"
    rf"|\bthanh lap (?:tu|tren co so)\b"
)
_OF_PROVINCES = re.compile(
    r"\b(?:tinh|cac tinh|thanh pho)(?: \w+){0,4} $|\b(?:ben tre|tra vinh|vinh long)(?: \w+){0,2} $"
)
_FROM_UNITS = re.compile(r"(?: \w+){0,4} (?:xa|phuong|thi tran|thon|ap)\b(?! (?:toi|minh|em)\b)")
_INTO_PROVINCE = re.compile(r" *(?:\w+ ){0,3}(?:tinh|vinh long|ben tre|tra vinh)\b")
_DENIED = re.compile(
    r"\b(?:khong|ko|k|chua|chang|truoc|truoc khi|khong co)(?: bi| he| phai| duoc)* $"
)
_RECOMPUTED = re.compile(
    r"\b(?:da |duoc )?(?:tinh (?:toan )?lai|tinh gop|cong gop|cong don|cong lai|quy doi|tong hop"
    r" lai"
    r"|ra soat lai|gop so lieu|gop chung|cong chung)\b|\btheo dia (?:gioi|ban) (?:hanh chinh"
    r" )?moi\b"
    r"|\bda (?:cong|gop|tinh)(?: \w+){0,4} (?:cac|ca|hai|ba|2|3) (?:xa|phuong|don vi)\b"
)
_NOT_YET = re.compile(r"\b(?:chua|khong|ko|can|phai|co phai) (?:duoc |phai )?$")


def read_merger(folded: str) -> Ambiguity | None:
    """Return the open question of a unit the text calls merged, split or new; ``None`` if none.

    Mergers of provinces are not meant. The question is a remark when the text says the figures
    were worked out again on the new territory.

    Args:
        folded: the folded text.
    """
    for match in _MERGED.finditer(folded):
        before, after = folded[: match.start()], folded[match.end() :]
        provinces = _OF_PROVINCES.search(before) or _INTO_PROVINCE.match(after)
        if _DENIED.search(before) or (provinces and not _FROM_UNITS.match(after)):
            continue
        done = _RECOMPUTED.search(folded)
        ready = bool(done) and not _NOT_YET.search(folded[: done.start() if done else 0])
        return Ambiguity("merged_unit", None, (), blocking=not ready)
    return None
