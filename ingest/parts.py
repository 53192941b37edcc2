"""The parts of an official text while it is being taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest import markers
from ingest.clean import Paragraph
from knowledge.passages import Attribution

TITLE_WORDS = 60
"""Words of the longest title; real điều of national programmes reach fifty."""
_BODY_WORDS = 12
"""Words from which a first line that ends like a sentence is text, not a title."""
_ENACTS = re.compile(r"\b(?:này|có hiệu lực|chịu trách nhiệm|kèm theo|bãi bỏ|ban hành|thay thế)\b")
_LEVELS = {"phần": 0, "chương": 1, "mục": 2, "tiểu mục": 3}
_ATTACHED = -1
_PART_LETTERS = ("A", "B", "C", "D", "Đ", "E", "G", "H")


@dataclass(slots=True)
class Piece:
    """The smallest part: text under one khoản and điểm (both may be empty)."""

    text: str
    khoan: str = ""
    diem: str = ""
    page: int | None = None


@dataclass(slots=True)
class Node:
    """A điều, appendix, Roman section, headed or untitled stretch, or table.

    Attributes:
        kind: ``dieu``, ``phu_luc``, ``muc``, ``tieu_de``, ``mo_dau``, ``bang`` or ``van_xuoi``.
        label: how it is cited, ``"Điều 5"``; empty when it has no number.
        title: its heading.
        trail: divisions above it, outermost first, ``("Chương II. Nguyên tắc",)``.
        pieces: its text in order; of a table, one piece per row, the header first.
        attribution: source to cite instead of the document.
        first_line: what stood after the number on its line, as written.
        parent: of a table, the part it stands in.
        related: of a coded điều, the điều that its note refers to.
    """

    kind: str
    label: str = ""
    title: str = ""
    trail: tuple[str, ...] = ()
    pieces: list[Piece] = field(default_factory=list)
    attribution: Attribution | None = None
    first_line: str = ""
    parent: Node | None = None
    related: list[str] = field(default_factory=list)


class Divisions:
    """Where in phần, chương, mục and tiểu mục the text stands."""

    def __init__(self) -> None:
        self._open: dict[int, str] = {}
        self._numbers: dict[str, int] = {}

    @property
    def trail(self) -> tuple[str, ...]:
        """The open divisions, outermost first."""
        return tuple(self._open[level] for level in sorted(self._open))

    @property
    def part(self) -> str:
        """The open phần as it is cited, ``"phần A"``; empty outside of one."""
        heading = self._open.get(0, "").partition(". ")[0]
        return heading[:1].lower() + heading[1:]

    def clear(self, attached: str = "") -> None:
        """Leave every division; ``attached`` names the annexed text that begins."""
        self._open = {_ATTACHED: attached} if attached else {}
        self._numbers.clear()

    def enter(self, name: str, printed: str, title: str) -> int:
        """Enter a division and return its level, to give the title to if it follows below."""
        level = _LEVELS[name]
        self._open = {key: value for key, value in self._open.items() if key < level}
        heading = f"{name.capitalize()} {self.number(name, printed)}"
        for below, depth in _LEVELS.items():
            # Chapters usually run on through the phần; mục begin anew in each chapter.
            if depth > level and below != "chương":
                self._numbers.pop(below, None)
        self._open[level] = f"{heading}. {title}" if title else heading
        return level

    def number(self, name: str, printed: str) -> str:
        """Return a division's number, putting right a Roman numeral the scanner misread."""
        if name == "phần" and printed in _PART_LETTERS:
            return printed
        expected = self._numbers.get(name, 0) + 1
        if printed.isdigit():
            self._numbers[name] = int(printed)
            return printed
        if printed.lower().startswith("thứ"):
            self._numbers[name] = expected
            return printed.lower()
        value = markers.roman_value(printed)
        if not value and markers.roman_value(printed[:-1]) and printed[-1].islower():
            return printed
        if value != 1 and not expected <= value <= expected + 2:
            value = expected
        self._numbers[name] = value
        return markers.to_roman(value)

    def add_title(self, level: int, text: str) -> bool:
        """Give a division its title, or the next line of it; tell whether it was taken."""
        heading = self._open[level]
        if ". " in heading and not text.isupper():
            return False
        if ". " not in heading:
            self._open[level] = f"{heading}. {text}"
        elif text not in heading:
            self._open[level] = f"{heading} {text}"
        return True


class Builder:
    """Collects nodes: which one is open, under which khoản and điểm, whose title is awaited."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.node: Node | None = None
        self.divisions = Divisions()
        self.attached = ""
        self.khoan = self.diem = ""
        self.quoted = 0
        self._awaits: int | None = None
        self._awaits_node = False

    def finish(self) -> list[Node]:
        """Return the nodes that hold text; a lone sentence taken for a title becomes text again."""
        holders = {id(node.parent) for node in self.nodes if node.parent}
        for node in self.nodes:
            if not node.pieces and node.first_line and id(node) not in holders:
                node.pieces.append(Piece(node.first_line))
                node.title = ""
        return [node for node in self.nodes if node.pieces]

    def open(self, node: Node, *, keep_numbers: bool = False) -> None:
        """Begin a node; khoản and điểm start anew unless ``keep_numbers``."""
        if self.attached and node.kind in ("dieu", "muc"):
            node.label = f"{node.label} {self.attached}"
        self.nodes.append(node)
        self.node = node
        self.await_nothing()
        self.quoted = 0
        if not keep_numbers:
            self.khoan = self.diem = ""

    def close(self) -> None:
        """Leave the open node."""
        self.node = None
        self.khoan = self.diem = ""

    def append(self, paragraph: Paragraph) -> None:
        """Add a paragraph under the open node, khoản and điểm."""
        node = self.node
        if node is None or node.kind == "bang":
            above = (node.parent if node else None) or Node("")
            node = Node("van_xuoi", above.label, above.title, self.divisions.trail)
            node.attribution = above.attribution
            self.nodes.append(node)
            self.node = node
        text = paragraph.text
        if text[:1] in ("_", "~", "*"):
            text = text.lstrip("_*~ ")
        node.pieces.append(Piece(text, self.khoan, self.diem, paragraph.page))

    def append_quoting(self, paragraph: Paragraph) -> None:
        """Add a paragraph, and note when it opens a quoted article that it does not close."""
        self.append(paragraph)
        self.quoted = len(paragraph.text) if markers.opens_quote(paragraph.text) else 0

    def add_row(self, paragraph: Paragraph) -> None:
        """Add a table row, opening a table under what is open."""
        above = self.node
        if above is None or above.kind != "bang":
            table = Node("bang", trail=self.divisions.trail, parent=above)
            if above is not None:
                khoan = f"khoản {self.khoan} " if self.khoan else ""
                table.label = f"{khoan}{above.label}".strip()
                table.title, table.attribution = above.title, above.attribution
            self.nodes.append(table)
            self.node = above = table
        above.pieces.append(Piece(paragraph.text, page=paragraph.page))

    def enter(self, name: str, printed: str, title: str) -> None:
        """Enter a division; its title may follow on the next lines."""
        level = self.divisions.enter(name, printed, title)
        self.close()
        self.await_nothing()
        self._awaits = None if title else level

    def title_or_body(self, rest: str, page: int | None) -> None:
        """Take what follows "Điều 5." on its line as the title, or as text when it reads so."""
        if self.node is None or not rest:
            self.await_title()
            return
        self.await_nothing()
        words = len(rest.split())
        ends = rest.endswith((".", ";", "./."))
        reads_as_text = ends and (words > _BODY_WORDS or _ENACTS.search(rest) is not None)
        if words > TITLE_WORDS or reads_as_text or rest.endswith(":") or markers.opens_quote(rest):
            self.append_quoting(Paragraph(rest, page))
        else:
            self.node.title, self.node.first_line = rest.rstrip(" .:-"), rest

    def await_title(self) -> None:
        """Expect the open node's title on the next line."""
        self._awaits_node, self._awaits = True, None

    def await_nothing(self) -> None:
        """Expect no title any more."""
        self._awaits_node, self._awaits = False, None

    def take_title(self, text: str) -> bool:
        """Take a paragraph as the title that is awaited; tell whether it was one."""
        if not self._awaits_node and self._awaits is None:
            return False
        upper = text.isupper()
        taken = self._can_be_title(text, upper=upper) and self._give_title(text, upper=upper)
        if not taken or not upper:
            self.await_nothing()
        return taken

    @staticmethod
    def _can_be_title(text: str, *, upper: bool) -> bool:
        if markers.starts_part(text) or len(text.split()) > TITLE_WORDS:
            return False
        return upper or not markers.ENDS_SENTENCE.search(text)

    def _give_title(self, text: str, *, upper: bool) -> bool:
        if self._awaits is not None:
            return self.divisions.add_title(self._awaits, text)
        if self.node is None or (self.node.title and not upper):
            return False
        if text not in self.node.title:
            self.node.title = f"{self.node.title} {text}".strip()
        return True
