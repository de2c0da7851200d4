"""Which tables hold what cases run by: workflows, limits, rules of sources, lawful grounds, and proposals of them?"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from dispatch.cases.domain.clocks import ANY
from dispatch.cases.domain.rulebooks import Book
from dispatch.metadata import metadata, one_of
from shared.schemas.vocabulary import Authority

_moment = DateTime(timezone=True)


workflows = Table(
    "workflows",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("definition", JSONB, nullable=False),
    Column("loaded_at", _moment, nullable=False),
)

clock_policies = Table(
    "clock_policies",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("matter", Text, primary_key=True),
    Column("urgency", Text, primary_key=True),
    # A prefix of region codes, or * for every place.
    Column("region", Text, primary_key=True, server_default=ANY),
    Column("amount", Integer, nullable=False),
    Column("unit", Text, nullable=False),
    CheckConstraint("amount > 0", name="amount"),
)

source_rules = Table(
    "source_rules",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("source", Text, primary_key=True),
    Column("authority", Text, nullable=False),
    Column("contact_tries", Integer, nullable=False),
    Column("reply_document", Boolean, nullable=False),
    Column("signing_required", Boolean, nullable=False),
    CheckConstraint("contact_tries BETWEEN 1 AND 10", name="contact_tries"),
    one_of("authority", Authority),
)

# Versions of workflows, limits and source rules that people propose and confirm; `version` names the rows above.
# Without `valid_from` a version holds from when it is confirmed.
case_rule_proposals = Table(
    "case_rule_proposals",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("book", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("body", JSONB, nullable=False),
    Column("basis", Text, nullable=False),
    Column("valid_from", _moment),
    Column("base_version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", Integer),
    Column("proposed_by", Text, nullable=False),
    Column("proposed_at", _moment, nullable=False),
    Column("decided_by", Text),
    Column("decided_at", _moment),
    one_of("book", Book),
    CheckConstraint("state IN ('open', 'confirmed', 'withdrawn', 'replaced')", name="state"),
    CheckConstraint("state <> 'confirmed' OR decided_by <> proposed_by", name="two_persons"),
    CheckConstraint("(state = 'confirmed') = (version IS NOT NULL)", name="version"),
    CheckConstraint("state <> 'confirmed' OR valid_from >= decided_at", name="not_past"),
)
_p = case_rule_proposals.c
# One open proposal of each region for a book; a later one takes its place.
Index("uq_case_rule_proposals_open", _p.book, _p.region, unique=True, postgresql_where=_p.state == "open")
Index("uq_case_rule_proposals_version", _p.book, _p.version, unique=True)
Index("ix_case_rule_proposals_book", _p.book, _p.id)

# On which grounds a case is not taken, and where whoever reported it goes instead; a city's own rows may be added.
lawful_grounds = Table(
    "lawful_grounds",
    metadata,
    Column("ground", Text, primary_key=True),
    Column("route", Text, nullable=False),
    Column("told", Text, nullable=False),
)
