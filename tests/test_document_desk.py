"""/vanban: the list, one document with all its relations, and the picture of them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from matplotlib.image import imread
from matplotlib.text import Text

from bot.app import build_assistant
from bot.commands import read_command
from bot.document_desk import DocumentDesk
from bot.document_reply import DocumentWriter, command_for
from bot.relation_picture import MOST, build_relations, draw_relations
from bot.render import PART_LIMIT
from knowledge.adapters.files import load_messages
from knowledge.adapters.register_files import load_register
from knowledge.adapters.workplace import Workplace
from knowledge.answer import Reply
from knowledge.document_text import document_name, local_name
from knowledge.documents import Document, Register, Relation
from knowledge.relation_links import neighbours, useful_links
from tests.front_desk import RENDER

ON = date(2026, 11, 23)
REGISTER = load_register()
MESSAGES = load_messages()
WRITER = DocumentWriter(REGISTER, MESSAGES)


@pytest.fixture(scope="module")
def ask(starter_data: Path) -> Callable[..., Reply]:
    options = argparse.Namespace(data=str(starter_data), config=str(starter_data / "words.yaml"))
    assistant = build_assistant(Workplace.open(options))
    return lambda text, on=ON: assistant.ask(text, thread=None, on_date=on)


def test_the_bare_command_lists_every_document(ask) -> None:
    reply = ask("/vanban")
    lines = [line for line in reply.text.splitlines() if line.startswith("• ")]
    assert len(lines) == len(REGISTER.all())
    assert any(line.startswith("• 98/2023/NĐ-CP (đã bị thay thế): Quy định") for line in lines)
    assert any("Điều 3 còn áp dụng" in line for line in lines)
    assert max(map(len, lines)) <= 185
    heads = [line for line in reply.text.splitlines()[1:] if line and not line.startswith("• ")]
    assert len(heads) == len(set(heads))
    parts = RENDER.html(reply)
    assert len(parts) <= 4
    assert all(len(part.plain) <= PART_LIMIT for part in parts)


def test_the_list_says_nothing_of_documents_known_from_a_note_only(ask) -> None:
    (line,) = (x for x in ask("/vanban").text.splitlines() if "06/2026/QH16" in x)
    assert line == "• 06/2026/QH16 (chưa kiểm chứng)"


@pytest.mark.parametrize(
    "written",
    ["/vanban 98/2023/NĐ-CP", "/vanban nd 98", "/vanban NĐ 98/2023", "/vanban_nd_98_2023",
     "/VANBAN 98/2023/nd-cp", "/vanban nd-98-2023"],
)  # fmt: skip
def test_one_document_with_all_its_relations(ask, written: str) -> None:
    reply = ask(written)
    assert "Hết hiệu lực từ 01/7/2025, thay bằng Nghị định 152/2025/NĐ-CP" in reply.text
    assert "Được thay thế bởi: Nghị định 152/2025/NĐ-CP." in reply.text
    assert "Hướng dẫn, tổ chức thực hiện: Luật 06/2022/QH15." in reply.text
    assert "91/2017" not in reply.text
    (picture,) = reply.attachments
    assert (picture.name, picture.media) == ("quan-he-nd-98-2023.png", "photo")
    assert "23/11/2026" in picture.caption
    assert imread(BytesIO(picture.content)).shape[:2] == (1350, 1080)


def test_a_day_may_follow(ask, starter_data: Path) -> None:
    reply = ask("/vanban 98/2023/NĐ-CP tính đến 01/6/2024", on=None)
    assert "Đang có hiệu lực vào ngày 01/6/2024" in reply.text
    assert "01/6/2024" in reply.attachments[0].caption


def test_a_number_of_several_documents_names_the_others(ask) -> None:
    reply = ask("/vanban 24/2021")
    assert reply.text.startswith("Nghị quyết 24/2021/QH15")
    assert "Cũng có văn bản khác mang số này: Quyết định 24/2021/QĐ-TTg." in reply.text


def test_what_is_not_on_file_is_said_plainly(ask) -> None:
    assert "Không tìm thấy văn bản số 666/QĐ-UBND" in ask("/vanban 666/QĐ-UBND").text
    assert "Quyết định 666/QĐ-TTg" in ask("/vanban 666/QĐ-UBND").text
    assert ask("/vanban xin chào").kind == "abstain"


def test_a_document_without_relations_has_no_picture(ask) -> None:
    assert ask("/vanban 967/QĐ-BNNMT").attachments
    assert ask("/vanban 511/KH-UBND").attachments == ()
    assert ask("/vanban 06/2026/QH16").attachments == ()


@pytest.mark.parametrize("entry", REGISTER.all(), ids=lambda entry: entry.id)
def test_the_short_reply_fits_a_phone(entry: Document) -> None:
    reply = WRITER.short(entry, (), ON, None, question="")
    lines = reply.text.splitlines()
    assert lines[0].startswith(document_name(entry, MESSAGES))
    assert len(lines) <= 10
    assert len(reply.text) <= 1000
    command = read_command(command_for(entry))
    assert command is not None
    assert REGISTER.lookup(command.argument.replace("_", "-")) == [entry]
    assert len(command_for(entry)) <= 32


# ---- the picture ----


def _texts(document: Document, register: Register = REGISTER) -> list[str]:
    figure = build_relations(document, register, ON, MESSAGES)
    assert figure is not None
    found = [text.get_text() for text in figure.findobj(Text)]
    return [" ".join(text.replace("\u00a0", " ").split()) for text in found if text.strip()]


@pytest.mark.parametrize(
    "entry", [d for d in REGISTER.all() if useful_links(d, REGISTER)], ids=lambda d: d.id
)
def test_every_neighbour_is_drawn_with_its_state(entry: Document) -> None:
    texts = _texts(entry)
    links = useful_links(entry, REGISTER)
    assert local_name(entry, MESSAGES, with_kind=True) in texts
    for link in links[:MOST]:
        assert local_name(link.other, MESSAGES, with_kind=False) in texts
    states = {MESSAGES(f"register.short.{REGISTER.state(k.other, ON).code}") for k in links}
    assert states <= {*texts, "đang có hiệu lực"}


def test_arrows_are_named_and_a_scope_is_told() -> None:
    texts = _texts(REGISTER.lookup("nd-152-2025")[0])
    assert {"thay thế", "được hướng dẫn, thực hiện bởi"} <= set(texts)
    assert "Điều 3 còn áp dụng" in _texts(REGISTER.lookup("nd-07-2021")[0])


def test_all_that_ties_two_documents_is_named() -> None:
    texts = _texts(REGISTER.lookup("nd-152-2025")[0])
    assert texts.count("06/2022/QH15") == 1
    assert "hướng dẫn, thực hiện; căn cứ" in texts


def test_equal_numbers_of_two_places_are_told_apart() -> None:
    decree = REGISTER.lookup("nd-07-2021")[0]
    relations = ("replaces", "repeals"), ("repeals", "basis")
    plans = [
        Document(
            f"kh-9-{n}", "Kế hoạch", "9/KH-UBND", date(2023, 7, 1), f"UBND {place}", "Thử",
            (None, None), None, None, None, "verified_a", ON,
            relations=tuple(
                Relation(f"kh-9-{n}", type_, "nd-07-2021", "verified_a", scope=scope)  # type: ignore[arg-type]
                for type_, scope in zip(types, ("", "Điều 9"), strict=True)
            ),
        )
        for n, (place, types) in enumerate(
            zip(("tỉnh Sơn La", "xã Hưng Phong"), relations, strict=True)
        )
    ]  # fmt: skip
    register = Register([*REGISTER.all(), *plans])
    texts = _texts(decree, register)
    assert {"9/KH-UBND (Sơn La)", "9/KH-UBND (xã Hưng Phong)"} <= set(texts)
    assert "được thay thế bởi; bị bãi bỏ một phần bởi" in texts
    assert "bị bãi bỏ bởi; là căn cứ của" in texts
    reply = DocumentDesk(
        register, DocumentWriter(register, MESSAGES), lambda *_: None, MESSAGES
    ).show("9/KH-UBND", ON)
    assert "mang số này: Kế hoạch 9/KH-UBND (xã Hưng Phong)." in reply.text


def test_at_most_twelve_neighbours_are_drawn_inside_the_page() -> None:
    centre = REGISTER.lookup("qd-666-2022")[0]
    others = [
        Document(
            f"kh-{n}", "Kế hoạch", f"{n}/KH-UBND", date(2022, 7, 1), "UBND tỉnh", "Thử",
            (None, None), None, None, None, "verified_a", ON,
            relations=(Relation(f"kh-{n}", "implements" if n % 2 else "basis", "qd-666-2022",
                                "verified_a"),),
        )
        for n in range(101, 118)
    ]  # fmt: skip
    register = Register([*REGISTER.all(), *others])
    texts = _texts(centre, register)
    left_out = len(neighbours(centre, register)) - MOST
    assert f"và {left_out} văn bản khác, xem phần chữ kèm theo" in texts
    assert sum("KH-UBND" in text for text in texts) <= MOST
    figure = build_relations(centre, register, ON, MESSAGES)
    assert figure is not None
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    for text in figure.findobj(Text):
        if text.get_text().strip():
            box = text.get_window_extent(renderer)
            assert 0 <= box.x0 <= box.x1 <= 1080, text.get_text()
            assert 0 <= box.y0 <= box.y1 <= 1350, text.get_text()


def test_the_same_document_gives_the_same_picture() -> None:
    entry = REGISTER.lookup("nd-98-2023")[0]
    one = draw_relations(entry, REGISTER, ON, MESSAGES)
    assert one == draw_relations(entry, REGISTER, ON, MESSAGES)
