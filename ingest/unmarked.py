"""Texts typed without diacritics: the words of legal formulae get their marks back to be read.

Nothing of this is kept: it serves to read what a text says of itself and of others. Only words
that law texts use in one sense are in the list.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import chain, islice

from knowledge.kinds import KINDS
from knowledge.text import fold, has_diacritics, syllables

_ENOUGH_WORDS, _SAMPLE_WORDS = 40, 2_000
"""Words that a text must have to be judged, and that are looked at."""
_MARKED_SHARE = 20
"""One word in so many may bear a mark: marks of articles are mended before."""
_WORDS = (
    *KINDS, "văn bản", "này", "có hiệu lực", "hết hiệu lực", "hiệu lực", "thi hành", "áp dụng",
    "thay thế", "bãi bỏ", "sửa đổi", "bổ sung", "đính chính", "hợp nhất", "kể từ ngày", "từ ngày",
    "được ký", "ngày đăng", "công báo", "kính gửi", "đến hết ngày", "đến hết", "cho đến",
    "đến ngày", "vào ngày", "ban hành", "thông qua", "kèm theo", "căn cứ", "theo đề nghị",
    "xét đề nghị", "xét tờ trình", "thực hiện", "triển khai", "điều", "khoản", "phụ lục",
    "chương", "mục", "mẫu số", "các", "toàn bộ", "một phần", "một số", "sau đây", "cụm từ",
    "đoạn", "của", "tại", "được", "đã", "bởi", "bằng", "và", "là", "bắt đầu", "như sau",
    "liên tịch", "để", "ủy ban nhân dân", "hội đồng nhân dân", "chính phủ", "quốc hội",
    "thủ tướng", "bộ trưởng", "chủ tịch", "nơi nhận", "cộng hòa xã hội chủ nghĩa việt nam",
    "độc lập - tự do - hạnh phúc",
)  # fmt: skip
_MARKED = {fold(words): words.lower() for words in _WORDS}
_PHRASE = re.compile(
    r"(?<!\w)(?:"
    + "|".join(
        re.escape(words).replace(r"\ ", r"\s+") for words in sorted(_MARKED, key=len, reverse=True)
    )
    + r"|so(?=\s*:?\s*\d)|diem(?=\s+[a-z](?:\W|$))|(?<=ngay )ky|(?<=[\d)] )ngay)(?!\w)",
    re.IGNORECASE,
)


def is_unmarked(lines: Sequence[str]) -> bool:
    """Tell whether a text is typed without diacritics, marks that were mended aside."""
    words = list(islice(chain.from_iterable(map(syllables, lines)), _SAMPLE_WORDS))
    marked = sum(map(has_diacritics, words))
    return len(words) >= _ENOUGH_WORDS and marked * _MARKED_SHARE <= len(words)


def with_marks(text: str) -> str:
    """Return a text without diacritics with those of its legal formulae.

    ``"Nghi dinh nay co hieu luc tu ngay ky"`` gives ``"Nghị định này có hiệu lực từ ngày ký"``.
    """
    return _PHRASE.sub(_marked, text)


def without_marks(text: str) -> str:
    """Return a text as it was before :func:`with_marks`."""
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _marked(found: re.Match[str]) -> str:
    typed = found.group()
    plain = " ".join(typed.lower().split())
    words = {"so": "số", "diem": "điểm", "ky": "ký", "ngay": "ngày"}.get(plain) or _MARKED[plain]
    if typed.isupper() and len(typed) > 1:
        return words.upper()
    return words[:1].upper() + words[1:] if typed[0].isupper() else words
