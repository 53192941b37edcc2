"""The tables of the state database, and the version of their schema.

Versions: 1 conversations and evidence; 2 what the channels need to lose and repeat nothing.
A later version only adds tables, so that a database of an earlier one is completed when opened.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

SCHEMA = 3
"""Version of the tables; a database written by a later version is refused."""

TABLES = MetaData()

VERSION = Table("schema_version", TABLES, Column("version", Integer, primary_key=True))
DIALOGUES = Table(
    "dialogues",
    TABLES,
    Column("thread", String(200), primary_key=True),
    Column("content", Text, nullable=False),
    Column("updated_at", DateTime, nullable=False),  # UTC
)
EVIDENCE = Table(
    "evidence",
    TABLES,
    Column("id", String(40), primary_key=True),
    Column("determination_id", String(40), nullable=False),
    Column("made_on", Date, nullable=False),
    Column("content", Text, nullable=False),
    Column("kept_at", DateTime, nullable=False),  # UTC
    Index("evidence_by_determination", "determination_id", "kept_at"),
)
JOURNAL = Table(
    "journal",
    TABLES,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("made_at", String(40), nullable=False),  # UTC, ISO 8601
    Column("event", String(40), nullable=False),
    Column("facts", Text, nullable=False),
    Column("person", String(200)),
    Column("private", Text),
    Column("private_seal", String(64), nullable=False),
    Column("subject", String(200)),
    Column("subject_text", Text),
    Column("subject_seal", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    Index("journal_by_person", "person"),
    Index("journal_by_subject", "subject"),
)
JOURNAL_HEAD = Table(
    "journal_head",
    TABLES,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("sequence", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
)
MEMBERS = Table(
    "members",
    TABLES,
    Column("number", Integer, primary_key=True),
    Column("person", String(200), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("role", String(20)),  # none when access was withdrawn
    Column("changed_at", DateTime, nullable=False),  # UTC
    sqlite_autoincrement=True,  # a number is never given to somebody else
)
CODES = Table(
    "enrolment_codes",
    TABLES,
    Column("digest", String(64), primary_key=True),
    Column("role", String(20), nullable=False),
    Column("expires_at", DateTime, nullable=False),  # UTC
)
INBOX = Table(
    "inbox",
    TABLES,
    Column("key", Integer, primary_key=True),  # in order of arrival
    Column("source", String(40), nullable=False),  # the channel and its account
    Column("number", BigInteger, nullable=False),
    Column("digest", String(32), nullable=False),  # of the content, which is not kept for long
    Column("content", Text),  # none once done
    Column("attempts", Integer, nullable=False),
    Column("done_at", DateTime),  # UTC
    UniqueConstraint("source", "number", "digest"),
    Index("inbox_by_done", "source", "done_at"),
    sqlite_autoincrement=True,
)
INBOX_STEPS = Table(
    "inbox_steps",
    TABLES,
    Column("key", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("digest", String(32), nullable=False),
    Column("result", Text, nullable=False),
)
CHATS = Table(
    "chats",
    TABLES,
    Column("source", String(40), primary_key=True),
    Column("chat", BigInteger, primary_key=True),
    Column("moved_to", BigInteger),
    Column("silent", Boolean, nullable=False),
)
CHANNEL_SECRETS = Table(
    "channel_secrets",
    TABLES,
    Column("source", String(40), primary_key=True),
    Column("secret", String(256), nullable=False),
)
PROVINCES = Table(
    "chosen_provinces",
    TABLES,
    Column("person", String(200), primary_key=True),
    Column("chosen", Text, nullable=False),  # JSON list, newest first; null: none is chosen
    Column("changed_at", DateTime, nullable=False),  # UTC
)
UPLOADS = Table(
    "uploads",
    TABLES,
    Column("sha256", String(64), primary_key=True),
    Column("file", String(200), nullable=False),
    Column("person", String(200), nullable=False),  # empty when erased
    Column("name", String(200), nullable=False),
    Column("thread", String(200)),
    Column("stage", String(20), nullable=False),
    Column("preview", Text),
    Column("changed_at", DateTime, nullable=False),  # UTC
    Index("uploads_by_stage", "stage"),
    Index("uploads_by_person", "person"),
)
GIVEN_ANSWERS = Table(
    "given_answers",
    TABLES,
    Column("id", String(20), primary_key=True),
    Column("person", String(200), nullable=False),
    Column("thread", String(200), nullable=False),
    Column("private", Boolean, nullable=False),
    Column("question", Text, nullable=False),
    Column("province", String(100)),
    Column("servable", Boolean, nullable=False),
    Column("text", Text, nullable=False),
    Column("citations", Text, nullable=False),
    Column("given_on", Date, nullable=False),
    Column("rating", String(20)),
    Index("given_answers_by_person", "person"),
    Index("given_answers_by_day", "given_on"),
)
OPEN_ITEMS = Table(
    "open_items",
    TABLES,
    Column("code", String(20), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("key", String(32), nullable=False),
    Column("question", Text, nullable=False),
    Column("province", String(100)),
    Column("servable", Boolean, nullable=False),
    Column("status", String(20), nullable=False),  # open, answered or closed
    Column("changed_at", DateTime, nullable=False),  # UTC
    Index("open_items_by_key", "key", "status"),
    Index("open_items_by_status", "status"),
)
REPORTS = Table(
    "reports",
    TABLES,
    Column("id", String(40), primary_key=True),
    Column("item", String(20), nullable=False),
    Column("person", String(200), nullable=False),
    Column("thread", String(200), nullable=False),
    Column("private", Boolean, nullable=False),
    Column("words", Text, nullable=False),
    Column("reason", String(20)),
    Column("answer", String(20), nullable=False),
    Column("reported_at", DateTime, nullable=False),  # UTC
    Index("reports_by_item", "item"),
    Index("reports_by_person", "person"),
)
DRAFTS = Table(
    "drafts",
    TABLES,
    Column("item", String(20), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("text", Text, nullable=False),
)
APPROVED_ANSWERS = Table(
    "approved_answers",
    TABLES,
    Column("code", String(20), primary_key=True),
    Column("question", Text, nullable=False),
    Column("province", String(100)),
    Column("text", Text, nullable=False),
    Column("bases", Text, nullable=False),
    Column("by", String(200), nullable=False),
    Column("approved_on", Date, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
)
OUTBOX = Table(
    "outbox",
    TABLES,
    Column("key", Integer, primary_key=True),  # in order of writing
    Column("address", String(200), nullable=False),
    Column("person", String(200)),
    Column("item", String(20)),
    Column("content", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", DateTime, nullable=False),  # UTC
    Index("outbox_by_due", "due_at"),
    sqlite_autoincrement=True,
)
