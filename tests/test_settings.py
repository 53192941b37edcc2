"""config.yaml, prompts and data files: closed lists, one line per mistake."""

from pathlib import Path

import pytest

from knowledge.adapters.files import load_abbreviations, load_messages, load_settings, load_yaml
from knowledge.adapters.prompts import load_prompt
from knowledge.errors import ConfigError, DataFileError
from knowledge.messages import Messages
from knowledge.text import fold

ROOT = Path(__file__).resolve().parents[1]
GOOD = (ROOT / "config.yaml").read_text(encoding="utf-8")


def _written(tmp_path: Path, body: str) -> Path:
    file = tmp_path / "config.yaml"
    file.write_text(body, encoding="utf-8")
    return file


def test_the_file_we_ship_is_good() -> None:
    settings = load_settings(ROOT / "config.yaml")
    assert settings.model.name == "planner"
    assert settings.thread_count >= 1


def test_every_key_has_a_comment() -> None:
    lines = GOOD.splitlines()
    for number, line in enumerate(lines):
        key, _, value = line.strip().partition(":")
        if not line.strip() or line.strip().startswith("#") or not value.strip():
            continue
        above = next(one for one in reversed(lines[:number]) if ":" not in one or "#" in one)
        assert above.strip().startswith("#"), f"khóa {key} thiếu chú thích"


def test_settings_of_telegram_may_be_left_out_but_its_address(tmp_path: Path) -> None:
    """A file written before there were more of them still works."""
    body = GOOD.split("telegram:\n")[0] + "telegram:\n  base_url: null\n"
    telegram = load_settings(_written(tmp_path, body)).telegram
    assert telegram == load_settings(ROOT / "config.yaml").telegram


def test_links_may_be_left_out(tmp_path: Path) -> None:
    head, _, tail = GOOD.partition("links:\n")
    body = head + "telegram:\n" + tail.partition("telegram:\n")[2]
    assert (
        load_settings(_written(tmp_path, body)).links == load_settings(ROOT / "config.yaml").links
    )


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("data_dir: data", "data_dri: data", "data_dri"),
        ("time_zone: Asia/Ho_Chi_Minh", "time_zone: Asia/Hanoi", "múi giờ"),
        ("top_k: 20", "top_k: 20\n  top_k: 9", "viết hai lần"),
        ("top_k: 20", "top_k: 0", "retrieval.top_k"),
        ("top_k: 20", 'top_k: "8"', "retrieval.top_k"),
        ("keep_indexes: 3", "", "keep_indexes"),
        ("max_characters: 600", "max_characters: 2026-13-45", "config.yaml"),
        ("passage_syllables: 120", "passage_syllables: 500", "longest_passage_syllables"),
        ("threads: 0", "threads: [0", "config.yaml"),
        ("guest_role: can_bo", "guest_role: giam_doc", "access.guest_role"),
        ("most_questions: 25", "most_questions: 0", "access.most_questions"),
        ("code_hours: 72", "code_hours: 72.5", "access.code_hours"),
        ("gov.vn, baog", "https://gov.vn, baog", "links.allowed"),
        ("gov.vn, baog", "gov.vn/, baog", "links.allowed"),
        ("gov.vn, baog", "7, baog", "links.allowed"),
        ("links:", "link:", "link"),
        ("pace: learned", "pace: never", "telegram.pace"),
        ("stop_seconds: 10", "stop_seconds: -1", "telegram.stop_seconds"),
        ("health: null", "health: {host: 127.0.0.1}", "telegram.health.port"),
        ("webhook: null", "webhook: {url: x, listen: a, port: 1, path: /}", "telegram.webhook.url"),
    ],
)
def test_a_mistake_is_one_line_that_names_the_key(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    assert old in GOOD
    with pytest.raises(ConfigError) as caught:
        load_settings(_written(tmp_path, GOOD.replace(old, new, 1)))
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_absent_and_binary_files(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"khong-co\.yaml"):
        load_settings(tmp_path / "khong-co.yaml")
    (tmp_path / "x.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DataFileError, match=r"x\.yaml"):
        load_yaml(tmp_path / "x.yaml")


def test_messages_refuse_what_is_not_text(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match=r"a\.b"):
        load_messages(_written(tmp_path, "a: {b: 1}"))


def test_a_sentence_without_its_value_is_an_error() -> None:
    with pytest.raises(DataFileError, match="chao"):
        Messages({"chao": "Chào {ten}"})("chao")
    with pytest.raises(DataFileError, match=r"khong\.co"):
        Messages({})("khong.co")


def test_every_prompt_has_a_header() -> None:
    prompts = [load_prompt(file) for file in sorted((ROOT / "prompts").glob("*.md"))]
    assert len(prompts) == 5
    assert all(prompt.body and prompt.version >= 1 for prompt in prompts)
    assert [p.id for p in prompts] == [f.stem for f in sorted((ROOT / "prompts").glob("*.md"))]


def test_a_prompt_without_a_header_is_refused(tmp_path: Path) -> None:
    (tmp_path / "p.md").write_text("không có phần đầu", encoding="utf-8")
    with pytest.raises(DataFileError, match=r"p\.md"):
        load_prompt(tmp_path / "p.md")


def test_short_forms_are_no_words_of_their_own() -> None:
    table = load_abbreviations()
    assert table["ubnd"] == "ủy ban nhân dân"
    assert all(short == short.lower() and fold(full) != short for short, full in table.items())
