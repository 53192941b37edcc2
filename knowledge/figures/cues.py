"""Words that say what the numbers beside them are, and which way they went."""

from __future__ import annotations

import re

ROLES = ("mixed", "near", "subset", "poor", "total", "rate", "count")
"""Cues that say what a number counts: poor and near-poor together, near-poor households, some of
the poor ones, poor ones, all households, a share of them, or households without saying which."""

CUES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("without", r"\b(?:khong|ko|chua) (?:tinh|ke|gom|bao gom|co)(?: ca| den)?(?: so)? (?:ho"
                    r" )?can"
                    r" ngheo\b"),
        ("mixed", r"(?:\b(?:t[iy] le|so) )?(?:\bho )?\bngheo(?: va|,| \+|/|-| hoac)"
                  r" ?(?:ho )?can ngheo"),
        ("near", r"(?:\b(?:t[iy] le|tong so|so) )?(?:\bho )?\bcan ngheo\b|\bhcn\b"),
        ("subset", r"\bho ngheo (?:la )?(?:nguoi |dong bao )?"
                   r"(?:dan toc|dtts|bao tro|co cong|khong co kha)"
                   r"|\bho (?:dan toc|dtts|kha|giau|trung binh|chinh sach|moi|phat sinh|vay|thieu"
                   r"|tham gia|dang ky|nhan|do|phu nu|don than|neo don|duoc (?!cong nhan|xac dinh"
                   r"|xep|phe duyet|ra soat)\w+"
                   r"|khong co (?!thay doi)\w+|co (?:nguoi|hoan canh|nhu cau|nha))\b"
                   r"|(?:\bho )?(?:ngheo )?(?:\b(?:da|moi|duoc|vuon len) )*"
                   r"(?:\bthoat|\bra khoi dien|\btai) ngheo"
                   r"|(?:\bho )?\bngheo (?:moi|phat sinh)\b"),
        ("none", r"\b(?:khong con|khong co|het|xoa het|(?<!danh )sach)(?: ho){0,2} ngheo\b(?! nao"
                 r" khong)"),
        ("rate", r"\btlhn\b|\b(?:t[iy] le|tl)\b(?: phan tram| %)?"
                 r"(?: (?:so )?(?:ho )?(?:con )?ngheo\b| hn\b)?(?: da chieu)?"),
        ("poor", r"\b(?:tong )?(?:so )?(?:luong )?(?:ho(?: con| thuoc dien)? ngheo|hn)\b"
                 r"(?: da chieu)?|(?<!nguoi )(?<!giam )(?<!chuan )(?<!thoat )(?<!huyen )(?<!xa )"
                 r"\bngheo\b"),
        ("total", r"\btong(?: cong)?(?: co)?(?: so)?(?: ho)?(?: dan| gia dinh)?(?: cu)?"
                  r"(?: (?:toan|cua|trong) (?:xa|huyen|phuong|thi tran))?\b|\btsh\b|\bth(?=#)"
                  r"|\b(?:so )?ho (?:dan|gia dinh)(?: cu)?\b"
                  r"|\b(?:so )?ho toan (?:xa|phuong|huyen)\b"),
        ("count", r"\bso ho\b"),
        ("forecast", r"\b(?:uoc(?: tinh| dat| thuc hien)?|du kien|du bao|du tinh|phan dau|muc tieu"
                     r"|chi tieu|ke hoach|so bo|chua (?:duoc )?(?:phe duyet|chinh thuc))\b"),
        ("to", r"(?<=[#%)])(?: *(?:ho|hn))? *> *(?=#)|->|=>|→|⇒|\b(?:giam|ha|tang|rut|keo"
               r"|tut)?(?: (?:dan|manh|tiep|them))*"
               r" ?\b(?:xuong|con|len|ve)(?: (?:chi|muc|lai|den|con))*\b"),
        ("trend", r"\b(?:giam|tang) dan\b"),
        ("change", r"\b(?:giam(?! ngheo)|tang|bot|ha|xoa(?! doi))\b"
                   r"(?: (?:duoc|them|di|tiep|binh quan|bq|manh"
                   r"|nhanh))*"),
        ("hedge", r"\b(?:khoang|chung|tam|gan|hon|xap xi|uoc chung|vai|co chung|doi)\b|~|≈"),
        ("bound", r"\b(?:duoi|tren|toi thieu|toi da|it nhat|chua den|khong qua|vuot|qua|nhieu hon"
                  r"|it hon|thap hon|cao hon)\b|[<>≥≤]=?"),
        ("from", r"\btu\b"),
    )
)  # fmt: skip
"""Kinds of cue words in the folded text, in order; the first to claim a stretch of text wins.
Beside :data:`ROLES`: what says that near-poor are not meant (``without``), "không còn hộ nghèo"
(``none``), a ``trend`` without an amount, a forecast, what a change led ``to`` and came ``from``,
a ``change``, an uncertain number (``hedge``) and a limit (``bound``)."""
