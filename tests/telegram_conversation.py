"""Scripted conversations on Telegram: each step is played, checked, and written down to be read.

A script is a YAML file: ``title``; ``people``, name to number of the chat, a group below zero; and
``steps``. A step has one of ``say``, ``tap`` (the words on the newest such button), ``file`` (with
``content``), ``fault`` (arguments of ``FakeTelegram.fail``) or ``note``; ``by``, a name, the first
when none is given; in a group ``person``; ``reply_to``, words of the message answered. ``expect``
lists what the bot sends then: words of a message, ``{file: NAME}`` (``holds``: cells of the
workbook), ``{notice: WORDS}`` for what shows up over a tapped button; each with ``to``, a name,
when it is for somebody else.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import yaml

from tests.fake_telegram_api import FakeTelegram

HERE = Path(__file__).parent
_SENT = ("sendMessage", "sendPhoto", "sendDocument")
_DAY = r"\d\d?/\d\d?/\d{4}"
_VARYING = {
    rf"(vào ngày|[Tt]ính đến ngày|lập ngày|xác nhận, ngày|gần nhất) {_DAY}": r"\1 …",
    rf"đến \d\d:\d\d ngày {_DAY}": "đến …",
    r"\b[0-9a-f]{10}\b": "…",
    r"(xem_|bieu-do-)[0-9a-f]{8,10}": r"\1…",
    r"\b(mã |mục |chuatraloi_)[0-9A-Z]{6}\b": r"\1…",
}
"""What is another one in every run, and what stands for it in the transcript."""


class Conversation:
    """One script, played against a bot that answers the stand-in for Telegram.

    Args:
        script: name of the file in ``tests/conversations``, without ending.
        fake: the stand-in.
        values: what stands in the script as ``{name}``; a value may be set while it is played.
    """

    def __init__(self, script: str, fake: FakeTelegram, values: dict[str, str]) -> None:
        text = (HERE / "conversations" / f"{script}.yaml").read_text(encoding="utf-8")
        content = yaml.safe_load(text)
        self._name = script
        self._fake = fake
        self._values = values
        self._people: Mapping[str, int] = content["people"]
        self._steps: Sequence[Mapping[str, Any]] = content["steps"]
        self._seen = dict.fromkeys(self._people.values(), 0)
        self._lines = [f"# {content['title']} (sinh ra từ kiểm thử)"]

    def play(self) -> None:
        """Play all steps and compare what was said with the transcript on file.

        With ``RENEW_TRANSCRIPTS`` set the file is written anew.
        """
        for step in self._steps:
            self._act(step)
            alerts = len(self._fake.alerts()) if "tap" in step else 0
            self._do(step)
            for one in step.get("expect", ()):
                self._await({"text": one} if isinstance(one, str) else one, step, alerts)
        text = "\n\n".join(self._lines) + "\n"
        for pattern, instead in _VARYING.items():
            text = re.sub(pattern, instead, text)
        for value in filter(None, self._values.values()):
            text = text.replace(value, "…")
        kept = HERE / "transcripts" / f"{self._name}.md"
        if os.environ.get("RENEW_TRANSCRIPTS"):
            kept.write_text(text, encoding="utf-8")
        assert text == kept.read_text(encoding="utf-8")

    def _chat(self, step: Mapping[str, Any]) -> int:
        return self._people[step.get("by", next(iter(self._people)))]

    def _act(self, step: Mapping[str, Any]) -> None:
        who = step.get("person", step.get("by", next(iter(self._people))))
        if "note" in step or "fault" in step:
            self._lines.append(f"_({step.get('note') or step['about']})_")
            return
        said = step.get("say", "").format(**self._values) or f"_(bấm nút)_ [ {step.get('tap')} ]"
        if "file" in step:
            said = f"_(gửi tệp)_ {step['file']}"
        if "reply_to" in step:
            said = f"_(trả lời tin «{step['reply_to']}»)_ {said}"
        self._lines.append(f"## {who}\n\n{said}")

    def _do(self, step: Mapping[str, Any]) -> None:
        chat, fake, more = self._chat(step), self._fake, dict[str, Any]()
        if "person" in step:
            number = step["number"]
            more["from"] = {"id": number, "is_bot": False, "first_name": step["person"]}
        if "reply_to" in step:
            sent = [one for one in fake.sent(chat) if step["reply_to"] in one["text"]]
            more["reply_to_message"] = sent[-1]
        if "fault" in step:
            fake.fail(**step["fault"])
        elif "say" in step:
            fake.say(chat, step["say"].format(**self._values), **more)
        elif "file" in step:
            fake.send_file(chat, step["file"], step["content"], **more)
        elif "tap" in step:
            self._tap(chat, step)

    def _tap(self, chat: int, step: Mapping[str, Any]) -> None:
        """Tap the newest button with the words; it may just be on its way."""
        who = {"person": step["number"], "name": step["person"]} if "person" in step else {}
        assert self._fake.wait(lambda: self._button(chat, step["tap"]) is not None), step
        message, data = self._button(chat, step["tap"]) or (0, "")
        self._fake.tap(chat, message, data=data, **who)

    def _button(self, chat: int, label: str) -> tuple[int, str] | None:
        """Return the message and the data of the newest button with a label."""
        for message in reversed(self._fake.sent(chat)):
            for button in self._buttons(message):
                if button["text"] == label:
                    return message["message_id"], button["callback_data"]
        return None

    def _buttons(self, message: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return the buttons of a message as they are now."""
        markup = message.get("reply_markup", {})
        for call in self._fake.calls("editMessageReplyMarkup", "editMessageText"):
            edited = (call["params"]["chat_id"], call["params"]["message_id"])
            if call["status"] == 200 and edited == (
                str(message["chat"]["id"]),
                str(message["message_id"]),
            ):
                markup = json.loads(call["params"].get("reply_markup", "{}"))
        return [button for row in markup.get("inline_keyboard", []) for button in row]

    def _await(self, expected: Mapping[str, Any], step: Mapping[str, Any], alerts: int) -> None:
        if "notice" in expected:
            assert self._fake.wait(lambda: len(self._fake.alerts()) > alerts), expected
            said = self._fake.alerts()[alerts]
            assert expected["notice"] in said
            self._lines.append(f"## Trợ lý\n\n_(thông báo)_ {said}")
            return
        chat = self._people[expected["to"]] if "to" in expected else self._chat(step)
        assert self._fake.wait(lambda: len(self._calls(chat)) > self._seen[chat]), (
            expected,
            [call["params"].get("text") for call in self._calls(chat)[-3:]],
        )
        call = self._calls(chat)[self._seen[chat]]
        self._seen[chat] += 1
        head = "## Trợ lý" + (f" → {expected['to']}" if "to" in expected else "")
        line = _shown(call)
        assert expected.get("text", expected.get("file")) in line, (expected, line)
        self._lines.append(f"{head}\n\n{line}")
        if "file" in expected:
            self._check_file(call["result"], expected.get("holds", ()))
        if "keep" in expected:
            (value,) = re.findall(expected["keep"], line)
            self._values[expected["as"]] = value

    def _check_file(self, message: Mapping[str, Any], cells: Sequence[str]) -> None:
        """Assert that a picture is one, and that a workbook has ``cells``."""
        if "photo" in message:
            assert self._fake.content(message["photo"][-1]["file_id"]).startswith(b"\x89PNG")
            return
        content = self._fake.content(message["document"]["file_id"])
        sheets = openpyxl.load_workbook(BytesIO(content)).worksheets
        found = {str(cell) for sheet in sheets for row in sheet.values for cell in row}
        assert found >= set(cells)

    def _calls(self, chat: int) -> list[dict[str, Any]]:
        done = (call for call in self._fake.calls(*_SENT) if call["status"] == 200)
        return [call for call in done if call["result"]["chat"]["id"] == chat]


def _shown(call: Mapping[str, Any]) -> str:
    params = call["params"]
    if call["method"] != "sendMessage":
        kind = "photo" if "photo" in params else "document"
        name = {"photo": "ảnh", "document": "tệp"}[kind]
        caption = params.get("caption", "")
        return f"_({name})_ {params[kind]['file']}" + (caption and f"\n\n{caption}")
    rows = json.loads(params.get("reply_markup", "{}")).get("inline_keyboard", [])
    lines = (" ".join(f"[ {button['text']} ]" for button in row) for row in rows)
    buttons = "".join(f"\n\n{line}" for line in lines)
    return f"```html\n{params['text']}\n```{buttons}"
