"""Names of persons, told by their surname and their capitals."""

from __future__ import annotations

import re

from knowledge.text import UPPER, fold, syllables

_SURNAMES = frozenset(
    syllables(
        "an au bach ban be bui ca cam cao cha chau chu cu cut danh dao dang diep dinh do doan "
        "dong duong giang giap ha hac hang hau ho hoang hong hua huynh kha khong khuat kim kieu "
        "ksor la lac lai lam lau le leo lo loc long lu luc luong luu ly ma mac mai man mong mua "
        "muong ngan ngo nghiem nguyen ninh nong o ong phan pham phi pho phu phung quach quan "
        "quang roong siu son sung ta tang thach than thao thai thieu to ton tong tran trang "
        "trieu trinh truong tu tuong vang van vi vo vu vuong vuu vy xa y"
    )
)
_OF_BODIES = frozenset(
    syllables("uy ban cong ty so phong bo xa phuong thi huyen tinh thanh hoi quy du an truong quoc")
)
"""Words of the names of bodies and places."""
NAME = re.compile(rf"(?<!\w)[{UPPER}][^\W\d_]*(?:[ ]+[{UPPER}][^\W\d_]*){{1,5}}(?!\w)")
"""Words with capitals in a row, which may be a name."""


def is_name(words: str) -> bool:
    """Tell whether words with capitals open with a surname and are not all those of a body."""
    parts = fold(words).split()
    return parts[0] in _SURNAMES and not _OF_BODIES.issuperset(parts)
