"""Starts :mod:`tests.stub_bot` beside the fake, and ends it as a test wants."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.conftest import ROOT
from tests.fake_telegram_api import FakeTelegram
from tests.patience import PATIENCE


def free_port() -> int:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return place.getsockname()[1]


class StubProcess:
    """One bot process after another over one data folder.

    Args:
        root: address of the fake.
        folder: the data folder; settings and logs lie beside it.
        settings: section ``telegram`` of the settings, besides the address.
    """

    def __init__(self, root: str, folder: Path, **settings: Any) -> None:
        self.data = folder / "data"
        self._config = folder / "config.yaml"
        self._log = folder / "log.txt"
        body = (ROOT / "config.yaml").read_text(encoding="utf-8").split("telegram:\n")[0]
        body = body.replace("most_questions: 25", "most_questions: 10000")  # floods are meant here
        self.health = free_port()
        settings |= {"base_url": f"{root}/bot"}
        settings |= {"health": {"host": "127.0.0.1", "port": self.health}}
        self._config.write_text(f"{body}telegram: {json.dumps(settings)}\n", encoding="utf-8")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *arguments: object) -> None:
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.stub_bot", "--data", self.data,
                 "--config", self._config, *map(str, arguments)],
                cwd=ROOT, stdout=log, stderr=log,
            )  # fmt: skip

    @property
    def log(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")

    @property
    def memory(self) -> float:
        """Resident megabytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    @property
    def open_files(self) -> int:
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(PATIENCE)

    def stop(self, seconds: float = PATIENCE) -> int:
        """Ask the process to end, and return its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)

    def report(self) -> tuple[int, dict[str, Any]]:
        """Return status and body of the health page; status 0 when nobody answers."""
        try:
            address = f"http://127.0.0.1:{self.health}/health"
            answer = httpx.get(address, trust_env=False, timeout=PATIENCE)
        except httpx.HTTPError:
            return 0, {}
        return answer.status_code, answer.json()


@contextmanager
def stub_process(root: str, folder: Path, **settings: Any) -> Iterator[StubProcess]:
    """Give a bot to start; whatever is left of it is killed in the end."""
    bot = StubProcess(root, folder, **settings)
    try:
        yield bot
    finally:
        if bot.process is not None and bot.process.poll() is None:
            bot.kill()


def answers(fake: FakeTelegram, chat: int | None = None) -> list[str]:
    """Return the questions the bot has answered, in order."""
    head = "Trả lời: "
    return [m["text"].removeprefix(head) for m in fake.sent(chat) if m["text"].startswith(head)]
