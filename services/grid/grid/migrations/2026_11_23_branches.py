"""Which Party branch leads a cell."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "branches"
down_revision = "spine"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "branch_copies",
        sa.Column("branch_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("cells", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("branch_id", name=op.f("pk_branch_copies")),
    )
    op.create_index(
        "ix_branch_copies_region",
        "branch_copies",
        ["region"],
        unique=False,
        postgresql_ops={"region": "text_pattern_ops"},
    )


def downgrade() -> None:
    op.drop_index("ix_branch_copies_region", table_name="branch_copies", postgresql_ops={"region": "text_pattern_ops"})
    op.drop_table("branch_copies")
