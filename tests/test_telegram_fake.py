"""The fake is strict, and what it answers is what the library's own classes read."""

from __future__ import annotations

import json
import subprocess
import sys
from threading import Thread

import httpx
import pytest
from telegram import File, Message, Update, User, WebhookInfo
from telegram.constants import FileSizeLimit, MessageLimit

from tests.fake_telegram import running
from tests.fake_telegram_api import FakeTelegram
from tests.fake_telegram_html import EntityError, parse_html
from tests.fake_telegram_world import StubAnswerer, serving, wait_texts
from tests.patience import PATIENCE

LAN = 11


class Client:
    """Calls the fake as the library does, form-encoded."""

    def __init__(self, root, token="1:a"):
        self._base = f"{root}/bot{token}/"
        self._http = httpx.Client(timeout=30, trust_env=False)

    def __call__(self, method, **params):
        answer = self._http.post(self._base + method, data=params).json()
        return answer["result"] if answer["ok"] else (answer["error_code"], answer["description"])


@pytest.fixture(scope="module")
def world():
    fake = FakeTelegram()
    with running(fake) as root:
        yield fake, root


@pytest.fixture
def fake(world):
    world[0].reset()
    world[0].say(LAN, "chào")
    return world[0]


@pytest.fixture
def call(world):
    return Client(world[1])


def test_answers_and_updates_are_read_whole_by_the_library():
    answer = "a <b> 👍 " * 3
    with serving(StubAnswerer({"hỏi": answer})) as fake:
        fake.say(LAN, "/start@tro_ly_bot 👍 @tro_ly_bot")
        fake.say(LAN, "hỏi")
        fake.say(-5, "@tro_ly_bot hỏi")
        wait_texts(fake, 3)
        for data in fake.sent():
            message = Message.de_json(data, None)
            assert not message.api_kwargs
            read = message.to_dict()
            assert {key: read[key] for key in data if key != "reply_to_message"} == {
                key: data[key] for key in data if key != "reply_to_message"
            }
        typed = fake.say(LAN, "👍 /help @tro_ly_bot")
        update = Update.de_json({"update_id": 1, "message": typed}, None)
        assert not update.message.api_kwargs
        assert list(update.message.parse_entities().values()) == ["/help", "@tro_ly_bot"]


def test_the_bot_itself_and_its_webhook_are_read_by_the_library(fake, call):
    me = User.de_json(call("getMe"), None)
    assert (me.id, me.is_bot, me.username, dict(me.api_kwargs)) == (1, True, "tro_ly_bot", {})
    assert WebhookInfo.de_json(call("getWebhookInfo"), None).pending_update_count == 1


def keyboard(*rows):
    buttons = [[{"text": text, "callback_data": data} for text, data in row] for row in rows]
    return json.dumps({"inline_keyboard": buttons})


NO_DATA = '{"inline_keyboard": [[{"text": "x"}]]}'
REFUSED = [
    ("noSuchMethod", {}, (404, "Not Found")),
    ("sendMessage", {"chat_id": LAN}, (400, "Bad Request: message text is empty")),
    ("sendMessage", {"chat_id": LAN, "text": " \n"}, (400, "Bad Request: message text is empty")),
    ("sendMessage", {"text": "x"}, (400, "Bad Request: parameter chat_id is required")),
    ("sendMessage", {"chat_id": "x", "text": "x"}, (400, "Bad Request: chat_id is not a number")),
    ("sendMessage", {"chat_id": 99, "text": "x"}, (400, "Bad Request: chat not found")),
    ("sendMessage", {"chat_id": LAN, "text": "x", "disable_web_page_preview": True},
     (400, "Bad Request: unknown parameter disable_web_page_preview")),
    ("sendMessage", {"chat_id": LAN, "text": "x", "parse_mode": "Markdown"},
     (400, "Bad Request: unsupported parse_mode")),
    ("sendMessage", {"chat_id": LAN, "text": "👍" * 2049},
     (400, "Bad Request: message is too long")),
    ("sendMessage", {"chat_id": LAN, "text": "<b>x", "parse_mode": "HTML"},
     (400, "Bad Request: can't parse entities: "
           'Can\'t find end tag corresponding to start tag "b"')),
    ("sendMessage", {"chat_id": LAN, "text": "<b>  </b>", "parse_mode": "HTML"},
     (400, "Bad Request: message text is empty")),
    ("sendMessage", {"chat_id": LAN, "text": "<b>x</b>" * 101, "parse_mode": "HTML"},
     (400, "Bad Request: too many entities (Telegram would drop some)")),
    ("sendMessage", {"chat_id": LAN, "text": "x", "reply_parameters": '{"message_id": 77}'},
     (400, "Bad Request: message to be replied not found")),
    ("sendMessage", {"chat_id": LAN, "text": "x", "reply_parameters": "{"},
     (400, "Bad Request: can't parse reply_parameters JSON object")),
    ("sendMessage", {"chat_id": LAN, "text": "x", "reply_markup": json.dumps(
        {"inline_keyboard": [[{"text": "x", "callback_data": "ạ" * 22}]]})},
     (400, "Bad Request: BUTTON_DATA_INVALID")),
    ("sendMessage", {"chat_id": LAN, "text": "x", "reply_markup": keyboard([("x", "")])},
     (400, "Bad Request: BUTTON_DATA_INVALID")),
    ("sendMessage", {"chat_id": LAN, "text": "x", "reply_markup": keyboard([(" ", "c")])},
     (400, "Bad Request: inline keyboard button text must be non-empty")),
    ("sendMessage", {"chat_id": LAN, "text": "x", "reply_markup": keyboard([("x", "c")] * 9)},
     (400, "Bad Request: too many buttons in a row (Telegram would cut it)")),
    ("sendMessage", {"chat_id": LAN, "text": "x", "reply_markup": keyboard(*[[("x", "c")]] * 101)},
     (400, "Bad Request: reply markup is too long")),
    ("sendMessage", {"chat_id": LAN, "text": "x", "reply_markup": NO_DATA},
     (400, "Bad Request: text buttons are unallowed in the inline keyboard")),
    ("editMessageReplyMarkup", {"chat_id": LAN, "message_id": 9},
     (400, "Bad Request: message to edit not found")),
    ("editMessageReplyMarkup", {"chat_id": LAN, "message_id": 1},
     (400, "Bad Request: message can't be edited")),
    ("sendPhoto", {"chat_id": LAN}, (400, "Bad Request: parameter photo is required")),
    ("sendPhoto", {"chat_id": LAN, "photo": "https://x"},
     (400, "Bad Request: wrong file identifier/HTTP URL specified")),
    ("sendDocument", {"chat_id": LAN, "document": "attach://none"},
     (400, "Bad Request: wrong file identifier/HTTP URL specified")),
    ("getFile", {"file_id": "x"},
     (400, "Bad Request: wrong file_id or the file is temporarily unavailable")),
    ("sendChatAction", {"chat_id": LAN, "action": "sleeping"},
     (400, "Bad Request: wrong parameter action in request")),
    ("answerCallbackQuery", {"callback_query_id": "old"},
     (400, "Bad Request: query is too old and response timeout expired or query ID is invalid")),
    ("editMessageText", {"chat_id": LAN, "message_id": 9, "text": "x"},
     (400, "Bad Request: message to edit not found")),
    ("editMessageText", {"chat_id": LAN, "message_id": 1, "text": "x"},
     (400, "Bad Request: message can't be edited")),
    ("setMyCommands", {"commands": '[{"command": "Lệnh", "description": "x"}]'},
     (400, "Bad Request: BOT_COMMAND_INVALID")),
    ("setMyCommands", {"commands": '[{"command": "a", "description": ""}]'},
     (400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")),
    ("setMyDescription", {"description": "x" * 513}, (400, "Bad Request: DESCRIPTION_TOO_LONG")),
    ("setWebhook", {"url": "http://x"},
     (400, "Bad Request: bad webhook: An HTTPS URL must be provided")),
]  # fmt: skip


@pytest.mark.parametrize(("method", "params", "refusal"), REFUSED)
def test_what_telegram_refuses_is_refused(fake, call, method, params, refusal):
    assert call(method, **params) == refusal
    assert fake.sent() == []


def test_tokens_and_paths_that_are_none_are_not_found(fake, world):
    assert Client(world[1], "abc")("getMe") == (404, "Not Found")
    assert httpx.get(world[1] + "/other", trust_env=False).status_code == 404


def test_the_limits_are_the_librarys_and_count_utf16_units_after_parsing(fake, call):
    text = "<b>" + "👍" * (MessageLimit.MAX_TEXT_LENGTH // 2 - 1) + "</b>&lt;&#62;"
    sent = call("sendMessage", chat_id=LAN, text=text, parse_mode="HTML")
    assert sent["text"].endswith("👍<>")
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 4094}]


def test_an_edit_changes_the_message_once(fake, call):
    sent = call("sendMessage", chat_id=LAN, text="một")
    edit = {"chat_id": LAN, "message_id": sent["message_id"], "text": "hai"}
    assert Message.de_json(call("editMessageText", **edit), None).text == "hai"
    assert call("editMessageText", **edit)[1].startswith("Bad Request: message is not modified")


def test_a_button_press_is_answered_once(fake, call):
    sent = call("sendMessage", chat_id=LAN, text="một")
    press = {"id": "7", "from": sent["from"], "chat_instance": "c", "data": "x", "message": sent}
    fake.inject(callback_query=press)
    assert call("answerCallbackQuery", callback_query_id="7", text="xong") is True
    assert call("answerCallbackQuery", callback_query_id="7")[0] == 400


def test_buttons_are_taken_away_once(fake, call):
    sent = call("sendMessage", chat_id=LAN, text="một", reply_markup=keyboard([("a", "ạ" * 21)]))
    place = {"chat_id": LAN, "message_id": sent["message_id"]}
    edited = call("editMessageReplyMarkup", **place)
    assert Message.de_json(edited, None).reply_markup is None
    assert edited["text"] == "một"
    assert call("editMessageReplyMarkup", **place)[1].startswith(
        "Bad Request: message is not modified"
    )


def test_a_tap_is_read_whole_by_the_library(fake, call):
    sent = call("sendMessage", chat_id=LAN, text="một", reply_markup=keyboard([("a", "x")]))
    fake.tap(LAN, sent["message_id"])
    call("editMessageReplyMarkup", chat_id=LAN, message_id=sent["message_id"])
    fake.tap(LAN, sent["message_id"], accessible=False)
    fake.tap(LAN, sent["message_id"], data="y", person=9)
    taps = [Update.de_json(update, None).callback_query for update in call("getUpdates")[1:]]
    assert [(tap.data, tap.from_user.id) for tap in taps] == [("x", LAN), ("x", LAN), ("y", 9)]
    assert not any(tap.api_kwargs for tap in taps)
    assert [tap.message.is_accessible for tap in taps] == [True, False, True]
    assert taps[0].message.reply_markup.inline_keyboard[0][0].text == "a"
    assert taps[2].message.reply_markup is None


PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR" + (20).to_bytes(4) + (1).to_bytes(4)
RAW = bytes(range(256)) * 9 + b"\r\n--\r\n"


def send(call, method, name, content, **params):
    """Send a file as multipart, by its own name or, with ``attach``, beside the parameters."""
    attach = params.pop("attach", None)
    params |= {name: f"attach://{attach}"} if attach else {}
    answer = call._http.post(
        call._base + method, data=params, files={attach or name: ('ảnh "1".png', content)}
    ).json()
    return answer["result"] if answer["ok"] else (answer["error_code"], answer["description"])


@pytest.mark.parametrize("attach", [None, "a1"])
def test_files_arrive_as_they_were_sent_and_are_read_by_the_library(fake, call, world, attach):
    sent = send(call, "sendDocument", "document", RAW, chat_id=LAN, attach=attach,
                caption="<b>a</b>", parse_mode="HTML")  # fmt: skip
    message = Message.de_json(sent, None)
    assert (message.caption, message.caption_entities[0].type) == ("a", "bold")
    assert message.document.file_size == len(RAW)
    photo = Message.de_json(send(call, "sendPhoto", "photo", PNG, chat_id=LAN, attach=attach), None)
    assert (photo.photo[0].width, photo.photo[0].height) == (20, 1)
    assert not message.api_kwargs
    assert not photo.api_kwargs
    assert fake.content(message.document.file_id) == RAW
    (call_made,) = fake.calls("sendDocument")
    assert call_made["params"]["document"]["size"] == len(RAW)
    path = File.de_json(call("getFile", file_id=message.document.file_id), None).file_path
    assert httpx.get(f"{world[1]}/file/bot1:a/{path}", trust_env=False).content == RAW
    assert httpx.get(f"{world[1]}/file/bot1:a/{path}x", trust_env=False).status_code == 404
    assert httpx.get(f"{world[1]}/file/bota/{path}", trust_env=False).status_code == 404


REFUSED_FILES = [
    ("sendPhoto", b"GIF89a", {}, (400, "Bad Request: IMAGE_PROCESS_FAILED")),
    ("sendPhoto", PNG[:16] + (21).to_bytes(4) + (1).to_bytes(4), {},
     (400, "Bad Request: PHOTO_INVALID_DIMENSIONS")),
    ("sendPhoto", PNG + bytes(FileSizeLimit.PHOTOSIZE_UPLOAD), {},
     (400, f"Bad Request: file of size {len(PNG) + FileSizeLimit.PHOTOSIZE_UPLOAD} bytes is too "
           "big for a photo; the maximum size is 10000000 bytes")),
    ("sendDocument", b"", {}, (400, "Bad Request: file must be non-empty")),
    pytest.param("sendDocument", bytes(FileSizeLimit.FILESIZE_UPLOAD + 1), {},
                 (413, "Request Entity Too Large"), marks=pytest.mark.slow),
    ("sendDocument", b"x", {"caption": "👍" * 513},
     (400, "Bad Request: message caption is too long")),
    ("sendDocument", b"x", {"caption": "<b>", "parse_mode": "HTML"},
     (400, "Bad Request: can't parse entities: "
           'Can\'t find end tag corresponding to start tag "b"')),
]  # fmt: skip


@pytest.mark.parametrize(("method", "content", "params", "refusal"), REFUSED_FILES)
def test_files_telegram_refuses_are_refused(fake, call, method, content, params, refusal):
    name = {"sendPhoto": "photo", "sendDocument": "document"}[method]
    assert send(call, method, name, content, chat_id=LAN, **params) == refusal
    assert fake.sent_files() == []


def test_a_caption_counts_after_parsing(fake, call):
    caption = "<b>" + "👍" * (MessageLimit.CAPTION_LENGTH // 2) + "</b>"
    sent = send(call, "sendDocument", "document", b"x", chat_id=LAN, caption=caption,
                parse_mode="HTML")  # fmt: skip
    assert sent["caption_entities"] == [{"type": "bold", "offset": 0, "length": 1024}]


def test_a_person_sends_a_file_and_a_large_one_is_not_given(fake, call):
    fake.send_file(LAN, "xã.csv", "a;b", caption="đây")
    fake.send_file(LAN, "b.csv", bytes(FileSizeLimit.FILESIZE_DOWNLOAD + 1))
    small, large = [Update.de_json(u, None).message for u in call("getUpdates")[1:]]
    assert (small.document.file_name, small.caption) == ("xã.csv", "đây")
    assert call("getFile", file_id=small.document.file_id)["file_size"] == 3
    assert call("getFile", file_id=large.document.file_id) == (
        400, "Bad Request: file is too big")  # fmt: skip


def test_only_updates_asked_for_are_given_and_the_others_dropped(fake, call):
    fake.inject(poll_answer={"poll_id": "1"})
    assert len(call("getUpdates", allowed_updates='["message"]')) == 1
    assert len(call("getUpdates")) == 1


def test_updates_are_confirmed_by_the_offset(fake, call):
    fake.say(LAN, "hai")
    first, second = call("getUpdates")
    assert call("getUpdates", limit=1) == [first]
    assert call("getUpdates", offset=second["update_id"]) == [second]
    assert call("getUpdates", offset=second["update_id"] + 1) == []
    fake.say(LAN, "ba")
    fake.say(LAN, "bốn")
    assert [u["message"]["text"] for u in call("getUpdates", offset=-1)] == ["bốn"]


def test_a_long_poll_waits_and_a_second_poller_ends_it(fake, call, world):
    results = []
    offset = call("getUpdates")[0]["update_id"] + 1
    waiting = Thread(target=lambda: results.append(call("getUpdates", offset=offset, timeout=20)))
    polls = fake._poller
    waiting.start()
    assert fake.wait(lambda: fake._poller > polls)
    assert Client(world[1])("getUpdates", offset=offset) == []
    waiting.join(PATIENCE)
    assert results[0][0] == 409
    assert results[0][1].startswith("Conflict: terminated by other getUpdates request")


def test_polling_and_a_webhook_exclude_each_other(fake, call):
    assert call("setWebhook", url="https://x.vn/hook") is True
    assert call("getUpdates")[0] == 409
    assert call("deleteWebhook", drop_pending_updates="true") is True
    assert call("getUpdates") == []


def test_faults_come_as_ordered_and_then_stop(fake, call, world):
    fake.fail("getMe", "retry_after", seconds=3)
    raw = httpx.post(f"{world[1]}/bot1:a/getMe", trust_env=False).json()
    assert raw["parameters"] == {"retry_after": 3}
    fake.fail("sendMessage", "lost")
    with pytest.raises(httpx.RemoteProtocolError):
        call("sendMessage", chat_id=LAN, text="x")
    assert [message["text"] for message in fake.sent()] == ["x"]
    fake.fail("sendMessage", "drop", chat_id=LAN)
    with pytest.raises(httpx.RemoteProtocolError):
        call("sendMessage", chat_id=LAN, text="y")
    assert call("sendMessage", chat_id=LAN, text="z")["text"] == "z"
    assert [message["text"] for message in fake.sent()] == ["x", "z"]


def test_more_faults_come_as_ordered(fake, call, world):
    fake.fail("sendMessage", "late", code=502)
    answer = httpx.post(f"{world[1]}/bot1:a/sendMessage", data={"chat_id": LAN, "text": "x"})
    assert (answer.status_code, answer.text[:6]) == (502, "<html>")
    assert [message["text"] for message in fake.sent()] == ["x"]
    for kind, details in (("reset", {}), ("hang", {"seconds": 0.1})):
        fake.fail("sendMessage", kind, **details)
        with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
            call("sendMessage", chat_id=LAN, text="y")
    assert len(fake.sent()) == 1


def test_a_group_that_became_a_supergroup_says_so(fake, call):
    fake.say(-5, "chào")
    fake.migrate(-5, -1005)
    told = httpx.post(f"{call._base}sendMessage", data={"chat_id": -5, "text": "x"}).json()
    assert told["parameters"] == {"migrate_to_chat_id": -1005}
    assert call("sendMessage", chat_id=-1005, text="x")["chat"]["type"] == "supergroup"
    updates = [Update.de_json(u, None).message for u in call("getUpdates")]
    assert updates[-2].migrate_to_chat_id == updates[-1].chat.id == -1005


def test_limits_are_kept_by_chat_group_and_over_all(fake, call):
    fake.say(-5, "chào")
    fake.limit(overall=4, chat_seconds=1, group_minute=2)
    sent = [call("sendMessage", chat_id=chat, text="x") for chat in (LAN, LAN, -5, -5, -5)]
    refused = [one[1] if isinstance(one, tuple) else "" for one in sent]
    assert refused[::2] == ["", "", "Too Many Requests: retry after 60"]
    assert refused[1::2] == ["Too Many Requests: retry after 1", ""]
    fake.limit(overall=2)
    sent = [call("sendChatAction", chat_id=LAN, action="typing") for _ in range(3)]
    assert sent == [True, True, (429, "Too Many Requests: retry after 1")]


BROKEN_HTML = [
    "<b>x", "</b>", "<b>x</i>", "<i><b>x</i></b>", "<script>x</script>", "a < b", "<", "<>", "<b",
    "<b class='x'>y</b>", "<a>x</a>", "<a href='javascript:x'>x</a>", "<p>x</p>", "<br>",
    "<!-- x -->", "<blockquote><blockquote>x</blockquote></blockquote>", "<code><b>x</b></code>",
    "<blockquote open>x</blockquote>", "<span>x</span>",
]  # fmt: skip


@pytest.mark.parametrize("source", BROKEN_HTML)
def test_broken_html_is_refused(source):
    with pytest.raises(EntityError):
        parse_html(source)


def test_html_gives_text_and_entities():
    text, entities = parse_html(
        " 👍<b>a<i>b</i></b> &lt;&amp;&quot;&#7897;&nbsp; & <blockquote expandable>q</blockquote>\n"
    )
    assert text == '👍ab <&"ộ&nbsp; & q'
    assert entities == [
        {"type": "bold", "offset": 2, "length": 2},
        {"type": "italic", "offset": 3, "length": 1},
        {"type": "expandable_blockquote", "offset": 18, "length": 1},
    ]


def test_it_runs_as_a_program_and_is_controlled_over_http():
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.fake_telegram", "0"], stdout=subprocess.PIPE, text=True
    )
    try:
        word, port = program.stdout.readline().split()
        assert word == "PORT"
        root = f"http://127.0.0.1:{port}"
        with httpx.Client(base_url=root, trust_env=False) as http:
            said = http.post("/control/say", json={"chat_id": LAN, "text": "chào"}).json()
            assert said["result"]["text"] == "chào"
            assert Client(root)("getUpdates")[0]["message"]["text"] == "chào"
            Client(root)("sendMessage", chat_id=LAN, text="vâng")
            http.post("/control/fail", json={"method": "getMe", "kind": "status", "code": 502})
            assert http.post("/bot1:a/getMe").status_code == 502
            sent = http.post("/control/sent", json={"chat_id": LAN}).json()["result"]
            assert [message["text"] for message in sent] == ["vâng"]
            calls = http.post("/control/calls", json={"methods": ["sendMessage"]}).json()
            assert calls["result"][0]["params"] == {"chat_id": str(LAN), "text": "vâng"}
            assert http.post("/control/exit", json={}).status_code == 404
    finally:
        program.terminate()
        program.wait(10)
