"""What departments call their own areas, mapped onto our cells."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "cell_mappings"
down_revision = "vacancy_looks"
branch_labels = None
depends_on = None

TABLES = ("cell_mapping_proposals", "cell_mappings", "cell_mapping_cells", "cell_mapping_history")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _proposals()
    _mappings()
    op.create_table(
        "cell_mapping_cells",
        sa.Column("mapping_id", sa.Uuid(), nullable=False),
        sa.Column("cell", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mapping_id"], ["cell_mappings.id"], name=op.f("fk_cell_mapping_cells_mapping_id_cell_mappings")
        ),
        sa.ForeignKeyConstraint(["cell"], ["cells.cell"], name=op.f("fk_cell_mapping_cells_cell_cells")),
        sa.PrimaryKeyConstraint("mapping_id", "cell", name=op.f("pk_cell_mapping_cells")),
    )
    op.create_index("ix_cell_mapping_cells_cell", "cell_mapping_cells", ["cell"])
    op.create_table(
        "cell_mapping_history",
        sa.Column("mapping_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.CheckConstraint(
            "action IN ('map', 'end', 'go-stale', 'hold-again')", name=op.f("ck_cell_mapping_history_action")
        ),
        sa.ForeignKeyConstraint(
            ["mapping_id"], ["cell_mappings.id"], name=op.f("fk_cell_mapping_history_mapping_id_cell_mappings")
        ),
        sa.PrimaryKeyConstraint("mapping_id", "version", name=op.f("pk_cell_mapping_history")),
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _proposals() -> None:
    op.create_table(
        "cell_mapping_proposals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("lines", postgresql.JSONB(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("proposed_at", _MOMENT, nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", _MOMENT, nullable=True),
        sa.CheckConstraint("state IN ('open', 'granted', 'refused')", name=op.f("ck_cell_mapping_proposals_state")),
        sa.CheckConstraint("(state = 'open') = (decided_by IS NULL)", name=op.f("ck_cell_mapping_proposals_decided")),
        sa.CheckConstraint("decided_by <> proposed_by", name=op.f("ck_cell_mapping_proposals_two_persons")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cell_mapping_proposals")),
    )
    op.create_index("ix_cell_mapping_proposals_region", "cell_mapping_proposals", ["region", "id"])


def _mappings() -> None:
    op.create_table(
        "cell_mappings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column(
            "valid",
            postgresql.DATERANGE(),
            sa.Computed("daterange(valid_from, valid_to)", persisted=True),
            nullable=False,
        ),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("state IN ('current', 'stale')", name=op.f("ck_cell_mappings_state")),
        sa.CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name=op.f("ck_cell_mappings_order")),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["cell_mapping_proposals.id"],
            name=op.f("fk_cell_mappings_proposal_id_cell_mapping_proposals"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cell_mappings")),
        postgresql.ExcludeConstraint(
            ("department", "="),
            ("region", "="),
            ("code", "="),
            ("valid", "&&"),
            name="ex_cell_mappings_once",
            using="gist",
        ),
    )
    op.create_index(
        "ix_cell_mappings_region", "cell_mappings", ["region"], postgresql_ops={"region": "text_pattern_ops"}
    )
