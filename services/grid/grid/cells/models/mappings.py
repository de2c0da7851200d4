"""Which tables keep what departments call their own areas, mapped onto our cells?"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Computed,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import DATERANGE, JSONB, ExcludeConstraint

from grid.cells.domain.mappings import MappingAction, MappingState, ProposalState
from grid.metadata import metadata, one_of

_moment = DateTime(timezone=True)

# What a department has handed in: `lines` as they stood in its file, each found fit on that day.
cell_mapping_proposals = Table(
    "cell_mapping_proposals",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("department", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("lines", JSONB, nullable=False),
    Column("proposed_by", Text, nullable=False),
    Column("proposed_at", _moment, nullable=False),
    Column("decided_by", Text),
    Column("decided_at", _moment),
    one_of("state", ProposalState),
    CheckConstraint("(state = 'open') = (decided_by IS NULL)", name="decided"),
    CheckConstraint("decided_by <> proposed_by", name="two_persons"),
)
Index("ix_cell_mapping_proposals_region", cell_mapping_proposals.c.region, cell_mapping_proposals.c.id)

# A department's code in a township, from `valid_from` up to but not including `valid_to`; on a day it is mapped once.
# `stale`: a cell of it has ended, so that what it says is not to be trusted any more.
cell_mappings = Table(
    "cell_mappings",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("department", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    Column("valid", DATERANGE, Computed("daterange(valid_from, valid_to)", persisted=True), nullable=False),
    Column("state", Text, nullable=False),
    Column("proposal_id", Uuid, ForeignKey("cell_mapping_proposals.id"), nullable=False),
    one_of("state", MappingState),
    CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="order"),
    ExcludeConstraint(
        ("department", "="),
        ("region", "="),
        ("code", "="),
        ("valid", "&&"),
        name="ex_cell_mappings_once",
        using="gist",
    ),
)
Index("ix_cell_mappings_region", cell_mappings.c.region, postgresql_ops={"region": "text_pattern_ops"})

cell_mapping_cells = Table(
    "cell_mapping_cells",
    metadata,
    Column("mapping_id", Uuid, ForeignKey("cell_mappings.id"), primary_key=True),
    Column("cell", Text, ForeignKey("cells.cell"), primary_key=True),
)
Index("ix_cell_mapping_cells_cell", cell_mapping_cells.c.cell)

cell_mapping_history = Table(
    "cell_mapping_history",
    metadata,
    Column("mapping_id", Uuid, ForeignKey("cell_mappings.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("action", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", _moment, nullable=False),
    Column("facts", JSONB, nullable=False),
    one_of("action", MappingAction),
)
