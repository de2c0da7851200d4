"""How are hand-overs kept? One row each, beside the case that it is about; the case's history tells of each step."""

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, Index, Table, Text, Uuid

from dispatch.coordination.domain.handovers import HandoverState
from dispatch.metadata import metadata

_moment = DateTime(timezone=True)
_states = ", ".join(f"'{state}'" for state in HandoverState)

# `region` is the case's, `from_unit` who held it: none where it lay with the township's centre.
handovers = Table(
    "handovers",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("case_id", Uuid, ForeignKey("cases.id"), nullable=False),
    Column("region", Text, nullable=False),
    Column("matter", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("from_unit", Text),
    Column("to_unit", Text, ForeignKey("units.id"), nullable=False),
    Column("reason", Text, nullable=False),
    Column("refused_by", Text, nullable=False),
    Column("refused_at", _moment, nullable=False),
    Column("declined_by", Text),
    Column("declined_at", _moment),
    Column("declined_because", Text),
    Column("settled_by", Text),
    Column("settled_at", _moment),
    # The document by which the county's centre designated the holder.
    Column("document", Text),
    CheckConstraint(f"state IN ({_states})", name="state"),
    CheckConstraint("(state IN ('open', 'disputed')) = (settled_at IS NULL)", name="settled"),
)
Index("ix_handovers_case_id", handovers.c.case_id, handovers.c.id)
Index("ix_handovers_region", handovers.c.region, handovers.c.id, postgresql_ops={"region": "text_pattern_ops"})
Index("ix_handovers_to_unit", handovers.c.to_unit, handovers.c.id)
# A case is refused once at a time.
Index("uq_handovers_live", handovers.c.case_id, unique=True, postgresql_where=handovers.c.settled_at.is_(None))
