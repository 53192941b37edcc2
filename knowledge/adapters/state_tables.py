"""The tables of the state database, and the version of their schema.

Versions: 1 conversations and evidence; 2 what the channels need to lose and repeat nothing.
A later version only adds tables, so that a database of an earlier one is completed when opened.
"""

from __future__ import annotations

from sqlalchemy import Column, Date, DateTime, Index, Integer, MetaData, String, Table, Text

SCHEMA = 2
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
