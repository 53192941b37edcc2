"""Who signed a document: the name in a declaration or under the text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.markers import TAIL
from knowledge.text import UPPER

_NAME_LINE = re.compile(rf"^[{UPPER}][^\W\d]*(?:\s[{UPPER}][^\W\d]*){{1,4}}$")
_TAIL_LINES = 80


def signer_of(text: str) -> str | None:
    """Return the name in "Lê Tiến Châu, Phó Thủ tướng Chính phủ"; a bare office is no name."""
    name = re.sub(r"\([^)]*\)|,.*$", "", text).strip()
    words = name.split()
    for start in range(len(words)):
        rest = " ".join(words[start:])
        is_office = re.match(r"(?:Phó|Thủ|Chủ|Bộ|Thứ|Tổng|Chính|tướng|tịch|trưởng|phủ)\b", rest)
        if _NAME_LINE.match(rest) and not is_office:
            return rest
    return None


def signed_by(plain: Sequence[str]) -> str | None:
    """Return the last name line of the signature block."""
    start = next((i for i in range(len(plain) - 1, -1, -1) if TAIL.match(plain[i])), None)
    if start is None:
        return None
    offices = re.compile(r"^(?:Nơi nhận|Đã ký|Như trên|Lưu)\b")
    names = [
        line
        for line in plain[start : start + _TAIL_LINES]
        if _NAME_LINE.match(line) and not line.isupper() and not offices.match(line)
    ]
    return names[0] if names else None
