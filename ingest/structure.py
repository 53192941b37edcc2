"""Paragraphs to the parts of a text: phần, chương, mục, điều, khoản, điểm, phụ lục, tables."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest import markers
from ingest.clean import Paragraph
from ingest.codified import Codes
from ingest.headings import read_heading
from ingest.order import ArticleOrder
from ingest.parts import TITLE_WORDS, Builder, Node
from ingest.running_text import rest_of_article, whole_article

_INLINE_TAIL = re.compile(r"\s(?:\*\*)?Nơi nhận\s*:")
_QUOTE_LIMIT = 12_000  # characters after which an unclosed quotation is a typing error
_GAP = 3  # khoản that a scanner may lose in a row without the numbering being doubted
_UNNUMBERED = ("van_xuoi", "tieu_de", "mo_dau")


def parse_structure(paragraphs: Sequence[Paragraph], *, has_header: bool = True) -> list[Node]:
    """Return the parts of a text, in order.

    Args:
        paragraphs: the text.
        has_header: whether it opens with a letterhead, which is left out like the signatures.
    """
    parser = _Parser(ArticleOrder(paragraphs), in_header=has_header)
    for parser.at, paragraph in enumerate(paragraphs):
        parser.feed(paragraph)
    return parser.build.finish()


class _Parser:
    """One pass over the paragraphs; every handler tells whether it took the paragraph."""

    def __init__(self, order: ArticleOrder, *, in_header: bool) -> None:
        self.build = Builder()
        self.at = 0
        self._order = order
        self._codes = Codes()
        self._has_dieu = self._runs_on = False
        self._annex = ""
        self._headings: dict[int, str] = {}
        self._in_header, self._in_tail, self._aside = in_header, False, False
        self._previous = ""

    def feed(self, paragraph: Paragraph) -> None:
        for handler in (
            self._in_quote,
            self._heading,
            self._table,
            self._codified,
            self._article,
            self._division,
            self._appendix,
            self._tail,
            self._skipped,
            self._title,
            self._roman,
            self._running_text,
            self._clause,
            self._point,
            self._header,
        ):
            if handler(paragraph):
                break
        else:
            self.build.append_quoting(paragraph)
        self._previous = paragraph.text

    def _in_quote(self, paragraph: Paragraph) -> bool:
        """Keep a quoted article with the khoản that quotes it: it opens nothing of its own."""
        text, build = paragraph.text, self.build
        if build.quoted and self._order.ends_quotation(text, self.at):
            build.quoted = 0
            return False
        if build.quoted:
            build.append(paragraph)
            build.quoted += len(text)
            if markers.closes_quote(text) or build.quoted > _QUOTE_LIMIT:
                build.quoted = 0
            return True
        if text[0] in '“"' and build.node is not None and markers.opens_quote(text):
            build.append_quoting(paragraph)
            return True
        return False

    def _heading(self, paragraph: Paragraph) -> bool:
        """Take a Markdown heading: digitisers' sections are dropped, marks are passed on."""
        heading = read_heading(paragraph.text)
        if heading is None or heading.is_wordless:
            return heading is not None
        self._aside = heading.is_aside
        if self._aside:
            return True
        if markers.starts_part(heading.title) or markers.ATTACHED.match(heading.title):
            paragraph.text = heading.title
            return False
        if not self._in_header or self.build.node is not None:
            above = {level: text for level, text in self._headings.items() if level < heading.level}
            self._headings = {**above, heading.level: heading.title}
            trail = (*self.build.divisions.trail, *above.values())
            self.build.open(Node("tieu_de", title=heading.title, trail=trail))
            self._in_header = self._in_tail = False
        return True

    def _table(self, paragraph: Paragraph) -> bool:
        if paragraph.text[0] != "|":
            return False
        if not (self._aside or self._in_tail):
            self._in_header = False
            self.build.add_row(paragraph)
        return True

    def _codified(self, paragraph: Paragraph) -> bool:
        found = markers.CODE.match(paragraph.text)
        if found is None:
            return False
        self._in_tail = self._in_header = False
        label, attribution, known = self._codes.open("".join(found.group(1).split()))
        self._aside = known
        if not known:
            trail = self.build.divisions.trail
            self.build.open(Node("dieu", label, trail=trail, attribution=attribution))
            self.build.title_or_body(found.group(2).strip(), paragraph.page)
        return True

    def _article(self, paragraph: Paragraph) -> bool:
        if (found := None if self._codes.used else markers.DIEU.match(paragraph.text)) is None:
            return False
        fresh = self._in_tail or self.build.node is None or self.build.node.kind == "phu_luc"
        number = self._order.number(found.group(1), self.at, self._previous, may_restart=fresh)
        if not number:
            return False
        if self._in_tail and self._order.last and number == "1":
            self.build.attached = self.build.attached or "văn bản kèm theo"
        self._order.open(number)
        self._in_tail = self._in_header = self._aside = False
        self._has_dieu, self._annex = True, ""
        self.build.open(Node("dieu", f"Điều {number}", trail=self.build.divisions.trail))
        rest = found.group(2).strip()
        tail = _INLINE_TAIL.search(rest)
        if tail is not None:
            rest = rest[: tail.start()]
        title, parts = whole_article(rest)
        if title or not parts:
            self.build.title_or_body(title, paragraph.page)
        self._feed_parts(parts, paragraph.page)
        self._runs_on = bool(parts)
        self._in_tail = tail is not None
        return True

    def _running_text(self, paragraph: Paragraph) -> bool:
        """Take apart what goes on with a điều that stands in running text."""
        build = self.build
        if not self._runs_on or build.node is None or build.node.kind != "dieu":
            return False
        parts = rest_of_article(paragraph.text, build.khoan, build.diem)
        if len(parts) > 1:
            self._feed_parts(parts, paragraph.page)
        return len(parts) > 1

    def _feed_parts(self, parts: Sequence[str], page: int | None) -> None:
        """Take paragraphs that are whole parts of a điều."""
        before, self._runs_on = self._runs_on, False
        for part in parts:
            self.feed(Paragraph(part, page))
        self._runs_on = before

    def _division(self, paragraph: Paragraph) -> bool:
        found = markers.DIVISION.match(paragraph.text)
        if found is None and not self._has_dieu:
            found = markers.LETTERED.match(paragraph.text)
        if found is None:
            return False
        if self._codes.used and self._aside:
            return True
        name, number, *titles = found.groups()
        self.build.enter(
            name.lower() or "phần", number, next(filter(None, titles), "").strip(" .:`'ˆ")
        )
        self._in_header = self._in_tail = self._aside = False
        return True

    def _appendix(self, paragraph: Paragraph) -> bool:
        found = markers.APPENDIX.match(paragraph.text)
        form = None if found else markers.FORM.match(paragraph.text)
        if found is not None:
            printed = found.group(1) or ""
            number = self.build.divisions.number("phụ lục", printed) if printed else ""
            label = f"Phụ lục {number}".strip()
            title = (found.group(2) or found.group(3) or "").strip()
        elif form is not None:
            label, title = form.group(1), (form.group(2) or "").strip()
        else:
            return False
        self._in_header = self._in_tail = self._aside = False
        self._has_dieu = False
        self._order.restart()
        self._annex = label
        self.build.open(Node("phu_luc", label, title))
        if not title:
            self.build.await_title()
        return True

    def _tail(self, paragraph: Paragraph) -> bool:
        """Drop recipients and signature; an annexed plan or regulation may follow them."""
        text = paragraph.text
        annexed = markers.ATTACHED.match(text) if self._in_tail else None
        if annexed is not None:
            self.build.attached = f"{annexed.group(1).capitalize()} kèm theo"
            self.build.close()
            self.build.divisions.clear(text.strip(" #*_").capitalize())
            self._has_dieu, self._annex = False, ""
            self._order.restart()
            self._in_tail, self._in_header = False, True
            return True
        if not self._in_header and markers.TAIL.match(text):
            self._in_tail = True
        return self._in_tail

    def _skipped(self, paragraph: Paragraph) -> bool:
        text = paragraph.text
        if self._aside or self._codes.take_note(text, self.build.node):
            return True
        attribution = self._codes.take_source(text) if self.build.node else None
        if attribution is None or self.build.node is None:
            return False
        self.build.node.attribution = attribution
        self.build.node.label = attribution.clause
        self.build.await_nothing()
        return True

    def _title(self, paragraph: Paragraph) -> bool:
        return self.build.take_title(paragraph.text)

    def _roman(self, paragraph: Paragraph) -> bool:
        found = None if self._has_dieu else markers.ROMAN_ITEM.match(paragraph.text)
        if found is None or not markers.roman_value(found.group(1)):
            return False
        self._in_header = False
        title = found.group(2).strip()
        above = filter(None, (self.build.divisions.part, self._annex))
        label = " ".join(["mục", found.group(1), *above])
        self.build.open(Node("muc", label, trail=self.build.divisions.trail))
        if len(title.split()) > TITLE_WORDS or title.endswith((";", ":")):
            self.build.append_quoting(Paragraph(title, paragraph.page))
        elif self.build.node is not None:
            self.build.node.title, self.build.node.first_line = title.rstrip(" .:"), paragraph.text
        return True

    def _clause(self, paragraph: Paragraph) -> bool:
        text, build = paragraph.text, self.build
        if build.khoan and (found := markers.DECIMAL.match(text)) is not None:
            build.diem = found.group(1)
            build.append_quoting(paragraph)
            return True
        found = markers.KHOAN.match(text)
        if found is None:
            return False
        number, last = int(found.group(1)), int(build.khoan or 0)
        is_plain = found.group(2) == "."
        in_order = last < number <= last + _GAP if is_plain else number == last + 1
        restarts = number == 1 and (build.node is None or build.node.kind in _UNNUMBERED)
        if not in_order and not restarts:
            return False
        self._in_header = False
        if build.node is not None and build.node.kind == "mo_dau":
            build.open(Node("van_xuoi", trail=build.divisions.trail))
        build.khoan, build.diem = str(number), ""
        build.append_quoting(paragraph)
        return True

    def _point(self, paragraph: Paragraph) -> bool:
        build = self.build
        found = markers.DIEM.match(paragraph.text)
        if found is None or build.node is None or self._in_header:
            return False
        before = build.diem if build.diem.isalpha() else ""
        letter = markers.read_letter(found.group(1), before)
        if found.group(2) != ")" and letter != markers.next_letter(before):
            return False
        build.diem = letter
        build.append_quoting(paragraph)
        return True

    def _header(self, paragraph: Paragraph) -> bool:
        """Keep the legal bases; drop letterhead, number, date and subject, which are metadata."""
        if not self._in_header:
            return False
        text = paragraph.text
        if markers.PREAMBLE.match(text) or markers.reads_as_sentence(text):
            if self.build.node is None:
                self.build.open(Node("mo_dau", "phần mở đầu"))
            self.build.append(paragraph)
        self._in_header = not markers.opens_body(text)
        return True
