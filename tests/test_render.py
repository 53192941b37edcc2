"""A reply as HTML parts and as plain text: nothing lost, nothing live, nothing too long."""

from __future__ import annotations

import dataclasses
import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.render import LONG_QUOTE, PART_LIMIT
from bot.render_split import split_text, utf16_length
from knowledge.adapters.files import load_messages
from knowledge.answer import Citation, Reply
from tests.fake_telegram_html import parse_html, units
from tests.front_desk import RENDER

MESSAGES = load_messages()
DECREE = Citation(
    document="152/2025/NĐ-CP",
    title="Nghị định hướng dẫn Luật Thi đua, khen thưởng",
    section="khoản 1 Điều 42",
    quote="Hồ sơ gồm 01 bộ (bản chính)",
    file="nd-152.docx",
    in_force=True,
    state="còn hiệu lực",
)
OLD = dataclasses.replace(
    DECREE, document="98/2023/NĐ-CP", section="Điều 3", in_force=False, state="hết hiệu lực"
)
ARTICLE = Citation("Báo Đồng Khởi", "Báo Đồng Khởi", "", "", "001.md", None)


def visible(parts) -> str:
    return "".join(part.plain for part in parts)


def test_sources_stand_under_the_text_with_state_and_quote():
    reply = Reply("answer", "Cần bốn thành phần [1].", (DECREE, OLD, ARTICLE), notices=("Lưu ý.",))
    assert RENDER.text(reply) == (
        "Cần bốn thành phần [1].\n\n"
        "Lưu ý.\n\n"
        "Nguồn:\n"
        "[1] 152/2025/NĐ-CP — khoản 1 Điều 42, Nghị định hướng dẫn Luật Thi đua, khen thưởng"
        " (còn hiệu lực)\n“Hồ sơ gồm 01 bộ (bản chính)”\n\n"
        "[2] 98/2023/NĐ-CP — Điều 3, Nghị định hướng dẫn Luật Thi đua, khen thưởng"
        " (hết hiệu lực)\n“Hồ sơ gồm 01 bộ (bản chính)”\n\n"
        "[3] Báo Đồng Khởi"
    )
    (part,) = RENDER.html(reply)
    start = "Cần bốn thành phần [1].\n\n<i>Lưu ý.</i>\n\n<b>Nguồn:</b>\n[1] 152/2025/NĐ-CP — "
    assert part.html.startswith(start)
    assert part.html.count("<blockquote>Hồ sơ gồm 01 bộ (bản chính)</blockquote>") == 2


def test_equal_sources_are_shown_once_under_all_their_numbers():
    reply = Reply("answer", "A [1], B [2], C [3].", (DECREE, OLD, DECREE))
    text = RENDER.text(reply)
    assert "[1][3] 152/2025/NĐ-CP" in text
    assert text.count("152/2025/NĐ-CP") == 1


@pytest.mark.parametrize(("length", "tag"), [(LONG_QUOTE, ""), (LONG_QUOTE + 1, " expandable")])
def test_a_long_quote_is_folded(length, tag):
    citation = dataclasses.replace(DECREE, quote="ạ" * length)
    (part,) = RENDER.html(Reply("answer", "x", (citation,)))
    assert f"<blockquote{tag}>ạ" in part.html


def test_suggestions_come_last():
    reply = Reply("clarify", "Xã nào?", (ARTICLE,), suggestions=("Xã A\ncó đạt không?", "Xã B?"))
    end = "\n\nÔng/bà có thể hỏi tiếp:\n• Xã A có đạt không?\n• Xã B?"
    assert RENDER.text(reply).endswith(end)


HOSTILE = [
    "<b>đậm</b>", "<b>không đóng", "</blockquote></i>", "<script>alert(1)</script>",
    "a < b && c > d", '<a href="tg://user?id=1">bấm</a>', "&lt;b&gt; &amp;amp; &#60;",
    "<!-- x --> <", "& &b",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_in_any_field_is_shown_literally(text):
    citation = Citation(text, text + "1", text + "2", text + "3", text, True)
    reply = Reply("answer", text, (citation,), notices=(text,), suggestions=(text,))
    (part,) = RENDER.html(reply)
    shown, entities = parse_html(part.html)
    assert shown == part.plain
    assert shown.startswith(text)
    assert [entity["type"] for entity in entities] == ["italic", "bold", "blockquote", "bold"]


def test_what_cannot_be_shown_is_taken_out_and_marks_stay():
    assert RENDER.printable("a\x00b\ud800c\u202ed\r\ne\u2028f\u200f") == "abcd\ne\nf\u200f"
    assert RENDER.printable("o\u0302\u0323 👨‍👩‍👧") == "o\u0302\u0323 👨‍👩‍👧"


def test_nothing_to_show_gives_no_part():
    assert RENDER.html(Reply("answer", " \n\x00")) == ()


SENTENCE = "Xã Phú Lễ giảm 2 điểm phần trăm mỗi năm 🌾, hộ nghèo thoát nghèo bền vững 👩🏽‍🌾. "


def long_text(length: int) -> str:
    text = (SENTENCE * (length // len(SENTENCE) + 1))[:length]
    return text[:-1] + "x"


@pytest.mark.parametrize("length", [4095, 4096, 4097, 20_000])
@pytest.mark.parametrize("make", [long_text, "ộ".__mul__, "👍".__mul__, "o\u0302\u0323".__mul__])
def test_long_answers_are_cut_within_the_limit_and_join_again(length, make):
    text = make(length)
    parts = RENDER.html(Reply("answer", text))
    assert visible(parts) == text
    for part in parts:
        shown, entities = parse_html(part.html)
        assert units(shown) <= PART_LIMIT
        assert not entities
    assert len(parts) <= units(text) // (PART_LIMIT - 100) + 1


def test_a_limit_is_used_to_the_last_unit():
    assert len(RENDER.notice("a" * 4096)) == 1
    assert len(RENDER.notice("a" * 4097)) == 2
    assert len(RENDER.notice("👍" * 2048)) == 1


def test_cuts_fall_on_paragraphs_then_lines_then_sentences_then_words():
    assert split_text("a b. c\nd\n\ne f. g", 14) == ["a b. c\nd\n\n", "e f. g"]
    assert split_text("a b. c\nd e f. g h", 14) == ["a b. c\n", "d e f. g h"]
    assert split_text("aa bb. cc dd ee", 14) == ["aa bb. ", "cc dd ee"]
    assert split_text("Theo Điều 5. Tên", 14) == ["Theo Điều 5. ", "Tên"]
    assert split_text("aaaa bbbb cccc", 10) == ["aaaa bbbb ", "cccc"]


def test_an_early_break_is_passed_over():
    assert split_text("a\n\n" + "bbb " * 10, 30)[0] == "a\n\n" + "bbb " * 6


@pytest.mark.parametrize("letter", ["o\u0302\u0323", "👩🏽‍🌾", "🇻🇳", "❤️"])
def test_a_letter_or_emoji_is_never_cut(letter):
    text = letter * 60
    for limit in range(units(letter), 3 * units(letter)):
        assert all(len(piece) % len(letter) == 0 for piece in split_text(text, limit))


def test_a_source_is_kept_in_one_part():
    long = tuple(
        dataclasses.replace(DECREE, section=f"Điều {n}", quote=f"{n} {'ạ ' * 450}".strip())
        for n in range(12)
    )
    parts = RENDER.html(Reply("answer", "Trả lời. " * 150, long))
    assert len(parts) > 3
    for number, citation in enumerate(long, start=1):
        (holder,) = [part for part in parts if f"[{number}] " in part.plain]
        assert citation.quote in holder.plain


def test_a_quote_longer_than_a_message_is_closed_and_opened_again():
    citation = dataclasses.replace(DECREE, quote="ạ. " * 3000)
    parts = RENDER.html(Reply("answer", "x", (citation,)))
    assert len(parts) == 3
    for part in parts:
        shown, entities = parse_html(part.html)
        assert shown == part.plain.strip()
        assert entities[-1]["type"] == "expandable_blockquote"


def test_white_space_longer_than_a_message_is_not_sent_alone():
    parts = RENDER.html(Reply("answer", "a" + "\n" * 9000 + "b"))
    assert [part.plain.strip() for part in parts] == ["a", "b"]


LETTERS = st.text(st.sampled_from("aộ \n.<>&👍👨‍👩‍👧🇻🇳o\u0302\u0323\u200d\u200f"), max_size=300)


@given(text=LETTERS, limit=st.integers(2, 60))
def test_pieces_keep_the_limit_and_join_again(text, limit):
    pieces = split_text(text, limit)
    assert "".join(pieces) == text
    assert all(0 < utf16_length(piece) <= limit for piece in pieces)


@settings(max_examples=50)
@given(text=st.text(max_size=200), quote=st.text(max_size=400), notice=st.text(max_size=50))
def test_any_reply_is_shown_as_the_fake_reads_it(text, quote, notice):
    citation = dataclasses.replace(DECREE, quote=quote)
    reply = Reply("answer", text, (citation,), notices=(notice,))
    for part in RENDER.html(reply, limit=100):
        shown, _ = parse_html(part.html)
        assert shown == part.plain.strip()
        assert html.unescape(re.sub("<[^>]*>", "", part.html)) == part.plain
