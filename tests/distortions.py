"""Ways in which the same legal text reaches an office: bare, wrapped, scanned badly, as a page.

Every function takes lines or text and gives text; nothing is random, so a failure repeats.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from html import escape
from itertools import cycle

_ARTICLE = re.compile(r"(?m)^(#{0,6}\s*)Điều (\d+[a-zđ]?)\.(?!\d)[ \t]*")
_CODED = re.compile(r"(?m)^Điều (\d+\.\d+\.)")
_DIVISION = re.compile(r"(?m)^(\W*)(Chương|CHƯƠNG|Mục|MỤC) ")
_HEADING_MARK = re.compile(r"(?m)^#{1,6}\s+|\*\*")


def bare(text: str) -> str:
    """Return a digitised text without its front matter and its tables of information."""
    if text.startswith("---\n"):
        text = text[text.index("\n---\n", 4) + 5 :]
    lines = text.split("\n")
    start = next((n for n, line in enumerate(lines) if "THÔNG TIN VĂN BẢN" in line), None)
    if start is None:
        return text
    end = start + 1
    while end < len(lines) and (not lines[end].strip() or lines[end].startswith("|")):
        end += 1
    return "\n".join(lines[:start] + lines[end:])


def body(text: str) -> str:
    """Return only the text of the document: no heading or summary of the digitiser's either."""
    text = bare(text)
    found = re.search(r"(?m)^## (?:VĂN BẢN|NỘI DUNG TOÀN VĂN)\s*$", text)
    return text[found.end() :] if found else text


def plain(text: str) -> str:
    """Return the text without Markdown headings and emphasis."""
    return _HEADING_MARK.sub("", body(text))


def unspaced(text: str) -> str:
    """Return the text without its empty lines."""
    return re.sub(r"\n\s*\n+", "\n", plain(text))


def unwrapped(text: str) -> str:
    """Return the text with each paragraph on one line, as a word processor holds it."""
    blocks: list[list[str]] = []
    last = ""
    for line in plain(text).split("\n"):
        stripped = line.strip()
        joins = last and stripped and stripped[0].islower() and not last.endswith((".", ";", ":"))
        if stripped and joins and not stripped.startswith("|") and not re.match(r"\w\)", stripped):
            blocks[-1].append(stripped)
        elif stripped:
            blocks.append([stripped])
        last = stripped or last
    return "\n".join(" ".join(block) for block in blocks)


def wrapped(text: str) -> str:
    """Return the text broken at 80 columns, without empty lines."""
    return "\n".join(
        line if line.startswith("|") else textwrap.fill(line, 80, break_on_hyphens=False)
        for line in unwrapped(text).split("\n")
    )


def scanned(text: str) -> str:
    """Return the text with headings as a poor scan gives them."""
    spellings: cycle[Callable[[str], str]] = cycle(
        (
            lambda n: f"Điều {n.replace('1', 'l')}. ",
            lambda n: f"Ðiều {n}. ",
            lambda n: f"ĐIỀU {n} : ",
            lambda n: f"Điêu {n}. ",
            lambda n: f"Dieu {n}. ",
            lambda n: f"Điều {n} . ",
            lambda n: f"Điều {n}, ",
            lambda n: f"Điều{n}. ",
            lambda n: f"Điểu {n}.",
            lambda n: f"_ Điều {n}. ",
            lambda n: f"Điều\n{n}. ",
            lambda n: f"Điều {n.replace('0', 'O')}. ",
        )
    )
    divisions = cycle(("Chuong", "Chưong", "CHƯƠNG", "Chương"))
    text = _ARTICLE.sub(lambda found: next(spellings)(found.group(2)), plain(text))
    coded = cycle(("Ðiều", "Điêu", "Điều", "ĐIỀU", "Dieu"))
    text = _CODED.sub(lambda found: f"{next(coded)} {found.group(1)}", text)

    def spoiled(found: re.Match[str]) -> str:
        return f"{next(divisions)} " if found.group(2).startswith("Ch") else "Muc "

    return _DIVISION.sub(spoiled, text)


def page(text: str) -> str:
    """Return the text as a web page with a menu, a date line and a footer around it."""
    lines = "\n".join(
        f"<p>{escape(line)}</p>" for line in unwrapped(text).split("\n") if line.strip()
    )
    return (
        "<!DOCTYPE html><html><head><meta charset='utf-8'><title>Cổng thông tin</title></head>"
        "<body><nav><ul><li><a href='/'>Trang chủ</a></li><li><a href='/tin'>Tin tức</a></li></ul>"
        "</nav><div>Thứ hai, 05/01/2026 08:15 GMT+7</div>"
        f"<div class='content'>{lines}</div>"
        "<footer><p>Bản quyền thuộc Cổng thông tin. Lượt truy cập: 1.234.567</p></footer>"
        "</body></html>"
    )


DISTORTIONS: dict[str, Callable[[str], str]] = {
    "bare": bare, "body": body, "plain": plain, "unspaced": unspaced, "unwrapped": unwrapped,
    "wrapped": wrapped, "scanned": scanned, "scanned and wrapped": lambda t: wrapped(scanned(t)),
}  # fmt: skip
