"""The whole bot as a process, with the real assistant, talking to the stand-in for Telegram."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.fake_telegram import running
from tests.fake_telegram_api import FakeTelegram

pytestmark = pytest.mark.slow  # starts the whole bot

CHAT = 501
TOKEN = "123456:" + "A" * 35
ASKED = [
    ("/start", "trợ lý tự động"),
    ("Huyện phải giảm bao nhiêu phần trăm hộ nghèo mỗi năm?", "20%"),
    ("nd 98 con hieu luc khong", "Hết hiệu lực từ 01/7/2025"),
    (
        "Xã tôi ở Bến Tre cuối 2021 có 98/2000 hộ nghèo, cuối 2022 còn 100 hộ, 2023 còn 80 hộ, "
        "2024 còn 65 hộ, trình khen năm 2025 có đạt không?",
        "KHÔNG ĐẠT",
    ),
    ("giá vàng hôm nay", "Không tìm thấy"),
]
TRANSCRIPT = ROOT / "tests" / "transcripts" / "tro_ly.md"


def test_an_official_talks_to_the_real_bot(starter_data: Path, tmp_path: Path) -> None:
    fake = FakeTelegram()
    with running(fake) as root:
        body = (starter_data / "words.yaml").read_text(encoding="utf-8")
        head, telegram = body.split("telegram:\n")
        config = tmp_path / "telegram.yaml"
        telegram = telegram.replace("base_url: null", f"base_url: {root}/bot")
        config.write_text(f"{head}telegram:\n{telegram}", encoding="utf-8")
        bot = subprocess.Popen(
            [sys.executable, "-m", "bot", "--data", starter_data, "--config", config],
            cwd=ROOT,
            env={**os.environ, "TELEGRAM_BOT_TOKEN": TOKEN, "PYTHONUTF8": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            lines = ["# Hội thoại với trợ lý thật qua Telegram (sinh ra từ kiểm thử)"]
            for question, expected in ASKED:
                before = len(fake.sent(CHAT))
                fake.say(CHAT, question)
                assert fake.wait(lambda n=before: len(fake.sent(CHAT)) > n, seconds=30)
                replies = [message["text"] for message in fake.sent(CHAT)[before:]]
                assert expected in "\n".join(replies)
                lines += [f"## Ông/bà\n\n{question}", "## Trợ lý\n\n" + "\n\n".join(replies)]
            typing = fake.calls("sendChatAction")
            assert len(typing) >= len(ASKED) - 1
        finally:
            bot.terminate()
            log = bot.communicate(timeout=30)[0]
    assert TOKEN not in log
    text = re.sub(r"vào ngày \d\d/\d+/\d{4}", "vào ngày …", "\n\n".join(lines) + "\n")
    if os.environ.get("RENEW_TRANSCRIPTS"):
        TRANSCRIPT.write_text(text, encoding="utf-8")
    assert text == TRANSCRIPT.read_text(encoding="utf-8")
