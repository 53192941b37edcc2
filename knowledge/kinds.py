"""Kinds of official documents: their names, the letters that stand for them, their rank."""

from __future__ import annotations

LEGAL = {
    "HP": "Hiến pháp", "BL": "Bộ luật", "L": "Luật", "PL": "Pháp lệnh", "LCT": "Lệnh",
    "NQLT": "Nghị quyết liên tịch", "NQ": "Nghị quyết", "NĐ": "Nghị định", "QĐ": "Quyết định",
    "TTLT": "Thông tư liên tịch", "TT": "Thông tư", "VBHN": "Văn bản hợp nhất",
}  # fmt: skip
"""Kinds of the Law on the promulgation of legal documents (64/2025/QH15, before it 80/2015/QH13),
and the consolidated text of the Ordinance 01/2012/UBTVQH13; highest rank first."""
ADMINISTRATIVE = {
    "CT": "Chỉ thị", "QC": "Quy chế", "QyĐ": "Quy định", "TC": "Thông cáo", "TB": "Thông báo",
    "HD": "Hướng dẫn", "CTr": "Chương trình", "KH": "Kế hoạch", "PA": "Phương án", "ĐA": "Đề án",
    "BC": "Báo cáo", "BB": "Biên bản", "TTr": "Tờ trình", "CV": "Công văn", "CĐ": "Công điện",
    "KL": "Kết luận",
}  # fmt: skip
"""Kinds of Decree 30/2020/NĐ-CP (Article 7, Appendix III) that order, plan, tell or ask; and the
conclusion of a Party body (Kết luận)."""
PAPERS = {
    "DA": "Dự án", "HĐ": "Hợp đồng", "BGN": "Bản ghi nhớ", "BTT": "Bản thỏa thuận",
    "GUQ": "Giấy ủy quyền", "GM": "Giấy mời", "GGT": "Giấy giới thiệu", "GNP": "Giấy nghỉ phép",
    "PG": "Phiếu gửi", "PC": "Phiếu chuyển", "PB": "Phiếu báo",
}  # fmt: skip
"""Further kinds of the same article: agreements, and slips that go with something else."""
WITHOUT_LETTERS = ("Thư công", "Thông tri")
"""Kinds that numbers do not tell: the public letter of Decree 30/2020, the Party's Thông tri."""

KIND_OF_LETTERS = {**LEGAL, **ADMINISTRATIVE, **PAPERS}
"""From the letters in a number to the kind."""
KINDS = (*LEGAL.values(), *ADMINISTRATIVE.values(), *PAPERS.values(), *WITHOUT_LETTERS)
"""Every kind, in the order in which lists are read."""

_RANKED = ("Hiến pháp", "Bộ luật", "Luật", "Pháp lệnh", "Nghị quyết", "Nghị định", "Quyết định",
           "Thông tư")  # fmt: skip


def rank(kind: str) -> int:
    """Return the place of a kind among the legal texts, 0 for the highest; all others come last.

    A joint resolution or circular stands with its kind.
    """
    single = kind.removesuffix(" liên tịch")
    return _RANKED.index(single) if single in _RANKED else len(_RANKED)
