"""Which tables keep the cells and their boundaries in time?"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import DATERANGE, JSONB

from grid.metadata import metadata

# Every cell that ever was; its version goes on when the cell comes back.
cells = Table(
    "cells",
    metadata,
    Column("cell", Text, primary_key=True),
    Column("region", Text, nullable=False),
    Column("version", Integer, nullable=False),
)
Index("ix_cells_region", cells.c.region)

# The key is PRIMARY KEY (cell, valid WITHOUT OVERLAPS), which only the migration can say.
cell_periods = Table(
    "cell_periods",
    metadata,
    Column("cell", Text, ForeignKey("cells.cell"), primary_key=True),
    Column("valid", DATERANGE, Computed("daterange(valid_from, valid_to)", persisted=True), primary_key=True),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    Column("region", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("rings", JSONB, nullable=False),
    Column("place_names", JSONB, nullable=False),
    Column("synthetic", Boolean, nullable=False),
    Column("west", Double, nullable=False),
    Column("south", Double, nullable=False),
    Column("east", Double, nullable=False),
    Column("north", Double, nullable=False),
    Column("special_kind", Text),
    Column("operating_unit", Text),
    Column("within", Text),
    CheckConstraint("kind IN ('integrated', 'micro', 'special')", name="kind"),
    CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="order"),
    # What was drawn before a special cell had to say what it is says nothing; no other kind may.
    CheckConstraint("kind = 'special' OR (special_kind IS NULL AND operating_unit IS NULL)", name="special"),
    CheckConstraint("special_kind IN ('park', 'market', 'enterprise', 'school')", name="special_kind"),
    CheckConstraint("kind = 'micro' OR within IS NULL", name="within"),
)
Index("ix_cell_periods_region", cell_periods.c.region, postgresql_ops={"region": "text_pattern_ops"})

# Each day on which a township was divided anew; `followed_at`: since when what lies in its cells follows.
cell_sets = Table(
    "cell_sets",
    metadata,
    Column("region", Text, primary_key=True),
    Column("valid_from", Date, primary_key=True),
    Column("saved_at", DateTime(timezone=True), nullable=False),
    Column("followed_at", DateTime(timezone=True)),
)
Index("ix_cell_sets_waiting", cell_sets.c.valid_from, postgresql_where=cell_sets.c.followed_at.is_(None))

# The villages and communities of a township, as it listed them; `rings`: where somebody drew their outline.
communities = Table(
    "communities",
    metadata,
    Column("community", Text, primary_key=True),
    Column("region", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("rings", JSONB),
    Column("listed", Boolean, nullable=False),
)
Index("ix_communities_region", communities.c.region, postgresql_ops={"region": "text_pattern_ops"})

community_history = Table(
    "community_history",
    metadata,
    Column("community", Text, ForeignKey("communities.community"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("action", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("facts", JSONB, nullable=False),
)

# Read copies of what the centre tells of Party branches; `cells`: where each sits, and whether it leads there.
branch_copies = Table(
    "branch_copies",
    metadata,
    Column("branch_id", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("region", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("cells", JSONB, nullable=False),
    Column("members", Integer, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
)
Index("ix_branch_copies_region", branch_copies.c.region, postgresql_ops={"region": "text_pattern_ops"})

cell_history = Table(
    "cell_history",
    metadata,
    Column("cell", Text, ForeignKey("cells.cell"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("action", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("facts", JSONB, nullable=False),
)
