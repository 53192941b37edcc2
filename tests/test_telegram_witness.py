"""One file of scenarios, two stand-ins for the Bot API: the project's own and one by others.

Groups and files from people have no second opinion: telemelya makes every chat a private one and
has no ``sendDocument``, and no other stand-in in the registries serves this library over HTTP.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.conftest import ROOT
from tests.fake_telegram import running
from tests.fake_telegram_api import FakeTelegram
from tests.patience import until
from tests.witness.places import (
    Place,
    other_place,
    other_server,
    own_place,
)

pytestmark = pytest.mark.slow  # starts two bots and the other stand-in

_FILE = ROOT / "tests" / "witness" / "scenarios.yaml"
_WHOLE = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
SCENARIOS = _WHOLE["scenarios"]
CALLS = _WHOLE["calls"]


def play(place: Place, scenario: dict[str, Any]) -> int:
    """Act a scenario out; return its chat."""
    chat = 5000 + SCENARIOS.index(scenario)
    if scenario.get("group"):
        chat = -chat
    for step in scenario["steps"]:
        before, alerts = len(place.sent(chat)), len(place.alerts(chat))
        _act(place, chat, step, group=chat < 0)
        _see(place, chat, step, before, alerts)
    return chat


def _act(place: Place, chat: int, step: dict[str, Any], *, group: bool) -> None:
    if "say" in step:
        place.say(chat, step["say"], group=group)
    elif "photo" in step:
        place.photo(chat)
    else:
        (action,) = step.keys() & {"tap", "forge", "inline", "choose", "sheet"}
        getattr(place, action)(chat, step[action])


def _see(place: Place, chat: int, step: dict[str, Any], before: int, alerts: int) -> None:
    """Wait for all that a step asks for, and no longer than it takes."""

    def seen() -> bool:
        new = place.sent(chat)[before:]
        text = "\n".join(sent.text for sent in new)
        kinds = [sent.kind for sent in new]
        told = place.alerts(chat)[alerts:]
        return (
            all(part in text for part in step.get("expect", ()))
            and kinds.count("photo") == step.get("photos", 0)
            and kinds.count("file") == step.get("files", 0)
            and ("alert" not in step or any(step["alert"] in one for one in told))
            and ("cards" not in step or place.cards(chat) == step["cards"])
        )

    assert until(seen), f"{step}: {place.sent(chat)[before:]} {place.alerts(chat)[alerts:]}"


def test_the_witness_sees_what_the_own_stand_in_sees(
    starter_data: Path, tmp_path: Path, subtests: pytest.Subtests
) -> None:
    """In one test, so that two bots are started and not four."""
    with (
        other_server() as root,
        own_place(starter_data, tmp_path / "own") as own,
        other_place(root, starter_data, tmp_path / "other") as other,
    ):
        own.ready()
        other.ready()
        for scenario in SCENARIOS:
            with subtests.test(scenario["name"]):
                chat = play(own, scenario)
                if "only" in scenario:
                    assert scenario["only"]["fake"]
                    continue
                assert play(other, scenario) == chat
                # The last parts of a reply may be on their way.
                until(lambda c=chat: other.sent(c) == own.sent(c), 15)
                assert other.sent(chat) == own.sent(chat)


def test_both_answer_as_documented_or_it_is_known_who_does_not(
    subtests: pytest.Subtests,
) -> None:
    fake = FakeTelegram()
    fake.say(77, "chào")
    with other_server() as server, running(fake) as root:
        for call in CALLS:
            with subtests.test(call["method"]):
                assert "both" in call or call["right"] == "fake"
                _compare(call, root, server)


def _compare(call: dict[str, Any], root: str, server: str) -> None:
    for name, place in (("fake", root), ("witness", server)):
        expected = call.get("both") or call[name]
        status, body = _called(f"{place}/bot1:a/{call['method']}", call["params"])
        assert status == expected["status"], (name, body)
        assert expected.get("says", "") in (body.get("description") or ""), name
        holds = expected.get("holds", {})
        assert {key: body["result"][key] for key in holds} == holds, name


def _called(address: str, params: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """Return the code of the answer and its body; telemelya gives errors the HTTP status 200."""
    answer = httpx.post(address, json=params, trust_env=False)
    body = answer.json()
    return (body.get("error_code") or answer.status_code), body
