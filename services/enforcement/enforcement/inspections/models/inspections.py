"""What is kept of supervised objects, checklists and inspections? What is personal or was written is sealed."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from enforcement.metadata import metadata

_moment = DateTime(timezone=True)

# A licence has the window's id and version: a read copy. An enterprise was entered by hand: `sealed` is its name and
# number, `party_mark` is by which it is found again.
supervised_objects = Table(
    "supervised_objects",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("field", Text),
    Column("item", Text),
    Column("power", Text),
    Column("valid_to", Date),
    Column("ended_on", Date),
    Column("sealed", LargeBinary),
    Column("party_mark", LargeBinary),
    Column("added_by", Text),
    Column("added_at", _moment, nullable=False),
    CheckConstraint("kind IN ('licence', 'enterprise')", name="kind"),
    CheckConstraint("(kind = 'licence') = (item IS NOT NULL)", name="licence"),
    CheckConstraint(
        "(kind = 'enterprise') = (field IS NOT NULL AND sealed IS NOT NULL AND added_by IS NOT NULL)", name="enterprise"
    ),
)
Index("ix_supervised_objects_region", supervised_objects.c.region, postgresql_ops={"region": "text_pattern_ops"})
Index("ix_supervised_objects_party_mark", supervised_objects.c.party_mark)

object_looks = Table(
    "object_looks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("object_id", Uuid, ForeignKey("supervised_objects.id"), nullable=False, index=True),
    Column("at", _moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("purpose", Text, nullable=False),
)

# A version that was published never changes; the newest holds.
checklists = Table(
    "checklists",
    metadata,
    Column("region", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("matter", Text, nullable=False),
    Column("quiet_days", Integer, nullable=False),
    Column("yearly_cap", Integer),
    Column("items", JSONB, nullable=False),
    Column("questions", JSONB, nullable=False),
    Column("published_by", Text, nullable=False),
    Column("published_at", _moment, nullable=False),
    CheckConstraint("version >= 1", name="version"),
    CheckConstraint("quiet_days >= 0", name="quiet_days"),
    CheckConstraint("yearly_cap >= 1", name="yearly_cap"),
)

# `version` is the number of the last step; `course`: what was done so far. Every step is a line of its record.
inspections = Table(
    "inspections",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("number", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("checklist_region", Text, nullable=False),
    Column("checklist_version", Integer, nullable=False),
    Column("matter", Text, nullable=False),
    Column("powers", JSONB, nullable=False),
    Column("object_id", Uuid, ForeignKey("supervised_objects.id"), index=True),
    Column("ground", Text, nullable=False),
    Column("clue_id", Uuid, ForeignKey("clues.id"), index=True),
    Column("draw_id", Uuid, ForeignKey("draws.id")),
    # As it was written before plans were kept.
    Column("plan", Text),
    Column("plan_id", Uuid, ForeignKey("inspection_plans.id"), index=True),
    Column("reason", Text),
    Column("recheck_of", Uuid, ForeignKey("inspections.id")),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("officers", JSONB, nullable=False),
    Column("opened_at", _moment, nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("due_on", Date),
    Column("outcome", Text),
    Column("penalty_id", Uuid),
    Column("finding_id", Uuid),
    Column("closed_at", _moment),
    Column("course", JSONB, nullable=False),
    UniqueConstraint("number"),
    CheckConstraint("state IN ('open', 'signed', 'ordered', 'uncorrected', 'closed')", name="state"),
    CheckConstraint("ground IN ('clue', 'plan', 'draw', 'own')", name="ground"),
    CheckConstraint("(ground = 'clue') = (clue_id IS NOT NULL)", name="from_clue"),
    CheckConstraint("(ground = 'plan') = (num_nonnulls(plan, plan_id) = 1)", name="from_plan"),
    CheckConstraint("(ground = 'draw') = (draw_id IS NOT NULL)", name="from_draw"),
    CheckConstraint("jsonb_array_length(officers) >= 2", name="two_officers"),
    CheckConstraint("state <> 'ordered' OR due_on IS NOT NULL", name="ordered"),
    CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL AND outcome IS NOT NULL)", name="closed"),
    CheckConstraint("(outcome IS NOT DISTINCT FROM 'penalty') = (penalty_id IS NOT NULL)", name="penalty"),
    CheckConstraint("(outcome IS NOT DISTINCT FROM 'handed-over') = (finding_id IS NOT NULL)", name="handed_over"),
)
Index("ix_inspections_region", inspections.c.region, postgresql_ops={"region": "text_pattern_ops"})
