"""The whole bot as a process, with the real assistant, talking to the stand-in for Telegram."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from tests.conftest import ROOT
from tests.fake_telegram import running
from tests.fake_telegram_api import FakeTelegram
from tests.test_telegram import transcript

pytestmark = pytest.mark.slow  # starts the whole bot

CHAT = 501
TOKEN = "123456:" + "A" * 35
ASKED = [
    ("/start", "trợ lý tự động"),
    ("Huyện phải giảm bao nhiêu phần trăm hộ nghèo mỗi năm?", "20%"),
    ("nd 98 con hieu luc khong", "hết hiệu lực từ 01/7/2025"),
    (
        "Xã tôi ở Bến Tre cuối 2021 có 98/2000 hộ nghèo, cuối 2022 còn 100 hộ, 2023 còn 80 hộ, "
        "2024 còn 65 hộ, trình khen năm 2025 có đạt không?",
        "KHÔNG ĐẠT",
    ),
    ("giá vàng hôm nay", "không có thông tin giá cả"),
]
GUIDED = [
    ("say", "/kiemtra", "thuộc tỉnh nào"),
    ("tap", "Bến Tre", "vào năm nào"),
    ("tap", "2025", "huyện, xã, phường hay thị trấn"),
    ("tap", "xã", "cuối năm 2021"),
    ("say", "98/2000", "Cuối năm 2022"),
    ("say", "80", "Cuối năm 2023"),
    ("say", "2023 là 62, 2024 là 50 hộ", "KHÔNG ĐẠT"),
    ("tap", "Còn thiếu bao nhiêu?", "còn phải giảm thêm 1 hộ"),
    ("say", "nếu năm 2024 còn 49 hộ thì sao?", "GIẢ ĐỊNH"),
    ("say", "sửa 2024 = 49 hộ", "ĐẠT mức giảm nghèo"),
]
TRANSCRIPTS = ROOT / "tests" / "transcripts"


@contextmanager
def bot_process(fake: FakeTelegram, data: Path, folder: Path) -> Iterator[None]:
    """Run the bot against the stand-in; its log must not hold the token."""
    with running(fake) as root:
        body = (data / "words.yaml").read_text(encoding="utf-8")
        head, telegram = body.split("telegram:\n")
        config = folder / "telegram.yaml"
        telegram = telegram.replace("base_url: null", f"base_url: {root}/bot")
        config.write_text(f"{head}telegram:\n{telegram}", encoding="utf-8")
        state = {"TRO_LY_STATE_URL": f"sqlite:///{folder / 'state.db'}"}
        bot = subprocess.Popen(
            [sys.executable, "-m", "bot", "--data", data, "--config", config],
            cwd=ROOT,
            env={**os.environ, **state, "TELEGRAM_BOT_TOKEN": TOKEN, "PYTHONUTF8": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            yield
        finally:
            bot.terminate()
            log = bot.communicate(timeout=30)[0]
    assert TOKEN not in log


def kept(text: str, name: str) -> str:
    """Return the transcript on file; what depends on the day is left out of both."""
    text = re.sub(r"(vào ngày|[Tt]ính đến ngày|lập ngày) \d\d?/\d+/\d{4}", r"\1 …", text)
    text = re.sub(r"\b[0-9a-f]{10}\b", "…", text)
    text = re.sub(r"xem_[0-9a-f]{10}", "xem_…", text)
    if os.environ.get("RENEW_TRANSCRIPTS"):
        (TRANSCRIPTS / name).write_text(text, encoding="utf-8")
    assert text == (TRANSCRIPTS / name).read_text(encoding="utf-8")
    return text


def test_an_official_talks_to_the_real_bot(starter_data: Path, tmp_path: Path) -> None:
    fake = FakeTelegram()
    with bot_process(fake, starter_data, tmp_path):
        lines = ["# Hội thoại với trợ lý thật qua Telegram (sinh ra từ kiểm thử)"]
        for question, expected in ASKED:
            before = len(fake.sent(CHAT))
            fake.say(CHAT, question)
            assert fake.wait(lambda n=before: len(fake.sent(CHAT)) > n, seconds=30)
            replies = [message["text"] for message in fake.sent(CHAT)[before:]]
            assert expected in "\n".join(replies)
            lines += [f"## Ông/bà\n\n{question}", "## Trợ lý\n\n" + "\n\n".join(replies)]
    kept("\n\n".join(lines) + "\n", "tro_ly.md")


def test_a_guided_check_with_buttons_a_picture_and_a_workbook(
    starter_data: Path, tmp_path: Path
) -> None:
    fake = FakeTelegram()
    with bot_process(fake, starter_data, tmp_path):
        for kind, said, expected in GUIDED:
            fake.note(kind, text=said)
            before = len(fake.sent(CHAT))
            answer(fake, kind, said)
            assert fake.wait(lambda n=before: len(fake.sent(CHAT)) > n, seconds=30), said
            fake.wait(lambda n=before, w=expected: w in texts_after(fake, n), seconds=10)
            assert expected in texts_after(fake, before)
        for number, said in enumerate(["Vẽ biểu đồ", "/mau"], start=1):
            fake.note("say", text=said)
            fake.say(CHAT, said)
            assert fake.wait(lambda n=number: len(fake.sent_files(CHAT)) >= n, seconds=30)
        photo, template = fake.sent_files(CHAT)
        assert fake.content(photo["photo"][-1]["file_id"]).startswith(b"\x89PNG")
        workbook = openpyxl.load_workbook(BytesIO(fake.content(template["document"]["file_id"])))
        fake.note("file", text="xa.csv")
        fake.send_file(CHAT, "xa.csv", SHEET)
        assert fake.wait(lambda: len(fake.sent_files(CHAT)) >= 3, seconds=30)
        checked = fake.content(fake.sent_files(CHAT)[-1]["document"]["file_id"])
    assert workbook.sheetnames
    cells = [str(c) for row in openpyxl.load_workbook(BytesIO(checked)).active.values for c in row]
    assert {"ĐẠT", "KHÔNG ĐẠT"} <= set(cells)
    kept(transcript(fake), "tro_ly_kiem_tra.md")


SHEET = (
    "Tỉnh;Loại;Tên xã;Năm trình;Tổng số hộ 2021;Hộ nghèo 2021;Hộ nghèo 2022;Hộ nghèo 2023\n"
    "Bến Tre;xã;An Bình;2024;2000;98;78;62\n"
    "Bến Tre;xã;An Đức;2024;2000;98;80;64\n"
)


def answer(fake: FakeTelegram, kind: str, said: str) -> None:
    if kind == "say":
        fake.say(CHAT, said)
        return
    asked = next(message for message in reversed(fake.sent(CHAT)) if "reply_markup" in message)
    rows = asked["reply_markup"]["inline_keyboard"]
    labels = [button["text"] for row in rows for button in row]
    fake.tap(CHAT, asked["message_id"], labels.index(said))


def texts_after(fake: FakeTelegram, before: int) -> str:
    return "\n".join(message["text"] for message in fake.sent(CHAT)[before:])
