"""The guides name only commands, options, settings and chat commands that exist."""

from __future__ import annotations

import argparse
import re

import pytest

import bot.__main__ as bot_main
import ingest.__main__ as ingest_main
import knowledge.__main__ as knowledge_main
from knowledge.adapters.access_files import load_access_table
from tests.conftest import ROOT

GUIDES = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "HUONG_DAN.md")}
PARSERS = {"bot": bot_main._parser(), "knowledge": knowledge_main._parser()}
CALL = re.compile(r"python -m (bot|ingest|knowledge)((?: (?!#)[^\s`|]+)*)")
OPTION = re.compile(r"\[?(--?[a-z][a-z-]*)")


def subcommands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}


def calls(*modules: str) -> list[tuple[str, list[str]]]:
    found = [call for guide in GUIDES.values() for call in CALL.findall(guide)]
    return [(module, words.split()) for module, words in found if module in modules]


def test_every_command_named_exists() -> None:
    named = calls("bot", "knowledge")
    assert len(named) > 10
    for module, words in named:
        parser = PARSERS[module]
        for word in words:
            if option := OPTION.match(word):
                assert option[1] in parser._option_string_actions, f"{module}: {word}"
            elif re.fullmatch(r"[a-z]{3,}", word) and subcommands(parser):
                assert word in subcommands(parser), f"{module}: {word}"
                parser = subcommands(parser)[word]


def test_every_ingest_command_named_exists(capsys: pytest.CaptureFixture[str]) -> None:
    named = calls("ingest")
    assert len(named) > 3
    for _, words in named:
        command = [word for word in words[:1] if re.fullmatch(r"[a-z]+", word)]
        with pytest.raises(SystemExit) as ended:
            ingest_main.main([*command, "--help"])
        assert ended.value.code == 0
        usage = capsys.readouterr().out
        assert "".join(command) in usage
        options = [option[1] for word in words if (option := OPTION.match(word))]
        assert all(option in usage for option in options), words


@pytest.mark.parametrize("guide", GUIDES)
def test_every_chat_command_named_exists(guide: str) -> None:
    text = re.sub(r"\S*/\S+/\S*|\]\([^)]*\)", " ", GUIDES[guide])
    named = set(re.findall(r"`/([a-z]+)\b", text))
    assert named
    assert named <= {*load_access_table().commands, "thoat"}
