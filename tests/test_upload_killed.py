"""An administrator brings a document to the real bot, which is killed twice on the way."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from bot.telegram.channel import account
from knowledge.adapters.files import load_settings
from knowledge.adapters.inbox_store import InboxStore
from knowledge.adapters.index_folder import IndexRoot
from knowledge.adapters.workplace import Workplace
from knowledge.journal import Entry, first_fault
from tests.conftest import ROOT
from tests.fake_telegram import running
from tests.fake_telegram_api import FakeTelegram
from tests.fake_telegram_world import TOKEN
from tests.front_desk import MESSAGES
from tests.offices import start, words_config
from tests.patience import PATIENCE, until
from tests.test_telegram import transcript
from tests.test_upload import plan

pytestmark = pytest.mark.slow  # starts the whole bot, three times

ADMIN = 501
LONG = "\n\n".join(f"{n}. Rà soát hộ nghèo của thôn {n}." for n in range(40_000))
"""What takes seconds to read."""

CARD = "Kế hoạch 12/KH-UBND"
TRANSCRIPT = ROOT / "tests" / "transcripts" / "them_van_ban.md"


class World:
    """The stand-in for Telegram, a data folder with one administrator, and the bot's process."""

    def __init__(self, root: str, folder: Path, fake: FakeTelegram) -> None:
        self.data = folder / "data"
        body = words_config(folder).read_text(encoding="utf-8")
        head, telegram = body.split("telegram:\n")
        self.config = folder / "telegram.yaml"
        telegram = telegram.replace("base_url: null", f"base_url: {root}/bot")
        self.config.write_text(f"{head}telegram:\n{telegram}", encoding="utf-8")
        self.work = Workplace(load_settings(self.config), MESSAGES, self.data, self.config)
        entry = Entry("role_changed", "local", {"after": "quan_tri"})
        self.work.members.set_role(f"telegram:{ADMIN}", "Lan", "quan_tri", entry)
        self.inbox = InboxStore(self.work.database, account(TOKEN, MESSAGES))
        self.fake = fake

    def bot(self) -> subprocess.Popen[str]:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("TRO_LY")}
        return subprocess.Popen(
            [sys.executable, "-m", "bot", "--data", self.data, "--config", self.config],
            cwd=ROOT,
            env={**environment, "TELEGRAM_BOT_TOKEN": TOKEN, "PYTHONUTF8": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def until(self, said: Callable[[str], bool], count: int = 1) -> list[str]:
        """Wait until the bot has said something so often; return all it has said."""

        def texts() -> list[str]:
            return [message["text"] for message in self.fake.sent(ADMIN)]

        found = self.fake.wait(lambda: sum(map(said, texts())) >= count, 2 * PATIENCE)
        assert found, texts()
        return texts()

    def tap(self, label: str) -> None:
        asked = next(m for m in reversed(self.fake.sent(ADMIN)) if "reply_markup" in m)
        rows = asked["reply_markup"]["inline_keyboard"]
        labels = [button["text"] for row in rows for button in row]
        self.fake.note("tap", text=label)
        self.fake.tap(ADMIN, asked["message_id"], labels.index(label))


def beginning(key: str, **values: object) -> Callable[[str], bool]:
    sentence = MESSAGES(key, **values)
    return lambda text: text.startswith(sentence)


def kill(bot: subprocess.Popen[str]) -> None:
    bot.send_signal(signal.SIGKILL)
    bot.wait()


def test_f07_killed_while_reading_and_while_publishing_nothing_is_half_done(tmp_path: Path) -> None:
    fake = FakeTelegram()
    with running(fake) as root:
        world = World(root, tmp_path, fake)
        bot = world.bot()
        try:
            fake.note("say", text="/themvanban")
            fake.say(ADMIN, "/themvanban")
            world.until(beginning("upload.how", limit=20))
            fake.note("file", text="kh.md")
            fake.send_file(ADMIN, "kh.md", plan() + LONG)
            world.until(beginning("upload.queued", file="kh.md"))
            assert until(lambda: not world.inbox.unfinished())
            kill(bot)  # while the child reads
            bot = world.bot()
            world.until(beginning("upload.lost"))
            fake.note("file", text="kh.md")
            fake.send_file(ADMIN, "kh.md", plan())
            world.until(lambda text: "CHƯA nạp" in text)
            assert fake.wait(lambda: bool(fake.sent_files(ADMIN)))
            assert [file.suffix for file in (world.data / "uploads").iterdir()] == [".md"]

            (world.data / "index").mkdir()
            with FileLock(world.data / "index" / ".lock"):  # another program writes; ours waits
                world.tap("Nạp vào kho")
                world.until(beginning("telegram.chosen", choice="Nạp vào kho"))
                uploads = world.work.uploads
                assert until(lambda: uploads.uploads("publishing"))
                kill(bot)
            assert IndexRoot(world.data).current() is None
            bot = world.bot()
            # The tap is in the inbox: what it asked for is done without being asked again.
            world.until(lambda text: text.startswith("Đã nạp «kh.md» vào kho"))
            question = "Toàn xã phấn đấu giảm bao nhiêu hộ nghèo trong năm?"
            fake.note("say", text=question)
            fake.say(ADMIN, question)
            answer = world.until(lambda text: "11 hộ nghèo" in text)[-1]
            assert "chưa được người biên tập kiểm tra" in answer
            look = fake.type_inline(ADMIN, "12/KH-UBND")
            assert fake.wait(lambda: fake.offered(look) is not None)
            assert [card["title"] for card in fake.offered(look)["results"]] == [CARD]
        finally:
            bot.kill()
            bot.wait()
    (record,) = IndexRoot(world.data).open_current().store.documents()
    assert record.number == "12/KH-UBND"
    journal = world.work.journal
    assert first_fault(journal.lines(), journal.head()) is None
    lines = [line.event for line in journal.lines()]
    assert [e for e in lines if e in ("uploaded", "ingested")] == ["uploaded", "ingested"]
    done = start("ingest", "status", "--data", world.data, "--config", world.config)
    assert "1 văn bản" in done.communicate(timeout=PATIENCE)[0]
    shown = re.sub(r"\n\n_\(đang [^)]*…\)_", "", transcript(fake))
    shown = re.sub(r"\b[0-9a-f]{8}\b|(?<=_)[0-9a-f]{8}\b", "…", shown)
    if os.environ.get("RENEW_TRANSCRIPTS"):
        TRANSCRIPT.write_text(shown, encoding="utf-8")
    assert shown == TRANSCRIPT.read_text(encoding="utf-8")
