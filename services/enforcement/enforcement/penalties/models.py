"""What is kept of a penalty case? Where it stands and what was done; who it is about is in its record, sealed."""

from sqlalchemy import (
    Boolean,
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
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from enforcement.metadata import metadata
from shared.runtime.numbering import counters_in

_moment = DateTime(timezone=True)
paper_counters = counters_in(metadata)

# `version` is the number of the last step; `course`: what was done so far (`domain.course`).
penalties = Table(
    "penalties",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("number", Text, nullable=False, unique=True),
    Column("region", Text, nullable=False),
    Column("matter", Text, nullable=False),
    Column("powers", JSONB, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("procedure", Text, nullable=False),
    Column("party", Text, nullable=False),
    # By which its party is found again: his number is sealed, in the record.
    Column("party_mark", LargeBinary),
    Column("officers", JSONB, nullable=False),
    Column("weighty", Boolean, nullable=False),
    Column("clue_id", Uuid),
    Column("inspection_id", Uuid),
    Column("ended_on", Date, nullable=False),
    Column("found_on", Date, nullable=False),
    Column("filed_at", _moment, nullable=False),
    Column("decide_due_at", _moment, nullable=False),
    Column("decided_at", _moment),
    Column("serve_due_at", _moment),
    Column("pay_due_on", Date),
    Column("outcome", Text),
    Column("closed_at", _moment),
    # That of the discretion table, as it was told and decided (art. 34).
    Column("circumstance", Text),
    Column("course", JSONB, nullable=False),
    # The department of the county that goes on with it, since its power was taken back.
    Column("handed_to", Text),
    Column("handed_on", Date),
    CheckConstraint(
        "state IN ('investigating', 'concluded', 'notified', 'decided', 'served', 'suspended', 'closed')", name="state"
    ),
    CheckConstraint("procedure IN ('simple', 'ordinary')", name="procedure"),
    CheckConstraint("party IN ('person', 'organisation')", name="party"),
    CheckConstraint("jsonb_array_length(officers) >= 2", name="two_officers"),
    CheckConstraint("(decided_at IS NULL) = (outcome IS NULL)", name="decided"),
    CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed"),
    CheckConstraint("ended_on <= found_on", name="order"),
    CheckConstraint("(handed_to IS NULL) = (handed_on IS NULL)", name="handed_over"),
)
Index("ix_penalties_region", penalties.c.region, postgresql_ops={"region": "text_pattern_ops"})
Index("ix_penalties_matter", penalties.c.matter)
Index("ix_penalties_party_mark", penalties.c.party_mark)
# Where a hearing is to be held to which everybody may come.
Index(
    "ix_penalties_open_hearings",
    penalties.c.region,
    postgresql_ops={"region": "text_pattern_ops"},
    postgresql_where=text("state = 'notified' AND course #>> '{hearing,place}' IS NOT NULL"),
)

# What is sealed up or seized in a case (coercion law). `measure`: how far it is (`domain.measures`), beside it what it
# is found by; what things are called stands in the case's record, sealed, and `marks` find those that have a number.
measures = Table(
    "penalty_measures",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("penalty_id", Uuid, ForeignKey("penalties.id"), nullable=False),
    Column("serial", Integer, nullable=False),
    Column("region", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("last_day", Date),
    Column("report_due_at", _moment),
    Column("marks", ARRAY(LargeBinary), nullable=False),
    Column("measure", JSONB, nullable=False),
    CheckConstraint(
        "state IN ('asked', 'approved', 'refused', 'imposed', 'lifted', 'returned', 'confiscated', 'destroyed',"
        " 'transferred')",
        name="state",
    ),
    CheckConstraint("state IN ('asked', 'approved', 'refused') OR last_day IS NOT NULL", name="imposed"),
    UniqueConstraint("penalty_id", "serial"),
)
_held = measures.c.state.in_(["imposed", "lifted"])
Index("ix_penalty_measures_region", measures.c.region, postgresql_ops={"region": "text_pattern_ops"})
Index("ix_penalty_measures_held", measures.c.last_day, postgresql_where=_held)
Index("ix_penalty_measures_marks", measures.c.marks, postgresql_using="gin", postgresql_where=_held)
