"""Numbers by which a person is known: found, and masked before anything is kept or passed on.

The Law on the Protection of Personal Data (91/2025/QH15) counts identity and telephone numbers
among a person's basic data; no question about a campaign needs them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

Sort = Literal["identity", "phone", "email"]

IDENTITY_NUMBER = re.compile(
    r"(?<![\d.,/-])(?:0\d{2}[ ]?\d{3}[ ]?\d{3}[ ]?\d{3}|0\d{3}[ ]\d{4}[ ]\d{4}|\d{9})"
    r"(?![\d/-]|[.,]\d)"
)
"""A citizen's number has 12 digits and opens with a province's code, 001 to 096; an older one has
nine. Digits grouped by dots are money."""

_COUNTED = re.compile(r"\s*(?:hộ|ho|người|nguoi|khẩu|khau|đồng|dong|đ|triệu|nghìn|%)(?!\w)", re.I)
_PHONE = re.compile(
    r"(?<![\w.,/+-])(?:"
    r"\+84(?:[ .-]?\d){9}|84[35789]\d{8}|"
    r"0[35789]\d{8}|0[35789]\d[ .-]\d{3}[ .-]\d{4}|0[35789]\d{2}[ .-]\d{6}|"
    r"0[35789]\d{2}[ .-]\d{3}[ .-]\d{3}|0[35789]\d{2}(?:[ .-]\d{2}){3}"
    r")(?![\w/-]|[.,]\d)"
)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63})+")


def mask(text: str, labels: Mapping[Sort, str]) -> str:
    """Return ``text`` with identity numbers, telephone numbers and e-mail addresses replaced.

    Nine digits are a number of households or money when they are round or their unit follows.

    Args:
        text: in NFC.
        labels: what stands in the place of each sort.
    """

    def identity(found: re.Match[str]) -> str:
        digits = found.group()
        counted = digits.endswith("000") or _COUNTED.match(text, found.end())
        return digits if len(digits) == len("123456789") and counted else labels["identity"]

    text = IDENTITY_NUMBER.sub(identity, text)
    return _EMAIL.sub(labels["email"], _PHONE.sub(labels["phone"], text))
