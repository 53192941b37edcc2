"""One run of a program: its settings, its sentences, its data folder, and what they open."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.adapters.embedders import open_embedder
from knowledge.adapters.files import (
    PACKAGE,
    load_abbreviations,
    load_messages,
    load_question_words,
    load_settings,
)
from knowledge.adapters.hub_model import HubReranker
from knowledge.errors import ConfigError
from knowledge.messages import Messages
from knowledge.ports import Embedder, Reranker
from knowledge.settings import Settings, data_folder

if TYPE_CHECKING:
    from knowledge.adapters.answer_store import AnswerStore
    from knowledge.adapters.approved_store import ApprovedStore
    from knowledge.adapters.current_library import CurrentLibrary
    from knowledge.adapters.feedback_store import FeedbackStore
    from knowledge.adapters.journal_store import JournalStore
    from knowledge.adapters.member_store import MemberStore
    from knowledge.adapters.outbox_store import OutboxStore
    from knowledge.adapters.province_store import ProvinceStore
    from knowledge.adapters.state_database import StateDatabase
    from knowledge.adapters.state_store import StateStore
    from knowledge.adapters.upload_store import UploadStore
    from knowledge.documents import Register
    from knowledge.library import Library
    from knowledge.question_words import QuestionWords
    from knowledge.same_question import FeedbackWords, Questions

DEFAULT_CONFIG = PACKAGE.parent / "config.yaml"


def add_place_options(parser: argparse.ArgumentParser) -> None:
    """Add ``--data`` and ``--config`` to a command."""
    absent = argparse.SUPPRESS  # so that a subcommand does not undo what stood before it
    parser.add_argument(
        "--data", metavar="THƯ_MỤC", default=absent, help="thư mục chỉ mục và trạng thái"
    )
    parser.add_argument(
        "--config", metavar="TỆP", default=absent, help="tệp cấu hình (mặc định: config.yaml)"
    )


def day_argument(text: str) -> date:
    """Return a date given on the command line: ``2026-11-23`` or ``23/11/2026``."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day, not a moment
        except ValueError:
            continue
    raise argparse.ArgumentTypeError(f"«{text}» không phải ngày; ví dụ 2026-11-23 hoặc 23/11/2026")


@dataclass(frozen=True)
class Workplace:
    """Settings, sentences and data folder of one run.

    Attributes:
        settings: the content of ``config.yaml``.
        messages: sentences for readers.
        data: folder of index and state; need not exist.
        config_file: where the settings were read.
    """

    settings: Settings
    messages: Messages
    data: Path
    config_file: Path

    @classmethod
    def open(cls, arguments: argparse.Namespace) -> Workplace:
        """Read the settings named by ``--config`` and find the folder named by ``--data``.

        Raises:
            ConfigError: a setting is wrong.
        """
        named = getattr(arguments, "config", None) or os.environ.get("TRO_LY_CONFIG")
        config_file = Path(named) if named else DEFAULT_CONFIG
        settings = load_settings(config_file)
        data = data_folder(settings, config_file, getattr(arguments, "data", None), os.environ)
        if data.exists() and not data.is_dir():
            raise ConfigError(f"--data: «{data}» không phải là thư mục.")
        return cls(settings, load_messages(), data, config_file)

    @cached_property
    def embedder(self) -> Embedder | None:
        """The embedding engine of the settings.

        Raises:
            ConfigError: the model cannot be had.
        """
        return open_embedder(self.settings.embedding, self.settings.thread_count)

    @cached_property
    def reranker(self) -> Reranker | None:
        """The cross-encoder of the settings, if any.

        Raises:
            ConfigError: the model cannot be had.
        """
        named = self.settings.retrieval.rerank
        return None if named is None else HubReranker(named)

    def open_models(self) -> None:
        """Open the models of the settings: a wrong one is refused now, not at a question.

        Raises:
            ConfigError: a model cannot be had.
        """
        _ = self.embedder, self.reranker

    @cached_property
    def register(self) -> Register:
        """The register of documents."""
        from knowledge.adapters.register_files import load_register  # late: ingest needs none

        return load_register()

    @cached_property
    def question_words(self) -> QuestionWords:
        """How questions are asked in Vietnamese."""
        return load_question_words()

    def state(self) -> StateStore:
        """Return conversations and evidence; the database is opened at its first use."""
        return self._state

    @cached_property
    def _state(self) -> StateStore:
        from knowledge.adapters.state_store import StateStore  # late: a question may need none

        return StateStore(self.database, hours=self.settings.state.dialogue_hours)

    @cached_property
    def journal(self) -> JournalStore:
        """The journal; the database is opened at its first use."""
        from knowledge.adapters.journal_store import JournalStore  # late: see above

        return JournalStore(self.database)

    @cached_property
    def members(self) -> MemberStore:
        """Who is enrolled; the database is opened at its first use."""
        from knowledge.adapters.member_store import MemberStore  # late: see above

        return MemberStore(self.database, self.journal)

    @cached_property
    def provinces(self) -> ProvinceStore:
        """Which province each person has chosen; the database is opened at its first use."""
        from knowledge.adapters.province_store import ProvinceStore  # late: see above

        return ProvinceStore(self.database)

    @cached_property
    def uploads(self) -> UploadStore:
        """Documents on their way into the index; the database is opened at its first use."""
        from knowledge.adapters.upload_store import UploadStore  # late: see above

        return UploadStore(self.database, self.journal)

    @cached_property
    def database(self) -> StateDatabase:
        """The state database, opened at its first use."""
        from knowledge.adapters.state_database import StateDatabase  # late: see above

        url = os.environ.get("TRO_LY_STATE_URL") or self.settings.state.url
        return StateDatabase(url, self.data, self.messages)

    @cached_property
    def feedback_words(self) -> FeedbackWords:
        """The words by which feedback is sorted."""
        from knowledge.adapters.feedback_files import load_feedback_words  # late: see above

        return load_feedback_words()

    @cached_property
    def questions(self) -> Questions:
        """What tells whether two questions are the same."""
        from knowledge.same_question import Questions  # late: see above

        return Questions(self.feedback_words, load_abbreviations(), self.register)

    def today(self) -> date:
        """Return today's date in the configured time zone."""
        return datetime.now(self.settings.zone).date()

    def library(self) -> Callable[[], Library]:
        """Return a function that gives the library of the current index.

        A newly published index is picked up at the next call.
        """
        return self._library

    @cached_property
    def _library(self) -> CurrentLibrary:
        from knowledge.adapters.current_library import CurrentLibrary  # late: ingest needs none

        return CurrentLibrary(self)

    @cached_property
    def answers(self) -> AnswerStore:
        """Answers that were given; the database is opened at its first use."""
        from knowledge.adapters.answer_store import AnswerStore  # late: see above

        return AnswerStore(self.database, self.journal, self.feedback)

    @cached_property
    def feedback(self) -> FeedbackStore:
        """What waits for administrators; the database is opened at its first use."""
        from knowledge.adapters.feedback_store import FeedbackStore  # late: see above

        return FeedbackStore(self.database, self.journal, self.outbox, self.approved)

    @cached_property
    def approved(self) -> ApprovedStore:
        """Approved answers; the database is opened at its first use."""
        from knowledge.adapters.approved_store import ApprovedStore  # late: see above

        return ApprovedStore(self.database, self.journal)

    @cached_property
    def outbox(self) -> OutboxStore:
        """Letters that wait to be sent; the database is opened at its first use."""
        from knowledge.adapters.outbox_store import OutboxStore  # late: see above

        return OutboxStore(self.database)
