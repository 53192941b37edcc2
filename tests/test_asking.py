"""What a question asks for, and which of its words an answer may lack."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.citing import Citer
from bot.compose import Composer
from bot.routing import asks_author, asks_posted, asks_signer
from knowledge.adapters.files import load_messages, load_question_words
from knowledge.adapters.register_files import load_register
from knowledge.answer_kinds import fits
from knowledge.matter import CaptionMatter, Sentence
from knowledge.places import find_provinces, with_official_names
from knowledge.question import Question, analyse
from knowledge.terms import Piece
from knowledge.text import fold
from tests.weighed import ON, Weighed, passage

WORDS = load_question_words()


def _read(text: str, *, plain: bool = False, places: tuple[str, ...] = ()) -> Question:
    """Take a question apart; ``plain``: typed without diacritics, these restored as given."""
    typed = fold(text) if plain else text
    return analyse(text, WORDS, typed=typed, sure=not plain, places=places)


@pytest.mark.parametrize("plain", [False, True], ids=["accented", "plain"])
@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Thời gian Đoàn kiểm tra làm việc tại tỉnh?", "time"),
        ("Địa điểm tổ chức hội nghị tổng kết", "place"),
        ("Đoàn kiểm tra về huyện mấy ngày nào?", "time"),
        ("Đoàn kiểm tra ở huyện mấy ngày?", "duration"),
        ("Xã thoát nghèo là mấy trên tổng số bao nhiêu xã?", "quantity"),
        ("Kế hoạch của tỉnh số bao nhiêu?", "document"),
        ("Gala tổ chức sáng ngày mấy tháng mấy?", "time"),
        ("Đoàn ở huyện mấy ngày, từ hôm nào tới hôm nào?", "time"),
        ("Chủ tịch tỉnh tên gì?", "identity"),
        ("Trưởng ban Thi đua là ông nào?", "identity"),
        ("Vị lãnh đạo sở dự hội nghị tên gì?", "identity"),
        ("Thủ tướng phát động phong trào tên gì?", "naming"),
    ],
)
def test_what_is_asked_for(question: str, kind: str, *, plain: bool) -> None:
    assert _read(question, plain=plain).kind == kind


@pytest.mark.parametrize(
    ("question", "left_out"),
    [
        ("Thời gian Đoàn kiểm tra làm việc", ["thời", "gian"]),
        ("Kể tên các xã đạt chuẩn", ["kể", "tên"]),
        ("Nơi tổ chức hội nghị", ["nơi"]),
        ("Quỹ đã thu được bao nhiêu tỷ đồng?", ["tỷ", "đồng"]),
        ("Xã có điện chưa", ["chưa"]),
    ],
)
def test_words_that_only_ask_are_no_part_of_the_subject(question: str, left_out: list[str]) -> None:
    assert not set(left_out).intersection(_read(question).subject)


def test_a_light_word_restored_wrongly_is_told_from_one_inside_another() -> None:
    assert "điện" in _read("buổi họp điện ra hôm nào", plain=True).subject  # "diễn ra"
    assert "được" not in _read("báo được hướng dẫn tuyên truyền", plain=True).subject


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Có bao nhiêu xã ra khỏi diện nghèo?", "xa"),
        ("Bao nhiêu hộ đã thoát nghèo?", "ho thoat"),
        ("Mấy trên 20 xã đạt chuẩn?", "xa"),
    ],
)
def test_what_is_counted_ends_where_a_verb_begins(question: str, first: str) -> None:
    assert _read(question).counted[0] == first


def test_a_month_is_no_figure_that_must_stand_in_the_answer() -> None:
    assert _read("Đoàn làm việc những ngày nào của tháng 11?").figures == ()
    assert [f.value for f in _read("Bao nhiêu trong 54 xã?").figures] == [54]


ARTICLE = Weighed(
    passage(
        "Sáng 3/10, Đoàn kiểm tra do bà Trần Thị Mai, Phó Giám đốc Sở Nội vụ dẫn đầu đã làm việc "
        "với huyện. Ban Thi đua - Khen thưởng chủ trì tổ chức các đoàn kiểm tra hàng năm.",
        province="Lạng Sơn",
    ),
    "Hội liên hiệp Phụ nữ tỉnh triển khai mô hình “Góc bếp chung”.",
    "Dự kiến cuối năm 2023 thêm 7 xã thoát khỏi diện khó khăn, bằng 40% số xã.",
    "Qua rà soát, tỷ lệ hộ nghèo còn 3,1%; 12.000 hộ nghèo được cấp thẻ bảo hiểm y tế.",
)


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("Thời gian Đoàn kiểm tra làm việc với huyện?", "3/10"),
        ("Hội LHPN tỉnh triển khai mô hình gì?", "Góc bếp chung"),
        ("Bao lâu tổ chức đoàn kiểm tra một lần?", "hàng năm"),
        ("Cuối 2023 dự kiến có thêm bao nhiêu xã ra khỏi diện khó khăn?", "7 xã"),
        ("Tôi đang viết tham luận cho hội thảo, xin cho biết tỷ lệ hộ nghèo còn bao nhiêu?",
         "3,1%"),
    ],
)  # fmt: skip
def test_asked_in_other_words_it_is_still_answered(question: str, holds: str) -> None:
    reply = ARTICLE.answer(question)
    assert reply is not None
    assert holds in reply.text


@pytest.mark.parametrize(
    "question",
    [
        "Tỷ lệ xã đạt chuẩn của tỉnh là bao nhiêu?",  # the only rates are of others
        "Đã giảm được bao nhiêu hộ nghèo so với năm trước?",  # none that fell
        "Bao nhiêu hộ đã thoát nghèo?",
        "Hộ nghèo vay vốn mấy tỷ đồng?",  # no sum of money at all
        "Đoàn kiểm tra nghỉ tại nhà khách nào?",  # a sort nothing on file speaks of
    ],
)
def test_what_stands_near_is_not_taken_for_the_answer(question: str) -> None:
    assert ARTICLE.answer(question) is None


def test_a_name_asked_for_survives_the_cut() -> None:
    long = "về việc triển khai phong trào và công tác khen thưởng thành tích " * 8
    text = (
        f"Ngày 4/11 Đoàn do đồng chí Phạm Đức Toàn, Phó Trưởng ban làm Trưởng đoàn làm việc {long}"
    )
    (answer, *_) = Weighed(text).find("Trưởng đoàn làm việc là ai?").answers
    assert len(answer.excerpt(120)) <= 120
    assert "Phạm Đức Toàn" in answer.excerpt(120)


def test_initials_stand_for_the_words_they_open() -> None:
    assert "lhpn" in Piece("Hội Liên hiệp Phụ nữ").initials
    assert "ddk" in Piece("nhà đại đoàn kết").initials


def test_a_caption_is_one_sentence_about_a_picture() -> None:
    caption = passage("Trao quà ở xã Phú Lộc, TP. Huế. Ảnh: Minh Tâm", document="ảnh", title="Bài")
    matter = CaptionMatter(caption, Weighed(caption).candidates[0].document)
    (sentence,) = matter.sentences
    assert sentence.text == caption.text
    assert {"chup", "buc anh", "phu loc"} <= matter.around.folded


def test_several_of_a_sort_are_counted_by_their_names() -> None:
    question = _read("Đoàn thăm những hợp tác xã nào?")
    assert fits(question, Sentence("Đoàn thăm hợp tác xã Nhung Lũy."))
    assert not fits(question, Sentence("Đoàn thăm một hợp tác xã."))


@pytest.mark.parametrize(
    ("question", "author", "posted", "signer"),
    [
        ("Ai viết bài về Bắc Kạn?", True, False, False),
        ("bai viet ve doan giam sat ai ky ten", True, False, True),
        ("Ai là tác giả Truyện Kiều?", False, False, False),
        ("tác giả bài thơ Tây Tiến là ai", False, False, False),
        ("Bài về Bắc Kạn đăng ngày nào?", False, True, False),
        ("Cổng thông tin cập nhật số liệu khi nào?", False, False, False),
        ("Hồ sơ đăng ký khi nào?", False, False, False),
        ("Kế hoạch 511/KH-UBND do đồng chí nào ký?", False, False, True),
        ("Lãnh đạo nào đã ký quyết định?", False, False, True),
    ],
)
def test_who_wrote_when_published_who_signed(
    question: str, author: bool, posted: bool, signer: bool
) -> None:
    asked = asks_author(question), asks_posted(question), asks_signer(question)
    assert asked == (author, posted, signer)


def test_what_an_article_does_not_say_of_itself_is_not_taken_from_another() -> None:
    messages = load_messages()
    composer = Composer(Citer(load_register(), messages), messages)
    bare, other = Weighed("Gala ở Mộc Châu.", passage("Tin khác.", document="tin")).candidates
    signed = replace(other, document=replace(other.document, author="Thu Hà", issued_on=ON))
    said = composer.author([signed], ON), composer.posted([signed], ON)
    assert [reply and reply.kind for reply in said] == ["answer", "answer"]
    assert said[0] is not None
    assert "Thu Hà" in said[0].text
    assert said[1] is not None
    assert "23/11/2026" in said[1].text
    unsaid = composer.author([bare, signed], ON), composer.posted([bare, signed], ON)
    assert [reply and reply.kind for reply in unsaid] == ["abstain", "abstain"]
    assert (composer.author([], ON), composer.posted([], ON)) == (None, None)


@pytest.mark.parametrize(
    ("text", "provinces"),
    [
        ("xa phuong ben tre cuoi 2021", ("Bến Tre",)),
        ("các xã, phường, thị trấn Bến Tre", ("Bến Tre",)),
        ("phường Bến Tre", ()),
    ],
)
def test_kinds_side_by_side_name_no_ward(text: str, provinces: tuple[str, ...]) -> None:
    assert find_provinces(text) == provinces


def test_provinces_spelt_otherwise_are_searched_by_their_name() -> None:
    assert with_official_names("đoàn ở tỉnh Bắc Cạn và bac can") == "đoàn ở tỉnh Bắc Kạn và Bắc Kạn"
    assert with_official_names("xã ở Bắc Kạn, TPHCM") == "xã ở Bắc Kạn, TPHCM"
