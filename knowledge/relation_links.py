"""The relations of a document in both directions, the most useful first."""

from __future__ import annotations

from typing import Literal, NamedTuple

from knowledge.document_model import Document, Relation
from knowledge.documents import Register

Direction = Literal["outgoing", "incoming"]
"""Whether the document acts on the other one, or the other one on it."""

# What an official wants to know first: what holds instead, what changed it, what it rests on.
_ORDER: tuple[tuple[Direction, str], ...] = (
    ("incoming", "replaces"), ("incoming", "repeals"), ("incoming", "amends"),
    ("incoming", "continues"), ("outgoing", "amends"), ("outgoing", "replaces"),
    ("outgoing", "repeals"), ("outgoing", "continues"),
    ("outgoing", "implements"), ("incoming", "succeeds"), ("outgoing", "succeeds"),
    ("incoming", "consolidates"), ("outgoing", "consolidates"), ("incoming", "implements"),
    ("outgoing", "monitors"), ("outgoing", "closes"), ("incoming", "closes"),
    ("outgoing", "basis"), ("incoming", "monitors"), ("incoming", "basis"),
)  # fmt: skip


class Link(NamedTuple):
    """One relation of a document: its direction, the relation, the document at its other end."""

    direction: Direction
    relation: Relation
    other: Document


def links(document: Document, register: Register) -> list[Link]:
    """Return the relations of a document as the register gives them, facts only."""
    found: list[Link] = []
    for relation in register.outgoing(document):
        if target := register.get(relation.target):
            found.append(Link("outgoing", relation, target))
    for relation in register.incoming(document):
        if source := register.get(relation.source):
            found.append(Link("incoming", relation, source))
    return found


def useful_links(document: Document, register: Register) -> list[Link]:
    """Return one relation to each related document, the most useful first."""
    order = {pair: at for at, pair in enumerate(_ORDER)}
    ranked = sorted(
        links(document, register), key=lambda link: order[link.direction, link.relation.type]
    )
    first: dict[str, Link] = {}
    for link in ranked:
        first.setdefault(link.other.id, link)
    return list(first.values())
