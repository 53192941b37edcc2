"""One run of a program: its settings, its sentences, its data folder, and what they open."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from knowledge.adapters.embedders import open_embedder
from knowledge.adapters.files import (
    PACKAGE,
    load_abbreviations,
    load_messages,
    load_question_words,
    load_settings,
)
from knowledge.adapters.index_folder import IndexRoot, OpenIndex
from knowledge.adapters.register_files import load_register
from knowledge.documents import Register
from knowledge.errors import ConfigError
from knowledge.library import Library
from knowledge.messages import Messages
from knowledge.ports import Embedder
from knowledge.retrieval import Retriever
from knowledge.same_question import FeedbackWords, Questions
from knowledge.settings import Settings, data_folder
from knowledge.validity import Validity

if TYPE_CHECKING:
    from knowledge.adapters.answer_store import AnswerStore
    from knowledge.adapters.approved_store import ApprovedStore
    from knowledge.adapters.feedback_store import FeedbackStore
    from knowledge.adapters.journal_store import JournalStore
    from knowledge.adapters.member_store import MemberStore
    from knowledge.adapters.outbox_store import OutboxStore
    from knowledge.adapters.state_database import StateDatabase
    from knowledge.adapters.state_store import StateStore

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
        named = self.settings.embedding
        return open_embedder(named.model, named.revision, self.settings.thread_count)

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
    def database(self) -> StateDatabase:
        """The state database, opened at its first use."""
        from knowledge.adapters.state_database import StateDatabase  # late: see above

        url = os.environ.get("TRO_LY_STATE_URL") or self.settings.state.url
        return StateDatabase(url, self.data, self.messages)

    @cached_property
    def register(self) -> Register:
        """The register of documents."""
        return load_register()

    @cached_property
    def words(self) -> FeedbackWords:
        """The words by which feedback is sorted."""
        from knowledge.adapters.feedback_files import load_feedback_words  # late: see above

        return load_feedback_words()

    @cached_property
    def questions(self) -> Questions:
        """What tells whether two questions are the same."""
        return Questions(self.words, load_abbreviations(), self.register)

    def today(self) -> date:
        """Return today's date in the configured time zone."""
        return datetime.now(self.settings.zone).date()

    def library(self) -> Callable[[], Library]:
        """Return a function that gives the library of the current index.

        A newly published index is picked up at the next call.
        """
        return self._library

    @cached_property
    def _library(self) -> _CurrentLibrary:
        return _CurrentLibrary(self)

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


class _CurrentLibrary:
    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace
        self._root = IndexRoot(workplace.data)
        self._asked = load_question_words()
        self._abbreviations = load_abbreviations()
        self._lock = Lock()
        self._held: tuple[str | None, Library] | None = None

    def __call__(self) -> Library:
        with self._lock:
            fingerprint = self._root.current()
            if self._held is None or self._held[0] != fingerprint:
                self._held = (fingerprint, self._open(self._root.open_current()))
            return self._held[1]

    def _open(self, index: OpenIndex) -> Library:
        settings = self._workplace.settings
        embedder = self._workplace.embedder if index.vectors is not None else None
        if embedder is not None and index.manifest.vectors is not None:
            index.manifest.vectors.require(embedder.model, embedder.dimension)
        vectors = index.vectors if embedder is not None else None
        retriever = Retriever(
            index.lexical,
            index.restorer,
            vectors,
            embedder,
            settings.retrieval,
            self._abbreviations,
        )
        return Library(
            retriever,
            index.store,
            self._asked,
            settings.retrieval,
            settings.answer,
            Validity(self._workplace.register),
        )
