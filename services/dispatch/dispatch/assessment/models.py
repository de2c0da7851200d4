"""How are registers of items, demands, objections and rewards kept?"""

from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from dispatch.assessment.domain.objections import Ground, ObjectionState
from dispatch.assessment.domain.registers import DemandKind, FigureKind
from dispatch.metadata import metadata

_moment = DateTime(timezone=True)
_BY_PREFIX = {"region": "text_pattern_ops"}


def _one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(str(word)) for word in words)})", name=column)


# What somebody drew up: a register of items or a list of rewards; it holds once another person has approved it.
assessment_drafts = Table(
    "assessment_drafts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    Column("year", Integer, nullable=False),
    Column("what", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("body", JSONB, nullable=False),
    Column("drawn_up_by", Text, nullable=False),
    Column("drawn_up_at", _moment, nullable=False),
    Column("decided_by", Text),
    Column("decided_at", _moment),
    CheckConstraint("what IN ('register', 'rewards')", name="what"),
    CheckConstraint("state IN ('open', 'approved', 'withdrawn')", name="state"),
)
Index("ix_assessment_drafts_region", assessment_drafts.c.region, assessment_drafts.c.id, postgresql_ops=_BY_PREFIX)
# One register, and one list of rewards, a region and year.
Index(
    "uq_assessment_drafts_approved",
    assessment_drafts.c.region,
    assessment_drafts.c.year,
    assessment_drafts.c.what,
    unique=True,
    postgresql_where=assessment_drafts.c.state == "approved",
)

# The items of approved registers.
assessment_items = Table(
    "assessment_items",
    metadata,
    Column("register_id", Uuid, ForeignKey("assessment_drafts.id"), nullable=False),
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    Column("year", Integer, nullable=False),
    Column("code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("weight", Integer, nullable=False),
    Column("basis", Text, nullable=False),
    Column("figure", Text),
    Column("matter", Text, ForeignKey("matters.code")),
    PrimaryKeyConstraint("register_id", "code"),
    CheckConstraint("weight BETWEEN 1 AND 100", name="weight"),
    _one_of("figure", FigureKind),
)
Index("ix_assessment_items_region", assessment_items.c.region, assessment_items.c.year)

# The township's part in the yearly assessment of what a county department keeps there.
assessment_shares = Table(
    "assessment_shares",
    metadata,
    Column("register_id", Uuid, ForeignKey("assessment_drafts.id"), nullable=False),
    Column("unit_id", Text, ForeignKey("units.id"), nullable=False),
    Column("township_percent", Integer, nullable=False),
    PrimaryKeyConstraint("register_id", "unit_id"),
    CheckConstraint("township_percent BETWEEN 50 AND 100", name="township_percent"),
)

assessment_rewards = Table(
    "assessment_rewards",
    metadata,
    Column("list_id", Uuid, ForeignKey("assessment_drafts.id"), nullable=False),
    Column("person_id", Text, ForeignKey("persons.id"), nullable=False),
    Column("post", Text, nullable=False),
    Column("fen", BigInteger, nullable=False),
    PrimaryKeyConstraint("list_id", "person_id"),
)

# What somebody wanted a township to be assessed by, the void attempts among them.
assessment_demands = Table(
    "assessment_demands",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    Column("year", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("item", Text),
    Column("void", Boolean, nullable=False),
    Column("reason", Text),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    _one_of("kind", DemandKind),
    CheckConstraint("void = (reason IS NOT NULL)", name="reason"),
)
Index("ix_assessment_demands_region", assessment_demands.c.region, assessment_demands.c.id, postgresql_ops=_BY_PREFIX)

assessment_objections = Table(
    "assessment_objections",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    Column("year", Integer, nullable=False),
    Column("figure", Text, nullable=False),
    Column("case_id", Uuid, ForeignKey("cases.id"), nullable=False),
    Column("ground", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("raised_by", Text, nullable=False),
    Column("raised_at", _moment, nullable=False),
    Column("decided_by", Text),
    Column("decided_at", _moment),
    _one_of("figure", FigureKind),
    _one_of("ground", Ground),
    _one_of("state", ObjectionState),
)
Index(
    "ix_assessment_objections_region",
    assessment_objections.c.region,
    assessment_objections.c.id,
    postgresql_ops=_BY_PREFIX,
)
# A case is objected to once in a figure, unless the objection was dismissed.
Index(
    "uq_assessment_objections_standing",
    assessment_objections.c.year,
    assessment_objections.c.figure,
    assessment_objections.c.case_id,
    unique=True,
    postgresql_where=assessment_objections.c.state != "dismissed",
)

assessment_history = Table(
    "assessment_history",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("region", Text, ForeignKey("regions.code"), nullable=False),
    Column("step", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("facts", JSONB, nullable=False),
)
Index("ix_assessment_history_region", assessment_history.c.region, assessment_history.c.id, postgresql_ops=_BY_PREFIX)
