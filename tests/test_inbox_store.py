"""The inbox and the chats in the state database."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from knowledge.adapters import inbox_store
from knowledge.adapters.chat_store import ChatTable, kept_secret
from knowledge.adapters.inbox_store import InboxStore
from knowledge.adapters.sole_instance import sole_instance
from knowledge.adapters.state_database import StateDatabase, utc_now
from knowledge.adapters.state_store import StateStore
from knowledge.errors import StateUnavailableError
from knowledge.inbox import Arrived, Begun, Finished, Released, Step, Unfinished
from knowledge.messages import Messages

BOT, OTHER = "tg:1", "tg:2"


@pytest.fixture
def database(tmp_path: Path, messages: Messages) -> StateDatabase:
    return StateDatabase(None, tmp_path, messages)


def test_t16_what_arrived_before_is_known_for_two_days(
    database: StateDatabase, tmp_path: Path, messages: Messages, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = InboxStore(database, BOT)
    one, two = Arrived(7, '{"a":1}'), Arrived(8, '{"a":2}')
    assert inbox.apply([one, one, two]) == [1, None, 2]
    inbox.apply([Finished(1)])
    after_a_restart = InboxStore(StateDatabase(None, tmp_path, messages), BOT)
    assert after_a_restart.apply([one, two]) == [None, None]
    for hours, known in ((1, None), (47, None), (49, 3)):
        later = utc_now() + timedelta(hours=hours)
        monkeypatch.setattr(inbox_store, "utc_now", lambda later=later: later)
        inbox.prune()
        assert inbox.apply([one]) == [known]
        monkeypatch.undo()
    assert [left.key for left in inbox.unfinished()] == [2, 3]  # never pruned before it is done


def test_a_number_used_again_for_something_else_is_something_else(database: StateDatabase) -> None:
    inbox = InboxStore(database, BOT)
    assert inbox.apply([Arrived(7, "a"), Arrived(7, "b")]) == [1, 2]
    assert InboxStore(database, OTHER).apply([Arrived(7, "a")]) == [3]
    assert [one.content for one in inbox.unfinished()] == ["a", "b"]


def test_what_was_done_and_how_often_it_was_begun_is_kept_until_it_is_finished(
    database: StateDatabase,
) -> None:
    inbox = InboxStore(database, BOT)
    inbox.apply([Arrived(1, "a"), Arrived(2, "b")])
    steps = [Step(1, 0, "d0", "r0"), Step(1, 1, "d1", "r1"), Step(1, 2, "d2", "r2")]
    inbox.apply([Begun(1), Begun(1), Begun(2), Released(2), *steps])
    assert inbox.unfinished() == [Unfinished(1, "a", 2, (*steps,)), Unfinished(2, "b", 0, ())]
    other = Step(1, 1, "d9", "r9")  # the work takes another course: what followed is forgotten
    inbox.apply([other])
    assert inbox.unfinished()[0].steps == (steps[0], other)
    inbox.apply([Finished(1)])
    assert inbox.unfinished() == [Unfinished(2, "b", 0, ())]


def test_of_what_is_done_only_the_number_stays(database: StateDatabase, tmp_path: Path) -> None:
    inbox = InboxStore(database, BOT)
    inbox.apply([Arrived(1, "lời riêng tư"), Step(1, 0, "d", "câu trả lời riêng")])
    inbox.apply([Finished(1)])
    with database.connection() as connection:
        rows = [
            str(row)
            for table in ("inbox", "inbox_steps")
            for row in connection.exec_driver_sql(f"SELECT * FROM {table}")
        ]
    assert len(rows) == 1
    assert "riêng" not in rows[0]


def test_all_of_a_batch_is_written_or_none(database: StateDatabase) -> None:
    inbox = InboxStore(database, BOT)
    with pytest.raises(StateUnavailableError):
        inbox.apply([Arrived(1, "a"), Step(1, 0, "d", None)])  # type: ignore[arg-type]
    assert inbox.unfinished() == []


def test_chats_that_moved_or_are_silent_are_known_after_a_restart(
    database: StateDatabase, tmp_path: Path, messages: Messages
) -> None:
    chats, dialogues = ChatTable(database, BOT), StateStore(database, hours=24)
    dialogues.keep_dialogue("tg:-5:0:3", {"a": 1})
    dialogues.keep_dialogue("tg:-5", {"a": 2})
    dialogues.keep_dialogue("tg:-55:0:3", {"a": 3})
    dialogues.keep_dialogue("tg:-1005:0:3", {"a": "cũ hơn"})
    chats.move(-5, -1005, ("tg:-5", "tg:-1005"))
    chats.silence(-5, silent=True)
    chats.silence(9, silent=True)
    chats.silence(8, silent=True)
    chats.silence(8, silent=False)
    again = ChatTable(StateDatabase(None, tmp_path, messages), BOT)
    assert again.moved() == {-5: -1005}
    assert again.silent() == {-5, 9}
    assert ChatTable(database, OTHER).moved() == {}
    assert dialogues.dialogue("tg:-1005:0:3") == {"a": 1}
    assert dialogues.dialogue("tg:-1005") == {"a": 2}
    assert dialogues.dialogue("tg:-55:0:3") == {"a": 3}
    assert dialogues.dialogue("tg:-5:0:3") is None


def test_a_secret_is_made_once_for_each_account(database: StateDatabase) -> None:
    secret = kept_secret(database, BOT)
    assert kept_secret(database, BOT) == secret
    assert kept_secret(database, OTHER) != secret


def test_t15_a_second_bot_over_the_same_folder_is_refused(
    tmp_path: Path, messages: Messages
) -> None:
    folder = tmp_path / "dữ liệu"
    with sole_instance(folder, messages):
        second = sole_instance(folder, messages)
        with pytest.raises(StateUnavailableError, match="đang chạy") as caught:
            second.__enter__()
        assert str(folder) in str(caught.value)
    with sole_instance(folder, messages):
        pass


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path, messages: Messages) -> None:
    (tmp_path / "tep").write_text("")
    with (
        pytest.raises(StateUnavailableError, match="tep"),
        sole_instance(tmp_path / "tep" / "x", messages),
    ):
        pass
