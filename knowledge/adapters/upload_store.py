"""Documents brought by chat, in the state database, until they are published or given up."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import delete, insert, select, update

from knowledge.adapters.journal_store import JournalStore
from knowledge.adapters.state_database import StateDatabase, utc_now
from knowledge.adapters.state_tables import UPLOADS
from knowledge.journal import Entry
from knowledge.uploads import Preview, Stage, Upload

_LONGEST_NAME = 200  # characters
_COLUMNS = [column for column in UPLOADS.c if column.name != "changed_at"]


class UploadStore:
    """:class:`bot.ports.UploadStore`.

    Args:
        database: where they are kept.
        journal: where changes are written, in the same database.
    """

    def __init__(self, database: StateDatabase, journal: JournalStore) -> None:
        self._database = database
        self._journal = journal

    def begin(self, upload: Upload) -> None:
        """See :class:`bot.ports.UploadStore`."""
        row = {
            "sha256": upload.sha256,
            "file": upload.file,
            "person": upload.person,
            "name": upload.name[:_LONGEST_NAME],
            "thread": upload.thread,
            "stage": upload.stage,
            "preview": None,
            "changed_at": utc_now(),
        }
        with self._database.connection() as connection:
            connection.execute(delete(UPLOADS).where(UPLOADS.c.sha256 == upload.sha256))
            connection.execute(insert(UPLOADS).values(row))

    def keep_preview(self, sha256: str, preview: Preview, entry: Entry) -> None:
        """See :class:`bot.ports.UploadStore`."""
        content = json.dumps(preview.to_json(), ensure_ascii=False)
        values = {
            "stage": "ready",
            "file": preview.file,
            "preview": content,
            "changed_at": utc_now(),
        }
        with self._database.connection() as connection:
            self._journal.write(connection, [entry])
            connection.execute(update(UPLOADS).where(UPLOADS.c.sha256 == sha256).values(values))

    def move(self, sha256: str, before: Stage, stage: Stage) -> None:
        """See :class:`bot.ports.UploadStore`."""
        there = (UPLOADS.c.sha256 == sha256, UPLOADS.c.stage == before)
        values = {"stage": stage, "changed_at": utc_now()}
        with self._database.connection() as connection:
            connection.execute(update(UPLOADS).where(*there).values(values))

    def drop(self, sha256: str, entry: Entry | None = None) -> None:
        """See :class:`bot.ports.UploadStore`."""
        with self._database.connection() as connection:
            if entry is not None:
                self._journal.write(connection, [entry])
            connection.execute(delete(UPLOADS).where(UPLOADS.c.sha256 == sha256))

    def upload(self, code: str) -> Upload | None:
        """See :class:`bot.ports.UploadStore`."""
        begins = UPLOADS.c.sha256.startswith(code, autoescape=True)
        latest = select(*_COLUMNS).where(begins).order_by(UPLOADS.c.changed_at.desc())
        with self._database.connection() as connection:
            row = connection.execute(latest).first()
        return None if row is None else _upload(row)

    def uploads(self, *stages: Stage) -> list[Upload]:
        """See :class:`bot.ports.UploadStore`."""
        query = select(*_COLUMNS).where(UPLOADS.c.stage.in_(stages)).order_by(UPLOADS.c.changed_at)
        with self._database.connection() as connection:
            return [_upload(row) for row in connection.execute(query)]

    def forget(self, person: str, threads: Collection[str]) -> None:
        """See :class:`~knowledge.ports.PersonalStore`; the document is not the person's."""
        blank = {"person": "", "name": "", "thread": None}
        of_person = (UPLOADS.c.person == person) | UPLOADS.c.thread.in_(threads)
        with self._database.connection() as connection:
            connection.execute(update(UPLOADS).where(of_person).values(blank))


def _upload(row: Any) -> Upload:
    preview = Preview.from_json(json.loads(row.preview)) if row.preview else None
    return Upload(row.sha256, row.file, row.person, row.name, row.thread, row.stage, preview)
