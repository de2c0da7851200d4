"""What is kept of a plan? Where it stands, and every edition of it that was ever drawn up."""

from sqlalchemy import CheckConstraint, Column, Date, DateTime, ForeignKey, Index, Integer, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from enforcement.metadata import metadata

_moment = DateTime(timezone=True)

# `version` is the number of the last step; `edition` is in force, 0 none; `newest` waits where it is another one.
inspection_plans = Table(
    "inspection_plans",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("region", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("edition", Integer, nullable=False),
    Column("newest", Integer, nullable=False),
    Column("ended_on", Date),
    Column("why_ended", Text),
    CheckConstraint("state IN ('drawn-up', 'approved', 'ended')", name="state"),
    CheckConstraint("edition BETWEEN 0 AND newest", name="edition"),
    CheckConstraint("(state = 'approved') <= (edition > 0)", name="approved"),
    CheckConstraint("(state = 'ended') = (num_nonnulls(ended_on, why_ended) = 2)", name="ended"),
)
Index("ix_inspection_plans_region", inspection_plans.c.region, postgresql_ops={"region": "text_pattern_ops"})

# What one person drew up and another approved; an edition never changes.
plan_editions = Table(
    "inspection_plan_editions",
    metadata,
    Column("plan_id", Uuid, ForeignKey("inspection_plans.id"), primary_key=True),
    Column("edition", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("fields", JSONB, nullable=False),
    Column("why", Text),
    Column("drawn_up_by", Text, nullable=False),
    Column("drawn_up_at", _moment, nullable=False),
    Column("approved_by", Text),
    Column("approved_at", _moment),
    CheckConstraint("num_nonnulls(approved_by, approved_at) IN (0, 2)", name="approved"),
    CheckConstraint("approved_by <> drawn_up_by", name="two_persons"),
    CheckConstraint("first_day <= last_day", name="days"),
)
