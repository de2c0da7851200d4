"""What the team told of its records."""

import sqlalchemy as sa
from alembic import op

revision = "record_heads"
down_revision = "window_ratings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "record_heads",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length >= 1", name=op.f("ck_record_heads_length")),
        sa.CheckConstraint("octet_length(head) = 32", name=op.f("ck_record_heads_head")),
        sa.PrimaryKeyConstraint("case_id", "length", name=op.f("pk_record_heads")),
    )
    op.create_index("ix_record_heads_region", "record_heads", ["region"], postgresql_ops={"region": "text_pattern_ops"})
    op.execute("REVOKE UPDATE, DELETE, TRUNCATE ON record_heads FROM CURRENT_USER")


def downgrade() -> None:
    op.drop_table("record_heads")
