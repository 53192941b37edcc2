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


class Neighbour(NamedTuple):
    """A related document: on which side, by which relations, the most useful first."""

    direction: Direction
    relations: tuple[Relation, ...]
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
    first: dict[str, Link] = {}
    for link in _ranked(document, register):
        first.setdefault(link.other.id, link)
    return list(first.values())


def neighbours(document: Document, register: Register) -> list[Neighbour]:
    """Return the related documents with all that ties them, the most useful first.

    A document that acts and is acted on stands twice, once for each direction.
    """
    found: dict[tuple[Direction, str], Neighbour] = {}
    for direction, relation, other in _ranked(document, register):
        held = found.get((direction, other.id), Neighbour(direction, (), other))
        relations = (*held.relations, relation)
        found[direction, other.id] = held._replace(relations=relations)
    return list(found.values())


def _ranked(document: Document, register: Register) -> list[Link]:
    order = {pair: at for at, pair in enumerate(_ORDER)}
    return sorted(
        links(document, register), key=lambda link: order[link.direction, link.relation.type]
    )
