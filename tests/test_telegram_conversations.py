"""Ten conversations with the real bot as a process, kept to be read in ``tests/transcripts``.

The sixth, an administrator who brings a document to a bot that is killed on the way, has a test of
its own: ``test_upload_killed.py``.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.adapters.files import load_settings
from knowledge.adapters.workplace import Workplace
from knowledge.journal import Entry
from tests.conftest import ROOT
from tests.fake_telegram import running
from tests.fake_telegram_api import FakeTelegram
from tests.fake_telegram_world import TOKEN
from tests.front_desk import MESSAGES
from tests.patience import PATIENCE
from tests.telegram_conversation import HERE, Conversation

pytestmark = pytest.mark.slow  # starts the whole bot

SCRIPTS = sorted(file.stem for file in (HERE / "conversations").glob("*.yaml"))
STRANGERS = {609}


@pytest.fixture(scope="module")
def fake(starter_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeTelegram]:
    """The stand-in for Telegram, with the bot of an office that serves enrolled people only."""
    fake, folder = FakeTelegram(), tmp_path_factory.mktemp("office")
    with running(fake) as root:
        body = (starter_data / "words.yaml").read_text(encoding="utf-8")
        for before, after in (
            ("telegram:\n  # Address of the Bot API; null for Telegram's own.\n  base_url: null",
             f"telegram:\n  base_url: {root}/bot"),
            ("guest_role: can_bo", "guest_role: null"),
            ("admin_chat: null", "admin_chat: -1608"),
            ("\n  url: null", f"\n  url: sqlite:///{folder / 'state.db'}"),
        ):  # fmt: skip
            assert body.count(before) == 1
            body = body.replace(before, after)
        config = folder / "office.yaml"
        config.write_text(body, encoding="utf-8")
        work = Workplace(load_settings(config), MESSAGES, starter_data, config)
        for number in {*range(601, 613)} - STRANGERS:
            entry = Entry("role_changed", "local", {"after": "can_bo"})
            work.members.set_role(f"telegram:{number}", "Lan", "can_bo", entry)
        entry = Entry("role_changed", "local", {"after": "quan_tri"})
        work.members.set_role("telegram:502", "Hòa", "quan_tri", entry)
        bot = subprocess.Popen(
            [sys.executable, "-m", "bot", "--data", starter_data, "--config", config],
            cwd=ROOT,
            env={**os.environ, "TELEGRAM_BOT_TOKEN": TOKEN, "PYTHONUTF8": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            yield fake
        finally:
            bot.terminate()
            log = bot.communicate(timeout=PATIENCE)[0]
    assert TOKEN not in log


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_conversation_reads_as_on_file(script: str, fake: FakeTelegram) -> None:
    Conversation(script, fake, {}).play()
