"""The outline of a text: its divisions, điều, sections and annexes, in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.parts import Node

_SHOWN = ("dieu", "muc", "phu_luc", "tieu_de", "mo_dau")


@dataclass(frozen=True, slots=True)
class Heading:
    """One line of a document's outline.

    Attributes:
        depth: number of divisions above it.
        label: how it is cited, ``"Điều 5"``; empty when it has no number.
        title: its heading.
        parts: its khoản and điểm in order, ``("khoản 1", "điểm a khoản 1", "khoản 2")``.
        source: of a codified điều, the number of the document it is cited by.
        related: of a codified điều, the điều its note refers to.
    """

    depth: int
    label: str
    title: str
    parts: tuple[str, ...] = ()
    source: str = ""
    related: tuple[str, ...] = ()


def outline(nodes: Sequence[Node]) -> list[Heading]:
    """Return the headings above and of the parts of a text."""
    headings: list[Heading] = []
    above: tuple[str, ...] = ()
    bare: set[int] = set()
    for node in nodes:
        for depth, title in enumerate(node.trail):
            if node.trail[: depth + 1] != above[: depth + 1]:
                label, _, rest = title.partition(". ")
                headings.append(Heading(depth, label, rest))
        above, shown = node.trail, node
        if node.parent and not node.parent.pieces and id(node.parent) not in bare:
            shown = node.parent  # an annex or a điều that is nothing but a table
            bare.add(id(shown))
        if shown.kind in _SHOWN:
            source = shown.attribution.document if shown.attribution else ""
            place = (len(shown.trail), shown.label, shown.title)
            headings.append(Heading(*place, _parts(shown), source, tuple(shown.related)))
    return headings


def _parts(node: Node) -> tuple[str, ...]:
    labels: dict[str, None] = {}
    for piece in node.pieces:
        khoan = f"khoản {piece.khoan}" if piece.khoan else ""
        labels.setdefault(khoan)
        if piece.diem:
            labels.setdefault(f"điểm {piece.diem} {khoan}".strip())
    labels.pop("", None)
    return tuple(labels)
