"""T24: however a question is encoded or disguised, it is answered, with the same source on top."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from unicodedata import normalize

import pytest

from bot.app import build_assistant
from bot.front import build_reception
from bot.reception import Reception
from bot.visitor import LOCAL
from knowledge.adapters.workplace import Workplace
from knowledge.answer import Reply
from knowledge.text import fold
from tests.front_desk import RENDER

pytestmark = pytest.mark.slow  # the real assistant over the starter corpus

QUESTIONS = (
    "Huyện phải giảm bao nhiêu phần trăm hộ nghèo mỗi năm?",
    "Xã dưới 5% hộ nghèo phải giảm bao nhiêu mỗi năm để được trình khen?",
    "Hồ sơ đề nghị Bằng khen của Thủ tướng gồm những gì?",
    "Nghị định 98/2023/NĐ-CP còn hiệu lực không?",
    "Mục tiêu của phong trào thi đua Vì người nghèo là gì?",
)
LONGEST = 4096  # UTF-16 units of a message


def _between_letters(mark: str) -> Callable[[str], str]:
    """Put a mark after every third letter, in the middle of words too."""
    return lambda text: "".join(c + mark * (i % 3 == 2) for i, c in enumerate(text))


def _padded(fill: str) -> Callable[[str], str]:
    return lambda text: text + fill * (LONGEST - len(text))


FORMS: dict[str, Callable[[str], str]] = {
    "nfd": lambda text: normalize("NFD", text),
    "nfkd_half": lambda text: normalize("NFD", text[: len(text) // 2]) + text[len(text) // 2 :],
    "zero_width": _between_letters("\u200b"),
    "joiner_and_bom": lambda text: "\ufeff" + _between_letters("\u2060")(text),
    "direction_marks": _between_letters("\u200f"),
    "right_to_left_override": _between_letters("\u202e"),
    "isolates": _between_letters("\u2067"),
    "nul": lambda text: text.replace(" ", "\x00 ") + "\x00",
    "lone_surrogate": _between_letters("\ud83d"),
    "longest_of_spaces": _padded(" "),
    "longest_of_lines": _padded("\n"),
    "longest_of_zero_width": _padded("\u200b"),
    "no_break_spaces": lambda text: text.replace(" ", "\u00a0"),
}


@pytest.fixture(scope="module")
def reception(starter_data: Path) -> Reception:
    arguments = {"data": str(starter_data), "config": str(starter_data / "words.yaml")}
    work = Workplace.open(type("Arguments", (), arguments)())
    return build_reception(work, build_assistant(work))


def top(reply: Reply | None) -> tuple[str, str, str]:
    """The source shown first: the document, its part and the words quoted."""
    assert reply is not None
    assert reply.citations, reply.text
    first = reply.citations[0]
    return first.document, first.section, first.quote


@pytest.mark.parametrize("form", FORMS)
def test_t24_the_source_on_top_is_that_of_the_plain_question(
    reception: Reception, form: str
) -> None:
    for question in QUESTIONS:
        plain = reception.ask(LOCAL, question, None)
        odd = reception.ask(LOCAL, FORMS[form](question), None)
        assert top(odd) == top(plain), question
        assert odd.text == plain.text


def test_t24_without_marks_the_same_source_is_on_top(reception: Reception) -> None:
    for question in QUESTIONS:
        plain, bare = (reception.ask(LOCAL, text, None) for text in (question, fold(question)))
        assert top(bare)[:1] == top(plain)[:1], question


def test_t24_a_message_of_nothing_but_oddities_is_answered_politely(reception: Reception) -> None:
    odd = ("\u202e", "\u200b" * LONGEST, "\x00", "\ud83d", "\u0301" * LONGEST, "ạ" * LONGEST,
           "👨‍👩‍👧" * 500, "ﷺ" * 200, "\U000e0041" * 100)  # fmt: skip
    for text in odd:
        reply = reception.ask(LOCAL, text, None)
        assert reply is not None
        assert RENDER.html(reply)
        assert not reply.citations
