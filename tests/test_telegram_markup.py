"""Text on Telegram: hostile markup is shown as text, tags close in each part."""

from __future__ import annotations

import html

from knowledge.answer import Citation, Reply
from tests.fake_telegram_html import parse_html
from tests.fake_telegram_world import StubAnswerer, serving, wait_texts

LAN = 11
HOSTILE = (
    "<b>đậm</b> <i>hở <script>alert(1)</script> & &amp; a < b > c "
    '<a href="tg://user?id=1">nhấn</a> <blockquote expandable>'
)


def test_t02_markup_of_others_is_shown_and_never_acts() -> None:
    source = Citation(
        HOSTILE, f"tên {HOSTILE}", f"mục {HOSTILE}", f"trích: {HOSTILE}", "a.md", None
    )
    reply = Reply("answer", HOSTILE, (source,), notices=(HOSTILE,), suggestions=(HOSTILE,))
    with serving(StubAnswerer({"hỏi": reply})) as fake:
        fake.say(LAN, "hỏi")
        (shown,) = wait_texts(fake, 1)
        (message,) = fake.sent()
    assert shown.count(HOSTILE) == 7
    kinds = [entity["type"] for entity in message["entities"]]
    assert set(kinds) <= {"bold", "italic", "blockquote", "expandable_blockquote"}
    assert not any("url" in entity or "user" in entity for entity in message["entities"])


def test_t03_tags_close_and_open_again_where_a_quote_is_cut() -> None:
    quote = "Câu trích dẫn & rất dài. " * 400
    source = Citation("666/QĐ-TTg", "", "Điều 1", quote, "a.md", True)
    with serving(StubAnswerer({"hỏi": Reply("answer", "Đúng [1].", (source,))})) as fake:
        fake.say(LAN, "hỏi")
        wait_texts(fake, 3)
        sent = [call["params"]["text"] for call in fake.calls("sendMessage")]
    assert len(sent) == 3
    assert all(part.count("<blockquote") == part.count("</blockquote>") == 1 for part in sent)
    assert all(parse_html(part)[0] for part in sent)
    assert html.unescape("".join(sent)).count("Câu trích dẫn & rất dài.") == 400
