"""The database of conversations and evidence: a restart, a second process, damage, expiry."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta
from pathlib import Path
from threading import Thread

import pytest

from knowledge.adapters import state_store
from knowledge.adapters.state_database import StateDatabase, utc_now
from knowledge.adapters.state_store import StateStore
from knowledge.adapters.state_tables import SCHEMA
from knowledge.answer import Citation, Reply
from knowledge.errors import ConfigError, StateUnavailableError
from knowledge.evidence import Evidence, evidence_id, make_evidence
from knowledge.messages import Messages

ON = date(2026, 11, 25)
REPLY = Reply(
    "verdict",
    "ĐẠT mức giảm nghèo.",
    (Citation("Báo Đồng Khởi", "bộ tiêu chí", "cấp xã", "giảm từ 20%", "rules.yaml", None),),
    determination={"case": {"figures": []}, "verdict": "met", "determination_id": "d1"},
    notices=("Lưu ý:\n• một\n• hai",),
    choices=("Vẽ biểu đồ",),
)


def _store(folder: Path, messages: Messages, hours: int = 24) -> StateStore:
    return StateStore(StateDatabase(None, folder, messages), hours=hours)


def _evidence(reply: Reply = REPLY, on: date = ON) -> Evidence:
    return make_evidence(evidence_id(reply, on), reply, on)


def test_evidence_comes_back_as_it_was_after_a_restart(tmp_path: Path, messages: Messages) -> None:
    evidence = _evidence()
    _store(tmp_path, messages).keep_evidence(evidence)
    for key in (evidence.id, "d1"):
        again = _store(tmp_path, messages).evidence(key)
        assert again is not None
        assert (again.id, again.made_on) == (evidence.id, ON)
        assert again.reply().text == REPLY.text
        assert again.reply().citations == REPLY.citations
        assert again.reply().notices == REPLY.notices
        assert again.reply().determination == REPLY.determination
    assert _store(tmp_path, messages).evidence("khong-co") is None


def test_equal_messages_share_an_id_and_other_days_do_not() -> None:
    assert evidence_id(REPLY, ON) == evidence_id(REPLY, ON)
    assert evidence_id(REPLY, ON) != evidence_id(REPLY, ON + timedelta(days=1))
    assert len(evidence_id(REPLY, ON)) == 10


def test_what_is_kept_stays(tmp_path: Path, messages: Messages) -> None:
    store, evidence = _store(tmp_path, messages), _evidence()
    store.keep_evidence(evidence)
    store.keep_evidence(Evidence(evidence.id, ON, {**evidence.content, "text": "khác"}))
    kept = store.evidence(evidence.id)
    assert kept is not None
    assert kept.reply().text == REPLY.text


def test_conversations_are_kept_apart_and_forgotten(
    tmp_path: Path, messages: Messages, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = _store(tmp_path, messages, hours=2)
    store.keep_dialogue("tg:1", {"case": {"a": 1}})
    store.keep_dialogue("tg:1", {"case": {"a": 2}})
    store.keep_dialogue("tg:2", {"case": {"b": "hộ"}})
    assert _store(tmp_path, messages, hours=2).dialogue("tg:1") == {"case": {"a": 2}}
    assert store.dialogue("tg:2") == {"case": {"b": "hộ"}}
    store.keep_dialogue("tg:2", None)
    assert store.dialogue("tg:2") is None
    later = utc_now() + timedelta(hours=3)
    monkeypatch.setattr(state_store, "utc_now", lambda: later)
    assert store.dialogue("tg:1") is None


def test_threads_and_stores_write_at_once(tmp_path: Path, messages: Messages) -> None:
    stores = [_store(tmp_path, messages) for _ in range(3)]

    def write(number: int) -> None:
        for round_ in range(10):
            stores[number % 3].keep_dialogue(f"tg:{number}", {"round": round_})

    workers = [Thread(target=write, args=(number,)) for number in range(9)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [stores[0].dialogue(f"tg:{n}") for n in range(9)] == [{"round": 9}] * 9


def test_the_file_is_private(tmp_path: Path, messages: Messages) -> None:
    _store(tmp_path, messages).keep_dialogue("tg:1", {})
    assert (tmp_path / "state.db").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", [b"khong phai co so du lieu" * 100, b"SQLite format 3\x00xx"])
def test_a_damaged_file_is_one_readable_line(
    content: bytes, tmp_path: Path, messages: Messages
) -> None:
    (tmp_path / "state.db").write_bytes(content)
    with pytest.raises(StateUnavailableError, match=r"state\.db") as caught:
        _store(tmp_path, messages).dialogue("tg:1")
    assert "\n" not in str(caught.value)
    assert (tmp_path / "state.db").read_bytes() == content


def test_data_of_a_later_version_is_refused(tmp_path: Path, messages: Messages) -> None:
    _store(tmp_path, messages).keep_dialogue("tg:1", {})
    with sqlite3.connect(tmp_path / "state.db") as connection:
        connection.execute("UPDATE schema_version SET version = 99")
    with pytest.raises(StateUnavailableError, match="99"):
        _store(tmp_path, messages).dialogue("tg:1")


def test_data_of_an_earlier_version_is_completed(tmp_path: Path, messages: Messages) -> None:
    _store(tmp_path, messages).keep_dialogue("tg:1", {"a": 1})
    with sqlite3.connect(tmp_path / "state.db") as connection:
        connection.execute("UPDATE schema_version SET version = 1")
        connection.execute("DROP TABLE evidence")
    store, evidence = _store(tmp_path, messages), _evidence()
    store.keep_evidence(evidence)
    assert store.evidence(evidence.id) is not None
    assert store.dialogue("tg:1") == {"a": 1}
    with sqlite3.connect(tmp_path / "state.db") as connection:
        assert connection.execute("SELECT version FROM schema_version").fetchall() == [(SCHEMA,)]


def test_another_database_by_its_address(tmp_path: Path, messages: Messages) -> None:
    url = f"sqlite:///{tmp_path / 'khac.db'}"
    StateStore(StateDatabase(url, tmp_path, messages), hours=1).keep_dialogue("tg:1", {"a": 1})
    assert (tmp_path / "khac.db").exists()
    assert not (tmp_path / "state.db").exists()
    for bad in ("khong-phai-dia-chi", "oracle-khong-co://x"):
        with pytest.raises(ConfigError, match=r"state\.url"):
            StateStore(StateDatabase(bad, tmp_path, messages), hours=1).dialogue("tg:1")


def test_a_password_in_the_address_is_not_shown(tmp_path: Path, messages: Messages) -> None:
    url = f"sqlite://ten:matkhau123@/{tmp_path / 'x.db'}"
    with pytest.raises((StateUnavailableError, ConfigError)) as caught:
        StateStore(StateDatabase(url, tmp_path, messages), hours=1).dialogue("tg:1")
    assert "matkhau123" not in str(caught.value)
